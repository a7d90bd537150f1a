"""Knows the pages of the site, their addresses and where their links lead; not how they look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from selenium.webdriver import Chrome

from authoring.build import read
from tests.cells import code_cells
from tests.copies import COURSE

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


def links_and_ids(driver: Chrome) -> tuple[list[list[str]], set[str]]:
    """The links of the open page, as written and absolute, and the places on it."""
    return driver.execute_script(LINKS), set(driver.execute_script(IDS))
