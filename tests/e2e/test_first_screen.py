"""The first part of an exercise is on JupyterLab's first screen, whatever one does first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from authoring.sample_class import read_submission
from grading.core.course import notebooks_in
from tests.classes import WRONG
from tests.copies import COURSE, copy_course
from tests.deserved import FULL
from tests.e2e.browser import keep_screenshot, resize
from tests.e2e.lab import Lab, lab
from tests.e2e.notebook import PANEL, Notebook

EXERCISES = dict(zip(FULL, [path.stem for path in notebooks_in(COURSE.release)], strict=True))
WIDTH, HEIGHT = 1400, 900
SENTENCE = "is the slope added, or its sign wrong?"

BOXES = """
const box = node => { const r = node.getBoundingClientRect(); return [r.top, r.bottom]; };
const cells = window.jupyterapp.shell.currentWidget.content.widgets;
const part = cells.find(cell => cell.model.id === 'part-1').node;
const answer = cells.find(cell => cell.model.id === arguments[0]).node;
const panel = document.querySelector(arguments[1]);
return {heading: box(part.querySelector('h2')), answer: box(answer), window: box(panel)};
"""
TOP = "document.querySelector(arguments[0]).scrollTop = 0"
SHOWN = """
const walker = document.createTreeWalker(arguments[0], NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(arguments[1]);
    if (at >= 0) {
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + arguments[1].length);
        const r = range.getBoundingClientRect();
        const hit = (x, y) => arguments[0].contains(document.elementFromPoint(x, y));
        return hit(r.left + 2, r.bottom - 2) && hit(r.right - 2, r.bottom - 2);
    }
}
return null;
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("student")
    copy_course(root, "notebooks", "release", "nbgrader_config.py", "grading", "checks")
    with lab(root) as server:
        yield server


def untouched(_browser: Chrome, _notebook: Notebook) -> None:
    """Nothing: the notebook as it opens."""


def after_run_all(_browser: Chrome, notebook: Notebook) -> None:
    notebook.run_all()


def after_shift_enter(browser: Chrome, notebook: Notebook) -> None:
    """Go through the notebook with Shift+Enter, from its first cell to its last."""
    browser.find_element(By.CSS_SELECTOR, f"{PANEL} .jp-Cell").click()
    for _ in notebook.cells():
        ActionChains(browser).key_down(Keys.SHIFT).send_keys(Keys.ENTER).key_up(
            Keys.SHIFT
        ).perform()
    notebook.settled()
    assert notebook.cells()["imports"].count


WAYS: list[Callable[[Chrome, Notebook], None]] = [untouched, after_run_all, after_shift_enter]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: str(way.__name__))
@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_first_part_is_on_the_first_screen(
    browser: Chrome,
    course: Lab,
    exercise: str,
    way: Callable[[Chrome, Notebook], None],
    record_property: Callable[[str, object], None],
) -> None:
    resize(browser, WIDTH, HEIGHT)
    path = f"release/gradient_descent/{EXERCISES[exercise]}.ipynb"
    notebook = Notebook(browser, course, path)
    way(browser, notebook)
    browser.execute_script(TOP, PANEL)
    boxes: dict[str, Any] = browser.execute_script(BOXES, next(iter(FULL[exercise])), PANEL)
    keep_screenshot(browser, f"first-screen-{exercise}-{way.__name__}")
    _, end = boxes["window"]
    figures = f"part 1 at {boxes['heading'][0]:.0f}, its answer {boxes['answer'][0]:.0f} to"
    figures = f"{figures} {boxes['answer'][1]:.0f} of {end:.0f} px"
    record_property("figure", f"first screen {exercise} {way.__name__}: {figures}")
    assert boxes["answer"][1] <= end, figures


def test_validate_shows_the_sentence_without_scrolling(browser: Chrome, course: Lab) -> None:
    resize(browser, WIDTH, HEIGHT)
    path = f"release/gradient_descent/{EXERCISES['exercise_1']}.ipynb"
    notebook = Notebook(browser, course, path)
    for cell, source in read_submission(WRONG).answers.items():
        notebook.type_into(cell, source)
    notebook.save()

    def is_shown(dialog: Any) -> None:
        assert browser.execute_script(SHOWN, dialog, SENTENCE) is True, dialog.text

    assert SENTENCE in notebook.validate("validate-sentence", is_shown)
