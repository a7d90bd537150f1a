"""Another assignment, whose tests look at objects: both commands grade as stock nbgrader does."""

from __future__ import annotations

import contextlib
import io
import subprocess
from dataclasses import dataclass

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.scheduler.why import why
from tests.support.classes import graded_here, points, put, sqlite
from tests.support.courses import STOCK, command, copy_course
from tests.support.probes import cell, forked

NAME = "week_2"

DATA = "def double(x):\n    return 2 * x"
BOX = "class Box:\n    def __init__(self, size):\n        self.size = size"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
HIDES = "\n### BEGIN HIDDEN TESTS\nassert Box(4).size == 4\n### END HIDDEN TESTS"

ANSWERS = {
    "right": (DATA, BOX),
    "blank": (STUB, STUB),
    "wrong": ("def double(x):\n    return x", BOX),
    "only_visible": (DATA, BOX.replace("= size", "= 3")),
}
DUE = {"right": 5.0, "blank": 0.0, "wrong": 3.0, "only_visible": 2.0}


def notebook(answers: tuple[str, ...], hides: str = HIDES) -> NotebookNode:
    """The assignment's one notebook with these answers."""
    first, second = answers
    made: NotebookNode = new_notebook(
        cells=[
            cell("double", first, solution=True),
            cell("test_double", "assert double(2) == 4", grade=True, locked=True, points=2),
            cell("Box", second, solution=True),
            cell("test_Box", f"assert Box(3).size == 3{hides}", grade=True, locked=True, points=3),
        ]
    )
    return made


@dataclass(frozen=True)
class Graded:
    """The course after nbgrader's command, and what that said."""

    assignment: Assignment
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    root = tmp_path_factory.mktemp("any")
    copy_course(root, "grading", "nbgrader_config.py")
    assignment = Assignment(NAME, root)
    assignment.source.mkdir(parents=True)
    solved = tuple(f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION" for answer in (DATA, BOX))
    nbformat.write(notebook(solved), assignment.source / "objects.ipynb")
    assert command(assignment, "generate_assignment", NAME).returncode == 0
    for student, answers in ANSWERS.items():
        handed_in = nbformat.writes(notebook(answers, "")).encode()
        put(assignment, student, handed_in, "objects.ipynb")
    with forked():
        done = command(assignment, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    return Graded(assignment, done)


def test_everybody_has_the_points_of_stock_nbgrader(graded: Graded) -> None:
    assert points(sqlite(graded.assignment)) == DUE


@pytest.mark.prove
def test_stock_nbgrader_gives_these_points(graded: Graded) -> None:
    config = graded.assignment.root / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before + STOCK)
    try:
        assert command(graded.assignment, "autograde", NAME, "--force").returncode == 0
    finally:
        config.write_text(before)
    assert points(sqlite(graded.assignment)) == DUE


def test_it_is_told_in_one_sentence(graded: Graded) -> None:
    said = "1 of 2 tests looks at objects and runs beside the students' code"
    assert graded.done.stderr.count(said) == 1, graded.done.stderr


def test_the_other_command_rehearses_nothing_again_and_gives_the_same(graded: Graded) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("grading.scheduler.dispatch.Dispatcher.rehearsed", None)
        assert graded_here(graded.assignment, force=True) == len(ANSWERS)
    assert points(sqlite(graded.assignment)) == DUE


def test_why_lists_the_tests_and_what_it_means(graded: Graded) -> None:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        why(graded.assignment)
    first, second = (line.split(None, 3) for line in shown.getvalue().splitlines()[1:3])
    assert first == ["objects", "test_double", "apart", "your own solution passes it"]
    assert second[:3] == ["objects", "test_Box", "beside"]
    assert "apart, your own solution got: " in second[3]
    assert "a student who means to can forge a pass" in shown.getvalue()


def test_why_says_what_to_do_where_nothing_is_released(graded: Graded) -> None:
    not_released = Assignment("week_3", graded.assignment.root)
    not_released.source.mkdir()
    nbformat.write(notebook((DATA, BOX)), not_released.source / "objects.ipynb")
    with pytest.raises(UsageError, match="run nbgrader generate_assignment week_3 --force"):
        why(not_released)
