"""Knows where the columns of a map are, and how blocks stand in them; not what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from grading.report.svg import box, plain

WIDTH, LEFT, RIGHT = 960, 186, 62
"""Units of the picture, and what is kept free for words on either side of the columns."""

CELL = 25.0
"""The height of a cell."""


class Columns:
    """Where the columns are."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.step = min(118.0, (WIDTH - LEFT - RIGHT) / count)
        self.gap = 4.0 if self.step > 30 else 2.0 if self.step > 7 else 0.0

    def path(self, heights: Sequence[float], top: float) -> str:
        """A block of each height from the ground up; a skyline, if they are close together."""
        if not any(heights):
            return ""
        if not self.gap:
            return self._skyline(heights, top + CELL)
        width = self.step - self.gap
        return "".join(
            box(LEFT + place * self.step, top + CELL - height, width, height)
            for place, height in enumerate(heights)
            if height
        )

    def _skyline(self, heights: Sequence[float], ground: float) -> str:
        path, x = f"M{LEFT} {plain(ground)}", float(LEFT)
        for height, run in groupby(heights):
            x += len(list(run)) * self.step
            path += f"V{plain(ground - height)}H{plain(x)}"
        return f"{path}V{plain(ground)}z"
