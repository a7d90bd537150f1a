"""What nobody has graded is told as that, on a page of feedback and in the gradebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Grade, Gradebook

from grading.feedback.explain import Grades
from grading.plugins.autograde import FlagForAPerson
from tests.feedback.made_pages import feedback_page
from tests.support.platforms import new_gradebook

WHERE = "n", "work", "ada"
PARTS = {"task": 4, "essay": 5, "program": 2, "free": 0, "test_f": 7}
"""The parts with their points: a task, an essay, code, an essay without points, and a test."""


@pytest.fixture(scope="module")
def gradebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("held") / "gradebook.db"
    with new_gradebook(path) as book:
        book.add_assignment("work")
        book.add_notebook("n", "work")
        for name, points in PARTS.items():
            kind = "markdown" if name in ("task", "essay", "free") else "code"
            add = book.add_task_cell if name == "task" else book.add_grade_cell
            add(name, "n", "work", max_score=points, cell_type=kind)
        for name in ("essay", "program", "free"):
            book.add_solution_cell(name, "n", "work")
        book.add_student("ada")
        book.add_submission("work", "ada")
    return path


@pytest.fixture
def book(gradebooks: Path) -> Iterator[Gradebook]:
    """A gradebook in which only the test has given points."""
    with Gradebook(f"sqlite:///{gradebooks}") as book:
        for grade in book.find_submission_notebook(*WHERE).grades:
            grade.auto_score = 7.0 if grade.name == "test_f" else None
            grade.manual_score, grade.needs_manual_grade = None, grade.name != "test_f"
        book.db.commit()
        yield book


def grade_of(book: Gradebook, name: str) -> Grade:
    book.db.expire_all()
    return book.find_grade(name, *WHERE)


def notebook() -> NotebookNode:
    """The graded notebook."""
    cells = []
    for name, points in PARTS.items():
        task, test = name == "task", name == "test_f"
        mark = {"grade_id": name, "points": points, "task": task, "grade": not task}
        mark |= {"solution": not (task or test), "locked": task or test}
        metadata = {"nbgrader": mark}
        if name in ("program", "test_f"):
            cells.append(new_code_cell(name, metadata=metadata))
        else:
            cells.append(new_markdown_cell(name, metadata=metadata))
    made: NotebookNode = new_notebook(cells=cells)
    return made


def resources(book: Gradebook) -> dict[str, Any]:
    """What nbgrader's steps get with a notebook."""
    where = dict(zip(("notebook", "assignment", "student"), WHERE, strict=True))
    return {"nbgrader": {**where, "db_url": str(book.engine.url)}}


def page(book: Gradebook) -> str:
    made, told = Grades().preprocess(notebook(), resources(book))
    return feedback_page(made, told["nbgrader"])


def texts(book: Gradebook) -> tuple[str, str]:
    """The head of a page and the rest, as text."""
    head, _, rest = page(book).partition("</header>")
    return _text(head), _text(rest)


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL))


def test_what_waits_for_a_person_is_not_yet_graded(book: Gradebook) -> None:
    head, rest = texts(book)
    assert "7 of 18 points, 11 of them not yet graded" in head
    for name, points in (("task", 4), ("essay", 5), ("program", 2)):
        assert f"{name} not yet graded: up to {points}" in head
    assert re.search("free not yet graded (?!:)", head)
    assert "f 7 of 7" in head
    assert rest.count("not yet graded") == 4


@pytest.mark.parametrize("name", ["task", "essay", "program", "free"])
def test_what_a_person_has_looked_at_is_graded_even_with_0_points(
    book: Gradebook, name: str
) -> None:
    grade_of(book, name).manual_score = 0.0
    book.db.commit()
    head, rest = texts(book)
    assert f"{name} 0 of {PARTS[name]}" in head
    assert rest.count("not yet graded") == 3


def test_no_bar_is_longer_than_its_part(book: Gradebook) -> None:
    grade_of(book, "task").manual_score = 6.0
    book.db.commit()
    assert max(map(int, re.findall(r"width: (\d+)%\"", page(book)))) == 100


@pytest.mark.parametrize("by_hand", [None, 3.0])
def test_a_task_waits_for_a_person_whenever_its_notebook_is_graded(
    book: Gradebook, by_hand: float | None
) -> None:
    """Also where the notebook was missing before, for which nbgrader gives each cell 0."""
    grade = grade_of(book, "task")
    grade.auto_score, grade.manual_score, grade.needs_manual_grade = 0.0, by_hand, False
    book.db.commit()
    FlagForAPerson().preprocess(notebook(), resources(book))
    now = grade_of(book, "task")
    assert (now.auto_score, now.manual_score, now.needs_manual_grade) == (None, by_hand, True)
