"""Knows axes as plain data, both ways: scales, titles, artists; not the figure around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.spines import Spine
from matplotlib.text import Text

from grading.artists import PLACE, places, put, read_artist
from grading.legends import Entries, kept, make_legend, read_legend
from grading.size import check_count
from grading.traits import (
    FLAG,
    WORDS,
    Trait,
    index,
    numbers,
    one_of,
    optional,
    read_list,
    read_traits,
)

LIMITS = numbers(2, finite=True)
SCALE = one_of("linear", "log", "symlog", "logit", "asinh", instead="linear")
TITLES: tuple[Literal["center", "left", "right"], ...] = ("center", "left", "right")


def _read_heading(plain: object) -> tuple[str, bool]:
    words, visible = read_list(plain, at_most=2)
    return WORDS.read(words), FLAG.read(visible)


HEADING = Trait(lambda text: [text.get_text(), bool(text.get_visible())], _read_heading)
PANEL = {
    "position": numbers(4, finite=True),
    "label": optional(WORDS),
    "visible": FLAG,
    "axison": FLAG,
    "xscale": SCALE,
    "yscale": SCALE,
    "xlim": LIMITS,
    "ylim": LIMITS,
    "xlabel": HEADING,
    "ylabel": HEADING,
    "center": HEADING,
    "left": HEADING,
    "right": HEADING,
}


@dataclass(frozen=True)
class Panel:
    """Axes that were read: their traits, the number of those they are inset in, what is on them."""

    traits: dict[str, Any]
    parent: int | None
    children: list[tuple[Artist | Entries, str]]
    legend: Entries | None


def describe_axes(axes: Axes) -> dict[str, Any]:
    """The axes as plain data, without the axes inset in them."""
    children = axes.get_children()
    titles = [child for child in children if isinstance(child, Text)][-len(TITLES) :]
    values: dict[str, Any] = {
        "position": axes.get_position(original=True).bounds,  # else the aspect changes the limits
        "axison": axes.axison,
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
        "artists": list(kept(artists, places(axes))),
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


def _read_child(plain: Any) -> tuple[Artist | Entries, str]:
    if plain["class"] == "legend":
        return read_legend(plain), "other"
    return read_artist(plain), PLACE.read(plain["place"])


def fill_axes(axes: Axes, panel: Panel) -> None:
    """Give blank axes all that the panel has."""
    axes.set_label(panel.traits["label"])
    axes.set_visible(panel.traits["visible"])
    if not panel.traits["axison"]:
        axes.set_axis_off()
    for name, set_scale in (("xscale", axes.set_xscale), ("yscale", axes.set_yscale)):
        if panel.traits[name] != "linear":
            set_scale(panel.traits[name])
    # Past set_xlim, which measures, widens and warns.
    axes.viewLim.intervalx = panel.traits["xlim"]
    axes.viewLim.intervaly = panel.traits["ylim"]
    _write(axes, panel.traits)
    known = places(axes)
    for child, place in panel.children:
        artist = make_legend(child, axes) if isinstance(child, Entries) else child
        put(artist, axes, known[place])
    if panel.legend is not None:
        axes.legend_ = make_legend(panel.legend, axes)


def _write(axes: Axes, traits: dict[str, Any]) -> None:
    for place in TITLES:
        words, visible = traits[place]
        if words or not visible:
            axes.set_title(words, loc=place, parse_math=False, visible=visible)
    for name, label in (("xlabel", axes.xaxis.label), ("ylabel", axes.yaxis.label)):
        words, visible = traits[name]
        label.set_parse_math(False)
        label.set_text(words)
        label.set_visible(visible)
