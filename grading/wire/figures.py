"""Matplotlib figures as plain data, and made anew from it: no pickle, and nothing is drawn.

`encode_axes` runs in the student's process, `decode_axes` in the trusted one, which takes nothing
for granted.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure, SubFigure
from matplotlib.legend import Legend
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.transforms import Bbox, Transform, TransformedPatchPath

from grading.wire.artists import codec_of, describe_artist, is_shown, read_artist
from grading.wire.fields import (
    COLOUR,
    FLAG,
    NUMBER,
    POINTS,
    SIZE,
    TEXT,
    UNREADABLE,
    WORDS,
    Field,
    FieldCodec,
    Unreadable,
    checked,
    field,
    index,
    numbers,
    one_of,
    optional,
    pair,
    put_fields,
    read_fields,
    read_finite,
    read_list,
    within,
    write_fields,
)
from grading.wire.matplotlib_restored import restore_matplotlib
from grading.wire.placement import Placement, is_cut_off, put, read_placement, systems
from grading.wire.rebuilt import RebuiltLegend

# How large a picture may be.

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


# Legends.

FAR = 1e6
"""Figures between a legend and its own: a legend that is farther away is as far away."""


@dataclass(frozen=True)
class LegendEntries:
    """What a legend says: each text, and the line or patch beside it.

    An anchor of None is on the figure; any other is in fractions of it: left, bottom, right, top.
    """

    visible: bool
    title: str
    frame: str | None
    anchor: tuple[float, float, float, float] | None
    texts: list[Text]
    handles: list[Artist]


def _frame(legend: Legend) -> Any:
    return legend.get_frame().get_facecolor() if legend.get_frame_on() else None


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


def _handles(legend: Legend) -> list[Artist]:
    return [handle if isinstance(handle, Artist) else Artist() for handle in legend.legend_handles]


def read_text(plain: Any) -> Text:
    """The text that was described; ValueError if it was another artist."""
    text: Text = checked(lambda artist: isinstance(artist, Text), read_artist(plain))
    return text


def each_artist(read: Callable[[Any], Artist]) -> FieldCodec:
    """A list of artists."""
    return FieldCodec(
        lambda artists: [describe_artist(artist) for artist in artists],
        lambda plain: [read(part) for part in read_list(plain, at_most=MOST["artists"])],
    )


LEGEND = (
    field("visible", FLAG, is_shown),
    field("title", WORDS, lambda legend: legend.get_title().get_text()),
    field("frame", optional(COLOUR), _frame),
    field("anchor", optional(numbers(4, finite=True)), _anchor),
    field("texts", each_artist(read_text)),
    field("handles", each_artist(read_artist), _handles),
)


def describe_legend(legend: Legend) -> dict[str, Any]:
    """What a legend says, and what tells the lines beside it apart."""
    return {"class": "Legend", **write_fields(legend, LEGEND)}


def read_legend(plain: object) -> LegendEntries:
    """The entries of the legend that was described; Unreadable if none was."""
    return LegendEntries(**read_fields(plain, LEGEND))


def make_legend(entries: LegendEntries, parent: Axes | Figure) -> Legend:
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


def describe_each(
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


# Labels and titles.


@dataclass(frozen=True)
class Heading:
    """A label or a title: a place of None is on the figure, else it is in fractions of that."""

    words: str
    visible: bool
    size: float = 10.0
    colour: str = "#000000ff"
    place: tuple[float, ...] | None = None


def _write_heading(text: Text) -> list[Any]:
    words, visible = text.get_text(), is_shown(text) and not is_cut_off(text)
    if not words:
        return [words, visible]
    colour = to_rgba(text.get_color(), text.get_alpha())
    return [words, visible, SIZE.write(text.get_fontsize()), COLOUR.write(colour), _place(text)]


def _place(text: Text) -> list[float] | None:
    """Where it is; as far as is known before drawing, which keeps it clear of others."""
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


HEADING = FieldCodec(_write_heading, _read_heading)


def put_heading(text: Text, heading: Heading) -> None:
    """Give a label or a title, which is on a figure, the words and the looks of a heading."""
    text.set_visible(heading.visible)
    if heading.words:
        text.set_parse_math(False)
        text.set_text(heading.words)
        text.set_fontsize(heading.size)
        text.set_color(heading.colour)
    if heading.place:
        figure: Any = text.get_figure(root=True)
        text.set_transform(figure.transFigure)
        text.set_position(heading.place)  # type: ignore[arg-type]


# Axes.


def _read_ratio(plain: object) -> float:
    return float(checked(lambda v: v > 0, read_finite(plain)))


def _read_aspect(plain: object) -> tuple[float, str]:
    ratio, adjustable = read_list(plain, at_most=2)
    return _read_ratio(ratio), ADJUSTABLE.read(adjustable)


def _aspect(axes: Axes) -> tuple[Any, str] | None:
    ratio = axes.get_aspect()
    return None if ratio == "auto" else (ratio, axes.get_adjustable())


def _put_aspect(axes: Axes, aspect: tuple[float, Any] | None) -> None:
    if aspect:
        axes.set_aspect(aspect[0], adjustable=aspect[1])


def _put_box_aspect(axes: Axes, ratio: float | None) -> None:
    if ratio:
        axes.set_box_aspect(ratio)


ADJUSTABLE = one_of("box", "datalim", instead="box")
ASPECT = FieldCodec(lambda value: [float(value[0]), ADJUSTABLE.write(value[1])], _read_aspect)
LIMITS = numbers(2, finite=True)
SCALE = one_of("linear", "log", "symlog", "logit", "asinh", instead="linear")


def _axis_fields(name: str) -> tuple[Field, ...]:
    """Of the axis x or y: scale, limits, whether it is drawn, its label and that label's pad."""
    axis = attrgetter(f"{name}axis")
    pad, label = attrgetter(f"{name}axis.labelpad"), attrgetter(f"{name}axis.label")

    def put_scale(axes: Any, scale: str) -> None:
        if scale != "linear":
            getattr(axes, f"set_{name}scale")(scale)

    def put_limits(axes: Any, limits: tuple[float, float]) -> None:
        """Past set_xlim, which measures, widens and warns."""
        setattr(axes.viewLim, f"interval{name}", limits)

    return (
        field(f"{name}scale", SCALE, put=put_scale),
        field(f"{name}lim", LIMITS, put=put_limits),
        field(
            f"{name}axis",
            FLAG,
            lambda ax: is_shown(axis(ax)),
            lambda ax, on: axis(ax).set_visible(on),
        ),
        field(f"{name}pad", NUMBER, pad, lambda ax, pad: setattr(axis(ax), "labelpad", pad)),
        field(f"{name}label", HEADING, label, lambda ax, heading: put_heading(label(ax), heading)),
    )


