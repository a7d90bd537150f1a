"""Knows how to grade the next notebooks while somebody is busy with the last; not how to grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from grading.grade import Graded


class Ahead:
    """Grades notebooks in the order in which they will be asked for, a few ahead of that."""

    def __init__(self, grade: Callable[[str], Graded], order: Sequence[str], workers: int) -> None:
        self._grade, self._order = grade, list(order)
        self._places = {path: place for place, path in enumerate(self._order)}
        self._begun: dict[str, Future[Graded]] = {}
        self._window = 2 * workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="grade")

    def take(self, path: str) -> Graded:
        """The graded notebook; those that follow it are begun before it is waited for."""
        place = self._places.get(path)
        following = [] if place is None else self._order[place + 1 : place + 1 + self._window]
        for each in (path, *following):
            if each not in self._begun:
                self._begun[each] = self._pool.submit(self._grade, each)
        return self._begun.pop(path).result()
