"""A submission's HTML and scripts run in nobody's browser: formgrader's pages, feedback pages."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, writes
from selenium.webdriver import Chrome

from authoring.build import read
from grading.core.course import Assignment
from grading.gradebook.nbgrader import nbgrader, open_gradebook
from tests.e2e.browser import keep_screenshot, log
from tests.e2e.formgrader import Formgrader
from tests.e2e.lab import lab
from tests.feedback.made_pages import PAGES
from tests.feedback.test_made_pages import notebook
from tests.feedback.test_pages import ATTACKS
from tests.support.classes import ONE, put, run
from tests.support.courses import COURSE, STOCK_PAGES, release_course

STUDENT = "mallory"
RUNS = "window.pwned = 1"
"""What each attack tries to run."""

NONCE = secrets.token_hex(8)
"""Begins each word that is on a page once an attack is: `html`, `printed` and so on come after."""

WORDS = ("prose", "html", "markdown", "latex", "printed", "raised")

SHOWS = f"""
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
def evil(word):
    nonce = "{NONCE[::-1]}"[::-1]  # so that it is not on the page before the attack is
    return f"<script>{RUNS}</script><img src=x onerror='{RUNS}'>{{nonce}}{{word}}"
display(HTML(evil("html")), Markdown(evil("markdown")), Javascript("{RUNS}"))
svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='{RUNS}'><script>{RUNS}</script></svg>"
display(SVG(svg))
display(Latex(evil("latex")))
for width in ("1 onerror={RUNS.replace(" ", "")}", "1><script>{RUNS}</script>"):
    display({{"image/png": "AAAA"}}, raw=True, metadata={{"image/png": {{"width": width}}}})
display({{"image/png": '"><script>{RUNS}</script>'}}, raw=True)
display({{"image/jpeg": "x' onerror='{RUNS}"}}, raw=True)
view = {{"model_id": "</script>" + evil("view")}}
display({{"application/vnd.jupyter.widget-view+json": view}}, raw=True)
isolated = {{"text/html": {{"isolated": True}}}}
display({{"text/html": evil("framed")}}, raw=True, metadata=isolated)
print(evil("printed"), "\\x1b[31;1m" + evil("coloured"))
print("\\x1b]8;;javascript:{RUNS}\\x1b\\\\link\\x1b]8;;\\x1b\\\\")
raise type(evil("class").replace("<", "‹"), (Exception,), {{}})(evil("raised"))
"""


COVERS = r"\smash{\genfrac(){170em}{0}{\hspace{80em}a}{b}}"
TRAPS = [
    f"[open](files/javascript:{RUNS.replace(' ', '')})",
    f"[${COVERS}$](https://evil.example/)",
    r"<p>$\href{https://evil.example/}{\smash{\rule{80em}{20em}}}$</p>",
]
"""What waits for a click: links to scripts, and formulas that lie over the page."""

CONTROLS = """
const covered = control => {
  control.scrollIntoView({block: "center"});
  const box = control.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width > 0 && !control.contains(top);
};
document.querySelectorAll("a[href^=javascript]").forEach(link => link.click());
const all = [...document.querySelectorAll("input.score, .scoring-buttons button, .points")];
return [all.length, all.filter(covered).map(control => control.outerHTML.slice(0, 100))];
"""


def hostile() -> bytes:
    """A notebook with every attack in prose, in a comment, in outputs, and in an error."""
    notebook = read(COURSE.release / f"{ONE}.ipynb")
    prose = [attack.replace("alert(1)", RUNS) for attack in ATTACKS]
    texts = (*prose, *TRAPS, f"{prose[0]} {NONCE}prose")
    notebook.cells += [new_markdown_cell(text) for text in texts]
    tests = [n for n, cell in enumerate(notebook.cells) if cell.id.startswith("test_")]
    for place in reversed(tests):
        notebook.cells[place + 1 : place + 1] = [new_markdown_cell(text) for text in TRAPS]
    notebook.cells += [new_code_cell(f"# {prose[0]}\n{SHOWS}")]
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    for cell in answers:
        cell.source = f"def {cell.id}(*_):\n    raise ValueError({prose[0]!r})  # {prose[1]}"
    text: str = writes(notebook)
    return text.encode()


def has_won(browser: Chrome, *, quiet: bool) -> bool:
    """True if something of the submission's has run, or lies over a control of the page.

    Where it should be `quiet`, nothing may have been asked of another machine.
    """
    shown = browser.page_source
    assert [word for word in WORDS if NONCE + word not in shown] == [], "an attack is not there"
    controls, covered = browser.execute_script(CONTROLS)
    assert controls or not quiet
    assert not quiet or log(browser).outside == []
    return bool(covered or browser.execute_script("return !!window.pwned"))


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """A course in which the submission is graded; its pages are made from that, each time."""
    assignment = release_course(tmp_path_factory.mktemp("hostile") / "course")
    put(assignment, STUDENT, hostile())
    done = run(assignment)
    assert done.returncode == 0, done.stderr
    return assignment


def with_settings(assignment: Assignment, folder: Path, settings: str) -> Assignment:
    """A copy of the course, with its gradebook and with these settings more."""
    shutil.copytree(assignment.root, folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    return Assignment(assignment.name, folder)


def pages(assignment: Assignment, browser: Chrome, *, quiet: bool) -> dict[str, bool]:
    """On which pages the submission has won."""
    found = {}
    nbgrader(assignment, "generate_feedback", "--force")
    feedback = assignment.root / "feedback" / STUDENT / assignment.name / f"{ONE}.html"
    log(browser)
    browser.get(feedback.as_uri())
    found["feedback"] = has_won(browser, quiet=quiet)
    with open_gradebook(assignment) as gradebook:
        number = str(gradebook.find_submission_notebook(ONE, assignment.name, STUDENT).id)
    with lab(assignment.root) as server:
        formgrader = Formgrader(browser, server)
        formgrader.submission(number)
        keep_screenshot(browser, f"hostile-formgrader-{quiet}")
        found["formgrader"] = has_won(browser, quiet=quiet)
    return found


@pytest.mark.parametrize("protected", [True, False], ids=["here", "with stock pages"])
def test_nothing_of_a_submission_runs(
    browser: Chrome, tmp_path: Path, graded: Assignment, protected: bool
) -> None:
    settings = "" if protected else STOCK_PAGES
    assignment = with_settings(graded, tmp_path / "course", settings)
    found = pages(assignment, browser, quiet=protected)
    assert found == dict.fromkeys(("feedback", "formgrader"), not protected)


DRAWN = """
const pictures = [...document.images].filter(picture => picture.src);
return Promise.all(pictures.map(picture => picture.decode().then(() => 1, () => 0)));
"""


@pytest.mark.parametrize("page", PAGES)
def test_a_browser_draws_whatever_a_page_shows_of_what_asks_too_much(
    browser: Chrome, tmp_path: Path, page: str
) -> None:
    (tmp_path / "page.html").write_text(PAGES[page](notebook()), encoding="utf-8")
    browser.get((tmp_path / "page.html").as_uri())
    drawn: list[int] = browser.execute_script(DRAWN)
    honest = browser.execute_script("return document.images.length - arguments[0]", len(drawn))
    assert sum(drawn) >= 3
    assert honest <= 1, "pictures without an address"
