"""The course as pages works without a network, from a folder and from a server."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from authoring.build import read
from grading.core.course import notebooks_in
from pages.notebook import hides, prompt
from tests.e2e.browser import PATIENCE, POLL, log, prefer, visit
from tests.e2e.everyone import assert_at_home
from tests.e2e.site import NAMES, READ, SCREENS, SITE, Page, address, alternatives, broken, look_at
from tests.support.courses import COURSE, code_cells

NOTEBOOKS = [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.release)]


def page(notebook: Path) -> str:
    """The name of a notebook's page."""
    return str(notebook.relative_to(COURSE.root).with_suffix(".html"))


@pytest.fixture(scope="module")
def look(browser: Chrome) -> Callable[[str], Page]:
    """A page by its name, opened from the folder once for all that ask about it."""
    return cache(lambda name: look_at(browser, name))


@pytest.fixture(params=["folder", "server"])
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
    name: str, base: str, browser: Chrome, look: Callable[[str], Page]
) -> None:
    assert_at_home(visit(browser, address(name, base=base)) if base else look(name).visit)


@pytest.mark.parametrize("name", READ)
def test_every_formula_of_a_page_is_drawn_and_can_be_read_out(
    name: str, look: Callable[[str], Page]
) -> None:
    formulas = look(name).formulas
    assert formulas.written == formulas.drawn == formulas.told
    assert formulas.wrong == 0
    assert formulas.written > 0 or name == "index.html"


def test_each_demo_is_followed_by_its_exercise(browser: Chrome) -> None:
    visit(browser, address("index.html"))
    links = browser.find_elements(By.CSS_SELECTOR, ".bd-sidebar-primary li a")
    kinds = [f"{kind} {n}" for n in range(1, 5) for kind in ("Demo", "Exercise")]
    assert [link.text.split(":")[0] for link in links] == [
        *kinds,
        "Demo 5",
        "The course on one page",
    ]


def test_links_and_anchors_lead_somewhere(look: Callable[[str], Page]) -> None:
    ids = {SITE / name: look(name).ids for name in NAMES}
    links = {name: look(name).links for name in NAMES}
    lost = [f"{name}: {text}" for name in NAMES for text in broken(links[name], ids)]
    assert not lost, "\n".join(lost)
    assert sum(len(found) for found in links.values()) > 100


def test_the_demos_keep_their_text_alternatives(look: Callable[[str], Page]) -> None:
    for notebook in notebooks_in(COURSE.demos):
        assert look(page(notebook)).alternatives == alternatives(notebook) != []


@pytest.mark.parametrize("width", SCREENS)
@pytest.mark.parametrize("demo", notebooks_in(COURSE.demos), ids=page)
def test_a_figure_is_sharp_and_keeps_its_shape_on_a_narrow_screen(
    demo: Path, width: int, look: Callable[[str], Page]
) -> None:
    figures = look(page(demo)).figures[width]
    assert figures
    for figure in figures:
        assert figure.width <= min(width, figure.pixels_across / 2 + 1)
        shape = figure.pixels_down / figure.pixels_across
        assert figure.height == pytest.approx(figure.width * shape, abs=2)


@pytest.mark.parametrize("demo", notebooks_in(COURSE.demos), ids=page)
def test_an_answer_is_behind_a_fold_until_somebody_opens_it(
    demo: Path, look: Callable[[str], Page]
) -> None:
    cells = code_cells(read(demo))
    answers = [cell.id for cell in cells if hides(cell)]
    assert answers
    shown = look(page(demo))
    seen = dict(zip([cell.id for cell in cells], shown.folded, strict=True))
    for cell in cells:
        told, visible = seen[cell.id].told, seen[cell.id].visible
        assert told == (prompt(cell) if cell.id in answers else None), cell.id
        assert visible == (cell.id not in answers and bool(cell.outputs)), cell.id
    assert [output.visible for output in shown.unfolded] == [bool(cell.outputs) for cell in cells]


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
    wait = WebDriverWait(browser, PATIENCE, POLL)
    found = wait.until(lambda b: b.find_element(By.CSS_SELECTOR, "#search-results li a"))
    assert found.text.startswith("Demo 4: Learning rates")
    found.click()
    wait.until(lambda b: b.find_element(By.CSS_SELECTOR, "main h1"))
    assert "demo_4_learning_rates.html" in browser.current_url
    done = log(browser)
    assert not done.outside
    assert not done.errors
