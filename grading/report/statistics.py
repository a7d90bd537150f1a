"""Statistics of a class (mean, median, histograms, difficulty of parts), and sentences of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from grading.gradebook.queries import GradedCell
from grading.report.evidence import MISHAPS
from grading.report.mistakes import NAMED
from grading.report.model import KINDS, Classroom, Standing, span

# The figures of a class, as numbers made from rows.

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

    `share` is the difficulty index p of classical test theory: the mean of points / maximum, each
    clipped to [0, 1]; None where nobody has points. `full`, `some` and `none` count students with
    all, some and no points, `absent` those who handed nothing in; `index` is the part's place in
    the class.
    """

    part: GradedCell
    index: int
    share: float | None
    full: int
    some: int
    none: int
    absent: int


@dataclass(frozen=True)
class Figures:
    """The figures of a class: of all scores together, of each part (the hardest first).

    `most` is the maximum, `mean` and `median` are of those who are graded, in points; `scores`
    has `BINS` bars of equal width, `times` the bars of `EDGES`, in seconds for a notebook;
    `reasons` count students by reason to look, `looks` students with any.
    """

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
    """The figures of a class; raises StatisticsError where nobody is graded."""
    totals = [standing.total for standing in classroom.graded if standing.total is not None]
    most = sum(part.maximum for part in classroom.parts)
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
    full, none = sum(p >= part.maximum for p in there), sum(p <= 0 for p in there)
    return PartFigures(
        part=part,
        index=index,
        share=fmean(share(points, part) for points in there) if there else None,
        full=full,
        some=len(there) - full - none,
        none=none,
        absent=len(every) - len(there),
    )


def share(points: float, part: GradedCell) -> float:
    """The share of a part's points, between 0 and 1 whatever extra credit there is."""
    return min(1.0, max(0.0, points / part.maximum))


def bars(values: Sequence[float], lows: Sequence[float], end: float) -> tuple[Bar, ...]:
    """How many of the values are in each bar; these begin at `lows`, and the last ends at `end`."""
    counts = Counter(max(i for i, low in enumerate(lows) if low <= value) for value in values)
    highs = [*lows[1:], end]
    return tuple(Bar(lo, hi, counts[i]) for i, (lo, hi) in enumerate(zip(lows, highs, strict=True)))


def times(standings: Sequence[Standing]) -> tuple[Bar, ...]:
    """How many notebooks took how many seconds, without empty bars at either end of `EDGES`."""
    known = [seconds for s in standings for seconds in s.seconds if seconds is not None]
    every = bars(known, EDGES, float("inf"))
    held = [place for place, bar in enumerate(every) if bar.count]
    return every[held[0] : held[-1] + 1] if held else ()


# What a class's figures say in a sentence: headings, and what each picture shows.


def points(value: float) -> str:
    """Points with two decimals at the most."""
    return f"{round(value, 2):,g}"


def percent(share: float | None) -> str:
    """A share in percent; 100 % and 0 % are what they say, and never a rounded 99.6 or 0.4."""
    if share is None:
        return "–"
    whole = round(100 * share)
    whole = min(whole, 99) if share < 1 else whole
    return f"{max(whole, 1) if share > 0 else whole} %"


def many(count: int, what: str) -> str:
    """A count and what is counted: 1 student, 2 students."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def about_scores(figures: Figures, graded: int) -> str:
    """The median, and how many of those who are graded have full marks."""
    half = f"Half of the class has {points(figures.median)} points or more"
    have = "has" if figures.full_marks == 1 else "have"
    full = f"{figures.full_marks:,} of {many(graded, 'student')} {have} all {points(figures.most)}"
    return f"{half}; {full if figures.full_marks else 'nobody has all of them'}."


def about_parts(figures: Figures) -> str:
    """Which part was the hardest."""
    hard = figures.parts[0]
    if hard.share is None:
        return "Nobody has handed in a part that gives points."
    if hard.share == 1:
        return "Every part earned all of its points."
    return f"Hardest was {hard.part.title}: {percent(hard.share)} of its points were earned."


def about_mistakes(classroom: Classroom) -> str:
    """How many mistakes tests have named, and how many students share the commonest."""
    named = [diagnosis for diagnosis in classroom.diagnoses if diagnosis.kind == NAMED]
    if not named:
        return "No failing test named a mistake."
    most = max(len(diagnosis.students) for diagnosis in named)
    share = "makes" if most == 1 else "share"
    commonest = f"{many(most, 'student')} {share} the commonest"
    return f"{many(len(named), 'different mistake')}; {commonest}."


def about_looks(classroom: Classroom, figures: Figures) -> str:
    """How many students need a look."""
    if not figures.looks:
        return "Nobody needs a look."
    verb = "needs" if figures.looks == 1 else "need"
    return f"{figures.looks:,} of {many(len(classroom.standings), 'student')} {verb} a look."


def about_runs(classroom: Classroom) -> str:
    """How long the last run that graded anything took."""
    ended = [run for run in classroom.runs if run.seconds is not None and run.counts["graded"]]
    if not ended:
        return "No run has been recorded yet."
    run = ended[0]
    count, seconds = run.counts["graded"], run.seconds or 0.0
    rate = f", {count / seconds:.1f} a second" if seconds >= 1 else ""
    return f"{many(count, 'notebook')} graded in {span(seconds)}{rate}."


def about_mishaps(classroom: Classroom) -> str:
    """What went wrong with the grading itself, by kind."""
    counts = Counter(r.kind for s in classroom.standings for r in s.reasons)
    told = [f"{counts[kind]:,} {kind}" for kind in MISHAPS if counts[kind]]
    return f"What went wrong: {', '.join(told)}." if told else "Nothing went wrong meanwhile."


def scores_shown(figures: Figures, graded: int) -> str:
    """What the picture of the scores shows."""
    shown = ", ".join(
        f"{bar.count} from {points(bar.low)} to {'' if last else 'below '}{points(bar.high)}"
        for bar, last in _with_last(figures.scores)
        if bar.count
    )
    middle = f"The median is {points(figures.median)}, the mean {figures.mean:.1f}."
    return f"Bar chart of the scores of {many(graded, 'student')}: {shown} points. {middle}"


def times_shown(figures: Figures) -> str:
    """What the picture of the times shows."""
    shown = ", ".join(f"{bar.count} {seconds(bar)}" for bar in figures.times if bar.count)
    return f"Bar chart of the seconds that grading a notebook took: {shown}."


def seconds(bar: Bar) -> str:
    """The seconds of a bar, in words."""
    endless = bar.high == float("inf")
    return f"{bar.low:g} s or more" if endless else f"from {bar.low:g} to below {bar.high:g} s"


def map_shown(classroom: Classroom, figures: Figures) -> str:
    """What the map of parts by students shows."""
    students = many(len(classroom.graded), "student")
    size = f"Map of {many(len(figures.parts), 'part')}, the hardest first, by {students}"
    shares = ", ".join(f"{p.part.title} {percent(p.share)}" for p in figures.parts)
    return f"{size}, the lowest score first. Share of the points earned: {shares}."


def _with_last(bars: Sequence[Bar]) -> list[tuple[Bar, bool]]:
    return [(bar, bar is bars[-1]) for bar in bars]
