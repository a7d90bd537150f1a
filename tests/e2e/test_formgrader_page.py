"""An instructor's day in formgrader, in a real browser, through the isolated grader."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from selenium.webdriver import Chrome

from grading.core.course import Assignment
from grading.gradebook.nbgrader import open_gradebook
from tests.e2e.browser import keep_screenshot, resize
from tests.e2e.formgrader import Formgrader
from tests.e2e.lab import lab
from tests.support.classes import ONE, RIGHT, WRONG, put
from tests.support.courses import copy_course

STUDENT = "zoë"


def number_of(assignment: Assignment, student: str) -> str:
    with open_gradebook(assignment) as gradebook:
        return str(gradebook.find_submission_notebook(ONE, assignment.name, student).id)


def exported(assignment: Assignment) -> dict[str, str]:
    """Each student's score in nbgrader's own export."""
    path = assignment.root / "grades.csv"
    words = [sys.executable, "-m", "nbgrader", "export", f"--to={path}", "--log-level=ERROR"]
    subprocess.run(words, cwd=assignment.root, check=True)
    with path.open(newline="", encoding="utf-8") as file:
        return {row["student_id"]: row["score"] for row in csv.DictReader(file)}


def test_generate_autograde_correct_comment_give_back_and_export(
    browser: Chrome, tmp_path: Path
) -> None:
    assignment = copy_course(tmp_path / "course")
    put(assignment, STUDENT, WRONG)
    put(assignment, "adam", RIGHT)
    with lab(assignment.root) as server:
        formgrader = Formgrader(browser, server)
        formgrader.open("manage_assignments")
        assert "Success" in formgrader.press(assignment.name, "assign")
        formgrader.open(f"manage_submissions/{assignment.name}")
        for student, score in ((STUDENT, "3 / 40"), ("adam", "10 / 40")):
            assert "Success" in formgrader.press(student, "autograde")
            formgrader.open(f"manage_submissions/{assignment.name}")
            assert formgrader.cell(student, "score") == score
        keep_screenshot(browser, "formgrader_submissions")
        formgrader.submission(number_of(assignment, STUDENT))
        keep_screenshot(browser, "formgrader_submission")
        formgrader.score("test_descend_scalar", "4.5")
        formgrader.comment("descend_scalar", "Look at the sign: $x - \\eta f'(x)$.")
        formgrader.open(f"manage_submissions/{assignment.name}")
        assert "Success" in formgrader.press(STUDENT, "generate-feedback")
        assert formgrader.cell(STUDENT, "score") == "7.5 / 40"
    page = assignment.root / "feedback" / STUDENT / assignment.name / f"{ONE}.html"
    browser.get(page.as_uri())
    resize(browser, 640, 774, scale=1200 / 640)  # beside docs/report.png
    browser.execute_script("document.documentElement.style.overflow = 'hidden'")
    keep_screenshot(browser, "feedback")
    text = browser.execute_script("return document.body.innerText")
    assert "7.5 of 10 points" in text
    assert "Look at the sign" in text
    assert browser.execute_script("return document.querySelectorAll('.comment math').length") > 0
    assert exported(assignment) == {STUDENT: "7.5", "adam": "10.0"}