def _title_field(name: str, attribute: str) -> Field:
    title = attrgetter(attribute)
    return field(name, HEADING, title, lambda ax, heading: put_heading(title(ax), heading))


TITLES = attrgetter("title", "_left_title", "_right_title")
AXES = (
    # The position that was asked for: the one in use depends on the aspect.
    field("position", numbers(4, finite=True), lambda ax: ax.get_position(original=True).bounds),
    field("label", optional(WORDS), put=Axes.set_label),
    field("visible", FLAG, is_shown, Axes.set_visible),
    field("zorder", NUMBER, put=Axes.set_zorder),
    field("facecolor", COLOUR, put=Axes.set_facecolor),
    field(
        "patch", FLAG, lambda ax: ax.patch.get_visible(), lambda ax, on: ax.patch.set_visible(on)
    ),
    field("frame_on", FLAG, put=Axes.set_frame_on),
    field("axison", FLAG, attrgetter("axison"), lambda ax, on: on or ax.set_axis_off()),
    field("aspect", optional(ASPECT), _aspect, _put_aspect),
    field("box_aspect", optional(FieldCodec(float, _read_ratio)), put=_put_box_aspect),
    *_axis_fields("x"),
    *_axis_fields("y"),
    _title_field("title", "title"),
    _title_field("left_title", "_left_title"),
    _title_field("right_title", "_right_title"),
)


@dataclass(frozen=True)
class AxesContent:
    """Axes that were read: their fields, the number of those they are inset in, what is on them."""

    values: dict[str, Any]
    parent: int | None
    artists: list[tuple[Artist | LegendEntries, Placement]]
    legend: LegendEntries | None


def describe_axes(axes: Axes) -> dict[str, Any]:
    """The axes as plain data, without the axes inset in them."""
    aside = {*TITLES(axes), *axes.child_axes, axes.get_legend(), axes.patch}
    children = [child for child in axes.get_children() if child not in aside]
    artists = [child for child in children if not isinstance(child, (Spine, Axis))]
    check_count("artists", len(artists))
    return {
        **write_fields(axes, AXES),
        "artists": list(describe_each(artists, axes, systems(axes))),
        "legend": next(describe_each([axes.get_legend()]), None),
    }


def read_axes(plain: Any, before: int) -> AxesContent:
    """The axes that were described, after so many others; one of UNREADABLE if none were."""
    legend = plain["legend"]
    return AxesContent(
        read_fields(plain, AXES),
        optional(index(before)).read(plain["parent"]),
        [_read_child(child) for child in plain["artists"]],
        None if legend is None else read_legend(legend),
    )


def _read_child(plain: Any) -> tuple[Artist | LegendEntries, Placement]:
    if plain["class"] == Legend.__name__:
        return read_legend(plain), Placement()
    return read_artist(plain), read_placement(plain)


