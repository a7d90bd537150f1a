"""Knows how counts are drawn as bars beside each other; not what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grading.report.svg import box, element, picture, text

WIDTH, HEIGHT, TOP, BOTTOM, GAP = 960, 200, 42, 44, 10
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
    step = WIDTH / len(chart.counts)
    base, tallest = HEIGHT - BOTTOM, max(*chart.counts, 1)
    heights = [count / tallest * (base - TOP) for count in chart.counts]
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
        WIDTH,
        HEIGHT,
        chart.alternative,
        element("path", d=path, class_="bar"),
        element("path", d=f"M0 {base}.5h{WIDTH}", class_="line"),
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
    return [*edges, text(WIDTH / 2, base + 40, chart.axis, "axis", text_anchor="middle")]


def _mark(chart: Chart, base: float, heights: Sequence[float]) -> list[Markup]:
    """A dashed line over the whole height, with its words on the side where there is room.

    It has another colour where it crosses a bar.
    """
    if chart.mark is None:
        return []
    place, said = chart.mark
    x, bar = place * WIDTH, heights[min(int(place * len(heights)), len(heights) - 1)]
    anchor, shift = ("start", 8) if place < 0.5 else ("end", -8)
    return [
        element("path", d=f"M{x:.1f} 2V{base - bar:.1f}", class_="mark"),
        element("path", d=f"M{x:.1f} {base - bar:.1f}V{base}", class_="mark over"),
        text(x + shift, 13, said, "words", text_anchor=anchor),
    ]
