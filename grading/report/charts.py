"""Charts in SVG 1.1, in units of the picture: bars, and the map of parts by students."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

# How SVG is written, escaped and short.

Attribute = str | float


def element(name: str, *content: Markup | str, **attributes: Attribute) -> Markup:
    """An element with its content; text in it is escaped, and class_ is the attribute class."""
    given = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), plain(value))
        for key, value in attributes.items()
    )
    inner = Markup("").join(escape(part) for part in content)
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, inner)


def picture(width: float, height: float, alternative: str, *content: Markup) -> Markup:
    """A picture of so many units that says in words what it shows."""
    box = f"0 0 {plain(width)} {plain(height)}"
    return element("svg", *content, viewBox=box, role="img", aria_label=alternative)


def text(x: float, y: float, said: str, class_: str = "", **attributes: Attribute) -> Markup:
    """A line of text that begins at x, y, unless text_anchor says otherwise."""
    named = {"class_": class_} if class_ else {}
    return element("text", said, x=x, y=y, **named, **attributes)


def box(x: float, y: float, width: float, height: float) -> str:
    """A rectangle as a piece of a path."""
    w, h = plain(width), plain(height)
    return f"M{plain(x)} {plain(y)}h{w}v{h}h-{w}z"


def plain(value: Attribute) -> str:
    """A number with two decimals at the most, as short as it goes; a text as it is."""
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


# Where the columns of a map are, and how blocks stand in them.

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


# How counts are drawn as bars beside each other.

BARS_WIDTH, HEIGHT, BARS_TOP, BOTTOM, GAP = 960, 200, 42, 44, 10
"""Units of the picture, what is kept free above and below the bars, and between them."""


@dataclass(frozen=True)
class Chart:
    """Counts in order, what stands below each edge between bars, and below all of it.

    `edges` are one more than `counts`. `mark` is a place between 0 and 1 with words to it.
    """

    counts: Sequence[int]
    edges: Sequence[str]
    axis: str
    alternative: str
    mark: tuple[float, str] | None = None


def bar_chart(chart: Chart) -> Markup:
    """The picture: a bar for each count, the count above it."""
    step = BARS_WIDTH / len(chart.counts)
    base, tallest = HEIGHT - BOTTOM, max(*chart.counts, 1)
    heights = [count / tallest * (base - BARS_TOP) for count in chart.counts]
    path = "".join(
        box(place * step + GAP / 2, base - height, step - GAP, height)
        for place, height in enumerate(heights)
        if height
    )
    numbers = [
        text((place + 0.5) * step, base - height - 8, str(count), "count", text_anchor="middle")
        for place, (count, height) in enumerate(zip(chart.counts, heights, strict=True))
        if count
    ]
    return picture(
        BARS_WIDTH,
        HEIGHT,
        chart.alternative,
        element("path", d=path, class_="bar"),
        element("path", d=f"M0 {base}.5h{BARS_WIDTH}", class_="line"),
        *_mark(chart, base, heights),
        *numbers,
        *_edges(chart, step, base),
    )


def _edges(chart: Chart, step: float, base: float) -> list[Markup]:
    last = len(chart.counts)
    anchors = {0: "start", last: "end"}
    edges = [
        text(place * step, base + 19, said, "axis", text_anchor=anchors.get(place, "middle"))
        for place, said in enumerate(chart.edges)
    ]
    return [*edges, text(BARS_WIDTH / 2, base + 40, chart.axis, "axis", text_anchor="middle")]


def _mark(chart: Chart, base: float, heights: Sequence[float]) -> list[Markup]:
    """A dashed line over the whole height, with its words on the side where there is room.

    It has another colour where it crosses a bar.
    """
    if chart.mark is None:
        return []
    place, said = chart.mark
    x, bar = place * BARS_WIDTH, heights[min(int(place * len(heights)), len(heights) - 1)]
    anchor, shift = ("start", 8) if place < 0.5 else ("end", -8)
    return [
        element("path", d=f"M{x:.1f} 2V{base - bar:.1f}", class_="mark"),
        element("path", d=f"M{x:.1f} {base - bar:.1f}V{base}", class_="mark over"),
        text(x + shift, 13, said, "words", text_anchor=anchor),
    ]


# How parts by students are drawn: what was lost, where, by whom.

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
