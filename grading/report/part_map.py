"""Knows how parts by students are drawn: what was lost, where, by whom; not what a part is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from grading.report.svg import box, element, picture, plain, text

WIDTH, LEFT, RIGHT = 960, 186, 62
"""Units of the picture, and what is kept free for words on either side of the columns."""

ROW, CELL, TOP, NAMED, NAME = 37.0, 25.0, 26.0, 30, 18
"""Heights of a row and of a cell in it, room above; students whose names fit, letters of these."""

POINTED = 0.7
"""The narrowest column that can be pointed at: there are about 1,000 of them."""


@dataclass(frozen=True)
class Row:
    """A part: its name, words below it, the share earned by each student (None: nothing there)."""

    name: str
    note: str
    shares: Sequence[float | None]
    earned: str


@dataclass(frozen=True)
class Map:
    """Rows from the top, a name and a tip for each column, the class's own row, all in words."""

    rows: Sequence[Row]
    students: Sequence[str]
    tips: Sequence[str]
    total: Row
    alternative: str


def part_map(map_: Map) -> Markup:
    """The picture: in each cell, the higher the block, the more points were lost."""
    columns = _Columns(len(map_.students))
    drawn = [_row(row, TOP + ROW * place, columns) for place, row in enumerate(map_.rows)]
    line = TOP + ROW * len(map_.rows)
    end = line + 10 + ROW
    named = len(map_.students) <= NAMED
    below = _names(map_.students, end, columns) if named else _ends(end)
    return picture(
        WIDTH,
        end + (128 if named else 22),
        map_.alternative,
        _hatching(),
        text(WIDTH, 12, "earned", "axis", text_anchor="end"),
        *drawn,
        element("path", d=f"M0 {line - 1:.1f}H{WIDTH}", class_="line"),
        _row(map_.total, line + 9, columns),
        *below,
        _tips(map_.tips, end, columns),
    )


class _Columns:
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


def _row(row: Row, top: float, columns: _Columns) -> Markup:
    layers = {
        "ground": [CELL] * columns.count,
        "absent": [CELL if share is None else 0.0 for share in row.shares],
        "lost": [_lost(share) for share in row.shares],
    }
    paths = {name: columns.path(heights, top) for name, heights in layers.items()}
    return element(
        "g",
        text(0, top + 11, row.name, "part"),
        text(0, top + 25, row.note, "axis"),
        *(element("path", d=path, class_=name) for name, path in paths.items() if path),
        text(WIDTH, top + 17, row.earned, "count", text_anchor="end"),
    )


def _lost(share: float | None) -> float:
    """The height of a block for what was lost, which can be seen where anything was."""
    return 0.0 if share is None or share >= 1 else max(2.5, CELL * (1 - share))


def _hatching() -> Markup:
    line = element("path", d="M-1 1l2-2M0 6l6-6M5 7l2-2", class_="hatch")
    size: dict[str, float] = {"width": 6, "height": 6}
    units = {"patternUnits": "userSpaceOnUse"}
    return element("defs", element("pattern", line, id="hatching", **size, **units))


def _names(students: Sequence[str], end: float, columns: _Columns) -> list[Markup]:
    """Each student's name below the column, slanted."""
    said = []
    for place, name in enumerate(students):
        x, y = LEFT + (place + 0.5) * columns.step, end + 4
        cut = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
        turn = f"rotate(-50 {x:.1f} {y:.1f})"
        said.append(text(x, y, cut, "axis", text_anchor="end", transform=turn))
    return said


def _ends(end: float) -> list[Markup]:
    """What lies at either end of many columns."""
    lowest = text(LEFT, end + 12, "← lowest score", "axis")
    return [lowest, text(WIDTH - RIGHT, end + 12, "highest score →", "axis", text_anchor="end")]


def _tips(tips: Sequence[str], end: float, columns: _Columns) -> Markup:
    """Whose column it is, for whoever points at it; nothing where nobody could."""
    areas = [
        element(
            "path",
            element("title", tip),
            d=box(LEFT + place * columns.step, TOP, columns.step, end - TOP - ROW + CELL),
        )
        for place, tip in enumerate(tips if columns.step > POINTED else ())
    ]
    return element("g", *areas, class_="tips")
