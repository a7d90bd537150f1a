"""A course that is running keeps its nbgrader_config.py: the names in it still lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from traitlets import import_item

from grading.core.course import Assignment
from grading.report.grades import read_grades
from tests.support.classes import ONE, RIGHT, WRONG, put
from tests.support.courses import COURSE, command, copy_course
from tests.support.probes import forked

OLDER = Path(__file__).parent / "older" / "nbgrader_config.py"
"""The configuration of a course from before `grading` had packages."""

NAMES = sorted(set(re.findall(r'"((?:grading|checks)\.[\w.]+)"', OLDER.read_text("utf-8"))))
OF_THE_DOCS = [
    *(f"grading.exporters.{platform}Exporter" for platform in ("Canvas", "Moodle", "Blackboard")),
    *("grading.moodle.MoodleFeedbackExporter", "grading.course.find_assignment"),
    "grading.gradebook.open_gradebook",
]
"""Names that stood in the documentation, for commands and scripts."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """A class graded, and given its feedback, by nbgrader's commands with the older file."""
    assignment = copy_course(tmp_path_factory.mktemp("older"))
    (assignment.root / "nbgrader_config.py").write_bytes(OLDER.read_bytes())
    put(assignment, "right", RIGHT)
    put(assignment, "wrong", WRONG)
    for step in ("generate_assignment", "autograde", "generate_feedback"):
        with forked():
            done = command(assignment, step, assignment.name, "--force")
        assert done.returncode == 0, done.stderr
    return assignment


@pytest.mark.parametrize("name", NAMES + OF_THE_DOCS)
def test_a_name_of_before_is_what_stands_elsewhere_now(name: str) -> None:
    found = import_item(name)
    assert found.__module__.startswith(("grading.", "checks."))
    assert not (COURSE.root / f"{found.__module__.replace('.', '/')}.py").samefile(
        COURSE.root / "grading" / "__init__.py"
    )


def test_grades_are_those_of_today_s_configuration(course: Assignment) -> None:
    points = {row.student: row.points[ONE] for row in read_grades(course)}
    assert points == {"right": 10, "wrong": 3}


def test_feedback_is_the_page_of_today(course: Assignment) -> None:
    page = course.root / "feedback" / "wrong" / course.name / f"{ONE}.html"
    assert '<meta name="score" content="3' in page.read_text("utf-8")
