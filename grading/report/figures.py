"""Knows the figures of a class, as numbers made from rows; not how they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from grading.report.attention import KINDS
from grading.report.classroom import Classroom, Standing
from grading.report.scores import Part

BINS = 10
"""Bars of the distribution of scores."""

EDGES = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
"""Seconds at which the bars of the times begin; each is about twice the one before."""


@dataclass(frozen=True)
class Bar:
    """How many there are from `low` to below `high`; the last bar holds its end, and beyond."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class PartFigures:
    """How a part went for those who handed it in: the mean share of its points, and how many.

    `index` is the part's place in the class; the share is None where nobody has points.
    """

    part: Part
    index: int
    share: float | None
    full: int
    some: int
    none: int
    absent: int


@dataclass(frozen=True)
class Figures:
    """The figures of a class: of all scores together, of each part (the hardest first)."""

    most: float
    mean: float
    median: float
    full_marks: int
    scores: tuple[Bar, ...]
    parts: tuple[PartFigures, ...]
    times: tuple[Bar, ...]
    reasons: tuple[tuple[str, int], ...]
    looks: int


def figures(classroom: Classroom) -> Figures:
    """The figures of a class in which at least one is graded."""
    totals = [standing.total for standing in classroom.graded if standing.total is not None]
    most = sum(part.points for part in classroom.parts)
    parts = [part_figures(classroom, index) for index in range(len(classroom.parts))]
    parts.sort(key=lambda p: (p.share is None, p.share, p.index))
    kinds = Counter(kind for s in classroom.standings for kind in {r.kind for r in s.reasons})
    return Figures(
        most=most,
        mean=fmean(totals),
        median=median(totals),
        full_marks=sum(total >= most for total in totals),
        scores=bars(totals, [most * edge / BINS for edge in range(BINS)], most),
        parts=tuple(parts),
        times=times(classroom.graded),
        reasons=tuple((kind, kinds[kind]) for kind in KINDS if kinds[kind]),
        looks=sum(bool(standing.reasons) for standing in classroom.standings),
    )


def part_figures(classroom: Classroom, index: int) -> PartFigures:
    """The figures of the part at this place of the class."""
    part = classroom.parts[index]
    every = [standing.points[index] for standing in classroom.graded]
    there = [points for points in every if points is not None]
    full, none = sum(p >= part.points for p in there), sum(p <= 0 for p in there)
    return PartFigures(
        part=part,
        index=index,
        share=fmean(share(points, part) for points in there) if there else None,
        full=full,
        some=len(there) - full - none,
        none=none,
        absent=len(every) - len(there),
    )


def share(points: float, part: Part) -> float:
    """The share of a part's points, between 0 and 1 whatever extra credit there is."""
    return min(1.0, max(0.0, points / part.points))


def bars(values: Sequence[float], lows: Sequence[float], end: float) -> tuple[Bar, ...]:
    """How many of the values are in each bar; these begin at `lows`, and the last ends at `end`."""
    counts = Counter(max(i for i, low in enumerate(lows) if low <= value) for value in values)
    highs = [*lows[1:], end]
    return tuple(Bar(lo, hi, counts[i]) for i, (lo, hi) in enumerate(zip(lows, highs, strict=True)))


def times(standings: Sequence[Standing]) -> tuple[Bar, ...]:
    """How many notebooks took how many seconds, without empty bars at either end."""
    known = [seconds for s in standings for seconds in s.seconds if seconds is not None]
    every = bars(known, EDGES, float("inf"))
    held = [place for place, bar in enumerate(every) if bar.count]
    return every[held[0] : held[-1] + 1] if held else ()
