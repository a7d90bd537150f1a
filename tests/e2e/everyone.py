"""Ways to look at a page: light and dark, on a screen and on a phone."""

from __future__ import annotations

from selenium.webdriver import Chrome

from tests.e2e.axe import Findings, judge
from tests.e2e.browser import Visit, keep_screenshot, prefer, resize, settle
from tests.e2e.contrast import faint

SCHEMES = ("light", "dark")
WIDTHS = (1280, 320)  # a screen; a phone, or that screen enlarged four times
TO_THE_TOP = "window.scrollTo(0, 0)"
OPEN_FOLDS = 'document.querySelectorAll("details").forEach(fold => fold.open = true)'
TOO_WIDE = "return document.documentElement.scrollWidth > window.innerWidth"


def show(browser: Chrome, scheme: str, width: int = WIDTHS[0], *, scale: float = 1) -> None:
    """Show the open page in light or dark, so many CSS pixels wide.

    Where that is another width, the page is opened again: it looks at its width when it is opened.
    """
    prefer(browser, scheme)
    before = browser.execute_script("return window.innerWidth")
    resize(browser, width, scale=scale)
    if width != before:
        browser.refresh()
    settle(browser)


def findings(browser: Chrome, name: str, *, experimental: bool = True) -> Findings:
    """What axe-core says about the open page with every fold open; its picture is kept."""
    browser.execute_script(OPEN_FOLDS)
    browser.execute_script(TO_THE_TOP)
    settle(browser)
    keep_screenshot(browser, name)
    return judge(browser, experimental=experimental)


def assert_for_everyone(browser: Chrome, name: str, *, scheme: str, width: int) -> None:
    """Nothing of the open page is out of anyone's reach, as far as axe-core can tell."""
    show(browser, scheme, width)
    found = findings(browser, f"{name}-{scheme}-{width}")
    assert not found.violations, "\n".join(found.violations)
    colours = [line for line in found.unsure if line.startswith("color-contrast")]
    others = sorted(set(found.unsure) - set(colours))
    assert not others, "\n".join(others)
    assert not colours or not faint(browser)  # of one digit or a symbol, axe-core is never sure
    assert not browser.execute_script(TOO_WIDE), "the page has to be pushed to and fro to be read"


def assert_at_home(seen: Visit) -> None:
    """The page asks nothing of other machines, and has no error."""
    assert seen.requests, "the log of requests is empty, so it proves nothing"
    assert not seen.outside
    assert not seen.errors
