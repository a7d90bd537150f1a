"""Scores are those of nbgrader's own API: manual ones, extra credit, tasks, penalties."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.plugins import CsvExportPlugin
from sqlalchemy import create_engine, event

from grading.gradebook.queries import (
    CellScore,
    ClassScores,
    GradedCell,
    NotebookScore,
    Submission,
    read_scores,
)
from tests.support.platforms import new_gradebook

DUE = datetime(2026, 1, 30, 12, 0)
NOTEBOOKS = {"one": {"test_a": 3.0, "test_b": 7.0, "free": 0.0}, "two": {"test_a": 2.0, "essay": 4}}
TASK = 5.0
STUDENTS = [f"student_{number}" for number in range(12)]

QUARTERS = st.integers(0, 40).map(lambda number: number / 4)
"""Points whose sums are exact in any order."""

GRADES = st.tuples(*[st.none() | QUARTERS] * 3)
"""What a test, a person and a person's extra credit give."""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gradebook]:
    """A gradebook in which each student's scores, times and marks are another mixture."""
    with new_gradebook(tmp_path_factory.mktemp("book") / "gradebook.db") as book:
        _author(book, "work")
        for number, student in enumerate(STUDENTS):
            _hand_in(book, student, Random(number))
        book.add_student("away", first_name="Ada", last_name="Lovelace")
        _author(book, "later")
        book.add_submission("later", STUDENTS[0])
        book.db.commit()
        yield book


def _author(book: Gradebook, assignment: str) -> None:
    book.add_assignment(assignment, duedate=DUE)
    for notebook, cells in NOTEBOOKS.items():
        where = notebook, assignment
        book.add_notebook(*where)
        for cell, most in cells.items():
            kind = "markdown" if cell == "essay" else "code"
            book.add_grade_cell(cell, *where, max_score=most, cell_type=kind)
            book.add_solution_cell(cell, *where)
        book.add_task_cell("task", *where, max_score=TASK, cell_type="markdown")


def _hand_in(book: Gradebook, student: str, rng: Random) -> None:
    book.add_student(student)
    late = timedelta(hours=rng.randint(-30, 30))
    submission = book.add_submission("work", student, timestamp=DUE + late)
    submission.extension = rng.choice([None, timedelta(hours=20)])
    for notebook in submission.notebooks:
        notebook.flagged = rng.random() < 0.3
        notebook.late_submission_penalty = rng.choice([None, 1.5, 20.0])
        for grade in notebook.grades:
            grade.auto_score = rng.choice([None, 0.0, 1.0, grade.max_score])
            grade.manual_score = rng.choice([None, None, 0.5, 0.0])
            grade.extra_credit = rng.choice([None, None, 2.0])
            grade.needs_manual_grade = rng.random() < 0.3
        for comment in notebook.comments:
            comment.manual_comment = rng.choice([None, "", f"see\n{comment.name}"])


@pytest.fixture(scope="module")
def scores(book: Gradebook) -> ClassScores:
    return _read(book)


def _read(book: Gradebook, assignment: str = "work") -> ClassScores:
    found = read_scores(book.db.connection(), assignment)
    assert found is not None
    return found


def _assert_as_told(held: Submission, told: SubmittedAssignment) -> None:
    """The submission is what nbgrader's own objects say of it."""
    assert held.points == max(0.0, told.score - told.late_submission_penalty)
    assert held.penalty == told.late_submission_penalty
    assert held.seconds_late == told.total_seconds_late
    assert held.waits == told.needs_manual_grade
    assert list(held.notebooks) == sorted(notebook.name for notebook in told.notebooks)
    for notebook in told.notebooks:
        mine = held.notebooks[notebook.name]
        assert (mine.score, mine.maximum) == (notebook.score, notebook.max_score)
        assert mine.points == notebook.score - (notebook.late_submission_penalty or 0.0)
        assert (mine.flagged, mine.waits) == (notebook.flagged, notebook.needs_manual_grade)
        scores = {cell.name: score for cell, score in mine.cells.items()}
        assert scores == {
            grade.name: CellScore(
                None if grade.auto_score is None and grade.manual_score is None else grade.score,
                grade.auto_score is not None and grade.auto_score < grade.max_score,
                grade.needs_manual_grade,
            )
            for grade in notebook.grades
        }


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_has_what_nbgrader_says(
    book: Gradebook, scores: ClassScores, student: str
) -> None:
    _assert_as_told(scores.submissions[student], book.find_submission("work", student))


@settings(max_examples=30)
@given(data=st.data())
def test_whatever_is_entered_counts_as_nbgrader_counts_it(
    book: Gradebook, data: st.DataObject
) -> None:
    told = book.find_submission("work", STUDENTS[0])
    for notebook in told.notebooks:
        notebook.late_submission_penalty = data.draw(st.none() | QUARTERS)
        for grade in notebook.grades:
            grade.auto_score, grade.manual_score, grade.extra_credit = data.draw(GRADES)
    book.db.flush()
    book.db.expire_all()
    try:
        _assert_as_told(_read(book).submissions[STUDENTS[0]], told)
    finally:
        book.db.rollback()


