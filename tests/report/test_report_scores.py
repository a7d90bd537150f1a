"""Scores are those of nbgrader's own API: manual ones, extra credit, extensions, penalties."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine

from grading.gradebook.nbgrader import quiet
from grading.gradebook.queries import Scores, read_scores

DUE = datetime(2026, 1, 30, 12, 0)
NOTEBOOKS = {"one": {"test_a": 3.0, "test_b": 7.0}, "two": {"test_a": 2.0, "essay": 4.0}}
STUDENTS = [f"student_{number}" for number in range(12)]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gradebook]:
    """A gradebook in which each student's scores, times and marks are another mixture."""
    url = f"sqlite:///{tmp_path_factory.mktemp('book') / 'gradebook.db'}"
    with warnings.catch_warnings(), Gradebook(url, "course") as book:
        quiet()
        book.add_assignment("work", duedate=DUE)
        for notebook, cells in NOTEBOOKS.items():
            book.add_notebook(notebook, "work")
            for cell, most in cells.items():
                book.add_grade_cell(cell, notebook, "work", max_score=most, cell_type="code")
            book.add_grade_cell(f"free_{notebook}", notebook, "work", max_score=0, cell_type="code")
        for number, student in enumerate(STUDENTS):
            _hand_in(book, student, Random(number))
        book.add_student("away", first_name="Ada")
        book.db.commit()
        yield book


def _hand_in(book: Gradebook, student: str, rng: Random) -> None:
    book.add_student(student)
    late = timedelta(hours=rng.randint(-30, 30))
    submission = book.add_submission("work", student, timestamp=DUE + late)
    submission.extension = rng.choice([None, timedelta(hours=20)])
    for notebook in submission.notebooks:
        notebook.flagged = rng.random() < 0.3
        notebook.late_submission_penalty = rng.choice([None, 1.5])
        for grade in notebook.grades:
            grade.auto_score = rng.choice([None, 0.0, 1.0, grade.max_score])
            grade.manual_score = rng.choice([None, None, 0.5, 0.0])
            grade.extra_credit = rng.choice([None, None, 2.0])
            grade.needs_manual_grade = rng.random() < 0.3


@pytest.fixture(scope="module")
def scores(book: Gradebook) -> Scores:
    engine = create_engine(book.engine.url)
    with engine.connect() as connection:
        found = read_scores(connection, "work")
        assert read_scores(connection, "another") is None
    engine.dispose()
    assert found is not None
    return found


@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_has_what_nbgrader_says(book: Gradebook, scores: Scores, student: str) -> None:
    held, told = scores.graded[student], book.find_submission("work", student)
    points = [score.points or 0.0 for score in held.scores.values()]
    free = [g.score for n in told.notebooks for g in n.grades if not g.max_score]
    assert sum(points) == told.score - sum(free)
    assert held.penalty == told.late_submission_penalty
    assert held.seconds_late == told.total_seconds_late
    assert held.flagged == sorted(n.name for n in told.notebooks if n.flagged)
    waiting = {(p.notebook, p.cell) for p, score in held.scores.items() if score.waits}
    assert waiting == {
        (n.name, g.name)
        for n in told.notebooks
        for g in n.grades
        if g.needs_manual_grade and g.max_score
    }


def test_parts_are_the_cells_that_give_points(book: Gradebook, scores: Scores) -> None:
    assert {(p.notebook, p.cell): p.points for p in scores.parts} == {
        (notebook, cell): most
        for notebook, cells in NOTEBOOKS.items()
        for cell, most in cells.items()
    }
    assert sum(part.points for part in scores.parts) == book.find_assignment("work").max_score


def test_who_is_on_the_list_is_known(scores: Scores) -> None:
    assert scores.listed["away"] == "Ada"
    assert "away" not in scores.graded


def test_an_empty_database_knows_nothing(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with engine.connect() as connection:
        assert read_scores(connection, "work") is None
    engine.dispose()
