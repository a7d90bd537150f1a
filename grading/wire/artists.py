"""Matplotlib's artists as plain data, and made anew from it: traits, looks, coordinates, shapes,
texts.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import math
import re
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from numbers import Integral, Real
from typing import Any, cast

import matplotlib.collections as mc
import matplotlib.patches as mp
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.patheffects import (
    AbstractPathEffect,
    Normal,
    Stroke,
    withSimplePatchShadow,
    withStroke,
    withTickedStroke,
)
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform, Transform

from grading.core.errors import GradingError

# The traits of an artist as plain data, both ways: numbers, words, arrays.

POINTS, TEXT = 200_000, 2_000
"""The most points of a picture, and the most characters of one of its texts."""


class Unreadable(GradingError, ValueError):
    """Plain data that describe no picture; the text is a sentence."""


@dataclass(frozen=True)
class FieldCodec:
    """One sort of value: `write` makes it plain, `read` checks what is plain and makes it anew."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class ArtistCodec:
    """Artists of one class: what makes one of its traits, and the traits that no getter gives."""

    known: type[Artist]
    make: Callable[..., Artist]
    traits: Mapping[str, FieldCodec]
    own: Callable[[Any], dict[str, Any]] = lambda _: {}


def read_traits(plain: object, traits: Mapping[str, FieldCodec]) -> dict[str, Any]:
    """The values by name; Unreadable names the first that is not what it has to be."""
    if not isinstance(plain, dict):
        raise Unreadable("a part of the picture cannot be read")
    found = {}
    for name, trait in traits.items():
        try:
            found[name] = trait.read(plain.get(name))
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise Unreadable(f"the picture's {name} cannot be read") from error
    return found


def checked(good: Callable[[Any], object], value: Any) -> Any:
    """The value, or a ValueError if it is not good."""
    if not good(value):
        raise ValueError(f"unexpected {type(value).__name__}")
    return value


def read_number(plain: object) -> float:
    """An int or a float, NaN and infinity included."""
    return float(checked(lambda v: type(v) in (int, float), plain))


def read_finite(plain: object) -> float:
    """An int or a float, neither NaN nor infinite."""
    return float(checked(math.isfinite, read_number(plain)))


def read_list(plain: object, *, at_most: int) -> list[Any]:
    """The list itself; its parts are still to be read."""
    parts: list[Any] = checked(lambda v: isinstance(v, list) and len(v) <= at_most, plain)
    return parts


def one_of(*values: str, instead: str) -> FieldCodec:
    """One of these words; what else an artist may have is written as `instead`."""
    return FieldCodec(
        lambda value: value if isinstance(value, str) and value in values else instead,
        lambda plain: checked(lambda v: isinstance(v, str) and v in values, plain),
    )


def optional(trait: FieldCodec) -> FieldCodec:
    """The same, or None."""
    return FieldCodec(
        lambda value: None if value is None else trait.write(value),
        lambda plain: None if plain is None else trait.read(plain),
    )


def index(count: int) -> FieldCodec:
    """The place of something in a list of so many."""
    return FieldCodec(
        int, lambda plain: checked(lambda v: type(v) is int and 0 <= v < count, plain)
    )


def numbers(count: int, *, finite: bool = False) -> FieldCodec:
    """So many numbers, as a tuple."""
    read_one = read_finite if finite else read_number

    def read(plain: object) -> tuple[float, ...]:
        parts = checked(lambda v: len(v) == count, read_list(plain, at_most=count))
        return tuple(read_one(part) for part in parts)

    return FieldCodec(lambda value: [float(part) for part in value], read)


