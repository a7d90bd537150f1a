"""Matplotlib's artists as plain data, and made anew from it: lines, texts, images, collections,
patches.

`ARTISTS` is the one table of what crosses: to let another class of artists cross, add an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, methodcaller
from typing import Any, cast

import matplotlib.collections as mc
import matplotlib.patches as mp
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Transform

from grading.wire.fields import (
    ALPHA,
    COLOUR,
    DASHES,
    DASHES_EACH,
    DEGREES,
    EFFECTS,
    EVERY,
    FINITE,
    FLAG,
    MANY,
    MARKER,
    NUMBER,
    SIZE,
    WORDS,
    Array,
    Field,
    FieldCodec,
    Unreadable,
    array,
    checked,
    field,
    numbers,
    one_of,
    optional,
    read_fields,
    write_fields,
)
from grading.wire.placement import (
    OF_ANNOTATION,
    OF_LINE,
    OF_OFFSETS,
    OF_PATCH,
    OF_PATHS,
    OF_TEXT,
    Coordinates,
    describe_placement,
)
from grading.wire.rebuilt import (
    DISC,
    RebuiltArrow,
    RebuiltCircle,
    RebuiltEllipse,
    RebuiltWedge,
)

SKETCH = 50
"""Pixels of a sketch beyond which an artist is not there."""


@dataclass(frozen=True)
class ArtistCodec:
    """What crosses of the artists of one class of matplotlib's, and how one is made anew.

    `make` takes the fields as keyword arguments of their names. The coordinates say how the
    artist's place on its axes is found out and given back.
    """

    cls: type[Artist]
    make: Callable[..., Artist]
    coordinates: Coordinates
    fields: tuple[Field, ...]

    @property
    def name(self) -> str:
        """What the class is called in plain data."""
        return self.cls.__name__


def is_shown(artist: Artist) -> bool:
    """False for what is switched off, or scattered by a sketch, or may be wiped out by a filter."""
    sketch = artist.get_sketch_params()
    steady = sketch is None or sketch[0] <= SKETCH
    return bool(artist.get_visible()) and steady and artist.get_agg_filter() is None


COMMON = (
    field("visible", FLAG, is_shown),
    field("alpha", ALPHA),
    field("label", optional(WORDS)),
    field("zorder", NUMBER),
    field("path_effects", EFFECTS),
)


def _make_artist(**properties: Any) -> Artist:
    artist = Artist()
    artist.set(**properties)
    return artist


# Lines.

DASHED = (3.7, 1.6)
"""What matplotlib itself takes for "--"."""
DRAWSTYLE = one_of("default", "steps", "steps-pre", "steps-mid", "steps-post", instead="default")
CAPSTYLE = one_of("butt", "round", "projecting", instead="butt")


def _line_style(line: Any) -> Any:
    """The getter calls dashes of the line's own "--"."""
    style, dashes = line.get_linestyle(), line._unscaled_dash_pattern
    return dashes if style == "--" and tuple(dashes[1] or ()) != DASHED else style


def _marker_size(line: Any) -> float:
    """In points; a marker's own transform may resize it, or move it away."""
    size: float = line.get_markersize()
    transform = line._marker.get_user_transform()
    if transform is None:
        return size
    matrix = transform.get_matrix()
    moved = np.abs(matrix[:2, 2]).max() > 2  # sizes
    return 0.0 if moved else size * float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))


def _make_line(xydata: Array, **properties: Any) -> Artist:
    return Line2D(*xydata.T, **properties)


# Texts and annotations.


def _in_numbers(artist: Any, x: Any, y: Any) -> tuple[float, float]:
    """A place in numbers, where it was a date or a category."""
    return artist.convert_xunits(x), artist.convert_yunits(y)


def _box_colour(text: Text) -> Any:
    box = text.get_bbox_patch()
    return box.get_facecolor() if box and box.get_visible() else None


def _xycoords(note: Any) -> Any:
    """What `xy` is measured in; data may be said in three ways."""
    data = note.xycoords == ("data", "data") or (note.axes and note.xycoords == note.axes.transData)
    return "data" if data else note.xycoords


