"""A class's figures are those of NumPy, and what is said of them is never rounded to an untruth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.gradebook.queries import GradedCell
from grading.report.model import FLAGGED, LATE, MISSING, Classroom, Reason, Standing
from grading.report.statistics import (
    about_looks,
    about_mishaps,
    about_mistakes,
    about_parts,
    about_runs,
    about_scores,
    bars,
    figures,
    percent,
    scores_shown,
    share,
    times,
)

PARTS = GradedCell("exercise_1_a", "test_f", 4.0), GradedCell("exercise_1_a", "test_g", 6.0)
POINTS = st.none() | st.integers(0, 24).map(lambda number: number / 4)


def classroom(*points: tuple[float | None, ...], reasons: tuple[Reason, ...] = ()) -> Classroom:
    """A class with these points in each part, and the same reasons to look at everybody."""
    standings = (
        Standing(f"s{number}", total=sum(filter(None, each)), points=each, reasons=reasons)
        for number, each in enumerate(points)
    )
    return Classroom("work", ("exercise_1_a",), PARTS, tuple(standings), (), ())


@given(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=20))
def test_figures_are_those_of_numpy(points: list[tuple[float | None, float | None]]) -> None:
    found = figures(classroom(*points))
    totals = [sum(filter(None, each)) for each in points]
    assert found.most == 10.0
    assert found.mean == pytest.approx(np.mean(totals))
    assert found.median == np.median(totals)
    assert found.full_marks == sum(total >= 10 for total in totals)
    for each in found.parts:
        there = [p[each.index] for p in points if p[each.index] is not None]
        shares = np.clip(np.array(there, dtype=float) / each.part.maximum, 0, 1)
        assert each.share == (pytest.approx(shares.mean()) if there else None)
        assert each.full + each.some + each.none == len(there) == len(points) - each.absent
    known = [each.share for each in found.parts if each.share is not None]
    assert known == sorted(known), "the hardest first"
    assert [each.share for each in found.parts[: len(known)]] == known, "unknown ones last"


@given(st.lists(st.floats(0, 40, exclude_max=True), max_size=30))
def test_each_value_is_in_the_bar_whose_ends_are_around_it(values: list[float]) -> None:
    lows = [4.0 * edge for edge in range(10)]
    found = bars(values, lows, 40.0)
    counts, _ = np.histogram(values, bins=[*lows, 40.0])
    assert [bar.count for bar in found] == counts.tolist()
    assert [bar.high for bar in found] == [*lows[1:], 40.0]


def test_the_last_bar_holds_its_end_and_what_is_beyond() -> None:
    assert [bar.count for bar in bars([0, 10, 12.5], [0, 5], 10)] == [1, 2]


def test_times_begin_and_end_with_a_bar_that_is_not_empty() -> None:
    found = times([Standing("a", seconds=(0.3, None)), Standing("b", seconds=(3.0, 0.2))])
    assert [(bar.low, bar.count) for bar in found] == [(0.2, 2), (0.5, 0), (1.0, 0), (2.0, 1)]
    assert times([Standing("a", seconds=(None,))]) == ()


@given(st.floats(-100, 100))
def test_a_share_is_between_none_and_all(points: float) -> None:
    assert 0 <= share(points, PARTS[0]) <= 1
    assert share(2.0, PARTS[0]) == 0.5


@given(st.floats(0, 1))
def test_all_and_nothing_are_said_only_where_they_are_so(value: float) -> None:
    said = percent(value)
    assert (said == "100 %") == (value == 1)
    assert (said == "0 %") == (value == 0)
    assert abs(int(said.removesuffix(" %")) - 100 * value) <= 1
    assert percent(None) == "–"


def test_sentences_count_one_and_many() -> None:
    alone, all_right = classroom((4.0, 0.0)), classroom((4.0, 6.0), (4.0, 6.0))
    assert about_scores(figures(alone), 1) == (
        "Half of the class has 4 points or more; nobody has all of them."
    )
    assert about_scores(figures(all_right), 2) == (
        "Half of the class has 10 points or more; 2 of 2 students have all 10."
    )
    assert about_parts(figures(alone)) == "Hardest was g: 0 % of its points were earned."
    assert about_parts(figures(all_right)) == "Every part earned all of its points."
    assert about_parts(figures(classroom((None, None)))).startswith("Nobody has handed in")
    assert scores_shown(figures(alone), 1) == (
        "Bar chart of the scores of 1 student: 1 from 4 to below 5 points. "
        "The median is 4, the mean 4.0."
    )


def test_reasons_are_counted_by_student_the_most_urgent_first() -> None:
    reasons = Reason(FLAGGED, "exercise 1"), Reason(MISSING, "exercise 2"), Reason(LATE, "by 1 h")
    odd = classroom((1.0, 1.0), (2.0, 2.0), reasons=reasons)
    found = figures(odd)
    assert found.reasons == ((FLAGGED, 2), (MISSING, 2), (LATE, 2))
    assert about_looks(odd, found) == "2 of 2 students need a look."
    fine = classroom((1.0, 1.0))
    assert about_looks(fine, figures(fine)) == "Nobody needs a look."


def test_what_is_not_known_is_said_to_be_so() -> None:
    quiet = classroom((1.0, 1.0))
    assert about_mistakes(quiet) == "No failing test named a mistake."
    assert about_runs(quiet) == "No run has been recorded yet."
    assert about_mishaps(quiet) == "Nothing went wrong meanwhile."
    slow = replace(quiet.standings[0], reasons=(Reason("too slow"), Reason("too slow", "again")))
    assert about_mishaps(replace(quiet, standings=(slow,))) == "What went wrong: 2 too slow."