def array(columns: int) -> FieldCodec:
    """A float array of so many columns, one-dimensional for 0; what is masked becomes NaN."""
    shape = (-1, columns) if columns else (-1,)

    def write(value: Any) -> dict[str, Any]:
        plain = np.ma.filled(np.asanyarray(value, dtype="<f8"), np.nan).reshape(shape)
        return {"rows": len(plain), "base64": base64.b64encode(plain.tobytes()).decode()}

    def read(plain: Any) -> np.ndarray[Any, Any]:
        rows, text = plain["rows"], plain["base64"]
        checked(lambda v: type(v) is int and 0 <= v <= POINTS, rows)
        size = 4 * math.ceil(8 * rows * max(columns, 1) / 3)
        checked(lambda v: isinstance(v, str) and len(v) == size, text)
        values = np.frombuffer(binascii.a2b_base64(text, strict_mode=True), "<f8")
        return values.reshape((rows, *shape[1:])).astype(float)

    return FieldCodec(write, read)


FLAG = FieldCodec(bool, lambda plain: checked(lambda v: isinstance(v, bool), plain))
NUMBER = FieldCodec(float, read_number)
FINITE = FieldCodec(float, read_finite)
WORDS = FieldCodec(
    str, lambda plain: checked(lambda v: isinstance(v, str) and len(v) <= TEXT, plain)
)


# Colours, markers, dashes and path effects of matplotlib's artists as plain data.

STYLES = ("-", "--", "-.", ":", "None", "solid", "dashed", "dashdot", "dotted")
STAR, ASTERISK = (5, 1), (5, 2)
WITH_ITSELF = (Normal, withStroke, withSimplePatchShadow, withTickedStroke)
"""Path effects that draw the artist too, and not only something around it."""
HEX = re.compile(r"none|#[0-9a-f]{8}")
MANY = 20
"""How many dashes of a line, or lines of a collection, are told apart."""
SKETCH, ASIDE = 50, 18
"""Pixels of a sketch, and points of an effect's offset, beyond which an artist is not there."""
LARGEST = 1000.0
"""Points of type: larger is as large, so that nobody has to measure it."""


def _plain_colour(colour: Any) -> str:
    if not isinstance(colour, str) or colour[:1] == "C":  # "C0" is another one in another style
        return to_hex(colour, True)
    return "none" if colour == "none" else _hex(colour)


@lru_cache(maxsize=1000)
def _hex(colour: str) -> str:
    return to_hex(colour, True)


def _colour(plain: Any) -> Any:
    return checked(lambda v: isinstance(v, str) and HEX.fullmatch(v), plain)


def _plain_alpha(alpha: Any) -> float | None:
    """An alpha for each point counts where all are 0; else the colours have them already."""
    return float(alpha) if np.ndim(alpha) == 0 else None if np.any(alpha) else 0.0


def _plain_marker(marker: Any) -> str | int | list[float]:
    """The marker if plain data can say it, else a star whose angle tells it from others.

    One that consists of strokes becomes an asterisk, since it has no face either.
    """
    if isinstance(marker, (str, int)) and marker in MarkerStyle.markers:
        return str(marker) if isinstance(marker, str) else int(marker)
    if marker is None:
        return "None"
    star = ASTERISK if isinstance(marker, tuple) and marker[1:2] == ASTERISK[1:] else STAR
    return [*star, zlib.crc32(str(marker).encode()) % 72_000 / 1000]


def _marker(plain: Any) -> Any:
    if isinstance(plain, list):
        *star, angle = read_list(plain, at_most=3)
        return (*checked(lambda v: v in (STAR, ASTERISK), tuple(star)), read_finite(angle))
    return checked(lambda v: type(v) in (str, int) and v in MarkerStyle.markers, plain)


def _plain_every(every: Any) -> Any:
    """None and numbers; any other choice among the points is written as "some"."""
    if every is None or (isinstance(every, Integral) and not isinstance(every, bool)):
        return every if every is None else int(every)
    return float(every) if isinstance(every, Real) and not isinstance(every, bool) else "some"


def _every(plain: Any) -> Any:
    if plain is None or plain == "some":
        return plain and slice(0, None, 2)
    return plain if type(plain) is int else read_number(plain)


