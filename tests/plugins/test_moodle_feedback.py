"""Pages of feedback go back to Moodle in one upload, each to whom it is about."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from grading.core.course import Assignment
from grading.lms.feedback_zip import write_zips
from tests.support import platforms as importers
from tests.support.courses import COURSE, command
from tests.support.platforms import NAMES, WORKSHEET, Student, filled_gradebook

FIRST, SECOND = (f"{name}.html" for name in NAMES[:2])
ADA = "ada@uni.edu"
CLASS = dict.fromkeys(("101", "102", "103", "104", ADA), Student((10, 9, 0, 0)))
NUMBERS = {"101", "102", "103", "104"}


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """A class in which only the first has all pages, those of today, and Moodle's number."""
    assignment = filled_gradebook(tmp_path_factory.mktemp("moodle") / "course", CLASS)
    for student in ("101", "103", ADA):
        page(assignment, student, NAMES[0], 10)
        page(assignment, student, NAMES[1], 9)
    page(assignment, "102", NAMES[0], 9.5)
    os.utime(page(assignment, "103", NAMES[1], 9), (0, 0))
    page(assignment, "104", NAMES[0], 10).unlink()
    return assignment


def page(assignment: Assignment, student: str, notebook: str, points: float) -> Path:
    """A page of feedback, beside the graded notebook that it was made from."""
    folders = (assignment.root / step for step in ("autograded", "feedback"))
    graded, given = (folder / student / assignment.name for folder in folders)
    for folder in (graded, given):
        folder.mkdir(parents=True, exist_ok=True)
    (graded / f"{notebook}.ipynb").write_text("{}")
    path = given / f"{notebook}.html"
    path.write_text(f'<meta name="score" content="{points}">of {student}')
    return path


def export(
    assignment: Assignment, *words: str, to: str = "feedback.zip"
) -> subprocess.CompletedProcess[str]:
    exporter = "--exporter=grading.plugins.moodle.MoodleFeedbackExporter"
    done = command(assignment, "export", exporter, f"--to={to}", *words)
    assert "Traceback" not in done.stderr
    return done


def test_each_page_goes_to_whom_it_is_about_and_the_rest_is_named(assignment: Assignment) -> None:
    done = export(assignment)
    assert done.returncode == 0, done.stderr
    found = importers.moodle_feedback(assignment.root / "feedback.zip", NUMBERS)
    assert {student: sorted(pages) for student, pages in found.items()} == {
        "101": [FIRST, SECOND],
        "103": [FIRST],
    }
    for student, pages in found.items():
        assert all(f"of {student}".encode() in content for content in pages.values())
    assert "Students whose feedback is in feedback.zip: 2." in done.stderr
    assert "the grade is newer than the feedback: 102, 103. Run nbgrader" in done.stderr
    assert "No feedback is there of: 104. Run nbgrader generate_feedback" in done.stderr
    assert f"their participants' numbers are not known: {ADA}." in done.stderr


def test_where_nobody_has_a_number_the_worksheet_is_asked_for_and_tells_it(
    assignment: Assignment,
) -> None:
    only = f'--student=["{ADA}"]'
    done = export(assignment, only, to="ada.zip")
    assert done.returncode == 1
    assert "Nobody with feedback has a participant's number of Moodle's: put" in done.stderr
    assert not (assignment.root / "ada.zip").exists()
    worksheet = assignment.root / "worksheet.csv"
    worksheet.write_text(WORKSHEET, encoding="utf-8")
    listed = f"--MoodleFeedbackExporter.roster={worksheet}"
    done = export(assignment, only, listed, to="ada.zip")
    assert done.returncode == 0, done.stderr
    found = importers.moodle_feedback(assignment.root / "ada.zip", NUMBERS)
    assert {student: sorted(pages) for student, pages in found.items()} == {"101": [FIRST, SECOND]}
    assert f"of {ADA}".encode() in found["101"][FIRST]


def test_without_any_page_nothing_is_written_and_it_says_what_to_do(
    assignment: Assignment,
) -> None:
    done = export(assignment, '--student=["104"]', to="none.zip")
    assert done.returncode == 1
    assert "There is no feedback of gradient_descent to give back: run nbgrader" in done.stderr
    assert not (assignment.root / "none.zip").exists()


def test_a_place_where_nothing_can_be_written_is_said(assignment: Assignment) -> None:
    done = export(assignment, to="no/where/x.zip")
    assert done.returncode == 1
    assert "no/where/x.zip cannot be written (No such file or directory)" in done.stderr


def test_more_than_a_zip_may_have_goes_into_several(tmp_path: Path) -> None:
    content = {number: random.Random(number).randbytes(70_000) for number in range(5)}
    packs = {}
    for number, noise in content.items():
        (tmp_path / f"{number}.html").write_bytes(noise)
        packs[f"P_{number}_assignsubmission_file_"] = [tmp_path / f"{number}.html"]
    target = tmp_path / "feedback.zip"
    assert write_zips(packs, target, 10**6) == {target: 5}
    numbered = [tmp_path / f"feedback-{n}.zip" for n in (1, 2, 3)]
    assert write_zips(packs, target, 150_000) == dict(zip(numbered, (2, 2, 1), strict=True))
    assert all(path.stat().st_size <= 150_000 for path in numbered)
    for number, noise in content.items():
        (found,) = importers.moodle_feedback(numbered[number // 2], {str(number)}).values()
        assert found == {f"{number}.html": noise}
    assert len(write_zips(packs, target, 10_000)) == 5, "each is alone, though it is too large"
    assert write_zips(packs, target, 10**6) == {target: 5}
    assert list(tmp_path.glob("*.zip")) == [target], "zips of before would be uploaded, too"


def test_the_page_has_the_command_that_is_tested_here() -> None:
    text = (COURSE.root / "docs" / "lms.md").read_text(encoding="utf-8")
    words = "--exporter=grading.plugins.moodle.MoodleFeedbackExporter --to=feedback.zip"
    assert f"nbgrader export {words}\n" in text
