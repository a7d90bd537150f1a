"""Coordinate systems, offsets and clip boxes of a picture's artists as plain data.

An artist whose numbers are no data never comes back as data: what is no known system, and no
plain offset from one, is pixels.
"""

from __future__ import annotations

import contextlib
from typing import Any

import matplotlib.collections as mc
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform, Transform

from grading.traits import Trait, checked, numbers, one_of, optional, read_finite, read_list

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
    "clip": optional(Trait(list, _read_clip)),
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