def _plain_dashes(style: Any) -> Any:
    if isinstance(style, str):
        return style if style in STYLES else "-"
    offset, lengths = style
    return [float(offset), None if lengths is None else [float(length) for length in lengths]]


def _dashes(plain: Any) -> Any:
    if isinstance(plain, str):
        return checked(lambda v: v in STYLES, plain)
    offset, lengths = read_list(plain, at_most=2)
    if lengths is None:
        return read_finite(offset), None
    known = checked(len, read_list(lengths, at_most=MANY))
    return read_finite(offset), tuple(read_finite(length) for length in known)


def is_shown(artist: Artist) -> bool:
    """False for what is switched off, or scattered by a sketch, or may be wiped out by a filter."""
    sketch = artist.get_sketch_params()
    steady = sketch is None or sketch[0] <= SKETCH
    return bool(artist.get_visible()) and steady and artist.get_agg_filter() is None


def _plain_effects(effects: Any) -> list[Any] | None:
    """Whether the artist itself is drawn, and the colours of strokes around it."""
    if not effects:
        return None
    strokes = [getattr(e, "_gc", {}).get("foreground") for e in effects if isinstance(e, Stroke)]
    colours = [_plain_colour(colour) for colour in strokes if colour is not None]
    near = (e for e in effects if np.abs(getattr(e, "_offset", (0, 0))).max() <= ASIDE)
    return [any(type(effect) in WITH_ITSELF for effect in near), *colours[:MANY]]


def _effects(plain: Any) -> list[AbstractPathEffect]:
    itself, *colours = read_list(plain, at_most=MANY + 1)
    strokes = [Stroke(foreground=_colour(colour)) for colour in colours]
    return [*([Normal()] if FLAG.read(itself) else []), *strokes] or [Stroke(foreground="none")]


def _size(plain: object) -> float:
    return checked(lambda v: 0 <= v <= LARGEST, read_finite(plain))  # type: ignore[no-any-return]


ALPHA = optional(FieldCodec(_plain_alpha, read_number))
COLOUR = FieldCodec(_plain_colour, _colour)
MARKER = FieldCodec(_plain_marker, _marker)
EVERY = FieldCodec(_plain_every, _every)
DASHES = FieldCodec(_plain_dashes, _dashes)
DASHES_EACH = FieldCodec(
    lambda styles: [_plain_dashes(style) for style in styles[:MANY]],
    lambda plain: [_dashes(style) for style in read_list(plain, at_most=MANY)],
)
SIZE = FieldCodec(lambda size: min(float(size), LARGEST), _size)

COMMON = {
    "visible": FLAG,
    "alpha": ALPHA,
    "label": optional(WORDS),
    "zorder": NUMBER,
    "path_effects": optional(FieldCodec(_plain_effects, _effects)),
}
"""What every artist has."""


# Coordinate systems, offsets and clip boxes of a picture's artists as plain data.

Array = np.ndarray[Any, Any]
NEAR, FAR = 0.5, 1e9
"""Pixels that are no difference, and pixels that no screen has."""


def _read_clip(plain: object) -> list[float]:
    sides = checked(lambda v: len(v) in (0, 4), read_list(plain, at_most=4))
    return [read_finite(side) for side in sides]


PLACE = one_of("data", "axes", "xaxis", "yaxis", "figure", "other", instead="other")
STANDING = {
    "place": PLACE,
    "shift": optional(numbers(2, finite=True)),
    "clip": optional(FieldCodec(list, _read_clip)),
}
"""The coordinate system, pixels that are added to it, and pixels outside of which nothing is.

A clip of None is what artists on axes have: they are clipped to the axes, words are not at all.
A clip of [] is none.
"""


def places(axes: Axes) -> dict[str, Transform]:
    """What an artist's coordinates may mean, by name."""
    figure = axes.get_figure(root=False)
    return {
        "data": axes.transData,
        "axes": axes.transAxes,
        "xaxis": axes.get_xaxis_transform(),
        "yaxis": axes.get_yaxis_transform(),
        "figure": figure.transSubfigure if figure else IdentityTransform(),
        "other": IdentityTransform(),
    }


