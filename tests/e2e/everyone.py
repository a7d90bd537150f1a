"""Knows who looks at a page: in light and dark, on a screen and a phone; not which page it is."""

from __future__ import annotations

from selenium.webdriver import Chrome

from tests.e2e.axe import Findings, judge
from tests.e2e.browser import keep_screenshot, prefer, resize, visit
from tests.e2e.contrast import faint

SCHEMES = ("light", "dark")
WIDTHS = (1280, 320)  # a screen; a phone, or that screen enlarged four times
OPEN_FOLDS = 'document.querySelectorAll("details").forEach(fold => fold.open = true)'
TOO_WIDE = "return document.documentElement.scrollWidth > window.innerWidth"


def findings(browser: Chrome, url: str, name: str, *, experimental: bool = True) -> Findings:
    """What axe-core says about a page with every fold open; its picture is kept."""
    visit(browser, url)
    browser.execute_script(OPEN_FOLDS)
    keep_screenshot(browser, name)
    return judge(browser, experimental=experimental)


def assert_for_everyone(browser: Chrome, url: str, name: str, *, scheme: str, width: int) -> None:
    """Nothing of the page is out of anyone's reach, as far as axe-core can tell."""
    prefer(browser, scheme)
    resize(browser, width)
    found = findings(browser, url, f"{name}-{scheme}-{width}")
    assert not found.violations, "\n".join(found.violations)
    colours = [line for line in found.unsure if line.startswith("color-contrast")]
    others = sorted(set(found.unsure) - set(colours))
    assert not others, "\n".join(others)
    assert not colours or not faint(browser)  # of one digit or a symbol, axe-core is never sure
    assert not browser.execute_script(TOO_WIDE), "the page has to be pushed to and fro to be read"


def assert_at_home(browser: Chrome, url: str) -> None:
    """The page asks nothing of other machines, and has no error."""
    seen = visit(browser, url)
    assert seen.requests, "the log of requests is empty, so it proves nothing"
    assert not seen.outside
    assert not seen.errors
