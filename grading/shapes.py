"""Knows which patches and collections a picture keeps and what of each; not on which axes."""

from __future__ import annotations

from functools import partial
from typing import Any

import matplotlib.collections as mc
import matplotlib.patches as mp
import numpy as np
from matplotlib.artist import Artist
from matplotlib.path import Path

from grading.looks import COLOUR, COMMON, DASHES, DASHES_EACH
from grading.straight import DISC, Arrow, Circle, Ellipse, Wedge
from grading.traits import (
    FINITE,
    FLAG,
    NUMBER,
    Family,
    Trait,
    array,
    checked,
    numbers,
    read_finite,
)

Array = np.ndarray[Any, Any]
Place = tuple[float, float]

TURN = Trait(float, lambda plain: checked(lambda v: abs(v) <= 1e6, read_finite(plain)))
"""Degrees of a wedge: for more, matplotlib may make a path without end."""


def _scatter(offsets: Array, **traits: Any) -> Artist:
    points = np.ma.MaskedArray(offsets, np.isnan(offsets))
    return mc.PathCollection([DISC], offsets=points, **traits)


def _dots(collection: mc.Collection) -> dict[str, Any]:
    """The dashes as they were given: the getter multiplies them by the width of the line."""
    return {"linestyle": getattr(collection, "_us_linestyles", collection.get_linestyle())}


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
    path = patch.get_path()
    corners = np.asarray(path.vertices)
    corners = corners if path.codes is None else corners[path.codes != Path.CLOSEPOLY]
    return {"path": patch.get_patch_transform().transform(corners)}


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
DOTS = EACH | {"offsets": array(2), "sizes": array(0)}
PIECES = EACH | {"vertices": array(2), "lengths": array(0)}
PATCH = COMMON | {
    "facecolor": COLOUR,
    "edgecolor": COLOUR,
    "linewidth": NUMBER,
    "linestyle": DASHES,
    "fill": FLAG,
}
SIZE = {"width": NUMBER, "height": NUMBER, "angle": FINITE}
CENTRE = PATCH | {"center": numbers(2)}
WEDGE = CENTRE | {"r": NUMBER, "theta1": TURN, "theta2": TURN}

# From special to general: the first family that knows an artist is its own.
FAMILIES = {
    "scatter": Family(mc.PathCollection, _scatter, DOTS, _dots),
    "segments": Family(mc.LineCollection, _segments, PIECES, _pieces),
    "polygons": Family(mc.PolyCollection, _polygons, PIECES, _pieces),
    "collection": Family(mc.Collection, partial(mc.PatchCollection, []), COMMON),
    "circle": Family(mp.Circle, _circle, CENTRE | {"radius": NUMBER}),
    "ellipse": Family(mp.Ellipse, _ellipse, CENTRE | SIZE),
    "annulus": Family(
        mp.Annulus,
        _ellipse,
        CENTRE | SIZE,
        lambda ring: {"center": ring.center, "width": 2 * ring.a, "height": 2 * ring.b},
    ),
    "wedge": Family(mp.Wedge, Wedge, WEDGE, _wedge),
    "rectangle": Family(mp.Rectangle, mp.Rectangle, PATCH | SIZE | {"xy": numbers(2)}),
    "polygon": Family(mp.Polygon, mp.Polygon, PATCH | {"xy": array(2), "closed": FLAG}),
    "arrow": Family(mp.FancyArrowPatch, Arrow, PATCH | {"ends": array(2)}, _ends),
    "path": Family(mp.Patch, _path, PATCH | {"path": array(2)}, _outline),
}