def standing(artist: Artist, axes: Axes, known: dict[str, Transform]) -> dict[str, Any]:
    """Where the artist stands on the axes, whose places are known, as plain data."""
    name, shift = "other", None
    note: Any = artist if isinstance(artist, Annotation) else None
    with contextlib.suppress(Exception):  # an infinite line on a logarithmic axis has none
        transform = _transform(artist) if not note else note._get_xy_transform(None, note.anncoords)
        same = (each for each, place in known.items() if transform == place)
        name = next(same, "")
        if not name:
            name, shift = _shifted(_numbers(artist), transform, known, _origin(axes))
    values = {"place": name or "other", "shift": shift, "clip": _clip(artist, axes)}
    return {k: trait.write(values[k]) for k, trait in STANDING.items() if values[k] is not None}


def _transform(artist: Any) -> Transform:
    """What places an artist's numbers: a scatter's markers and a patch have another one too."""
    found: Transform
    if isinstance(artist, mc.PathCollection):
        found = artist.get_offset_transform()
    elif isinstance(artist, Patch):
        found = artist.get_data_transform()
    else:
        found = artist.get_transform()
    return found


def _numbers(artist: Any) -> Array:
    """The numbers that place the artist, shape (n, 2); of words the one point."""
    if isinstance(artist, Text):
        return np.array([artist.get_unitless_position()], float)
    if isinstance(artist, Line2D):
        return np.ma.filled(artist.get_xydata(), np.nan)
    if isinstance(artist, mc.PathCollection):
        return np.ma.filled(artist.get_offsets(), np.nan)
    if isinstance(artist, Patch):
        return np.asarray(artist.get_patch_transform().transform(artist.get_path().vertices))
    return np.concatenate([np.asarray(path.vertices) for path in artist.get_paths()])


def _origin(axes: Axes) -> Array:
    """The lower left corner of a part of a figure, which is 0 where the part stands alone."""
    figure: Any = axes.get_figure(root=False)
    return np.asarray(figure.bbox.p0)


def _shifted(
    points: Array, transform: Transform, known: dict[str, Transform], origin: Array
) -> tuple[str, tuple[float, float] | None]:
    """The place, data or pixels, from which all points stand equally far aside, and how far."""
    with np.errstate(all="ignore"):
        for name in ("data", "other"):
            aside = np.asarray(transform.transform(points) - known[name].transform(points))
            aside = aside[np.isfinite(aside).all(axis=1)]
            if len(aside) and np.ptp(aside, axis=0).max() < NEAR:
                x, y = aside.mean(axis=0) - (origin if name == "other" else 0)
                return name, (x, y)
    return "other", None


def _clip(artist: Artist, axes: Axes) -> list[float] | None:
    words, box = isinstance(artist, Text), artist.get_clip_box()
    path: Any = artist.get_clip_path()
    if not artist.get_clip_on() or (box is None and path is None):
        return None if words else []
    if not words and _is_of_axes(box, path, axes):
        return None
    outline = path and path.get_fully_transformed_path().get_extents()
    boxes = [np.nan_to_num(clip.get_points()).clip(-FAR, FAR) for clip in (box, outline) if clip]
    corners = np.max(boxes, axis=0)[0], np.min(boxes, axis=0)[1]
    return [float(side) for side in np.ravel(np.array(corners) - _origin(axes))]


def is_cut_off(text: Text) -> bool:
    """True for a label or a title that is clipped to a box it is not in."""
    box = text.get_clip_box()
    if box is None or not text.get_clip_on():
        return False
    x, y = text.get_transform().transform(text.get_unitless_position())
    return not box.contains(x, y)


