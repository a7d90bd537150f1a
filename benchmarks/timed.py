"""How long a command takes, and how much memory it and all that it starts use."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from grading.gradebook.nbgrader import command_path

# How much memory processes take while something else goes on.


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


# How long a command takes, and how much memory with all that it starts.

LOOK = 2.0
"""Seconds between two looks at the memory of a run: each costs as much as a notebook."""


@dataclass(frozen=True)
class Run:
    """Something that was done to so many notebooks."""

    what: str
    notebooks: int
    seconds: float
    memory: int = 0
    """Peak of the process tree, bytes; 0 if it was not looked at."""
    own: float = 0.0
    """Seconds of computing of the command, and of what it has started and waited for."""

    @property
    def each(self) -> float:
        """Seconds for a notebook."""
        return self.seconds / self.notebooks

    def beyond(self, smaller: Run, what: str) -> Run:
        """What this run did more than a smaller one: a rate without what it takes to start."""
        more = (self.notebooks - smaller.notebooks, self.seconds - smaller.seconds)
        return Run(what, *more, own=self.own - smaller.own)


def timed(what: str, folder: Path, notebooks: int, *words: str, looks: bool = True) -> Run:
    """Run Python with these words, to its good end; it `looks` at memory, or not at all."""
    start, before = time.monotonic(), _computed()
    with subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PATH": command_path()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        root = psutil.Process(command.pid)
        peak = Peak(lambda: [root, *root.children(recursive=True)], LOOK)
        with peak.watched() if looks else contextlib.nullcontext():
            _, err = command.communicate()
    if command.returncode:
        sys.exit(f"{what} ended with exit status {command.returncode}:\n{err[-2000:]}")
    seconds = time.monotonic() - start
    return Run(what, notebooks, seconds, peak.bytes, _computed() - before)


def _computed() -> float:
    """Seconds that this process's children have computed, as far as they have been waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(runs: list[Run]) -> str:
    """The runs as Markdown; ratios are to the first."""
    lines = ["| | notebooks | s | s a notebook | a second | ratio | peak MiB |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for run in runs:
        memory = f"{run.memory >> 20}" if run.memory else ""
        numbers = f"{run.notebooks:,} | {run.seconds:.1f} | {run.each:.3f} | {1 / run.each:.2f}"
        lines.append(f"| {run.what} | {numbers} | {runs[0].each / run.each:.1f} | {memory} |")
    return "\n".join(lines)
