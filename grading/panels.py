"""Axes of matplotlib as plain data: place, ground, scales, limits, labels, titles, artists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.transforms import TransformedPatchPath

from grading.artists import read_artist
from grading.coordinates import STANDING, is_cut_off, places, put
from grading.legends import Entries, kept, make_legend, read_legend
from grading.looks import COLOUR, SIZE, is_shown
from grading.size import check_count
from grading.traits import (
    FLAG,
    NUMBER,
    WORDS,
    Trait,
    checked,
    index,
    numbers,
    one_of,
    optional,
    read_finite,
    read_list,
    read_traits,
)

LIMITS = numbers(2, finite=True)
SCALE = one_of("linear", "log", "symlog", "logit", "asinh", instead="linear")
TITLES: tuple[Literal["center", "left", "right"], ...] = ("center", "left", "right")


@dataclass(frozen=True)
class Heading:
    """A label or a title: a place of None is on the figure, else it is in fractions of that."""

    words: str
    visible: bool
    size: float = 10.0
    colour: str = "#000000ff"
    place: tuple[float, ...] | None = None


def _plain_heading(text: Text) -> list[Any]:
    words, visible = text.get_text(), is_shown(text) and not is_cut_off(text)
    if not words:
        return [words, visible]
    colour = to_rgba(text.get_color(), text.get_alpha())
    return [words, visible, SIZE.write(text.get_fontsize()), COLOUR.write(colour), _place(text)]


def _place(text: Text) -> list[float] | None:
    """Where it stands; as far as is known before drawing, which keeps it clear of others."""
    box = text.get_figure(root=False).bbox  # type: ignore[union-attr]
    x, y = text.get_transform().transform(text.get_unitless_position())
    x, y = (x - box.x0) / box.width, (y - box.y0) / box.height
    return None if 0 <= x <= 1 and 0 <= y <= 1 else [float(x), float(y)]


def _read_heading(plain: object) -> Heading:
    words, visible, *looks = read_list(plain, at_most=5)
    heading = Heading(WORDS.read(words), FLAG.read(visible))
    if not looks:
        return heading
    size, colour, place = looks
    place = optional(numbers(2)).read(place)
    return replace(heading, size=SIZE.read(size), colour=COLOUR.read(colour), place=place)


def write_heading(text: Text, heading: Heading, figure: Figure) -> None:
    """Give a label or a title the words and the looks of a heading."""
    text.set_visible(heading.visible)
    if heading.words:
        text.set_parse_math(False)
        text.set_text(heading.words)
        text.set_fontsize(heading.size)
        text.set_color(heading.colour)
    if heading.place:
        text.set_transform(figure.transFigure)
        text.set_position(heading.place)  # type: ignore[arg-type]


def _read_ratio(plain: object) -> float:
    return float(checked(lambda v: v > 0, read_finite(plain)))


RATIO = optional(Trait(float, _read_ratio))
HEADING = Trait(_plain_heading, _read_heading)
PANEL = {
    "position": numbers(4, finite=True),
    "label": optional(WORDS),
    "visible": FLAG,
    "zorder": NUMBER,
    "facecolor": COLOUR,
    "ground": FLAG,
    "frame_on": FLAG,
    "axison": FLAG,
    "aspect": RATIO,
    "adjustable": one_of("box", "datalim", instead="box"),
    "box_aspect": RATIO,
    "xscale": SCALE,
    "yscale": SCALE,
    "xlim": LIMITS,
    "ylim": LIMITS,
    "xaxis": FLAG,
    "yaxis": FLAG,
    "xpad": NUMBER,
    "ypad": NUMBER,
    "xlabel": HEADING,
    "ylabel": HEADING,
    "center": HEADING,
    "left": HEADING,
    "right": HEADING,
}
"""`ground` is whether the patch behind the artists is drawn, and the pads are the labels'."""


@dataclass(frozen=True)
class Panel:
    """Axes that were read: their traits, the number of those they are inset in, what is on them."""

    traits: dict[str, Any]
    parent: int | None
    children: list[tuple[Artist | Entries, dict[str, Any]]]
    legend: Entries | None


