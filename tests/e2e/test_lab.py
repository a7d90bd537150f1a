"""A student's JupyterLab: demos run and move, exercises say what is wrong, in both themes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from authoring.build import read
from authoring.sample_class import read_submission
from grading.core.course import notebooks_in
from pages.notebook import hides
from tests.e2e.browser import POLL, keep_screenshot, resize
from tests.e2e.lab import lab
from tests.e2e.notebook import PATIENCE, THEMES, FirstScreen, JupyterLab, Notebook
from tests.support.classes import RIGHT, WRONG
from tests.support.courses import COURSE, copy_course
from tests.support.submissions import FULL

DEMOS = [path.stem for path in notebooks_in(COURSE.demos)]
EXERCISES = [path.stem for path in notebooks_in(COURSE.release)]
FIRST = dict(zip(EXERCISES, (next(iter(parts)) for parts in FULL.values()), strict=True))
"""The id of the first answer of each exercise."""

SLIDERS = {
    "demo_2_descent_path": "step_slider",
    "demo_3_vector_descent": "bowl_slider",
    "demo_4_learning_rates": "rate_slider",
}
HANDLES = ".noUi-handle, [role=slider]"
WIDTH, HEIGHT = 1400, 900
"""A laptop's screen, in pixels."""

SENTENCE = "is the slope added, or its sign wrong?"


@dataclass(frozen=True)
class Demo:
    """A demo that has been run from the top, and what it hid before."""

    name: str
    notebook: Notebook
    hidden: set[str]


@dataclass(frozen=True)
class Blank:
    """An exercise in which nothing is answered: its errors, and its first screen each way."""

    errors: list[list[str]]
    first_screen: dict[str, FirstScreen]


@dataclass(frozen=True)
class Validated:
    """What Validate says of a wrong answer and of a right one."""

    wrong: str
    sentence_in_sight: bool
    right: str


@pytest.fixture(scope="module")
def student(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    root = tmp_path_factory.mktemp("student")
    copy_course(root, "notebooks", "release", "nbgrader_config.py", "grading")
    with lab(root) as server:
        yield JupyterLab(browser, server)


@pytest.fixture(scope="module", params=DEMOS)
def demo(request: pytest.FixtureRequest, student: JupyterLab) -> Demo:
    """A demo, opened and run once for all that look at it."""
    notebook = student.open(f"notebooks/{request.param}.ipynb")
    hidden = notebook.hidden()
    notebook.run_all()
    return Demo(request.param, notebook, hidden)


@pytest.fixture(scope="module", params=EXERCISES)
def blank(request: pytest.FixtureRequest, browser: Chrome, student: JupyterLab) -> Blank:
    """An exercise, on which somebody tries everything that one does first."""
    name = str(request.param)
    resize(browser, WIDTH, HEIGHT)
    screens = {}

    def look(notebook: Notebook, way: str) -> None:
        screens[way] = notebook.first_screen(FIRST[name])
        keep_screenshot(browser, f"first-screen-{name}-{way}")

    notebook = open_exercise(student, name)
    look(notebook, "untouched")
    notebook.run_all()
    look(notebook, "after_run_all")
    errors = [cell.errors for cell in notebook.cells().values() if cell.errors]
    for theme in THEMES:
        student.choose(theme)
        notebook.keep_screenshot(f"lab-{name}-{theme}")
    resize(browser, WIDTH, HEIGHT)
    notebook = open_exercise(student, name)
    notebook.go_through()
    assert notebook.cells()["imports"].count
    look(notebook, "after_shift_enter")
    return Blank(errors, screens)


@pytest.fixture(scope="module")
def validated(browser: Chrome, student: JupyterLab) -> Validated:
    """The first exercise, answered wrong, validated, answered right and validated again."""
    resize(browser, WIDTH, HEIGHT)
    notebook = open_exercise(student, EXERCISES[0])
    seen: list[bool] = []

    def look(dialog: WebElement) -> None:
        for theme in THEMES:
            student.choose(theme)
            keep_screenshot(browser, f"lab-validate-{len(seen)}-{theme}")
        seen.append(notebook.is_shown(SENTENCE, dialog))

    said = []
    for file in (WRONG, RIGHT):
        for cell, source in read_submission(file).answers.items():
            notebook.type_into(cell, source)
        notebook.save()
        said.append(notebook.validate(look))
    return Validated(said[0], seen[0], said[1])


def open_exercise(student: JupyterLab, name: str) -> Notebook:
    return student.open(f"release/gradient_descent/{name}.ipynb")


def test_a_demo_runs_from_the_top(browser: Chrome, demo: Demo) -> None:
    for cell in demo.notebook.cells().values():
        if cell.kind == "code":
            assert cell.count is not None, f"{cell.id} did not run"
            assert cell.errors == [], cell.id
    assert browser.find_elements(By.CSS_SELECTOR, ".jp-MarkdownOutput mjx-container")


def test_a_result_that_answers_a_question_appears_when_its_cell_is_run(demo: Demo) -> None:
    cells = read(COURSE.demos / f"{demo.name}.ipynb").cells
    assert demo.hidden == {cell.id for cell in cells if hides(cell)} != set()
    assert demo.notebook.hidden() == set()


@pytest.mark.parametrize("theme", THEMES)
def test_a_demo_is_shown_in_both_themes(demo: Demo, student: JupyterLab, theme: str) -> None:
    assert student.choose(theme) == THEMES[theme]
    demo.notebook.keep_screenshot(f"lab-{demo.name}-{theme}")


def test_a_slider_moves_by_the_keyboard_and_its_picture_changes(
    browser: Chrome, demo: Demo
) -> None:
    if demo.name not in SLIDERS:
        assert not browser.find_elements(By.CSS_SELECTOR, HANDLES)
        return
    cell = SLIDERS[demo.name]
    handles = demo.notebook.node(cell).find_elements(By.CSS_SELECTOR, HANDLES)
    assert handles
    for handle in handles:
        moves(browser, demo.notebook, cell, handle)
    keep_screenshot(browser, f"lab-{demo.name}-slider")


def moves(browser: Chrome, notebook: Notebook, cell: str, handle: WebElement) -> None:
    """One key moves the slider, and another picture takes the place of the one before."""
    wait = WebDriverWait(browser, PATIENCE, POLL)
    before = wait.until(lambda _: notebook.pictures(cell))
    handle.send_keys(Keys.ARROW_RIGHT)
    after = wait.until(lambda _: (new := notebook.pictures(cell)) != before and new)
    assert len(after) == len(before) == 1


def test_a_blank_exercise_fails_at_its_first_answer(blank: Blank) -> None:
    assert blank.errors == [["NotImplementedError"]]


@pytest.mark.parametrize("way", ["untouched", "after_run_all", "after_shift_enter"])
def test_the_first_part_is_on_the_first_screen(
    request: pytest.FixtureRequest,
    blank: Blank,
    way: str,
    record_property: Callable[[str, object], None],
) -> None:
    screen = blank.first_screen[way]
    record_property("figure", f"first screen {request.node.callspec.id}: {screen}")
    assert screen.end <= screen.window, str(screen)


def test_validate_says_what_is_wrong_and_what_is_right(validated: Validated) -> None:
    assert re.search("failed", validated.wrong, re.IGNORECASE), validated.wrong
    assert re.search("passes all the tests", validated.right, re.IGNORECASE), validated.right


def test_validate_shows_the_sentence_without_scrolling(validated: Validated) -> None:
    assert SENTENCE in validated.wrong
    assert validated.sentence_in_sight, validated.wrong
