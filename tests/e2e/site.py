"""Pages of the site, their addresses, and where their links lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from selenium.webdriver import Chrome

from authoring.build import read
from tests.e2e.browser import Visit, resize, visit
from tests.e2e.everyone import OPEN_FOLDS
from tests.support.courses import COURSE, code_cells

SITE = COURSE.root / "site"
FILES = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html"))
NAMES = [name for name in FILES if not name.startswith("_")]  # where the theme keeps its parts
READ = [name for name in NAMES if name != "search.html"]
WEB = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?")
LINKS = """
const links = [...document.querySelectorAll("a[href]")];
return links.map(a => [a.getAttribute("href"), a.href]);
"""
IDS = 'return [...document.querySelectorAll("[id]")].map(e => e.id)'
FORMULAS = """
const all = selector => [...document.querySelectorAll(selector)];
const drawn = all(".math mjx-container").filter(e => e.getBoundingClientRect().width > 0);
const told = all(".math mjx-assistive-mml math");
const wrong = all("mjx-merror, [data-mjx-error]");
return [all(".math"), drawn, told, wrong].map(found => found.length);
"""
OUTPUTS = """
return [...document.querySelectorAll("div.cell")].map(cell => {
    const output = cell.querySelector(".cell_output");
    const fold = output && output.closest("details");
    const told = fold && fold.querySelector("summary").innerText;
    return [told, !!output && output.checkVisibility()];
});
"""
FIGURES = """
return [...document.querySelectorAll(".cell_output img")].map(
    image => [image.clientWidth, image.clientHeight, image.naturalWidth, image.naturalHeight]);
"""
ALTERNATIVES = 'return [...document.querySelectorAll(".cell_output img")].map(e => e.alt)'
SCREENS = (1280, 390)
"""Widths in CSS pixels at which figures are measured."""


@dataclass(frozen=True)
class Formulas:
    """How many formulas a page holds, draws, offers to a screen reader, and cannot read."""

    written: int
    drawn: int
    told: int
    wrong: int


@dataclass(frozen=True)
class Output:
    """What a cell shows: the words on its fold, if it is behind one, and whether it is seen."""

    told: str | None
    visible: bool


@dataclass(frozen=True)
class Figure:
    """A figure's size in CSS pixels, and its own pixels."""

    width: int
    height: int
    pixels_across: int
    pixels_down: int


@dataclass(frozen=True)
class Page:
    """What a page shows and does as it is opened, and then with every fold open."""

    visit: Visit
    links: list[list[str]]
    """As written, and absolute."""
    ids: set[str]
    folded: list[Output]
    unfolded: list[Output]
    formulas: Formulas
    alternatives: list[str]
    figures: dict[int, list[Figure]]
    """By the width of the screen."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and keeps no log."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of that folder, which lives in a thread of this process."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def address(name: str, *, base: str = "") -> str:
    """A page's address on that server, or as a file where there is none."""
    return f"{base}/{name}" if base else (SITE / name).as_uri()


def broken(links: list[list[str]], ids: dict[Path, set[str]]) -> Iterator[str]:
    """The links, [as written, absolute], that lead nowhere; `ids` are the anchors of each page."""
    for written, url in links:
        parts = urlsplit(url)
        path = Path(unquote(parts.path))
        if parts.scheme != "file":
            if not WEB.fullmatch(url):
                yield f"{written}: is no address on the web"
        elif not path.is_file():
            yield f"{written}: no such file"
        elif parts.fragment and unquote(parts.fragment) not in ids.get(path, set()):
            yield f"{written}: no such place on that page"


def alternatives(notebook: Path) -> list[str]:
    """The text alternatives of a notebook's figures, in order."""
    return [
        c.metadata["alt"] for c in code_cells(read(notebook)) if c.outputs and "alt" in c.metadata
    ]


def look_at(driver: Chrome, name: str) -> Page:
    """Open a page from the folder, and ask it everything."""
    done = visit(driver, address(name))
    links, ids = driver.execute_script(LINKS), set(driver.execute_script(IDS))
    folded = [Output(*output) for output in driver.execute_script(OUTPUTS)]
    driver.execute_script(OPEN_FOLDS)
    figures = {}
    for width in SCREENS:
        resize(driver, width)
        figures[width] = [Figure(*figure) for figure in driver.execute_script(FIGURES)]
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return Page(
        visit=done,
        links=links,
        ids=ids,
        folded=folded,
        unfolded=[Output(*output) for output in driver.execute_script(OUTPUTS)],
        formulas=Formulas(*driver.execute_script(FORMULAS)),
        alternatives=driver.execute_script(ALTERNATIVES),
        figures=figures,
    )
