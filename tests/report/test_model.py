"""Reasons to look at a student's work follow from the gradebook and the graded files alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.gradebook.queries import CellScore, GradedCell, NotebookScore, Submission
from grading.gradebook.store import FOLDER, GradingRemarks
from grading.report.evidence import SLOW, Evidence
from grading.report.model import (
    ABOVE,
    FLAGGED,
    GONE,
    KINDS,
    LATE,
    MENDED,
    MISSING,
    PAYS,
    WAITS,
    Reason,
    reasons,
    span,
)

ONE, TWO = "exercise_1_scalar_descent", "exercise_2_descent_path"
FOUND = {ONE: Evidence({}, {}, "one"), TWO: Evidence({}, {}, "two")}


def submission(points: float = 3.0, *, waits: bool = False, flagged: bool = False) -> Submission:
    """A student with these points in a part of the first notebook, and none in the second."""
    cells = {
        GradedCell(ONE, "test_f", 3.0): CellScore(points, waits=waits),
        GradedCell(ONE, "free", 0.0): CellScore(None, waits=waits),
    }
    held = {ONE: NotebookScore(ONE, 3.0, cells, flagged=flagged), TWO: NotebookScore(TWO, 3.0, {})}
    return Submission("ada", held)


def test_ordinary_work_needs_no_look() -> None:
    assert reasons(submission(), FOUND, {}, anonymous=False) == ()


def test_what_waits_is_told_by_its_part_where_it_gives_points() -> None:
    found = reasons(submission(waits=True, flagged=True), FOUND, {}, anonymous=False)
    assert found == (Reason(WAITS, "f"), Reason(FLAGGED, "exercise 1"))


def test_lateness_is_told_in_words() -> None:
    late = replace(submission(), seconds_late=93_700.0)
    assert reasons(late, FOUND, {}, anonymous=True) == (Reason(LATE, "by 1 day 2 h"),)
    extended = replace(late, extension=timedelta(days=7))
    told = Reason(LATE, "by 1 day 2 h, after an extension of 7 days")
    assert reasons(extended, FOUND, {}, anonymous=True) == (told,)


def test_a_penalty_without_lateness_and_a_score_above_its_part_are_told() -> None:
    cells = {GradedCell(ONE, "test_f", 4.0): CellScore(6.0, by_hand=6.0)}
    held = {ONE: NotebookScore(ONE, 4.0, cells, penalty=2.5)}
    found = reasons(Submission("ada", held), FOUND, {}, anonymous=True)
    assert found == (Reason(ABOVE, "f: 6 of 4"), Reason(PAYS, "2.5 points"))


def test_a_notebook_without_a_file_is_gone_if_it_has_points_and_else_missing() -> None:
    found: dict[str, Evidence | None] = {ONE: None, TWO: None}
    assert reasons(submission(), found, {}, anonymous=False) == (
        Reason(GONE, "exercise 1"),
        Reason(MISSING, "exercise 2"),
    )
    assert reasons(submission(0.0), found, {}, anonymous=False) == (
        Reason(MISSING, "exercise 1, exercise 2"),
    )


def test_words_that_a_student_may_have_written_are_left_out_where_names_are_hidden() -> None:
    found = {ONE: Evidence({}, {SLOW: "Ada ran for more than 3 s"}, "one")}
    said = {
        ONE: GradingRemarks("one", 1.0, ("ada.ipynb was taken for it",)),
        FOLDER: GradingRemarks("", None, ("ada.zip was unpacked",)),
    }
    assert reasons(submission(), found, said, anonymous=False) == (
        Reason(SLOW, "exercise 1: Ada ran for more than 3 s"),
        Reason(MENDED, "exercise 1: ada.ipynb was taken for it"),
        Reason(MENDED, "ada.zip was unpacked"),
    )
    hidden = reasons(submission(), found, said, anonymous=True)
    assert {reason.detail for reason in hidden} == {"exercise 1", ""}


@given(st.sets(st.sampled_from(["late", "flagged", "slow", "mended", "missing"])))
def test_the_most_urgent_reason_comes_first(wanted: set[str]) -> None:
    held = replace(submission(flagged="flagged" in wanted), seconds_late=5.0 * ("late" in wanted))
    mishaps = {SLOW: "slow"} if "slow" in wanted else {}
    second = None if "missing" in wanted else Evidence({}, mishaps, "two")
    said = {ONE: GradingRemarks("one", 1.0, ("cut off",) if "mended" in wanted else ())}
    kinds = [r.kind for r in reasons(held, {**FOUND, TWO: second}, said, anonymous=False)]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert len(kinds) == len(wanted) - ({"missing", "slow"} <= wanted)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "less than 1 s"),
        (61, "1 min 1 s"),
        (3_600, "1 h"),
        (93_784, "1 day 2 h"),
        (172_800, "2 days"),
    ],
)
def test_a_time_span_has_two_units_at_the_most(seconds: float, words: str) -> None:
    assert span(seconds) == words