def _make_text(bbox: Any, cls: Callable[..., Artist] = Text, **properties: Any) -> Artist:
    """A text that is not typeset, on a box of a colour, if it has one."""
    box = {"bbox": {"facecolor": bbox}} if bbox else {}
    return cls(parse_math=False, **box, **properties)


def _make_annotation(arrow: Any, **properties: Any) -> Artist:
    note = cast(Annotation, _make_text(cls=Annotation, **properties))
    note.arrow_patch = arrow
    return note


def _read_arrow(plain: Any) -> Artist:
    return read_artist(checked(lambda v: v["class"] == mp.FancyArrowPatch.__name__, plain))


TEXT_FIELDS = (
    *COMMON,
    field("text", WORDS),
    field("position", numbers(2), lambda text: _in_numbers(text, *text.get_position())),
    field("fontsize", SIZE),
    field("color", COLOUR),
    field("bbox", optional(COLOUR), _box_colour),
)
XYCOORDS = one_of(
    "data", "axes fraction", "figure fraction", "figure pixels", instead="figure pixels"
)
ARROW = optional(FieldCodec(lambda arrow: describe_artist(arrow), _read_arrow))


# Images.


def _make_image(extent: tuple[float, float, float, float], **properties: Any) -> Artist:
    """An image of one pixel; its axes come with add_artist."""
    image = AxesImage(cast(Axes, None), extent=extent, **properties)
    image.set_data(np.zeros((1, 1)))
    return image


# Collections.

OUTLINES = {
    "face": DISC,
    "strokes": Path([(-1, 0), (1, 0)]),
    "nothing": Path(np.empty((0, 2))),
}
"""The markers of a scatter: those with a face, those without, and none at the points."""


def _mapped(name: str) -> Callable[[Any], Any]:
    """A getter of colours: a colormap gives its colours first, as it does before drawing."""

    def get(collection: Any) -> Any:
        collection.update_scalarmappable()
        return getattr(collection, f"get_{name}")()

    return get


def _line_styles(collection: Any) -> Any:
    """As they were given: the getter multiplies dashes by the width of the line."""
    return getattr(collection, "_us_linestyles", collection.get_linestyle())


def _outline(dots: mc.PathCollection) -> str:
    """Which of OUTLINES its markers have: nothing, if they are far off the usual size or place."""
    outlines = [outline for outline in map(_corners, dots.get_paths()) if len(outline)]
    reach = max((np.abs(outline).max() for outline in outlines), default=0)
    if not (0.01 <= reach <= 5 and (dots.get_transform().get_matrix() == np.eye(3)).all()):
        return "nothing"
    return "face" if any(map(_has_area, outlines)) else "strokes"


def _has_area(outline: Array) -> bool:
    x, y = outline.T
    return bool(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) > 1e-6)


def _make_scatter(offsets: Array, outline: str, **properties: Any) -> Artist:
    points = np.ma.MaskedArray(offsets, np.isnan(offsets))
    return mc.PathCollection([OUTLINES[outline]], offsets=points, **properties)


def _paths_vertices(collection: mc.Collection) -> Array:
    """The vertices of all paths, one after another."""
    pieces = [np.asarray(path.vertices) for path in collection.get_paths()]
    return np.concatenate([np.empty((0, 2)), *pieces])


def _paths_lengths(collection: mc.Collection) -> list[int]:
    return [len(np.asarray(path.vertices)) for path in collection.get_paths()]


def _apart(vertices: Array, lengths: Array) -> list[Array]:
    checked(lambda v: (v >= 0).all() and v.sum() == len(vertices), lengths)
    ends = lengths.cumsum().astype(int)
    return np.split(vertices, ends[:-1]) if len(ends) else []


def _make_lines(vertices: Array, lengths: Array, **properties: Any) -> Artist:
    return mc.LineCollection(_apart(vertices, lengths), **properties)


def _make_polygons(vertices: Array, lengths: Array, **properties: Any) -> Artist:
    return mc.PolyCollection(_apart(vertices, lengths), closed=False, **properties)


