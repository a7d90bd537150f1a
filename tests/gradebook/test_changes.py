"""After a run it is told whose points differ, part by part, and nothing where nobody's do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from grading.gradebook.changes import (
    KEPT,
    LATENESS,
    Change,
    ChangedPoints,
    PartScore,
    Scores,
    compared,
    has_grade,
    scores_of,
)
from tests.support.platforms import new_gradebook

ONE = "exercise_1_scalar_descent"


def scores(**parts: PartScore) -> Mapping[str, Scores]:
    return {ONE: {(ONE, part): score for part, score in parts.items()}}


def changed(before: Mapping[str, Scores], after: Mapping[str, Scores]) -> ChangedPoints:
    found = ChangedPoints()
    found.add(compared("ada", before, after, [ONE]))
    return found


def auto(points: float | None) -> PartScore:
    return PartScore(points, points)


def given_by_hand(points: float, tested: float | None) -> PartScore:
    return PartScore(points, tested, by_hand=True)


def test_the_parts_that_differ_are_a_table() -> None:
    before = scores(test_f=auto(7.0), test_g=auto(3.0), test_h=auto(1.0))
    after = scores(test_f=auto(4.0), test_g=auto(3.0), test_h=auto(2.5))
    assert changed(before, after).table().split("\n") == [
        "Points that differ from before: 1 student",
        "student  notebook    part  before  after",
        "ada      exercise 1  f          7      4",
        "ada      exercise 1  h          1    2.5",
    ]


@pytest.mark.parametrize(
    "same",
    [
        scores(test_f=auto(7.0), test_g=auto(0.0)),
        scores(test_f=given_by_hand(7.0, 3.0)),
        scores(essay=auto(None), **{LATENESS: PartScore(0.0)}),
        {},
    ],
    ids=["tests", "by hand", "not graded", "nobody"],
)
def test_nothing_is_told_where_nobodys_points_differ(same: Mapping[str, Scores]) -> None:
    assert changed(same, same).table() == ""
    unanswered = scores(essay=auto(None)), scores(essay=auto(0.0))
    assert changed(*unanswered).table() == "", "no points and 0 points are as many"


def test_a_score_that_a_person_gave_is_named_as_kept() -> None:
    before = scores(
        test_f=given_by_hand(6.0, 7.0), test_g=auto(3.0), essay=given_by_hand(2.0, None)
    )
    after = scores(test_f=given_by_hand(6.0, 4.0), test_g=auto(6.0), essay=given_by_hand(2.0, None))
    lines = changed(before, after).table().split("\n")
    assert [" ".join(line.split()) for line in lines[2:]] == [
        f"ada exercise 1 essay 2 2 {KEPT}",
        f"ada exercise 1 f 6 6 {KEPT}; the test gives 4",
        "ada exercise 1 g 3 6",
    ]


def test_a_persons_score_over_a_test_that_has_changed_is_told_alone() -> None:
    table = changed(
        scores(test_f=given_by_hand(6.0, 7.0)), scores(test_f=given_by_hand(6.0, 0.0))
    ).table()
    assert "the test gives 0" in table
    assert "differ from before: 0 students" in table


def test_what_lateness_takes_is_a_part() -> None:
    before, after = (scores(**{LATENESS: PartScore(points)}) for points in (-10.0, 0.0))
    assert changed(before, after).table().split("\n")[-1].split()[-3:] == ["lateness", "-10", "0"]


def test_a_part_that_is_new_had_no_points() -> None:
    table = changed(scores(test_f=auto(1.0)), scores(test_f=auto(1.0), test_new=auto(3.0))).table()
    assert table.split("\n")[-1].split()[-3:] == ["new", "-", "3"]


def test_a_notebook_that_was_missing_before_is_not_graded_again() -> None:
    before, after = scores(test_f=auto(0.0)), scores(test_f=auto(7.0))
    for graded, told in (([], 0), ([ONE], 1)):
        assert sum(change.counts for change in compared("ada", before, after, graded)) == told
    assert list(compared("ada", scores(test_f=auto(1.0)), after, []))


def test_who_is_graded_twice_in_a_run_is_compared_with_what_was_at_first() -> None:
    found, steps = ChangedPoints(), [auto(7.0), auto(0.0), auto(3.0)]
    for before, after in pairwise(steps):
        found.add(compared("ada", scores(test_f=before), scores(test_f=after), [ONE]))
    assert found.table().split("\n")[-1].split()[-2:] == ["7", "3"]
    found.add(compared("ada", scores(test_f=auto(3.0)), scores(test_f=auto(7.0)), [ONE]))
    assert found.table() == ""


POINTS = st.none() | st.integers(0, 8).map(float)


@given(st.dictionaries(st.sampled_from("abc"), st.tuples(POINTS, POINTS)))
def test_a_table_is_as_long_as_points_differ(parts: dict[str, tuple[float | None, ...]]) -> None:
    before, after = ({ONE: {(ONE, p): auto(two[n]) for p, two in parts.items()}} for n in (0, 1))
    differ = sum((old or 0) != (new or 0) for old, new in parts.values())
    lines = changed(before, after).table().split("\n")
    assert len(lines) == (differ + 2 if differ else 1)


def test_names_of_students_cannot_break_the_table() -> None:
    change = Change("a\nb\x1b[31m", ONE, "test_f", auto(1.0), auto(2.0))
    found = ChangedPoints()
    found.add([change])
    assert len(found.table().split("\n")) == 3
    assert "\x1b" not in found.table()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gradebook]:
    with new_gradebook(tmp_path_factory.mktemp("book") / "gradebook.db") as book:
        book.add_assignment("work")
        book.add_notebook(ONE, "work")
        book.add_grade_cell("test_f", ONE, "work", max_score=7, cell_type="code")
        book.add_task_cell("task", ONE, "work", max_score=4, cell_type="markdown")
        for student in ("ada", "new"):
            book.add_student(student)
            book.add_submission("work", student)
        notebook = book.find_submission_notebook(ONE, "work", "ada")
        notebook.late_submission_penalty = 1.5
        grade = book.find_grade("test_f", ONE, "work", "ada")
        grade.auto_score, grade.manual_score, grade.extra_credit = 3.0, 6.0, 0.5
        book.db.commit()
        yield book


def test_scores_are_read_as_nbgrader_counts_them(book: Gradebook) -> None:
    connection = book.db.connection()
    assert scores_of(connection, "work", "ada") == {
        ONE: {
            (ONE, LATENESS): PartScore(-1.5),
            (ONE, "test_f"): PartScore(6.5, 3.0, by_hand=True),
            (ONE, "task"): PartScore(None),
        }
    }
    assert scores_of(connection, "work", "nobody") == {}
    assert scores_of(connection, "another", "ada") == {}


def test_an_empty_submission_is_no_grade(book: Gradebook) -> None:
    assert has_grade(book.db.connection(), "work") == {"ada"}
