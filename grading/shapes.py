"""Patches and collections of matplotlib (scatters, segments, fills, shapes) as plain data."""

from __future__ import annotations

from typing import Any

import matplotlib.collections as mc
import matplotlib.patches as mp
import numpy as np
from matplotlib.artist import Artist
from matplotlib.path import Path

from grading.looks import COLOUR, COMMON, DASHES, DASHES_EACH, MANY
from grading.straight import CROSS, DISC, NOTHING, Arrow, Circle, Ellipse, Wedge
from grading.traits import (
    FINITE,
    FLAG,
    NUMBER,
    Family,
    Trait,
    array,
    checked,
    numbers,
    one_of,
    read_finite,
)

Array = np.ndarray[Any, Any]
Place = tuple[float, float]

TURN = Trait(float, lambda plain: checked(lambda v: abs(v) <= 1e6, read_finite(plain)))
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
SIZE = {"width": NUMBER, "height": NUMBER, "angle": FINITE}
CENTRE = PATCH | {"center": numbers(2)}
WEDGE = CENTRE | {"r": NUMBER, "theta1": TURN, "theta2": TURN}

# From special to general: the first family that knows an artist is its own.
FAMILIES = {
    "scatter": Family(mc.PathCollection, _scatter, DOTS, _dots),
    "segments": Family(mc.LineCollection, _segments, PIECES, _pieces),
    "polygons": Family(mc.PolyCollection, _polygons, PIECES, _pieces),
    "collection": Family(mc.Collection, _boxed, FILLING, _filling),
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
