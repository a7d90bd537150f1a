"""A course that nbgrader's quickstart has laid out grades here, with two lines in its own file."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbgrader.apps import quickstartapp
from nbgrader.apps.api import NbGraderAPI

from grading.core.course import Assignment, find_assignment
from grading.gradebook.nbgrader import course_directory, load_config
from grading.report.grades import Row, read_grades
from tests.support.classes import graded_here
from tests.support.courses import command
from tests.support.probes import forked

LINES = "\nfrom grading.plugins import course\ncourse.configure(get_config(), __file__)\n"


@dataclass(frozen=True)
class Graded:
    """The course after a class of two has its feedback: what nbgrader's commands said."""

    assignment: Assignment
    said: dict[str, str]

    def rows(self) -> dict[str, Row]:
        return {row.student: row for row in read_grades(self.assignment)}


def quickstart(folder: Path) -> Path:
    """The course that `nbgrader quickstart` lays out in that folder."""

    def call(words: Sequence[str], **_: Any) -> None:
        if "generate_config" in words:  # which lists every setting, each in a comment
            Path("nbgrader_config.py").write_text("c = get_config()  #noqa\n")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quickstartapp.subprocess, "call", call)
        assert command(Assignment("", folder), "quickstart", "my course").returncode == 0
    return folder / "my course"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """A class of two, graded by nbgrader's commands as an instructor types them."""
    root = quickstart(tmp_path_factory.mktemp("teacher"))
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(LINES)
    assignment, said = Assignment("ps1", root), {}
    for step in ("generate_assignment", "autograde", "generate_feedback"):
        with forked():
            done = command(assignment, step, "ps1", "--log-level=WARN")
        assert done.returncode == 0, done.stderr
        said[step] = done.stderr
        if step == "generate_assignment":
            shutil.copytree(assignment.source, assignment.submitted / "right" / "ps1")
            shutil.copytree(assignment.release, assignment.submitted / "blank" / "ps1")
    return Graded(assignment, said)


def test_its_own_solution_has_all_points_of_tests_and_the_blank_release_none(
    graded: Graded,
) -> None:
    found = {s: sum(filter(None, row.points.values())) for s, row in graded.rows().items()}
    assert found == {"right": 3, "blank": 0}
    assert "python -m grading why ps1" in graded.said["autograde"]


def test_students_get_this_project_s_page_and_no_hidden_part(graded: Graded) -> None:
    page = graded.assignment.root / "feedback" / "right" / "ps1" / "problem1.html"
    text = page.read_text("utf-8")
    assert '<meta name="score" content="3' in text
    assert "<script" not in text


def test_commands_find_the_course_by_its_folder_and_what_is_graded_there_stands(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(graded.assignment.root)
    assert find_assignment() == graded.assignment
    before = graded.rows()
    with forked():
        assert graded_here(find_assignment()) == 4, "what nbgrader's own command graded has no mark"
        assert graded_here(find_assignment()) == 0
    assert graded.rows() == before


def test_formgrader_shows_the_class(graded: Graded) -> None:
    config = load_config(graded.assignment)
    api = NbGraderAPI(course_directory(graded.assignment), config=config)
    shown = {each["student"]: each for each in api.get_submissions("ps1")}
    assert {student: each["score"] for student, each in shown.items()} == {"right": 3, "blank": 0}
    assert all(each["needs_manual_grade"] for each in shown.values()), "tasks wait for a person"