def describe_axes(axes: Axes) -> dict[str, Any]:
    """The axes as plain data, without the axes inset in them."""
    children = axes.get_children()
    titles = [child for child in children if isinstance(child, Text)][-len(TITLES) :]
    values: dict[str, Any] = {
        "position": axes.get_position(original=True).bounds,  # else the aspect changes the limits
        "visible": is_shown(axes),
        "ground": axes.patch.get_visible(),
        "axison": axes.axison,
        "aspect": None if axes.get_aspect() == "auto" else axes.get_aspect(),
        "xaxis": is_shown(axes.xaxis),
        "yaxis": is_shown(axes.yaxis),
        "xpad": axes.xaxis.labelpad,
        "ypad": axes.yaxis.labelpad,
        "xlabel": axes.xaxis.label,
        "ylabel": axes.yaxis.label,
    }
    values |= zip(TITLES, titles, strict=True)
    values |= {name: getattr(axes, f"get_{name}")() for name in PANEL.keys() - values.keys()}
    aside = {*titles, *axes.child_axes, axes.get_legend(), axes.patch}
    artists = [c for c in children if not (isinstance(c, (Spine, Axis)) or c in aside)]
    check_count("artists", len(artists))
    return {
        **{name: trait.write(values[name]) for name, trait in PANEL.items()},
        "artists": list(kept(artists, axes, places(axes))),
        "legend": next(kept([axes.get_legend()]), None),
    }


def read_panel(plain: Any, before: int) -> Panel:
    """The axes that were described, after so many others; ValueError if none were."""
    legend = plain["legend"]
    return Panel(
        read_traits(plain, PANEL),
        optional(index(before)).read(plain["parent"]),
        [_read_child(child) for child in plain["artists"]],
        None if legend is None else read_legend(legend),
    )


def _read_child(plain: Any) -> tuple[Artist | Entries, dict[str, Any]]:
    if plain["class"] == "legend":
        return read_legend(plain), {"place": "other", "shift": None, "clip": None}
    return read_artist(plain), read_traits(plain, STANDING)


def fill_axes(axes: Axes, panel: Panel) -> None:
    """Give blank axes all that the panel has."""
    _set_ground(axes, panel.traits)
    for name, set_scale in (("xscale", axes.set_xscale), ("yscale", axes.set_yscale)):
        if panel.traits[name] != "linear":
            set_scale(panel.traits[name])
    # Past set_xlim, which measures, widens and warns.
    axes.viewLim.intervalx = panel.traits["xlim"]
    axes.viewLim.intervaly = panel.traits["ylim"]
    _write(axes, panel.traits)
    known, edge = places(axes), TransformedPatchPath(axes.patch)
    for child, standing in panel.children:
        artist = make_legend(child, axes) if isinstance(child, Entries) else child
        put(artist, axes, known[standing["place"]], standing, edge)
    if panel.legend is not None:
        axes.legend_ = make_legend(panel.legend, axes)


def _set_ground(axes: Axes, traits: dict[str, Any]) -> None:
    """What is under the artists, and whether anything is."""
    axes.set_label(traits["label"])
    axes.set_visible(traits["visible"])
    axes.set_zorder(traits["zorder"])
    axes.set_facecolor(traits["facecolor"])
    axes.patch.set_visible(traits["ground"])
    axes.set_frame_on(traits["frame_on"])
    if not traits["axison"]:
        axes.set_axis_off()
    if traits["aspect"]:
        axes.set_aspect(traits["aspect"], adjustable=traits["adjustable"])
    if traits["box_aspect"]:
        axes.set_box_aspect(traits["box_aspect"])


def _write(axes: Axes, traits: dict[str, Any]) -> None:
    """The titles, and the labels of both axes."""
    figure: Any = axes.get_figure(root=True)
    titles = [child for child in axes.get_children() if isinstance(child, Text)]
    for place, title in zip(TITLES, titles, strict=True):
        write_heading(title, traits[place], figure)
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        axis.set_visible(traits[f"{name}axis"])
        axis.labelpad = traits[f"{name}pad"]
        write_heading(axis.label, traits[f"{name}label"], figure)
