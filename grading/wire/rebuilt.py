"""Matplotlib's circles, ellipses, wedges, arrows and legends in a form that costs no layout:
corners instead of curves, entries without boxes.
"""

from __future__ import annotations

from typing import Any

import matplotlib.patches as mp
import numpy as np
from matplotlib.artist import Artist
from matplotlib.legend import Legend
from matplotlib.path import Path

DISC = Path.unit_regular_polygon(48)
"""A circle of radius 1 around the origin, with corners."""


class RebuiltCircle(mp.Circle):
    """A circle with corners."""

    def get_path(self) -> Path:
        """A circle of radius 1 around the origin, with corners."""
        return DISC


class RebuiltEllipse(mp.Ellipse):
    """An ellipse with corners."""

    def get_path(self) -> Path:
        """A circle of radius 1 around the origin, with corners."""
        return DISC


class RebuiltWedge(mp.Wedge):
    """A wedge with corners."""

    def get_path(self) -> Path:
        """The wedge, its arc with the corners of the curve that it was."""
        return Path(super().get_path().vertices)


class RebuiltArrow(mp.FancyArrowPatch):
    """An arrow as a line between two ends, shape (2, 2)."""

    def __init__(self, ends: np.ndarray[Any, Any], **properties: Any) -> None:
        start, end = ends
        super().__init__(tuple(start), tuple(end), **properties)
        self._line = Path(ends)

    def get_path(self) -> Path:
        """The line from end to end."""
        return self._line


class RebuiltLegend(Legend):
    """A legend that holds its entries without the boxes that would draw them."""

    def get_children(self) -> list[Artist]:
        """The entries: first what stands beside the words, then the words and the title."""
        handles = [artist for artist in self.legend_handles if artist]
        return [*handles, *self.texts, self.get_title()]