def _sampled(get: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A getter of some of the values."""

    def sample(collection: Any) -> Any:
        values = get(collection)
        return values[:: len(values) // MANY + 1]

    return sample


def _data_box(collection: mc.Collection) -> Array:
    """Left, bottom, right, top, in data; NaN where it has none."""
    collection.update_scalarmappable()
    box = collection.get_datalim(collection.axes.transData) if collection.axes else None
    sides = np.ravel(box.get_points()) if box else np.full(4, np.nan)
    return np.where(np.isfinite(sides), sides, np.nan)


def _make_boxes(box: tuple[float, float, float, float], **properties: Any) -> Artist:
    """A box for each of the colours, so that all of them are there."""
    left, bottom, right, top = box
    outline = Path([(left, bottom), (right, bottom), (right, top), (left, top)])
    count = max(1, len(properties["facecolor"]), len(properties["edgecolor"]))
    boxes = mc.PatchCollection([], **properties)
    mc.Collection.set_paths(boxes, [outline] * count if np.isfinite(box).all() else [])
    return boxes


COLLECTION_FIELDS = (
    *COMMON,
    field("facecolor", array(4), _mapped("facecolor")),
    field("edgecolor", array(4), _mapped("edgecolor")),
    field("linewidth", array(0)),
    field("linestyle", DASHES_EACH, _line_styles),
)
PATHS_FIELDS = (
    *COLLECTION_FIELDS,
    field("vertices", array(2), _paths_vertices),
    field("lengths", array(0), _paths_lengths),
)


# Patches.


def _corners(path: Path) -> Array:
    """The vertices without what closes the path, and curves by their control points."""
    vertices = np.asarray(path.vertices)
    return vertices if path.codes is None else vertices[path.codes != Path.CLOSEPOLY]


def _patch_corners(patch: mp.Patch) -> Array:
    return np.asarray(patch.get_patch_transform().transform(_corners(patch.get_path())))


def _arrow_ends(arrow: mp.FancyArrowPatch) -> Any:
    """Both ends, which have no getter; an arrow along a path has that path's."""
    ends = getattr(arrow, "_posA_posB", None)
    return ends or np.asarray(arrow.get_path().vertices)[[0, -1]]


def _make_path(path: Array, **properties: Any) -> Artist:
    return mp.PathPatch(Path(path), **properties)


PATCH_FIELDS = (
    *COMMON,
    field("facecolor", COLOUR),
    field("edgecolor", COLOUR),
    field("linewidth", NUMBER),
    field("linestyle", DASHES),
    field("fill", FLAG),
)


SIDES = (field("width", NUMBER), field("height", NUMBER), field("angle", FINITE))
CENTER = methodcaller("get_center")


# The table. From special to general: an artist crosses by the first entry whose class it has.

ARTISTS = (
    ArtistCodec(
        Line2D,
        _make_line,
        OF_LINE,
        (
            *COMMON,
            field("xydata", array(2)),
            field("color", COLOUR),
            field("linestyle", DASHES, _line_style),
            field("linewidth", NUMBER),
            field("marker", MARKER),
            field("markersize", NUMBER, _marker_size),
            field("markevery", EVERY),
            field("markerfacecolor", COLOUR),
            field("markeredgecolor", COLOUR),
            field("markeredgewidth", NUMBER),
            field("drawstyle", DRAWSTYLE),
            field("dash_capstyle", CAPSTYLE),
        ),
    ),
    ArtistCodec(
        Annotation,
        _make_annotation,
        OF_ANNOTATION,
        (
            *TEXT_FIELDS,
            field("xy", numbers(2), lambda note: _in_numbers(note, *note.xy)),
            field("xycoords", XYCOORDS, _xycoords),
            field("arrow", ARROW, attrgetter("arrow_patch")),
        ),
    ),
    ArtistCodec(Text, _make_text, OF_TEXT, TEXT_FIELDS),
    ArtistCodec(AxesImage, _make_image, OF_PATHS, (*COMMON, field("extent", numbers(4)))),
    ArtistCodec(
        mc.PathCollection,
        _make_scatter,
        OF_OFFSETS,
        (
            *COLLECTION_FIELDS,
            field("offsets", array(2)),
            field("sizes", array(0)),
            field("outline", one_of(*OUTLINES, instead="nothing"), _outline),
        ),
    ),
    ArtistCodec(mc.LineCollection, _make_lines, OF_PATHS, PATHS_FIELDS),
    ArtistCodec(mc.PolyCollection, _make_polygons, OF_PATHS, PATHS_FIELDS),
    ArtistCodec(
        mc.Collection,
        _make_boxes,
        OF_PATHS,
        (
            *COMMON,
            field("facecolor", array(4), _sampled(_mapped("facecolor"))),
            field("edgecolor", array(4), _sampled(_mapped("edgecolor"))),
            field("linewidth", array(0), _sampled(methodcaller("get_linewidth"))),
            field("box", numbers(4), _data_box),
        ),
    ),
    ArtistCodec(
        mp.Circle,
        RebuiltCircle,
        OF_PATCH,
        (*PATCH_FIELDS, field("xy", numbers(2), CENTER), field("radius", NUMBER)),
    ),
    ArtistCodec(
        mp.Ellipse,
        RebuiltEllipse,
        OF_PATCH,
        (*PATCH_FIELDS, *SIDES, field("xy", numbers(2), CENTER)),
    ),
    ArtistCodec(
        mp.Annulus,
        RebuiltEllipse,
        OF_PATCH,
        (
            *PATCH_FIELDS,
            field("xy", numbers(2), CENTER),
            field("width", NUMBER, lambda ring: 2 * ring.a),
            field("height", NUMBER, lambda ring: 2 * ring.b),
            field("angle", FINITE),
        ),
    ),
    ArtistCodec(
        mp.Wedge,
        RebuiltWedge,
        OF_PATCH,
        (
            *PATCH_FIELDS,
            field("center", numbers(2), attrgetter("center")),
            field("r", NUMBER, attrgetter("r")),
            field("theta1", DEGREES, attrgetter("theta1")),
            field("theta2", DEGREES, attrgetter("theta2")),
        ),
    ),
    ArtistCodec(
        mp.Rectangle, mp.Rectangle, OF_PATCH, (*PATCH_FIELDS, *SIDES, field("xy", numbers(2)))
    ),
    ArtistCodec(
        mp.Polygon,
        mp.Polygon,
        OF_PATCH,
        (*PATCH_FIELDS, field("xy", array(2)), field("closed", FLAG)),
    ),
    ArtistCodec(
        mp.FancyArrowPatch,
        RebuiltArrow,
        OF_PATCH,
        (*PATCH_FIELDS, field("ends", array(2), _arrow_ends)),
    ),
    ArtistCodec(
        mp.Patch, _make_path, OF_PATCH, (*PATCH_FIELDS, field("path", array(2), _patch_corners))
    ),
    ArtistCodec(Artist, _make_artist, OF_PATHS, COMMON),  # any other: that it is there, and seen
)
BY_NAME = {codec.name: codec for codec in ARTISTS}


def describe_artist(
    artist: Artist, axes: Axes | None = None, known: dict[str, Transform] | None = None
) -> dict[str, Any]:
    """The artist as plain data, and where it is on the axes, whose coordinate systems are known."""
    codec = codec_of(artist)
    plain = {"class": codec.name, **write_fields(artist, codec.fields)}
    if axes and known:
        plain |= describe_placement(artist, codec.coordinates, axes, known)
    return plain


def codec_of(artist: Artist) -> ArtistCodec:
    """The entry of ARTISTS for an artist."""
    return _codec_of_class(cast(Hashable, type(artist)))


@lru_cache(maxsize=100)
def _codec_of_class(cls: Hashable) -> ArtistCodec:
    known = cast(type[Artist], cls)
    return next(codec for codec in ARTISTS if issubclass(known, codec.cls))


def read_artist(plain: Any) -> Artist:
    """The artist that was described, on no axes yet; Unreadable if none was.

    TypeError or KeyError if it has no class, and what a make raises for values that do not fit.
    """
    codec = BY_NAME.get(plain["class"])
    if codec is None:
        raise Unreadable("the picture has an artist of no known class")
    return codec.make(**read_fields(plain, codec.fields))
