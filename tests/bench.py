"""Knows how fast a class is graded: stock nbgrader, this project, and the limit, in one run.

The limit is bare: the same cells by `exec` in processes that have imported everything, one on each
core, with the figures drawn, and nothing read, isolated or written.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import nbformat
import psutil

from grading.course import Assignment
from grading.derived import read
from grading.gradebook import command_path
from grading.submission import answered, read_submission
from tests.copies import STOCK, release_course
from tests.deserved import FOLDER, NOTEBOOKS

LOOK = 2.0
"""Seconds between two looks at the memory of a run."""


@dataclass(frozen=True)
class Run:
    """One run over a class."""

    what: str
    notebooks: int
    seconds: float
    memory: int
    """Peak of the process tree, bytes; 0 if it was not looked at."""

    @property
    def each(self) -> float:
        return self.seconds / self.notebooks


def hand_in(assignment: Assignment, students: int) -> None:
    """Write a class in which everybody hands in accepted answers, in rotation."""
    for exercise, name in NOTEBOOKS.items():
        files = cycle(sorted((FOLDER / "accepted" / exercise).glob("*.py")))
        blank = assignment.release / f"{name}.ipynb"
        for number, file in zip(range(students), files, strict=False):
            folder = assignment.submitted / f"student_{number:04}" / assignment.name
            folder.mkdir(parents=True, exist_ok=True)
            notebook = answered(read(blank), read_submission(file).answers)
            nbformat.write(notebook, folder / blank.name)


def course(folder: Path, students: int, *, stock: bool) -> Assignment:
    """A copy of the course, released, with a class."""
    assignment = release_course(folder, settings=STOCK if stock else "")
    hand_in(assignment, students)
    return assignment


NBGRADER = ("-m", "nbgrader", "autograde", "gradient_descent", "--force", "--log-level=ERROR")
OURS = ("-m", "grading", "autograde", "gradient_descent", "--force")


def graded(what: str, assignment: Assignment, *words: str) -> Run:
    """Time a command on a class, and look at the memory of all its processes."""
    notebooks = len(list(assignment.submitted.glob("*/*/*.ipynb")))
    start = time.monotonic()
    command = subprocess.Popen(
        [sys.executable, *words],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = Peak(command.pid)
    if command.wait():
        raise SystemExit(f"{what} ended with exit status {command.returncode}")
    return Run(what, notebooks, time.monotonic() - start, peak.stop())


class Peak:
    """Looks at the memory of a process tree, seldom: each look costs as much as a notebook."""

    def __init__(self, root: int) -> None:
        self._root, self._peak, self._over = psutil.Process(root), 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            self._peak = max(self._peak, sum(self._sizes()))

    def _sizes(self) -> Iterator[int]:
        try:
            for process in (self._root, *self._root.children(recursive=True)):
                yield process.memory_full_info().pss
        except psutil.Error:
            return

    def stop(self) -> int:
        """The most that was seen, in bytes."""
        self._over.set()
        self._thread.join()
        return self._peak


def bare(assignment: Assignment) -> Run:
    """Time the same cells in warm processes, one on each core, each with the whole class."""
    words = [sys.executable, "-m", "tests.bare", str(assignment.root)]
    backend = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    environment = {**os.environ, **backend, **threads}
    cores = sorted(os.sched_getaffinity(0))
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(words, env=environment, **pipes) for _ in cores]  # type: ignore[call-overload]
    notebooks, seconds = 0, 0.0
    for process in running:
        out, err = process.communicate()
        if process.returncode:
            sys.exit(err)
        count, taken = out.split()
        notebooks, seconds = notebooks + int(count), max(seconds, float(taken))
    return Run("limit: exec in a warm process on each core", notebooks, seconds, 0)


def table(runs: list[Run]) -> str:
    """The runs as Markdown; ratios are to the first."""
    lines = ["| | notebooks | s | s a notebook | a second | ratio | peak MiB |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for run in runs:
        memory = f"{run.memory >> 20}" if run.memory else ""
        numbers = f"{run.notebooks} | {run.seconds:.1f} | {run.each:.3f} | {1 / run.each:.2f}"
        lines.append(f"| {run.what} | {numbers} | {runs[0].each / run.each:.1f} | {memory} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table of a benchmark."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--stock", type=int, default=10, help="students that stock grades")
    parser.add_argument("--students", type=int, default=100, help="students of the larger class")
    parser.add_argument(
        "--growth", type=int, nargs="*", default=[], help="notebooks of more classes, such as 10000"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small = course(Path(folder, "stock"), asked.stock, stock=True)
        runs = [graded("stock nbgrader autograde", small, *NBGRADER)]
        same = course(Path(folder, "same"), asked.stock, stock=False)
        runs.append(graded("nbgrader autograde, isolated", same, *NBGRADER))
        runs.append(graded("the command, the same class", same, *OURS))
        large = course(Path(folder, "large"), asked.students, stock=False)
        runs.append(graded("the command, a larger class", large, *OURS))
        added = runs[3].notebooks - runs[2].notebooks, runs[3].seconds - runs[2].seconds
        runs.append(Run("the same, without what it takes to start", *added, 0))
        runs.append(graded("one notebook at a time", large, *OURS, "--workers", "1"))
        runs.append(bare(same))
        share = (
            f"{runs[-1].each / runs[4].each:.0%} of the limit, {runs[-1].each / runs[3].each:.0%}"
        )
        for count in asked.growth:
            grown = course(Path(folder, f"grown_{count}"), -(-count // 4), stock=False)
            runs.append(graded(f"growth: {count:,}", grown, *OURS))
            shutil.rmtree(grown.root)
    print(table(runs))
    print(f"\n{share} with what it takes to start.")


if __name__ == "__main__":
    main()
