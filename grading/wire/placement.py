"""Where an artist is on its axes: coordinate system, offset in pixels, clip box, as plain data.

See matplotlib's "Transformations Tutorial" for the coordinate systems.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter, methodcaller
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import (
    Affine2D,
    Bbox,
    IdentityTransform,
    Transform,
    TransformedPatchPath,
)

from grading.wire.fields import (
    Array,
    FieldCodec,
    checked,
    field,
    numbers,
    one_of,
    optional,
    read_fields,
    read_finite,
    read_list,
    write_fields,
)

NEAR, FAR = 0.5, 1e9
"""Pixels that are no difference, and pixels that no screen has."""


@dataclass(frozen=True)
class Placement:
    """The coordinate system, pixels that are added to it, and pixels outside of which nothing is.

    A clip of None is what artists on axes have: they are clipped to the axes, words are not at all.
    A clip of [] is none, any other is left, bottom, right, top.
    """

    system: str = "other"
    shift: tuple[float, float] | None = None
    clip: list[float] | None = None


def _read_clip(plain: object) -> list[float]:
    sides = checked(lambda v: len(v) in (0, 4), read_list(plain, at_most=4))
    return [read_finite(side) for side in sides]


SYSTEM = one_of("data", "axes", "xaxis", "yaxis", "figure", "other", instead="other")
PLACEMENT = (
    field("system", SYSTEM, attrgetter("system")),
    field("shift", optional(numbers(2, finite=True)), attrgetter("shift")),
    field("clip", optional(FieldCodec(list, _read_clip)), attrgetter("clip")),
)


@dataclass(frozen=True)
class Coordinates:
    """How artists of one class say in which coordinate system they are, and which points of it.

    `points` returns a float array, shape (n, 2).
    """

    transform: Callable[[Any], Transform]
    points: Callable[[Any], Array]
    put: Callable[[Any, Transform], object]


def _vertices(artist: Any) -> Array:
    return np.concatenate([np.asarray(path.vertices) for path in artist.get_paths()])


def _patch_vertices(patch: Any) -> Array:
    return np.asarray(patch.get_patch_transform().transform(patch.get_path().vertices))


def _position(text: Any) -> Array:
    return np.array([text.get_unitless_position()], float)


def _set_transform(artist: Any, transform: Transform) -> None:
    artist.set_transform(transform)


def _set_offset_transform(collection: Any, transform: Transform) -> None:
    collection.set_offset_transform(transform)
    collection.set_transform(IdentityTransform())


def _set_text_coordinates(annotation: Any, transform: Transform) -> None:
    annotation.anncoords = transform
    annotation.set_transform(IdentityTransform())


OF_PATHS = Coordinates(methodcaller("get_transform"), _vertices, _set_transform)
OF_PATCH = Coordinates(methodcaller("get_data_transform"), _patch_vertices, _set_transform)
OF_LINE = Coordinates(
    methodcaller("get_transform"),
    lambda line: np.ma.filled(line.get_xydata(), np.nan),
    _set_transform,
)
OF_OFFSETS = Coordinates(
    methodcaller("get_offset_transform"),
    lambda collection: np.ma.filled(collection.get_offsets(), np.nan),
    _set_offset_transform,
)
OF_TEXT = Coordinates(methodcaller("get_transform"), _position, _set_transform)
OF_ANNOTATION = Coordinates(
    lambda note: note._get_xy_transform(None, note.anncoords), _position, _set_text_coordinates
)


def systems(axes: Axes) -> dict[str, Transform]:
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


def describe_placement(
    artist: Artist, coordinates: Coordinates, axes: Axes, known: dict[str, Transform]
) -> dict[str, Any]:
    """Where the artist is on the axes, whose systems are known, as plain data."""
    name, shift = "other", None
    with contextlib.suppress(Exception):  # an infinite line on a logarithmic axis has none
        transform = coordinates.transform(artist)
        name = next((each for each, system in known.items() if transform == system), "")
        if not name:
            name = "other"
            points = coordinates.points(artist)
            name, shift = _shifted(points, transform, known, _origin(axes))
    return write_fields(Placement(name, shift, _clip(artist, axes)), PLACEMENT)


def read_placement(plain: object) -> Placement:
    """The placement that was described; Unreadable if none was."""
    return Placement(**read_fields(plain, PLACEMENT))


def put(
    artist: Any,
    coordinates: Coordinates,
    placement: Placement,
    axes: Axes,
    known: dict[str, Transform],
    edge: TransformedPatchPath,
) -> None:
    """Add the artist to the axes, as the last of their children, where the placement says.

    The edge is the clip path that all artists have, made once: each axes' own costs as much as
    an artist.
    """
    transform = known[placement.system]
    if placement.shift:
        transform = transform + Affine2D().translate(*placement.shift)
    coordinates.put(artist, transform)
    artist.set_clip_path(edge)
    axes.add_artist(artist)
    if placement.clip:
        artist.set_clip_path(None)
        artist.set_clip_box(Bbox([placement.clip[:2], placement.clip[2:]]))
    elif placement.clip == [] or isinstance(artist, Text):
        artist.set_clip_on(False)


def is_cut_off(text: Text) -> bool:
    """True for a label or a title that is clipped to a box it is not in."""
    box = text.get_clip_box()
    if box is None or not text.get_clip_on():
        return False
    x, y = text.get_transform().transform(text.get_unitless_position())
    return not box.contains(x, y)


def _origin(axes: Axes) -> Array:
    """The lower left corner of a part of a figure, which is 0 where the part stands alone."""
    figure: Any = axes.get_figure(root=False)
    return np.asarray(figure.bbox.p0)


def _shifted(
    points: Array, transform: Transform, known: dict[str, Transform], origin: Array
) -> tuple[str, tuple[float, float] | None]:
    """The system, data or pixels, from which all points are equally far aside, and how far."""
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


def _is_of_axes(box: Any, path: Any, axes: Axes) -> bool:
    """True if these clip to the patch of the axes; without its corners, which cost much more."""
    if path is not None:
        return box is None and getattr(path, "_patch", None) is axes.patch
    outer: Any = getattr(box, "_transform", None)
    if getattr(outer, "_b", None) is not axes.transAxes:
        return bool(np.abs(box.get_points() - axes.bbox.get_points()).max() < NEAR)
    return bool((outer._a.get_matrix() == np.eye(3)).all() and box._bbox.bounds == (0, 0, 1, 1))
