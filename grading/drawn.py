"""Figures of matplotlib as plain data, and made anew from it: no pickle, and nothing is drawn.

`describe` runs in the student's process, `rebuild` in the trusted one, which takes nothing for
granted: what it is given may come from a forger, and then a ValueError is all that comes of it.
"""

from __future__ import annotations

import warnings
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.legend import Legend

from grading.eyes import open_eyes
from grading.legends import kept, make_legend, read_legend, read_text
from grading.looks import COLOUR, is_shown
from grading.panels import HEADING, Panel, describe_axes, fill_axes, read_panel, write_heading
from grading.size import MOST, check_count, check_size
from grading.traits import (
    FLAG,
    Trait,
    Unreadable,
    checked,
    index,
    read_finite,
    read_list,
    read_traits,
)

HEADINGS = dict.fromkeys(("suptitle", "supxlabel", "supylabel"), HEADING)


def _within(least: float, most: float) -> Trait:
    """A number in these limits: one that is not is written as the nearest."""
    return Trait(
        lambda value: min(max(float(value), least), most),
        lambda plain: checked(lambda v: least <= v <= most, read_finite(plain)),
    )


FIGURE = {
    "visible": FLAG,
    "facecolor": COLOUR,
    "width": _within(0.01, 1e4),
    "height": _within(0.01, 1e4),
    "dpi": _within(0.1, 1e5),
}
"""Sizes are in inches. A part of a figure is described as if it was the whole."""

Place = tuple[float, float, float, float]
_RESERVE: list[tuple[Figure, Axes]] = []


def _blank_axes(figure: Figure, position: Place = (0.0, 0.0, 1.0, 1.0)) -> Axes:
    """Axes that are not yet on their figure, and whose limits stay as they are set."""
    axes = Axes(figure, position)
    axes.set_autoscale_on(False)
    axes.get_xlim(), axes.get_ylim()  # the last time that they follow the artists
    return axes


def reserve(count: int) -> None:
    """Make figures in advance, so that a process forked later rebuilds a picture in less time."""
    for _ in range(count):
        figure = Figure()
        _RESERVE.append((figure, figure.add_axes(_blank_axes(figure))))


def describe(ax: Axes) -> dict[str, Any]:
    """The figure of these axes as plain data for JSON, and which of its axes they are.

    Of a figure in parts, what the part with these axes shows, and the whole figure's own words.
    ValueError if the axes are on no figure, or the picture is too large.
    """
    if ax.figure:
        open_eyes(ax.get_figure(root=True))
    figure, root = ax.get_figure(root=False), ax.get_figure(root=True)
    family = _family(figure) if figure else {}
    if figure is None or root is None or ax not in family:
        raise ValueError("the axes are on no figure any more")
    check_count("axes", len(family))
    picture = {
        "axes": [{**describe_axes(axes), "parent": parent} for axes, parent in family.items()],
        "meant": [*family].index(ax),
        "figure": _describe_figure(figure, root),
        **_around(list(dict.fromkeys([figure, root]))),
    }
    check_size(picture)
    return picture


def _describe_figure(figure: Any, root: Any) -> dict[str, Any]:
    """Paper and size; the paper of a part that has none is that of the whole."""
    width, height = figure.bbox.size / root.dpi
    papers = [part.get_facecolor() for part in (figure, root) if part.patch.get_visible()]
    values = {
        "visible": is_shown(figure) and is_shown(root),
        "facecolor": next((paper for paper in papers if paper[3]), "none"),
        **{"width": width, "height": height, "dpi": root.dpi},
    }
    return {name: trait.write(values[name]) for name, trait in FIGURE.items()}


def _family(figure: Figure | SubFigure) -> dict[Any, int | None]:
    """The axes of a figure and all that are inset in them, each with the number of its parent."""
    family = dict[Any, int | None].fromkeys(figure.axes)
    found: list[Any] = [*family]
    for number, axes in enumerate(found):
        inset = [child for child in axes.child_axes if child not in family]
        family |= dict.fromkeys(inset, number)
        found += inset
    return family


def _around(holders: list[Figure | SubFigure]) -> dict[str, Any]:
    """The headings, the other texts and the legends of a figure itself."""
    texts = [text for holder in holders for text in holder.texts]
    headings = {}
    for name in HEADINGS:
        words = [getattr(holder, f"get_{name}")() for holder in holders]
        words = [text for text in words if text.strip()]
        shown = [text for text in texts if text.get_text() in words[:1]]
        headings[name] = HEADING.write(shown[0]) if shown else ["", True]
        texts = [text for text in texts if text not in shown]
    children = [child for holder in holders for child in holder.get_children()]
    legends = [child for child in children if isinstance(child, Legend)]
    return {**headings, "texts": list(kept(texts)), "legends": list(kept(legends))}


def rebuild(description: object) -> Axes:
    """The axes that were described, on a figure of their own that pyplot does not know.

    ValueError, with a sentence, for all that `describe` does not write.
    """
    check_size(description)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _rebuild(description)
    except Unreadable:
        raise
    except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError) as error:
        raise Unreadable("the picture cannot be read") from error


def _rebuild(picture: Any) -> Axes:
    """Read all of the picture, and only then take a figure for it."""
    plain = read_list(picture["axes"], at_most=MOST["axes"])
    panels = [read_panel(part, before) for before, part in enumerate(plain)]
    texts = [read_text(text) for text in picture["texts"]]
    legends = [read_legend(legend) for legend in picture["legends"]]
    headings = read_traits(picture, HEADINGS)
    meant: int = index(len(panels)).read(picture["meant"])
    whole = read_traits(picture["figure"], FIGURE)
    figure, made = _set_up(panels, whole)
    for name, heading in headings.items():
        if heading.words:
            write_heading(getattr(figure, name)(""), heading, figure)
    for text in texts:
        text.set_figure(figure)
        text.set_transform(figure.transFigure)
        figure.texts.append(text)
    figure.legends += [make_legend(entries, figure) for entries in legends]
    return made[meant]


def _set_up(panels: list[Panel], whole: dict[str, Any]) -> tuple[Figure, list[Axes]]:
    """A figure like the whole, with all that the panels have."""
    if not _RESERVE:
        reserve(1)
    figure, first = _RESERVE.pop()
    figure.dpi = whole["dpi"]
    figure.set_size_inches(whole["width"], whole["height"])
    figure.set_facecolor(whole["facecolor"])
    figure.set_visible(whole["visible"])
    first.set_position(panels[0].traits["position"])
    made = [first]
    for panel in panels[1:]:
        axes = _blank_axes(figure, panel.traits["position"])
        (figure.add_axes if panel.parent is None else made[panel.parent].add_child_axes)(axes)
        made.append(axes)
    for axes, panel in zip(made, panels, strict=True):
        fill_axes(axes, panel)
    return figure, made