def _is_of_axes(box: Any, path: Any, axes: Axes) -> bool:
    """True if these clip to the patch of the axes; without its corners, which cost much more."""
    if path is not None:
        return box is None and getattr(path, "_patch", None) is axes.patch
    outer: Any = getattr(box, "_transform", None)
    if getattr(outer, "_b", None) is not axes.transAxes:
        return bool(np.abs(box.get_points() - axes.bbox.get_points()).max() < NEAR)
    return bool((outer._a.get_matrix() == np.eye(3)).all() and box._bbox.bounds == (0, 0, 1, 1))


def put(artist: Any, axes: Axes, place: Transform, standing: dict[str, Any], edge: Any) -> None:
    """Add the artist to the axes, as the last of their children, its coordinates in this place.

    The edge is the clip path that all artists have, made once: each axes' own costs as much as
    an artist.
    """
    if standing["shift"]:
        place = place + Affine2D().translate(*standing["shift"])
    if isinstance(artist, mc.PathCollection):
        artist.set_offset_transform(place)
        place = IdentityTransform()
    if isinstance(artist, Annotation):
        artist.anncoords = place
        place = IdentityTransform()
    artist.set_transform(place)
    artist.set_clip_path(edge)
    axes.add_artist(artist)
    clip = standing["clip"]
    if clip:
        artist.set_clip_path(None)
        artist.set_clip_box(Bbox([clip[:2], clip[2:]]))
    elif clip == [] or isinstance(artist, Text):
        artist.set_clip_on(False)


# Circles, ellipses, wedges, arrows and markers of matplotlib without curves.

DISC = Path.unit_regular_polygon(48)
CROSS, NOTHING = Path([(-1, 0), (1, 0)]), Path(np.empty((0, 2)))


class Circle(mp.Circle):
    """A circle with corners."""

    def get_path(self) -> Path:
        """A circle of radius 1 around the origin, with corners."""
        return DISC


class Ellipse(mp.Ellipse):
    """An ellipse with corners."""

    def get_path(self) -> Path:
        """A circle of radius 1 around the origin, with corners."""
        return DISC


class Wedge(mp.Wedge):
    """A wedge with corners."""

    def get_path(self) -> Path:
        """The wedge, its arc with the corners of the curve that it was."""
        return Path(super().get_path().vertices)


class Arrow(mp.FancyArrowPatch):
    """An arrow as a line between two ends, shape (2, 2)."""

    def __init__(self, ends: np.ndarray[Any, Any], **traits: Any) -> None:
        start, end = ends
        super().__init__(tuple(start), tuple(end), **traits)
        self._line = Path(ends)

    def get_path(self) -> Path:
        """The line from end to end."""
        return self._line


# Patches and collections of matplotlib (scatters, segments, fills, shapes) as plain data.

Place = tuple[float, float]

TURN = FieldCodec(float, lambda plain: checked(lambda v: abs(v) <= 1e6, read_finite(plain)))
"""Degrees of a wedge: for more, matplotlib may make a path without end."""


OUTLINES = {"face": DISC, "strokes": CROSS, "nothing": NOTHING}
"""The markers of a scatter: those with a face, those without, and none at the points."""


def _scatter(offsets: Array, outline: str, **traits: Any) -> Artist:
    points = np.ma.MaskedArray(offsets, np.isnan(offsets))
    return mc.PathCollection([OUTLINES[outline]], offsets=points, **traits)


def _outlined(dots: mc.PathCollection) -> str:
    """Which outline its markers have: nothing, if it is far off the usual size or place."""
    outlines = [outline for outline in map(_corners, dots.get_paths()) if len(outline)]
    reach = max((np.abs(outline).max() for outline in outlines), default=0)
    if not (0.01 <= reach <= 5 and (dots.get_transform().get_matrix() == np.eye(3)).all()):
        return "nothing"
    return "face" if any(map(_has_area, outlines)) else "strokes"


def _has_area(outline: Array) -> bool:
    x, y = outline.T
    return bool(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) > 1e-6)


