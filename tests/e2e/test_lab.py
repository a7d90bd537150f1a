"""A student's JupyterLab: demos run and move, exercises say what is wrong, in both themes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from authoring.build import read
from authoring.sample_class import read_submission
from grading.core.course import notebooks_in
from pages.notebook import hides
from tests.classes import RIGHT, WRONG
from tests.copies import COURSE, copy_course
from tests.e2e.browser import keep_screenshot
from tests.e2e.lab import Lab, lab
from tests.e2e.notebook import PATIENCE, Notebook

DEMOS = [path.stem for path in notebooks_in(COURSE.demos)]
EXERCISES = [path.stem for path in notebooks_in(COURSE.release)]
SLIDERS = {
    "demo_2_descent_path": "step_slider",
    "demo_3_vector_descent": "bowl_slider",
    "demo_4_learning_rates": "rate_slider",
}
HIDDEN = """
const cells = window.jupyterapp.shell.currentWidget.content.widgets;
return cells.filter(cell => cell.outputHidden).map(cell => cell.model.id);
"""


@pytest.fixture(scope="module", params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def course(theme: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("student")
    copy_course(root, "notebooks", "release", "nbgrader_config.py", "grading")
    with lab(root, theme=theme) as server:
        yield server


@pytest.mark.parametrize("name", DEMOS)
def test_a_demo_runs_from_the_top(browser: Chrome, course: Lab, theme: str, name: str) -> None:
    stored = Notebook(browser, course, f"notebooks/{name}.ipynb")
    stored.run_all()
    for cell in stored.cells().values():
        if cell.kind == "code":
            assert cell.count is not None, f"{cell.id} did not run"
            assert cell.errors == [], cell.id
    assert browser.find_elements(By.CSS_SELECTOR, ".jp-MarkdownOutput mjx-container")
    assert ("Dark" in body(browser)) == (theme == "dark")
    stored.keep_screenshot(f"lab-{name}-{theme}")


def body(browser: Chrome) -> str:
    return str(browser.execute_script("return document.body.getAttribute('data-jp-theme-name')"))


@pytest.mark.parametrize("name", DEMOS)
def test_a_result_that_answers_a_question_appears_when_its_cell_is_run(
    browser: Chrome, course: Lab, name: str
) -> None:
    wanted = {cell.id for cell in read(COURSE.demos / f"{name}.ipynb").cells if hides(cell)}
    notebook = Notebook(browser, course, f"notebooks/{name}.ipynb")
    assert set(browser.execute_script(HIDDEN)) == wanted != set()
    notebook.run_all()
    assert browser.execute_script(HIDDEN) == []


@pytest.mark.parametrize("name", SLIDERS)
def test_a_slider_moves_by_the_keyboard_and_its_picture_changes(
    browser: Chrome, course: Lab, theme: str, name: str
) -> None:
    notebook = Notebook(browser, course, f"notebooks/{name}.ipynb")
    notebook.run_all()
    cell = SLIDERS[name]
    handles = notebook.node(cell).find_elements(By.CSS_SELECTOR, ".noUi-handle, [role=slider]")
    assert handles
    for handle in handles:
        moves(browser, notebook, cell, handle)
    keep_screenshot(browser, f"lab-{name}-slider-{theme}")


def moves(browser: Chrome, notebook: Notebook, cell: str, handle: WebElement) -> None:
    """One key moves the slider, and another picture takes the place of the one before."""
    wait = WebDriverWait(browser, PATIENCE)
    before = wait.until(lambda _: notebook.pictures(cell))
    handle.send_keys(Keys.ARROW_RIGHT)
    after = wait.until(lambda _: (new := notebook.pictures(cell)) != before and new)
    assert len(after) == len(before) == 1


@pytest.mark.parametrize("name", EXERCISES)
def test_a_blank_exercise_fails_at_its_first_answer(
    browser: Chrome, course: Lab, theme: str, name: str
) -> None:
    notebook = Notebook(browser, course, f"release/gradient_descent/{name}.ipynb")
    notebook.run_all()
    wait = WebDriverWait(browser, PATIENCE)
    failed = wait.until(lambda _: [c.errors for c in notebook.cells().values() if c.errors])
    assert failed == [["NotImplementedError"]]
    notebook.keep_screenshot(f"lab-{name}-{theme}")


def test_validate_says_what_is_wrong_and_what_is_right(
    browser: Chrome, course: Lab, theme: str
) -> None:
    notebook = Notebook(browser, course, f"release/gradient_descent/{EXERCISES[0]}.ipynb")
    for file, said in ((WRONG, "failed"), (RIGHT, "passes all the tests")):
        for cell, source in read_submission(file).answers.items():
            notebook.type_into(cell, source)
        notebook.save()
        told = notebook.validate(f"lab-validate-{file.stem}-{theme}")
        assert re.search(said, told, re.IGNORECASE), told
