"""Matplotlib figures as plain data, and made anew from it: no pickle, and nothing is drawn.

`encode_axes` runs in the student's process, `decode_axes` in the trusted one, which takes nothing
for granted.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import is_
from typing import Any, Literal

import numpy as np
from matplotlib import axis, collections, lines, patches, scale, spines, text
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure, SubFigure
from matplotlib.legend import Legend
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.transforms import Bbox, Transform, TransformedPatchPath

from grading.wire.artists import (
    COLOUR,
    FLAG,
    NUMBER,
    POINTS,
    SIZE,
    STANDING,
    TEXT,
    WORDS,
    FieldCodec,
    Unreadable,
    checked,
    describe_artist,
    index,
    is_cut_off,
    is_shown,
    numbers,
    one_of,
    optional,
    places,
    put,
    read_artist,
    read_finite,
    read_list,
    read_traits,
)

# Limits of a picture as plain data: axes, artists, points, characters.

MOST = {"axes": 16, "artists": 2_000, "points": POINTS}
"""How many of each a picture may have; entries of legends are artists."""

NOT_PLAIN = (dict, list, str)
"""What may hold too much."""


def check_count(what: str, count: int) -> None:
    """A ValueError if a picture has too many axes, artists or points."""
    if count > MOST[what]:
        raise ValueError(f"the picture has more than {MOST[what]:,} {what}")


def check_size(picture: object) -> None:
    """A ValueError if a plain picture has too many axes, artists or points, or too long a text.

    Every dict with a class is an artist; it has as many points as its longest array has rows.
    """
    if isinstance(picture, dict) and isinstance(picture.get("axes"), list):
        check_count("axes", len(picture["axes"]))
    artists = points = 0
    waiting = [picture]
    while waiting:  # a tree of any depth
        part = waiting.pop()
        if isinstance(part, dict):
            artists += "class" in part
            points += max(map(_rows, part.values()), default=0)
            waiting += [v for k, v in part.items() if k != "base64" and isinstance(v, NOT_PLAIN)]
        elif isinstance(part, list):
            waiting += [value for value in part if isinstance(value, NOT_PLAIN)]
        elif isinstance(part, str) and len(part) > TEXT:
            raise ValueError(f"the picture has a text of more than {TEXT:,} characters")
    check_count("artists", artists)
    check_count("points", points)


def _rows(value: object) -> int:
    rows = value.get("rows", 0) if isinstance(value, dict) else 0
    return rows if isinstance(rows, int) else 0


# Legends of matplotlib as plain data: words, the artists beside them, frame and anchor.

LEGEND = {
    "visible": FLAG,
    "title": WORDS,
    "frame": optional(COLOUR),
    "anchor": optional(numbers(4, finite=True)),
}
FAR = 1e6
"""Figures between a legend and its own: a legend that is farther away is as far away."""


@dataclass(frozen=True)
class Entries:
    """What a legend says: each text, and the line or patch beside it.

    An anchor of None lies on the figure; any other is in fractions of it, from corner to corner.
    """

    visible: bool
    title: str
    frame: str | None
    anchor: tuple[float, float, float, float] | None
    texts: list[Text]
    handles: list[Artist]


class RebuiltLegend(Legend):
    """A legend that holds its entries without the boxes that would draw them."""

    def get_children(self) -> list[Artist]:
        """The entries: first what stands beside the words, then the words and the title."""
        handles = [artist for artist in self.legend_handles if artist]
        return [*handles, *self.texts, self.get_title()]


def describe_legend(legend: Legend) -> dict[str, Any]:
    """What a legend says, and what tells the lines beside it apart."""
    handles = [
        artist if isinstance(artist, Artist) else Artist() for artist in legend.legend_handles
    ]
    values = {
        "visible": is_shown(legend),
        "title": legend.get_title().get_text(),
        "frame": legend.get_frame().get_facecolor() if legend.get_frame_on() else None,
        "anchor": _anchor(legend),
    }
    return {
        "class": "legend",
        **{name: trait.write(values[name]) for name, trait in LEGEND.items()},
        "texts": [describe_artist(text) for text in legend.get_texts()],
        "handles": [describe_artist(handle) for handle in handles],
    }


def _anchor(legend: Legend) -> list[float] | None:
    """What the legend is anchored to, or the one point of it that is its place."""
    box: Any = legend.get_bbox_to_anchor()
    figure: Any = legend.get_figure(root=False)
    place = getattr(legend, "_loc", 0)
    if figure is None or (box is legend.parent.bbox and not isinstance(place, tuple)):
        return None
    fractions = [place, place] if isinstance(place, tuple) else [(0, 0), (1, 1)]
    corners = box.p0 + box.size * np.array(fractions, float)
    corners = (corners - figure.bbox.p0) / figure.bbox.size
    return [float(side) for side in np.nan_to_num(corners, nan=FAR).clip(-FAR, FAR).ravel()]


def kept(
    artists: Iterable[Artist | None],
    axes: Axes | None = None,
    known: dict[str, Transform] | None = None,
) -> Iterator[dict[str, Any]]:
    """Artists, legends among them, as plain data, without those that cannot say what they are."""
    for artist in filter(None, artists):
        try:
            if isinstance(artist, Legend):
                plain = describe_legend(artist)
            else:
                plain = describe_artist(artist, axes, known)
        except Exception:  # a class of the student's may fail at anything
            continue
        yield plain


def read_legend(plain: Any) -> Entries:
    """The entries of the legend that was described; ValueError if none was."""
    return Entries(
        **read_traits(plain, LEGEND),
        texts=[read_text(text) for text in plain["texts"]],
        handles=[read_artist(handle) for handle in plain["handles"]],
    )


def read_text(plain: Any) -> Text:
    """The text that was described; ValueError if it was another artist."""
    text: Text = checked(lambda artist: isinstance(artist, Text), read_artist(plain))
    return text


def make_legend(entries: Entries, parent: Axes | Figure) -> Legend:
    """A legend with these entries for the axes or the figure, but on neither yet."""
    legend = RebuiltLegend(parent, [], [], loc="upper right")
    legend.legend_handles, legend.texts = [*entries.handles], [*entries.texts]
    legend.set_title(entries.title)
    legend.get_title().set_parse_math(False)
    legend.set_visible(entries.visible)
    frame = legend.get_frame()
    frame.set_visible(entries.frame is not None)
    frame.set_alpha(None)
    frame.set_facecolor(entries.frame or "none")
    if entries.anchor:
        left, bottom, right, top = entries.anchor
        figure = parent.figure if isinstance(parent, Axes) else parent
        box = Bbox([(left, bottom), (right, top)])
        legend.set_bbox_to_anchor(box, figure.transFigure)
    return legend


# Axes of matplotlib as plain data: place, ground, scales, limits, labels, titles, artists.

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


RATIO = optional(FieldCodec(float, _read_ratio))
HEADING = FieldCodec(_plain_heading, _read_heading)
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
    for name, each in (("x", axes.xaxis), ("y", axes.yaxis)):
        each.set_visible(traits[f"{name}axis"])
        each.labelpad = traits[f"{name}pad"]
        write_heading(each.label, traits[f"{name}label"], figure)


# Undoes what a student's code changed in matplotlib's classes, before a picture is looked at.

_SEEN = (
    *(Axes, Figure, SubFigure, Legend, axis.XAxis, axis.YAxis, spines.Spine),
    *(text.Text, text.Annotation, lines.Line2D, collections.PathCollection),
    *(collections.LineCollection, collections.PolyCollection, patches.FancyArrowPatch),
    *(patches.Rectangle, patches.Circle, patches.Polygon, patches.PathPatch),
    *(scale.LinearScale, scale.LogScale, scale.SymmetricalLogScale),
)
_UNLIKE = {"__dict__", "__weakref__", "__doc__", "_abc_impl", "__abstractmethods__"}
"""What Python keeps for itself in a class."""


def _classes(root: type) -> Iterator[type]:
    yield root
    children: list[type] = root.__subclasses__()
    for child in children:
        yield from _classes(child)


_METHODS = {
    cls: frozenset(name for name in dir(cls) if callable(getattr(cls, name)))
    for cls in _classes(Artist)
}
_KNOWN = {id(cls): cls for cls in _METHODS}
"""By their ids, since a class of a student's may claim to be equal to one of these."""
_WERE = {
    cls: dict(vars(cls))
    for cls in dict.fromkeys(base for seen in _SEEN for base in seen.__mro__ if base is not object)
}


