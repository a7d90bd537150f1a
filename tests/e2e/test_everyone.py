"""The course's pages and exported notebooks shut nobody out, in light and in dark."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from grading.core.course import notebooks_in
from tests.e2e.axe import NO_AXE, SCRIPT, judge, known_rules
from tests.e2e.browser import PATIENCE, POLL, keep_screenshot, prefer, resize, settle, visit
from tests.e2e.contrast import contrast_of_ink, faint
from tests.e2e.everyone import OPEN_FOLDS, SCHEMES, WIDTHS, assert_for_everyone, findings, show
from tests.e2e.site import NAMES, address
from tests.support.courses import COURSE

DEMOS = notebooks_in(COURSE.demos)
HIDDEN = {  # what opens: at which width, by which button, and what is seen then
    "search": (1280, ".search-button__button", "#pst-search-dialog input"),
    "notebook": (1280, ".dropdown-download-buttons button", ".btn-download-source-button"),
    "colours": (1280, ".theme-switch-button", ".theme-change-button"),
    "pages": (320, "main .primary-toggle", ".bd-links__title, .bd-sidebar-primary .toctree-l1"),
    "contents": (320, "main .secondary-toggle", ".page-toc .toc-h2"),
}
FAULTS = """<!doctype html><title>Faults</title>
<p style="color: #999; background: #fff">Too pale, and <a href="#" style="color: #99a;
text-decoration: none">a link</a> that nobody sees</p><h1></h1><h1>One</h1><h4>Four</h4>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><button></button>
<pre>{code}</pre>"""
TOKENS = ["#000", "#000", "#aaa", "#aaa"]
CODE = "".join(f'<span style="color: {colour}">for</span> ' for colour in TOKENS)

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason=NO_AXE)


@pytest.fixture(scope="module", params=NAMES)
def page(request: pytest.FixtureRequest, browser: Chrome, site: str) -> str:
    """A page of the course, opened once for all that look at it."""
    resize(browser, WIDTHS[0])
    visit(browser, address(request.param, base=site))
    return str(request.param)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demos as `jupyter nbconvert --to html` exports them, in a folder for each theme."""
    folder = tmp_path_factory.mktemp("exported")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", *map(str, DEMOS)]
    for scheme in SCHEMES:
        choice = ["--theme", scheme, "--output-dir", str(folder / scheme)]
        subprocess.run([*command, *choice], check=True, capture_output=True)
    return folder


def test_the_judge_finds_planted_faults(browser: Chrome, tmp_path: Path) -> None:
    page = tmp_path / "faults.html"
    page.write_text(FAULTS.format(code=CODE))
    visit(browser, page.as_uri())
    show(browser, "light")
    violations = findings(browser, "faults").violations
    found = {line.split(":")[0] for line in violations}
    assert found >= {"button-name", "color-contrast", "empty-heading", "heading-order", "image-alt"}
    assert found >= {"html-has-lang", "link-in-text-block", "region"}
    pale = ("rgb(153, 153, 153)", "rgb(153, 153, 170)", "rgb(170, 170, 170)")
    assert faint(browser) == [f"{ink}|rgb(255, 255, 255)" for ink in pale]
    tokens = [line for line in violations if line.startswith("color-contrast: <span")]
    assert len(tokens) == 1, "of two pale tokens that look alike, one is judged"
    assert browser.execute_script("return document.querySelector('pre').innerHTML") == CODE


def test_no_rule_is_switched_off(browser: Chrome, site: str) -> None:
    visit(browser, address("index.html", base=site))
    assert judge(browser).rules == known_rules(browser) >= {"target-size", "p-as-heading"}


def test_the_figures_of_a_dark_page_can_be_read(page: str, browser: Chrome) -> None:
    show(browser, "dark", scale=2)  # the figures' own pixels, before a screen smooths them
    browser.execute_script(OPEN_FOLDS)
    figures = browser.find_elements(By.CSS_SELECTOR, "main img")
    faint = [f for f in figures if contrast_of_ink(f.screenshot_as_png) < 7]
    assert not faint
    assert bool(figures) == ("exercise" not in page and page != "search.html")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_is_for_everyone(page: str, scheme: str, width: int, browser: Chrome) -> None:
    assert_for_everyone(browser, Path(page).stem, scheme=scheme, width=width)
    assert browser.execute_script("return document.documentElement.dataset.theme") == scheme


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("state", HIDDEN)
def test_what_a_page_opens_on_demand_is_for_everyone(
    state: str, scheme: str, browser: Chrome, site: str
) -> None:
    width, button, opened = HIDDEN[state]
    prefer(browser, scheme)
    resize(browser, width)
    visit(browser, address("notebooks/demo_1_scalar_descent.html", base=site))
    browser.find_element(By.CSS_SELECTOR, button).click()
    WebDriverWait(browser, PATIENCE, POLL).until(
        lambda b: b.find_element(By.CSS_SELECTOR, opened).is_displayed()
    )
    settle(browser)
    keep_screenshot(browser, f"{state}-{scheme}")
    found = judge(browser)
    assert not found.violations + found.unsure, "\n".join(found.violations + found.unsure)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("demo", [demo.stem for demo in DEMOS])
def test_an_exported_demo_is_for_everyone(
    demo: str, scheme: str, exported: Path, browser: Chrome
) -> None:
    resize(browser, WIDTHS[0])
    seen = visit(browser, (exported / scheme / f"{demo}.html").as_uri())
    assert seen.requests
    assert not seen.outside
    show(browser, scheme)
    found = findings(browser, f"exported-{demo}-{scheme}", experimental=False)
    assert not found.violations, "\n".join(found.violations)
    assert browser.find_elements(By.CSS_SELECTOR, ".jp-MarkdownOutput math")
    prose = [p.text for p in browser.find_elements(By.CSS_SELECTOR, ".jp-MarkdownOutput")]
    assert not [text for text in prose if "$" in text]
    alternatives = [
        image.get_attribute("alt") for image in browser.find_elements(By.TAG_NAME, "img")
    ]
    assert alternatives
    assert all(len((text or "").split()) >= 15 for text in alternatives), alternatives
