"""Knows how parts by students are drawn: what was lost, where, by whom; not what a part is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grading.report.columns import CELL, LEFT, RIGHT, WIDTH, Columns
from grading.report.svg import box, element, picture, text

ROW, TOP = 34.5, 24.0
"""The height of a row, and room above."""

NAMED, NAME, LETTER = 30, 18, 6.8
"""Students whose names fit below, letters of a name that are shown, and how wide these are."""

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
    columns = Columns(len(map_.students))
    drawn = [_row(row, TOP + ROW * place, columns) for place, row in enumerate(map_.rows)]
    line = TOP + ROW * len(map_.rows)
    end = line + 10 + ROW
    below, deep = _names(map_.students, end, columns) or _ends(end)
    return picture(
        WIDTH,
        end + deep,
        map_.alternative,
        _hatching(),
        text(WIDTH, 12, "earned", "axis", text_anchor="end"),
        *drawn,
        element("path", d=f"M0 {line - 1:.1f}H{WIDTH}", class_="line"),
        _row(map_.total, line + 9, columns),
        *below,
        _tips(map_.tips, end, columns),
    )


def _row(row: Row, top: float, columns: Columns) -> Markup:
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


def _names(
    students: Sequence[str], end: float, columns: Columns
) -> tuple[list[Markup], float] | None:
    """Each student's name below the column, slanted where it is narrow, and the room they take."""
    if len(students) > NAMED:
        return None
    said, longest = [], LETTER * min(NAME, max(map(len, students)))
    slanted = longest > columns.step
    for place, name in enumerate(students):
        x, y = LEFT + place * columns.step + (columns.step - columns.gap) / 2, end + 8
        cut = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
        how: dict[str, str] = {"text_anchor": "end" if slanted else "middle"}
        how |= {"transform": f"rotate(-50 {x:.1f} {y:.1f})"} if slanted else {}
        said.append(text(x, y, cut, "axis", **how))
    return said, 14 + (0.8 * longest if slanted else 0)


def _ends(end: float) -> tuple[list[Markup], float]:
    """What lies at either end of many columns."""
    right = text(WIDTH - RIGHT, end + 12, "highest score →", "axis", text_anchor="end")
    return [text(LEFT, end + 12, "← lowest score", "axis"), right], 22


def _tips(tips: Sequence[str], end: float, columns: Columns) -> Markup:
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