def restore_matplotlib(figure: Any) -> None:
    """Give the figure and all that is on it the classes and methods that matplotlib has.

    ValueError if there is something on it that cannot be one of matplotlib's artists.
    """
    for cls, were in _WERE.items():
        _restore(cls, were)
    waiting, met = [figure], set()
    while waiting:
        artist = waiting.pop()
        if id(artist) not in met:
            met.add(id(artist))
            _unmask(artist)
            waiting += _children(artist)


def _children(artist: Any) -> list[Any]:
    """What belongs to an artist; of an axis no ticks, which would only be made to be looked at."""
    if not isinstance(artist, axis.Axis):
        return list(artist.get_children())
    own = vars(artist)
    made = [tick for name in ("majorTicks", "minorTicks") for tick in own.get(name, ())]
    return [artist.label, artist.offsetText, *made]


def _restore(cls: type, were: dict[str, Any]) -> None:
    now = vars(cls)
    same = len(now) == len(were) and all(map(is_, now, were))
    if same and all(map(is_, now.values(), were.values())):
        return
    for name in now.keys() - were.keys() - _UNLIKE:
        delattr(cls, name)
    for name, value in were.items():
        if now.get(name) is not value and name not in _UNLIKE:
            setattr(cls, name, value)


def _unmask(artist: object) -> None:
    """Make it one of the nearest class of matplotlib's that it comes from, with its methods."""
    known = next((_KNOWN[id(c)] for c in type(artist).__mro__ if id(c) in _KNOWN), None)
    if known is None:
        raise ValueError("there is something in the picture that matplotlib does not know")
    if type(artist) is not known:
        object.__setattr__(artist, "__class__", known)
    own = object.__getattribute__(artist, "__dict__")
    if not _METHODS[known].isdisjoint(own):
        for name in own.keys() & _METHODS[known]:
            del own[name]


# Figures of matplotlib as plain data, and made anew from it: no pickle, and nothing is drawn.

HEADINGS = dict.fromkeys(("suptitle", "supxlabel", "supylabel"), HEADING)


def _within(least: float, most: float) -> FieldCodec:
    """A number in these limits: one that is not is written as the nearest."""
    return FieldCodec(
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


def encode_axes(ax: Axes) -> dict[str, Any]:
    """The figure of these axes as plain data for JSON, and which of its axes they are.

    Of a figure in parts, what the part with these axes shows, and the whole figure's own words.
    ValueError if the axes are on no figure, or the picture is too large.
    """
    if ax.figure:
        restore_matplotlib(ax.get_figure(root=True))
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


def decode_axes(description: object) -> Axes:
    """The axes that were described, on a figure of their own that pyplot does not know.

    ValueError, with a sentence, for all that `encode_axes` does not write.
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
    for words in texts:
        words.set_figure(figure)
        words.set_transform(figure.transFigure)
        figure.texts.append(words)
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