def test_the_class_has_what_nbgrader_exports(
    book: Gradebook, scores: ClassScores, tmp_path: Path
) -> None:
    export = CsvExportPlugin(to=str(tmp_path / "grades.csv"), assignment=["work"])
    export.export(book)
    with (tmp_path / "grades.csv").open() as file:
        rows = list(csv.DictReader(file))
    nothing = Submission("", {})
    assert {row["student_id"]: float(row["score"]) for row in rows} == {
        student: scores.submissions.get(student, nothing).points for student in [*STUDENTS, "away"]
    }
    assert {float(row["max_score"]) for row in rows} == {scores.maximum}


def test_the_class_has_what_nbgrader_s_page_of_submissions_shows(
    book: Gradebook, scores: ClassScores
) -> None:
    told = {each["student"]: each["score"] for each in book.submission_dicts("work")}
    assert told == {
        student: sum(notebook.score for notebook in held.notebooks.values())
        for student, held in scores.submissions.items()
    }


def test_each_assignment_has_its_own_scores(book: Gradebook) -> None:
    later = _read(book, "later")
    assert list(later.submissions) == [STUDENTS[0]]
    assert not later.submissions[STUDENTS[0]].is_scored
    assert len(later.cells) == len(_read(book).cells)


def test_parts_are_the_cells_that_give_points(scores: ClassScores) -> None:
    wanted = {(n, cell): most for n, cells in NOTEBOOKS.items() for cell, most in cells.items()}
    wanted |= {(notebook, "task"): TASK for notebook in NOTEBOOKS}
    assert {(cell.notebook, cell.name): cell.maximum for cell in scores.cells} == wanted
    assert {cell.name for cell in set(scores.cells) - set(scores.parts)} == {"free"}


def test_who_is_on_the_list_is_known(scores: ClassScores) -> None:
    assert scores.names["away"] == "Ada Lovelace"
    assert scores.names[STUDENTS[0]] == ""
    assert "away" not in scores.submissions


def test_the_comment_tells_scores_then_lateness_then_a_person_s_words(
    book: Gradebook, scores: ClassScores
) -> None:
    for student, held in scores.submissions.items():
        told = book.find_submission("work", student)
        notebooks = sorted(told.notebooks, key=lambda notebook: str(notebook.name))
        words = [
            f"see {comment.name}"
            for notebook in notebooks
            for comment in sorted(notebook.comments, key=lambda comment: str(comment.name))
            if comment.manual_comment
        ]
        points = [f"{n.name}: {n.score:g} of {n.max_score:g}" for n in notebooks]
        penalty = told.late_submission_penalty
        late = [f"late: {-penalty:g}"] if penalty else []
        assert held.comment == "; ".join([*points, *late, *words])


def test_a_class_of_any_size_takes_as_many_queries(book: Gradebook) -> None:
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    event.listen(book.engine, "before_cursor_execute", note)
    counts = []
    for assignment in ("later", "work"):
        asked.clear()
        _read(book, assignment)
        counts.append(len(asked))
    event.remove(book.engine, "before_cursor_execute", note)
    assert counts[0] == counts[1] <= 8, asked


def test_an_empty_database_and_an_unknown_name_have_no_scores(
    book: Gradebook, tmp_path: Path
) -> None:
    assert read_scores(book.db.connection(), "another") is None
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with engine.connect() as connection:
        assert read_scores(connection, "work") is None
    engine.dispose()


@example([(0.0, 0.0)])
@given(st.lists(st.tuples(st.none() | QUARTERS, QUARTERS), max_size=5))
def test_the_total_is_the_sum_of_the_notebooks_and_never_below_zero(
    each: list[tuple[float | None, float]],
) -> None:
    cells = [GradedCell(str(number), "test", 10.0) for number in range(len(each))]
    held = {
        cell.notebook: NotebookScore(cell.notebook, 10.0, {cell: CellScore(points)}, penalty)
        for cell, (points, penalty) in zip(cells, each, strict=True)
    }
    submission = Submission("ada", held)
    assert submission.points == max(0.0, sum(notebook.points for notebook in held.values()))
    assert submission.is_scored == any(points is not None for points, _ in each)
    assert [submission.has_points(cell.notebook) for cell in cells] == [bool(p) for p, _ in each]


def test_a_cell_that_gives_no_points_makes_no_grade() -> None:
    free, test = GradedCell("one", "free", 0.0), GradedCell("one", "test", 4.0)
    for points, scored in ((None, False), (0.0, True)):
        cells = {free: CellScore(0.0), test: CellScore(points)}
        held = Submission("ada", {"one": NotebookScore("one", 4.0, cells)})
        assert held.is_scored == scored