def fill_axes(axes: Axes, content: AxesContent) -> None:
    """Give blank axes all that was read."""
    put_fields(axes, content.values, AXES)
    known, edge = systems(axes), TransformedPatchPath(axes.patch)
    for child, placement in content.artists:
        artist = make_legend(child, axes) if isinstance(child, LegendEntries) else child
        put(artist, codec_of(artist).coordinates, placement, axes, known, edge)
    if content.legend is not None:
        axes.legend_ = make_legend(content.legend, axes)


# Figures.


def _paper(figure: Any) -> Any:
    """The colour of the paper; of a part that has none it is that of the whole."""
    parts = (figure, figure.get_figure(root=True))
    papers = [part.get_facecolor() for part in parts if part.patch.get_visible()]
    return next((paper for paper in papers if paper[3]), "none")


def _size(figure: Any) -> Any:
    return figure.bbox.size / figure.get_figure(root=True).dpi


def _figure_is_shown(figure: Any) -> bool:
    return is_shown(figure) and is_shown(figure.get_figure(root=True))


FIGURE = (
    field("dpi", within(0.1, 1e5), lambda part: part.get_figure(root=True).dpi, Figure.set_dpi),
    field("size", pair(within(0.01, 1e4)), _size, Figure.set_size_inches),
    field("facecolor", COLOUR, _paper, Figure.set_facecolor),
    field("visible", FLAG, _figure_is_shown, Figure.set_visible),
)
"""The size is in inches. A part of a figure is described as if it was the whole."""

HEADINGS = tuple(field(name, HEADING) for name in ("suptitle", "supxlabel", "supylabel"))

_RESERVE: list[tuple[Figure, Axes]] = []


@dataclass(frozen=True)
class FigureContent:
    """A figure that was read: its fields and headings, what is on it, which axes are meant."""

    values: dict[str, Any]
    headings: dict[str, Heading]
    axes: list[AxesContent]
    texts: list[Text]
    legends: list[LegendEntries]
    meant: int


def _blank_axes(
    figure: Figure, position: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
) -> Axes:
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
        "figure": write_fields(figure, FIGURE),
        **_around(list(dict.fromkeys([figure, root]))),
    }
    check_size(picture)
    return picture


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
    for heading in HEADINGS:
        words = [heading.get(holder) for holder in holders]
        words = [text for text in words if text.strip()]
        shown = [text for text in texts if text.get_text() in words[:1]]
        headings[heading.name] = HEADING.write(shown[0]) if shown else ["", True]
        texts = [text for text in texts if text not in shown]
    children = [child for holder in holders for child in holder.get_children()]
    legends = [child for child in children if isinstance(child, Legend)]
    return {
        **headings,
        "texts": list(describe_each(texts)),
        "legends": list(describe_each(legends)),
    }


def decode_axes(description: object) -> Axes:
    """The axes that were described, on a figure of their own that pyplot does not know.

    Unreadable, with a sentence, for all that `encode_axes` does not write.
    """
    check_size(description)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return build_figure(read_figure(description))
    except Unreadable:
        raise
    except (*UNREADABLE, AttributeError) as error:
        raise Unreadable("the picture cannot be read") from error


def read_figure(plain: Any) -> FigureContent:
    """The figure that was described, without a figure for it yet; one of UNREADABLE if none was."""
    parts = read_list(plain["axes"], at_most=MOST["axes"])
    axes = [read_axes(part, before) for before, part in enumerate(parts)]
    return FigureContent(
        values=read_fields(plain["figure"], FIGURE),
        headings=read_fields(plain, HEADINGS),
        axes=axes,
        texts=[read_text(text) for text in plain["texts"]],
        legends=[read_legend(legend) for legend in plain["legends"]],
        meant=index(len(axes)).read(plain["meant"]),
    )


def build_figure(content: FigureContent) -> Axes:
    """The axes that are meant, on a figure with all that was read."""
    if not _RESERVE:
        reserve(1)
    figure, first = _RESERVE.pop()
    put_fields(figure, content.values, FIGURE)
    first.set_position(content.axes[0].values["position"])
    made = [first]
    for each in content.axes[1:]:
        axes = _blank_axes(figure, each.values["position"])
        (figure.add_axes if each.parent is None else made[each.parent].add_child_axes)(axes)
        made.append(axes)
    for axes, each in zip(made, content.axes, strict=True):
        fill_axes(axes, each)
    for name, heading in content.headings.items():
        if heading.words:
            put_heading(getattr(figure, name)(""), heading)
    for text in content.texts:
        text.set_figure(figure)
        text.set_transform(figure.transFigure)
        figure.texts.append(text)
    figure.legends += [make_legend(entries, figure) for entries in content.legends]
    return made[content.meant]
