"""Knows how much memory processes take while something else goes on; not what goes on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator

import psutil


class Peak:
    """The most memory that processes have used at any time, each counted with its share.

    `processes` says which; they are looked at every so many seconds.
    """

    def __init__(self, processes: Callable[[], Iterable[psutil.Process]], every: float) -> None:
        self.bytes = 0
        self._processes, self._every = processes, every
        self._over = threading.Event()

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        watcher = threading.Thread(target=self._watch)
        watcher.start()
        try:
            yield
        finally:
            self._over.set()
            watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(self._every):
            used = 0
            with contextlib.suppress(psutil.Error):
                for process in self._processes():
                    with contextlib.suppress(psutil.Error):
                        used += process.memory_full_info().pss
            self.bytes = max(self.bytes, used)


def new_children(every: float = 0.05) -> Peak:
    """The peak of this process's children, and theirs, that do not exist yet."""
    before = {*psutil.Process().children(recursive=True)}
    return Peak(lambda: {*psutil.Process().children(recursive=True)} - before, every)
