"""What is given back, a page of feedback and the report of a class, shuts nobody out."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from authoring import sample_class as sample
from grading.core.course import Assignment
from grading.gradebook.nbgrader import nbgrader, open_gradebook
from grading.report.command import report
from tests.classes import ONE, put, run
from tests.copies import release_course
from tests.deserved import FOLDER, NOTEBOOKS
from tests.e2e.axe import NO_AXE, SCRIPT
from tests.e2e.everyone import SCHEMES, WIDTHS, assert_at_home, assert_for_everyone

PLOT = FOLDER / "wrong" / "exercise_3" / "plot_minimum_misplaced.py"
PAGES = {
    "report": "report.html",
    "report-anonymous": "anonymous.html",
    "feedback-wrong": f"feedback/sample_sign_error/{{}}/{ONE}.html",
    "feedback-blank": f"feedback/sample_blank/{{}}/{ONE}.html",
    "feedback-picture": f"feedback/picture/{{}}/{NOTEBOOKS['exercise_3']}.html",
    "feedback-unreadable": f"feedback/unreadable/{{}}/{ONE}.html",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The sample class, a wrong picture and a file that is no notebook: graded and given back."""
    assignment = release_course(tmp_path_factory.mktemp("given") / "course")
    sample.hand_in(assignment)
    put(assignment, "picture", PLOT, f"{NOTEBOOKS['exercise_3']}.ipynb")
    put(assignment, "unreadable", b"this is no notebook")
    done = run(assignment)
    assert done.returncode == 0, done.stderr
    with open_gradebook(assignment) as gradebook:
        notebook = gradebook.find_submission_notebook(ONE, assignment.name, "sample_sign_error")
        for comment in notebook.comments:
            comment.manual_comment = (
                "Which *sign* has $-\\eta f'(x)$? See [the demo](https://a.b/)."
            )
        gradebook.db.commit()
    nbgrader(assignment, "generate_feedback", "--force")
    report(assignment, to=str(assignment.root / "report.html"))
    report(assignment, to=str(assignment.root / "anonymous.html"), anonymous=True)
    return assignment


def address(course: Assignment, page: str) -> str:
    return Path(course.root, PAGES[page].format(course.name)).as_uri()


@pytest.mark.skipif(not SCRIPT.exists(), reason=NO_AXE)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("page", PAGES)
def test_it_is_for_everyone(
    page: str, scheme: str, width: int, browser: Chrome, course: Assignment
) -> None:
    assert_for_everyone(browser, address(course, page), page, scheme=scheme, width=width)


@pytest.mark.parametrize("page", PAGES)
def test_it_asks_nothing_of_other_machines_and_has_no_error(
    page: str, browser: Chrome, course: Assignment
) -> None:
    assert_at_home(browser, address(course, page))