def _dots(collection: mc.Collection) -> dict[str, Any]:
    """The dashes as they were given: the getter multiplies them by the width of the line.

    A colormap gives its colours first, as it does before drawing.
    """
    collection.update_scalarmappable()
    dashes = {"linestyle": getattr(collection, "_us_linestyles", collection.get_linestyle())}
    return dashes | (
        {"outline": _outlined(collection)} if isinstance(collection, mc.PathCollection) else {}
    )


def _sample(values: Any) -> Any:
    return values[:: len(values) // MANY + 1]


def _filling(collection: mc.Collection) -> dict[str, Any]:
    """Some of its colours and widths, and the box around it: NaN where it has none."""
    collection.update_scalarmappable()
    box = collection.get_datalim(collection.axes.transData) if collection.axes else None
    sides = np.ravel(box.get_points()) if box else np.full(4, np.nan)
    names = ("facecolor", "edgecolor", "linewidth")
    found = {name: _sample(getattr(collection, f"get_{name}")()) for name in names}
    return found | {"box": np.where(np.isfinite(sides), sides, np.nan)}


def _boxed(box: tuple[float, float, float, float], **traits: Any) -> Artist:
    """A box for each of the colours, so that all of them are there."""
    left, bottom, right, top = box
    outline = Path([(left, bottom), (right, bottom), (right, top), (left, top)])
    count = max(1, len(traits["facecolor"]), len(traits["edgecolor"]))
    boxes = mc.PatchCollection([], **traits)
    mc.Collection.set_paths(boxes, [outline] * count if np.isfinite(box).all() else [])
    return boxes


def _pieces(collection: mc.Collection) -> dict[str, Any]:
    """The vertices of all paths, one after another, and how many each has."""
    pieces = [np.asarray(path.vertices) for path in collection.get_paths()]
    together = np.concatenate([np.empty((0, 2)), *pieces])
    lengths = [len(piece) for piece in pieces]
    return _dots(collection) | {"vertices": together, "lengths": lengths}


def _apart(vertices: Array, lengths: Array) -> list[Array]:
    checked(lambda v: (v >= 0).all() and v.sum() == len(vertices), lengths)
    ends = lengths.cumsum().astype(int)
    return np.split(vertices, ends[:-1]) if len(ends) else []


def _segments(vertices: Array, lengths: Array, **traits: Any) -> Artist:
    return mc.LineCollection(_apart(vertices, lengths), **traits)


def _polygons(vertices: Array, lengths: Array, **traits: Any) -> Artist:
    return mc.PolyCollection(_apart(vertices, lengths), closed=False, **traits)


def _circle(center: Place, **traits: Any) -> Artist:
    return Circle(center, **traits)


def _ellipse(center: Place, **traits: Any) -> Artist:
    return Ellipse(center, **traits)


def _path(path: Array, **traits: Any) -> Artist:
    return mp.PathPatch(Path(path), **traits)


def _outline(patch: mp.Patch) -> dict[str, Any]:
    """The corners of a patch, without what closes it, and curves by their control points."""
    return {"path": patch.get_patch_transform().transform(_corners(patch.get_path()))}


def _corners(path: Path) -> Array:
    vertices = np.asarray(path.vertices)
    return vertices if path.codes is None else vertices[path.codes != Path.CLOSEPOLY]


def _ends(arrow: mp.FancyArrowPatch) -> dict[str, Any]:
    """Both ends, which have no getter; an arrow along a path has that path's."""
    ends = getattr(arrow, "_posA_posB", None)
    return {"ends": ends or np.asarray(arrow.get_path().vertices)[[0, -1]]}


def _wedge(wedge: mp.Wedge) -> dict[str, Any]:
    return {name: getattr(wedge, name) for name in ("center", "r", "theta1", "theta2")}


EACH = COMMON | {
    "facecolor": array(4),
    "edgecolor": array(4),
    "linewidth": array(0),
    "linestyle": DASHES_EACH,
}
DOTS = EACH | {
    "offsets": array(2),
    "sizes": array(0),
    "outline": one_of(*OUTLINES, instead="nothing"),
}
FILLING = COMMON | {
    "facecolor": array(4),
    "edgecolor": array(4),
    "linewidth": array(0),
    "box": numbers(4),
}
PIECES = EACH | {"vertices": array(2), "lengths": array(0)}
PATCH = COMMON | {
    "facecolor": COLOUR,
    "edgecolor": COLOUR,
    "linewidth": NUMBER,
    "linestyle": DASHES,
    "fill": FLAG,
}
BOX = {"width": NUMBER, "height": NUMBER, "angle": FINITE}
CENTRE = PATCH | {"center": numbers(2)}
WEDGE = CENTRE | {"r": NUMBER, "theta1": TURN, "theta2": TURN}

# From special to general: the first family that knows an artist is its own.
SHAPES = {
    "scatter": ArtistCodec(mc.PathCollection, _scatter, DOTS, _dots),
    "segments": ArtistCodec(mc.LineCollection, _segments, PIECES, _pieces),
    "polygons": ArtistCodec(mc.PolyCollection, _polygons, PIECES, _pieces),
    "collection": ArtistCodec(mc.Collection, _boxed, FILLING, _filling),
    "circle": ArtistCodec(mp.Circle, _circle, CENTRE | {"radius": NUMBER}),
    "ellipse": ArtistCodec(mp.Ellipse, _ellipse, CENTRE | BOX),
    "annulus": ArtistCodec(
        mp.Annulus,
        _ellipse,
        CENTRE | BOX,
        lambda ring: {"center": ring.center, "width": 2 * ring.a, "height": 2 * ring.b},
    ),
    "wedge": ArtistCodec(mp.Wedge, Wedge, WEDGE, _wedge),
    "rectangle": ArtistCodec(mp.Rectangle, mp.Rectangle, PATCH | BOX | {"xy": numbers(2)}),
    "polygon": ArtistCodec(mp.Polygon, mp.Polygon, PATCH | {"xy": array(2), "closed": FLAG}),
    "arrow": ArtistCodec(mp.FancyArrowPatch, Arrow, PATCH | {"ends": array(2)}, _ends),
    "path": ArtistCodec(mp.Patch, _path, PATCH | {"path": array(2)}, _outline),
}


# Lines, words, patches and other artists of matplotlib as plain data, and made anew from it.

LINE = COMMON | {
    "xydata": array(2),
    "color": COLOUR,
    "linestyle": DASHES,
    "linewidth": NUMBER,
    "marker": MARKER,
    "markersize": NUMBER,
    "markevery": EVERY,
    "markerfacecolor": COLOUR,
    "markeredgecolor": COLOUR,
    "markeredgewidth": NUMBER,
    "drawstyle": one_of(
        "default", "steps", "steps-pre", "steps-mid", "steps-post", instead="default"
    ),
    "dash_capstyle": one_of("butt", "round", "projecting", instead="butt"),
}
WRITTEN = COMMON | {
    "text": WORDS,
    "position": numbers(2),
    "fontsize": SIZE,
    "color": COLOUR,
    "bbox": optional(COLOUR),
}
DASHED = (3.7, 1.6)
"""What matplotlib itself takes for "--"."""
POINTED = one_of(
    "data", "axes fraction", "figure fraction", "figure pixels", instead="figure pixels"
)
ARROW = optional(FieldCodec(lambda arrow: describe_artist(arrow), lambda plain: read_arrow(plain)))
NOTE = WRITTEN | {"xy": numbers(2), "xycoords": POINTED, "arrow": ARROW}


def _line(xydata: np.ndarray[Any, Any], **traits: Any) -> Artist:
    return Line2D(*xydata.T, **traits)


def _image(extent: tuple[float, float, float, float], **traits: Any) -> Artist:
    image = AxesImage(cast(Axes, None), extent=extent, **traits)  # its axes come with add_artist
    image.set_data(np.zeros((1, 1)))
    return image


def _stand_in(**traits: Any) -> Artist:
    artist = Artist()
    artist.set(**traits)
    return artist


def _placed(artist: Any, x: Any, y: Any) -> tuple[float, float]:
    """A place in numbers, where it was a date or a category."""
    return artist.convert_xunits(x), artist.convert_yunits(y)


def _own(line: Any) -> dict[str, Any]:
    """Dashes of the line's own, which the getter calls "--", and markers that a style resizes."""
    found: dict[str, Any] = {}
    dashes, style = line._unscaled_dash_pattern, line._marker.get_user_transform()
    if line.get_linestyle() == "--" and tuple(dashes[1] or ()) != DASHED:
        found["linestyle"] = dashes
    if style is not None:
        matrix = style.get_matrix()
        scale = np.sqrt(abs(np.linalg.det(matrix[:2, :2])))
        moved = np.abs(matrix[:2, 2]).max() > 2  # sizes
        found["markersize"] = 0.0 if moved else line.get_markersize() * scale
    return found


def _words(text: Text) -> dict[str, Any]:
    box = text.get_bbox_patch()
    return {
        "position": _placed(text, *text.get_position()),
        "bbox": box.get_facecolor() if box and box.get_visible() else None,
    }


def _make_words(made: Callable[..., Artist], bbox: Any, **traits: Any) -> Artist:
    """Words that are not typeset, on a box of a colour, if they have one."""
    box = {"bbox": {"facecolor": bbox}} if bbox else {}
    return made(parse_math=False, **box, **traits)


def _note(note: Any) -> dict[str, Any]:
    """What it is about; data may be said in three ways."""
    data = note.xycoords == ("data", "data") or (note.axes and note.xycoords == note.axes.transData)
    return _words(note) | {
        "xy": _placed(note, *note.xy),
        "xycoords": "data" if data else note.xycoords,
        "arrow": note.arrow_patch,
    }


def _make_note(arrow: Any, **traits: Any) -> Artist:
    note = cast(Annotation, _make_words(Annotation, **traits))
    note.arrow_patch = arrow
    return note


def read_arrow(plain: Any) -> Artist:
    """The arrow of an annotation; ValueError if it was another artist."""
    return read_artist(checked(lambda v: v["class"] == "arrow", plain))


# From special to general: the first family that knows an artist is its own.
FAMILIES = {
    "line": ArtistCodec(Line2D, _line, LINE, _own),
    "note": ArtistCodec(Annotation, _make_note, NOTE, _note),
    "text": ArtistCodec(Text, partial(_make_words, Text), WRITTEN, _words),
    "image": ArtistCodec(AxesImage, _image, COMMON | {"extent": numbers(4)}),
    **SHAPES,
    "artist": ArtistCodec(Artist, _stand_in, COMMON),
}


def describe_artist(
    artist: Artist, axes: Axes | None = None, known: dict[str, Transform] | None = None
) -> dict[str, Any]:
    """The artist as plain data, and where it stands on the axes, whose places are known."""
    name, family = _family(cast(Hashable, type(artist)))
    values = {"visible": is_shown(artist), **family.own(artist)}
    plain: dict[str, Any] = {"class": name}
    for trait, kind in family.traits.items():
        value = values[trait] if trait in values else getattr(artist, f"get_{trait}")()
        written = kind.write(value)
        if written is not None:  # which is what reading finds where nothing is
            plain[trait] = written
    return plain | standing(artist, axes, known) if axes and known else plain


@lru_cache(maxsize=100)
def _family(made: Hashable) -> tuple[str, ArtistCodec]:
    known = cast(type[Artist], made)
    return next((name, each) for name, each in FAMILIES.items() if issubclass(known, each.known))


def read_artist(plain: Any) -> Artist:
    """The artist that was described, on no axes yet; Unreadable if none was."""
    family = FAMILIES.get(plain["class"])
    if family is None:
        raise Unreadable("the picture has an artist of no known class")
    return family.make(**read_traits(plain, family.traits))
