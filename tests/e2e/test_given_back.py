"""What is given back, a page of feedback and the report of a class, shuts nobody out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from authoring import sample_class as sample
from grading.core.course import Assignment
from grading.gradebook.nbgrader import nbgrader, open_gradebook
from grading.report.command import report
from tests.e2e.axe import NO_AXE, SCRIPT
from tests.e2e.browser import Visit, visit
from tests.e2e.everyone import SCHEMES, WIDTHS, assert_at_home, assert_for_everyone
from tests.support.classes import ONE, put, run
from tests.support.courses import release_course
from tests.support.submissions import FOLDER, NOTEBOOKS

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


@dataclass(frozen=True)
class Opened:
    """A page by its name, and what it did as it was opened."""

    name: str
    visit: Visit


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest, browser: Chrome, course: Assignment) -> Opened:
    """A page, opened once for all that look at it."""
    url = Path(course.root, PAGES[request.param].format(course.name)).as_uri()
    return Opened(request.param, visit(browser, url))


@pytest.mark.skipif(not SCRIPT.exists(), reason=NO_AXE)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_it_is_for_everyone(page: Opened, scheme: str, width: int, browser: Chrome) -> None:
    assert_for_everyone(browser, page.name, scheme=scheme, width=width)


def test_it_asks_nothing_of_other_machines_and_has_no_error(page: Opened) -> None:
    assert_at_home(page.visit)
