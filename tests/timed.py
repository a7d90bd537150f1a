"""Knows how long a command takes, and how much memory with all that it starts; not what it does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from grading.gradebook.nbgrader import command_path
from tests.peak import Peak

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

    @property
    def each(self) -> float:
        """Seconds for a notebook."""
        return self.seconds / self.notebooks

    def beyond(self, smaller: Run, what: str) -> Run:
        """What this run did more than a smaller one: a rate without what it takes to start."""
        return Run(what, self.notebooks - smaller.notebooks, self.seconds - smaller.seconds)


def timed(what: str, folder: Path, notebooks: int, *words: str, looks: bool = True) -> Run:
    """Run Python with these words, to its good end; it `looks` at memory, or not at all."""
    start = time.monotonic()
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
    return Run(what, notebooks, time.monotonic() - start, peak.bytes)


def table(runs: list[Run]) -> str:
    """The runs as Markdown; ratios are to the first."""
    lines = ["| | notebooks | s | s a notebook | a second | ratio | peak MiB |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for run in runs:
        memory = f"{run.memory >> 20}" if run.memory else ""
        numbers = f"{run.notebooks:,} | {run.seconds:.1f} | {run.each:.3f} | {1 / run.each:.2f}"
        lines.append(f"| {run.what} | {numbers} | {runs[0].each / run.each:.1f} | {memory} |")
    return "\n".join(lines)
