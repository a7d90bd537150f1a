"""The course as pages works without a network, from a folder and from a server."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from authoring.build import read
from grading.core.course import notebooks_in
from pages.notebook import hides, prompt
from tests.cells import code_cells
from tests.copies import COURSE
from tests.e2e.browser import PATIENCE, log, prefer, resize, visit
from tests.e2e.everyone import assert_at_home
from tests.e2e.site import NAMES, READ, SITE, address, alternatives, broken, links_and_ids

NOTEBOOKS = [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.release)]
FORMULAS = """
const all = selector => [...document.querySelectorAll(selector)];
const drawn = all(".math mjx-container").filter(e => e.getBoundingClientRect().width > 0);
const told = all(".math mjx-assistive-mml math");
const wrong = all("mjx-merror, [data-mjx-error]");
return [all(".math"), drawn, told, wrong].map(found => found.length);
"""
OPEN_FOLDS = 'document.querySelectorAll("details").forEach(fold => fold.open = true)'
FOLDS = """
return [...document.querySelectorAll("div.cell")].map(cell => {
    const output = cell.querySelector(".cell_output");
    const fold = output && output.closest("details");
    const told = fold && fold.querySelector("summary").innerText;
    return [told, !!output && output.checkVisibility()];
});
"""
SHAPES = """
return [...document.querySelectorAll(".cell_output img")].map(
    image => [image.clientWidth, image.clientHeight, image.naturalWidth, image.naturalHeight]);
"""
FIGURES = 'return [...document.querySelectorAll(".cell_output img")].map(e => e.alt)'


def page(notebook: Path) -> str:
    """The name of a notebook's page."""
    return str(notebook.relative_to(COURSE.root).with_suffix(".html"))


@pytest.fixture(scope="module", params=["folder", "server"])
def base(request: pytest.FixtureRequest, site: str) -> str:
    """Where the pages are opened: as files, or from a server."""
    return site if request.param == "server" else ""


def test_every_notebook_that_students_read_has_a_page() -> None:
    pages = {page(notebook) for notebook in NOTEBOOKS}
    assert set(READ) == {"index.html", "docs/card.html", *pages}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=page)
def test_the_notebook_that_a_page_offers_is_the_one_in_the_course(notebook: Path) -> None:
    offered = SITE / "_sources" / notebook.relative_to(COURSE.root)
    assert offered.read_bytes() == notebook.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_asks_nothing_of_other_machines_and_has_no_error(
    name: str, base: str, browser: Chrome
) -> None:
    assert_at_home(browser, address(name, base=base))


@pytest.mark.parametrize("name", READ)
def test_every_formula_of_a_page_is_drawn_and_can_be_read_out(name: str, browser: Chrome) -> None:
    visit(browser, address(name))
    browser.execute_script(OPEN_FOLDS)
    written, drawn, told, wrong = browser.execute_script(FORMULAS)
    assert written == drawn == told
    assert wrong == 0
    assert written > 0 or name == "index.html"


def test_each_demo_is_followed_by_its_exercise(browser: Chrome) -> None:
    visit(browser, address("index.html"))
    links = browser.find_elements(By.CSS_SELECTOR, ".bd-sidebar-primary li a")
    kinds = [f"{kind} {n}" for n in range(1, 5) for kind in ("Demo", "Exercise")]
    assert [link.text.split(":")[0] for link in links] == [
        *kinds,
        "Demo 5",
        "The course on one page",
    ]


def test_links_and_anchors_lead_somewhere(browser: Chrome) -> None:
    links, ids = {}, {}
    for name in NAMES:
        visit(browser, address(name))
        links[name], ids[SITE / name] = links_and_ids(browser)
    lost = [f"{name}: {text}" for name in NAMES for text in broken(links[name], ids)]
    assert not lost, "\n".join(lost)
    assert sum(len(found) for found in links.values()) > 100


def test_the_demos_keep_their_text_alternatives(browser: Chrome) -> None:
    for notebook in notebooks_in(COURSE.demos):
        visit(browser, address(page(notebook)))
        assert browser.execute_script(FIGURES) == alternatives(notebook) != []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("demo", notebooks_in(COURSE.demos), ids=page)
def test_a_figure_is_sharp_and_keeps_its_shape_on_a_narrow_screen(
    demo: Path, width: int, browser: Chrome
) -> None:
    visit(browser, address(page(demo)))
    resize(browser, width)
    browser.execute_script(OPEN_FOLDS)
    shapes = browser.execute_script(SHAPES)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert shapes
    for across, down, pixels_across, pixels_down in shapes:
        assert across <= min(width, pixels_across / 2 + 1)
        assert down == pytest.approx(across * pixels_down / pixels_across, abs=2)


@pytest.mark.parametrize("demo", notebooks_in(COURSE.demos), ids=page)
def test_an_answer_is_behind_a_fold_until_somebody_opens_it(demo: Path, browser: Chrome) -> None:
    cells = code_cells(read(demo))
    answers = [cell.id for cell in cells if hides(cell)]
    assert answers
    visit(browser, address(page(demo)))
    seen = dict(zip([cell.id for cell in cells], browser.execute_script(FOLDS), strict=True))
    for cell in cells:
        told, visible = seen[cell.id]
        assert told == (prompt(cell) if cell.id in answers else None), cell.id
        assert visible == (cell.id not in answers and bool(cell.outputs)), cell.id
    browser.execute_script(OPEN_FOLDS)
    opened = [visible for _, visible in browser.execute_script(FOLDS)]
    assert opened == [bool(cell.outputs) for cell in cells]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_is_one_printed_page(scheme: str, browser: Chrome) -> None:
    prefer(browser, scheme)
    visit(browser, address("docs/card.html"))
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    ink = browser.execute_script("return getComputedStyle(document.querySelector('td')).color")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed))) == 1
    assert max(map(int, re.findall(r"\d+", ink))) < 60  # dark on white paper


def test_a_word_typed_into_the_search_leads_to_its_page(base: str, browser: Chrome) -> None:
    visit(browser, address("index.html", base=base))
    browser.find_element(By.CSS_SELECTOR, ".search-button__button").click()
    browser.switch_to.active_element.send_keys("overshooting", Keys.ENTER)
    wait = WebDriverWait(browser, PATIENCE)
    found = wait.until(lambda b: b.find_element(By.CSS_SELECTOR, "#search-results li a"))
    assert found.text.startswith("Demo 4: Learning rates")
    found.click()
    wait.until(lambda b: b.find_element(By.CSS_SELECTOR, "main h1"))
    assert "demo_4_learning_rates.html" in browser.current_url
    done = log(browser)
    assert not done.outside
    assert not done.errors
