"""A submission's HTML and scripts run in nobody's browser: formgrader's pages, feedback pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, writes
from selenium.webdriver import Chrome

from grading.course import Assignment
from grading.derived import read
from grading.gradebook import nbgrader, open_gradebook
from tests.classes import ONE, put, run
from tests.copies import COURSE, STOCK_PAGES, release_course
from tests.e2e.formgrader import Formgrader
from tests.e2e.lab import lab
from tests.test_pages import ATTACKS

STUDENT = "mallory"
RUNS = "window.pwned = 1"
"""What each attack tries to run."""

SHOWS = f"""
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
evil = "<script>{RUNS}</script><img src=x onerror='{RUNS}'>"
display(HTML(evil), Markdown(evil), Javascript("{RUNS}"))
svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='{RUNS}'><script>{RUNS}</script></svg>"
display(SVG(svg))
display(Latex(evil))
for width in ("1 onerror={RUNS.replace(" ", "")}", "1><script>{RUNS}</script>"):
    display({{"image/png": "AAAA"}}, raw=True, metadata={{"image/png": {{"width": width}}}})
display({{"image/png": '"><script>{RUNS}</script>'}}, raw=True)
display({{"image/jpeg": "x' onerror='{RUNS}"}}, raw=True)
view = {{"model_id": "</script>" + evil}}
display({{"application/vnd.jupyter.widget-view+json": view}}, raw=True)
display({{"text/html": evil}}, raw=True, metadata={{"text/html": {{"isolated": True}}}})
print(evil, "\\x1b[31;1m" + evil)
print("\\x1b]8;;javascript:{RUNS}\\x1b\\\\link\\x1b]8;;\\x1b\\\\")
raise type(evil.replace("<", "‹"), (Exception,), {{}})(evil)
"""


def hostile() -> bytes:
    """A notebook with every attack in prose, in a comment, in outputs, and in an error."""
    notebook = read(COURSE.release / f"{ONE}.ipynb")
    prose = [attack.replace("alert(1)", RUNS) for attack in ATTACKS]
    notebook.cells += [new_markdown_cell(text) for text in prose]
    notebook.cells += [new_code_cell(f"# {prose[0]}\n{SHOWS}")]
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cell in answers:
        cell.source = f"def {cell.id}(*_):\n    raise ValueError({prose[0]!r})  # {prose[1]}"
    text: str = writes(notebook)
    return text.encode()


def has_run(browser: Chrome) -> bool:
    """True if something of the submission's has run, here or in a frame; or a dialog is open."""
    return bool(browser.execute_script("return !!window.pwned"))


def graded(folder: Path, *, settings: str = "") -> Assignment:
    assignment = release_course(folder, settings=settings)
    put(assignment, STUDENT, hostile())
    done = run(assignment)
    assert done.returncode == 0, done.stderr
    nbgrader(assignment, "generate_feedback", "--force")
    return assignment


def pages(assignment: Assignment, browser: Chrome) -> dict[str, bool]:
    """On which pages something has run."""
    found = {}
    feedback = assignment.root / "feedback" / STUDENT / assignment.name / f"{ONE}.html"
    browser.get(feedback.as_uri())
    found["feedback"] = has_run(browser)
    with open_gradebook(assignment) as gradebook:
        number = str(gradebook.find_submission_notebook(ONE, assignment.name, STUDENT).id)
    with lab(assignment.root) as server:
        formgrader = Formgrader(browser, server)
        formgrader.submission(number)
        found["formgrader"] = has_run(browser)
    return found


@pytest.mark.parametrize("protected", [True, False], ids=["here", "with stock pages"])
def test_nothing_of_a_submission_runs(browser: Chrome, tmp_path: Path, protected: bool) -> None:
    assignment = graded(tmp_path / "course", settings="" if protected else STOCK_PAGES)
    found = pages(assignment, browser)
    assert found == dict.fromkeys(("feedback", "formgrader"), not protected)
