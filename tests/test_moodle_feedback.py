"""Pages of feedback go back to Moodle in one upload, each to whom it is about."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from grading.course import Assignment
from tests import importers
from tests.copies import COURSE
from tests.exports import NAMES, command
from tests.gradebooks import Student, filled_gradebook
from tests.lists import WORKSHEET

SECOND = NAMES[1]
PAGE = f"{NAMES[0]}.html"
THREE = {"101": Student((10, 0, 0, 0)), "102": Student((9, 8, 0, 0)), "103": Student((1, 0, 0, 0))}


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """A graded class of three, of whom the second has handed in two notebooks."""
    assignment = filled_gradebook(tmp_path / "course", THREE)
    for student, points in {"101": 10, "102": 9, "103": 1}.items():
        page(assignment, student, points)
    page(assignment, "102", 8, SECOND)
    return assignment


def page(
    assignment: Assignment, student: str, points: float, name: str = NAMES[0], *, more: bytes = b""
) -> Path:
    """A page of feedback, beside the graded notebook that it was made from."""
    folders = (assignment.root / step for step in ("autograded", "feedback"))
    graded, given = (folder / student / assignment.name for folder in folders)
    for folder in (graded, given):
        folder.mkdir(parents=True, exist_ok=True)
    (graded / f"{name}.ipynb").write_text("{}")
    path = given / f"{name}.html"
    path.write_bytes(f'<meta name="score" content="{points}">of {student}'.encode() + more)
    return path


def export(
    assignment: Assignment, *words: str, to: str = "feedback.zip"
) -> subprocess.CompletedProcess[str]:
    exporter = "--exporter=grading.moodle.MoodleFeedbackExporter"
    return command(assignment, "export", exporter, f"--to={to}", *words)


def taken_in(assignment: Assignment, name: str = "feedback.zip") -> dict[str, list[str]]:
    """Whose pages Moodle finds in a zip; each is about the one who gets it."""
    found = importers.moodle_feedback(assignment.root / name, set(THREE))
    for student, pages in found.items():
        assert all(f"of {student}".encode() in content for content in pages.values())
    return {student: sorted(pages) for student, pages in found.items()}


ALL = {"101": [PAGE], "102": [PAGE, f"{SECOND}.html"], "103": [PAGE]}


def test_each_page_goes_to_whom_it_is_about(assignment: Assignment) -> None:
    done = export(assignment)
    assert done.returncode == 0, done.stderr
    assert taken_in(assignment) == ALL
    assert "Students whose feedback is in feedback.zip: 3." in done.stderr
    assert "WARNING" not in done.stderr


def test_a_student_can_be_chosen(assignment: Assignment) -> None:
    assert export(assignment, '--student=["102"]').returncode == 0
    assert taken_in(assignment) == {"102": ALL["102"]}


def test_the_worksheet_tells_the_numbers_of_those_who_have_other_ids_here(tmp_path: Path) -> None:
    students = {"ada@uni.edu": Student((5, 0, 0, 0)), "eve@uni.edu": Student((4, 0, 0, 0))}
    assignment = filled_gradebook(tmp_path / "course", students)
    for student in students:
        page(assignment, student, students[student].points[0])
    done = export(assignment)
    assert done.returncode == 1
    assert "Nobody with feedback has a participant's number of Moodle's: put" in done.stderr
    worksheet = assignment.root / "downloaded" / assignment.name / "worksheet.csv"
    worksheet.parent.mkdir(parents=True)
    worksheet.write_text(WORKSHEET, encoding="utf-8")
    done = export(assignment)
    assert done.returncode == 0, done.stderr
    found = importers.moodle_feedback(assignment.root / "feedback.zip", {"101", "102", "103"})
    assert {student: list(pages) for student, pages in found.items()} == {"101": [PAGE]}
    assert b"of ada@uni.edu" in found["101"][PAGE]
    assert "participants' numbers are not known: eve@uni.edu." in done.stderr


def test_a_page_that_tells_another_score_than_the_gradebook_stays_here(
    assignment: Assignment,
) -> None:
    page(assignment, "101", 9.5)
    done = export(assignment)
    assert done.returncode == 0, done.stderr
    assert taken_in(assignment) == {key: ALL[key] for key in ("102", "103")}
    assert "the grade is newer than the feedback: 101. Run nbgrader" in done.stderr


def test_a_page_that_is_older_than_the_graded_notebook_stays_here(assignment: Assignment) -> None:
    old = page(assignment, "102", 8, SECOND)
    os.utime(old, (0, 0))
    done = export(assignment)
    assert done.returncode == 0, done.stderr
    assert taken_in(assignment) == {**ALL, "102": [PAGE]}
    assert "the grade is newer than the feedback: 102." in done.stderr


def test_who_has_no_page_yet_is_named(assignment: Assignment) -> None:
    page(assignment, "103", 1).unlink()
    done = export(assignment)
    assert done.returncode == 0, done.stderr
    assert taken_in(assignment) == {key: ALL[key] for key in ("101", "102")}
    assert "No feedback is there of: 103. Run nbgrader generate_feedback" in done.stderr


def test_without_any_page_nothing_is_written_and_it_says_what_to_do(tmp_path: Path) -> None:
    assignment = filled_gradebook(tmp_path / "course", THREE)
    done = export(assignment)
    assert done.returncode == 1
    assert "There is no feedback of gradient_descent to give back: run nbgrader" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (assignment.root / "feedback.zip").exists()


def test_more_than_a_zip_may_have_goes_into_several(assignment: Assignment) -> None:
    noise = random.Random(1).randbytes(700_000)
    for student, points in {"101": 10, "102": 9, "103": 1}.items():
        page(assignment, student, points, more=noise)
    done = export(assignment, "--MoodleFeedbackExporter.megabytes=1")
    assert done.returncode == 0, done.stderr
    zips = sorted(path.name for path in assignment.root.glob("*.zip"))
    assert zips == ["feedback-1.zip", "feedback-2.zip", "feedback-3.zip"]
    assert all((assignment.root / name).stat().st_size <= 10**6 for name in zips)
    assert [taken_in(assignment, name) for name in zips] == [{key: ALL[key]} for key in ALL]
    done = export(assignment, "--MoodleFeedbackExporter.megabytes=2")
    assert taken_in(assignment, "feedback-1.zip") == {key: ALL[key] for key in ("101", "102")}


def test_a_place_where_nothing_can_be_written_is_said(assignment: Assignment) -> None:
    done = export(assignment, to="no/where/x.zip")
    assert done.returncode == 1
    assert "no/where/x.zip cannot be written (No such file or directory)" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_has_the_command_that_is_tested_here() -> None:
    page = (COURSE.root / "docs" / "lms.md").read_text(encoding="utf-8")
    words = "--exporter=grading.moodle.MoodleFeedbackExporter --to=feedback.zip"
    assert f"nbgrader export {words}\n" in page
