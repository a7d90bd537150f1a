"""The pages of a class: which have to be written again, and several at a time."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from grading.core.cores import cores
from grading.gradebook.queries import ClassScores

# Which have changed.

MARK = "made-from"
"""The name of the line in a page's head that says what it was made from."""

CODE = ("core", "feedback", "templates/course_feedback")
"""The folders of this package that a page depends on."""


def made_from(notebook: str, student: str, scores: ClassScores | None) -> str:
    """The digest of what a page is made from: the graded notebook, the gradebook, this code."""
    path = Path(notebook)
    held = scores.submissions.get(student) if scores else None
    known = repr(held.notebooks.get(path.stem)) if held else ""
    total = hashlib.sha256(f"{_code()} {student} {known}".encode(errors="replace"))
    total.update(path.read_bytes())
    return total.hexdigest()[:32]


@cache
def _code() -> str:
    total = hashlib.sha256(version("nbconvert").encode())
    package = Path(__file__).parents[1]
    for path in sorted(path for folder in CODE for path in (package / folder).rglob("*.*")):
        if path.suffix in (".py", ".j2", ".css", ".json"):
            total.update(path.read_bytes())
    return total.hexdigest()


def stand(folder: str, wanted: Mapping[str, str]) -> bool:
    """True if a folder holds these pages, each made from what it would be made from now."""
    found = {path.stem: path for path in Path(folder).glob("*.html")}
    return found.keys() == wanted.keys() and all(
        _mark_of(found[name]) == digest for name, digest in wanted.items()
    )


def _mark_of(page: Path) -> str:
    with page.open(encoding="utf-8", errors="replace") as file:
        found = re.search(rf'<meta name="{MARK}" content="(\w*)">', file.read(1 << 10))
    return found[1] if found else ""


# Several at a time.

FEW = 6
"""Pages that are sooner written here than by processes that have to be started."""

Render = Callable[[str], Any]

_RENDER: list[Render] = []
"""What the processes below call: they are forked when it is known."""


def _rendered(path: str) -> Any:
    return _RENDER[-1](path)


class PagesAhead:
    """Renders pages in the order in which they will be asked for, some ahead of that.

    In processes that are forked, if nothing else runs here; where one of them dies, the rest is
    rendered in this one.
    """

    def __init__(self, render: Render, order: Sequence[str]) -> None:
        self._render = render
        self._order = list(order)
        self._places = {path: place for place, path in enumerate(self._order)}
        self._begun: dict[str, Future[Any]] = {}
        self._pool: ProcessPoolExecutor | None = None
        alone = threading.active_count() == 1 and hasattr(os, "fork")
        if alone and cores() > 1 and len(self._order) > FEW:
            _RENDER.append(render)
            context = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(cores(), context)

    def take(self, path: str) -> Any:
        """What `render` returns or raises for a page; those after it are begun before."""
        try:
            for each in self._next(path):
                if self._pool and each not in self._begun:
                    self._begun[each] = self._pool.submit(_rendered, each)
            if path in self._begun:
                return self._begun.pop(path).result()
        except BrokenProcessPool:
            self._pool = None
            self._begun.clear()
        finally:
            if self._pool and path == self._order[-1]:
                self._pool.shutdown()
        return self._render(path)

    def _next(self, path: str) -> Iterator[str]:
        place = self._places.get(path)
        if place is not None:
            yield from self._order[place : place + 1 + 2 * cores()]
