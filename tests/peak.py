"""Knows how much memory processes take while something else goes on; not what goes on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import psutil


class Peak:
    """The most memory that processes have used at any time which were not there before."""

    def __init__(self) -> None:
        self.bytes = 0
        self._before = {*psutil.Process().children(recursive=True)}
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
        while not self._over.wait(0.05):
            used = 0
            for process in {*psutil.Process().children(recursive=True)} - self._before:
                with contextlib.suppress(psutil.Error):
                    used += process.memory_full_info().pss
            self.bytes = max(self.bytes, used)
