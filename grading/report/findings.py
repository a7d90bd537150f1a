"""Knows what a class's figures say in a sentence: headings, and what each picture shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grading.report.attention import span
from grading.report.classroom import Classroom
from grading.report.diagnoses import NAMED
from grading.report.evidence import MISHAPS
from grading.report.figures import Bar, Figures


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
    half = f"Half of the class has {points(figures.median)} points or more"
    have = "has" if figures.full_marks == 1 else "have"
    full = f"{figures.full_marks:,} of {many(graded, 'student')} {have} all {points(figures.most)}"
    return f"{half}; {full if figures.full_marks else 'nobody has all of them'}."


def about_parts(figures: Figures) -> str:
    hard = figures.parts[0]
    if hard.share is None:
        return "Nobody has handed in a part that gives points."
    if hard.share == 1:
        return "Every part earned all of its points."
    return f"Hardest was {hard.part.title}: {percent(hard.share)} of its points were earned."


def about_mistakes(classroom: Classroom) -> str:
    named = [diagnosis for diagnosis in classroom.diagnoses if diagnosis.kind == NAMED]
    if not named:
        return "No failing test named a mistake."
    most = max(len(diagnosis.students) for diagnosis in named)
    share = "makes" if most == 1 else "share"
    commonest = f"{many(most, 'student')} {share} the commonest"
    return f"{many(len(named), 'different mistake')}; {commonest}."


def about_looks(classroom: Classroom, figures: Figures) -> str:
    if not figures.looks:
        return "Nobody needs a look."
    verb = "needs" if figures.looks == 1 else "need"
    return f"{figures.looks:,} of {many(len(classroom.standings), 'student')} {verb} a look."


def about_runs(classroom: Classroom) -> str:
    ended = [run for run in classroom.runs if run.seconds is not None and run.counts["graded"]]
    if not ended:
        return "No run has been recorded yet."
    run = ended[0]
    count, seconds = run.counts["graded"], run.seconds or 0.0
    rate = f", {count / seconds:.1f} a second" if seconds >= 1 else ""
    return f"{many(count, 'notebook')} graded in {span(seconds)}{rate}."


def about_mishaps(classroom: Classroom) -> str:
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
