"""What a browser test needs; where it is missing, the tests say so loudly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _pytest.terminal import TerminalReporter
from selenium.webdriver import Chrome

from tests.e2e.axe import NO_AXE, SCRIPT
from tests.e2e.browser import chromium, missing
from tests.e2e.site import SITE, served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser nothing here can be tested, which is no failure of the course."""
    if lacking := missing():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=lacking))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """A skip that nobody sees would look like a success."""
    if lacking := missing():
        terminalreporter.write_sep("!", f"NOTHING WAS TESTED IN A BROWSER: {lacking}", red=True)
    elif not SCRIPT.exists():
        terminalreporter.write_sep("!", f"NOTHING WAS TESTED FOR EVERYONE: {NO_AXE}", red=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    """One browser for the tests of a file."""
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the course's pages on a server of this machine."""
    with served(SITE) as url:
        yield url
