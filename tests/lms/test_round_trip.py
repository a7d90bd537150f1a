"""What comes in from a platform is graded, and goes back to it under the same names."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from authoring.sample_class import read_submission
from grading.core.course import Assignment
from grading.core.csvfile import number
from grading.gradebook.nbgrader import open_gradebook
from grading.report.grades import read_grades, table
from tests.support import platforms as importers
from tests.support.classes import RIGHT, WRONG, graded_here
from tests.support.courses import command, release_course
from tests.support.platforms import BLACKBOARD, CANVAS, FIRST, WORKSHEET, archives, collect, zipped
from tests.support.submissions import FULL, written

DUE = datetime(2026, 1, 30, 9, 30)  # UTC, which is 10:30 in Berlin
PAGE = FIRST.replace(".ipynb", ".html")
STRICT = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
EARLY, LATE = "attempt_2026-01-30-10-00-00", "attempt_2026-01-30-11-00-00"


@dataclass(frozen=True)
class Platform:
    """A platform's names for three files, its list of students, and how it reads grades."""

    names: tuple[str, str, str]
    listed: str
    read: Callable[[Path], dict[str, str]]


def _canvas(path: Path) -> dict[str, str]:
    return {
        student: row["Gradient Descent (98765)"] for student, row in importers.canvas(path).items()
    }


def _moodle(path: Path) -> dict[str, str]:
    return {student: grade for student, (grade, _) in importers.moodle_worksheet(path).items()}


def _blackboard(path: Path) -> dict[str, str]:
    title = "Gradient Descent [Total Pts: 40 Score] |98765"
    return {student: row[title] for student, row in importers.blackboard(path).items()}


PLATFORMS = {
    "Canvas": Platform(
        (f"lovelaceada_101_1_{FIRST}", f"gödelkurt_LATE_102_2_{FIRST}", f"noether_103_3_{FIRST}"),
        CANVAS,
        _canvas,
    ),
    "Moodle": Platform(
        (
            f"Ada Lovelace_101_assignsubmission_file_/{FIRST}",
            f"Kurt Gödel_102_assignsubmission_file_/{FIRST}",
            f"Emmy Noether_103_assignsubmission_file_/{FIRST}",
        ),
        WORKSHEET,
        _moodle,
    ),
    "Blackboard": Platform(
        (f"GD_101_{EARLY}_{FIRST}", f"GD_102_{LATE}_{FIRST}", f"GD_103_{EARLY}_{FIRST}"),
        BLACKBOARD,
        _blackboard,
    ),
}


def fed_back(assignment: Assignment, target: Path) -> dict[str, list[str]]:
    """Whose pages of feedback Moodle takes in, by the participant's number."""
    exporter = "--exporter=grading.plugins.moodle.MoodleFeedbackExporter"
    for words in (["generate_feedback", assignment.name], ["export", exporter, f"--to={target}"]):
        done = command(assignment, *words)
        assert done.returncode == 0, done.stderr
        assert "WARNING" not in done.stderr
    found = importers.moodle_feedback(target, {"101", "102", "103"})
    return {student: list(pages) for student, pages in found.items()}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    assignment = release_course(tmp_path_factory.mktemp("course") / "course", settings=STRICT)
    with open_gradebook(assignment) as gradebook:
        gradebook.update_or_create_assignment(assignment.name, duedate=DUE)
    shutil.copy(assignment.root / "gradebook.db", assignment.root / "empty.db")
    return assignment


@pytest.fixture
def assignment(released: Assignment) -> Iterator[Assignment]:
    """One folder for all platforms, so that one warm grader does for them."""
    yield released
    for folder in ("downloaded", "submitted", "autograded", "feedback"):
        shutil.rmtree(released.root / folder, ignore_errors=True)
    shutil.copy(released.root / "empty.db", released.root / "gradebook.db")


@pytest.mark.parametrize("name", PLATFORMS)
def test_grades_go_back_to_whom_the_work_came_from(
    name: str, assignment: Assignment, tmp_path: Path
) -> None:
    platform = PLATFORMS[name]
    work = [written(RIGHT), written(RIGHT), written(WRONG)]
    zipped(archives(assignment) / "export.zip", dict(zip(platform.names, work, strict=True)))
    (archives(assignment).parent / "students.csv").write_text(platform.listed, encoding="utf-8")
    done = collect(assignment, TZ="Europe/Berlin")
    assert done.returncode == 0, done.stderr
    assert graded_here(assignment) == 3
    target = tmp_path / "grades.csv"
    exporter = f"--exporter=grading.plugins.export.{name}Exporter"
    done = command(assignment, "export", exporter, f"--to={target}")
    assert done.returncode == 0, done.stderr
    points = {**FULL["exercise_1"], **read_submission(WRONG).points}
    expected = {"101": "10", "102": "0", "103": number(sum(points.values()))}
    found = platform.read(target)
    assert {student: found[student] for student in expected} == expected
    if name == "Moodle":
        assert fed_back(assignment, tmp_path / "feedback.zip") == {s: [PAGE] for s in expected}
    with open_gradebook(assignment) as gradebook:
        known = {s.id: (s.first_name, s.last_name) for s in gradebook.students}
    rows = read_grades(assignment)
    assert {row.student: number(row.total) for row in rows} == expected
    assert "\n102 (Kurt Gödel) " in table(rows)
    assert known["102"] == ("Kurt", "Gödel")
    assert known.keys() == expected.keys()
