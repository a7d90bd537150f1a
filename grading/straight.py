"""Circles, ellipses, wedges, arrows and markers of matplotlib without curves.

To cut a curve of astronomical size into pieces, as `Patch.get_verts` does, takes matplotlib for
ever, and whoever forges a picture may ask for one. The patches keep their classes, centres and
sizes, and are drawn with corners.
"""

from __future__ import annotations

from typing import Any

import matplotlib.patches as mp
import numpy as np
from matplotlib.path import Path

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
