"""How fast classes are graded and notebooks run again, beside what others take for the same.

All that is compared runs in one run of this, one after the other.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.speed_page import TURNS, Speed, page
from benchmarks.stages import stages
from benchmarks.timed import Run, timed
from grading.core.course import ROOT, Assignment, find_assignment, notebooks_in
from tests.support.courses import STOCK, release_course
from tests.support.faults import cluster, free_address
from tests.support.submissions import FOLDER, NOTEBOOKS, written


def large_class(folder: Path, students: int, *, stock: bool = False) -> Assignment:
    """A copy of the course, released, with so many students' four notebooks each."""
    assignment = release_course(folder, settings=STOCK if stock else "")
    for exercise, name in NOTEBOOKS.items():
        styles = sorted((FOLDER / "accepted" / exercise).glob("*.py"))
        few = min(students, len(styles))
        for number in range(students):  # of a small class, too, the styles are those of all
            file = styles[number % few * len(styles) // few]
            place = assignment.submitted / f"student_{number:04}" / assignment.name
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{name}.ipynb").write_bytes(_written(file))
    return assignment


_written = cache(written)


PAGE = ROOT / "docs" / "speed.md"
NBGRADER = ("-m", "nbgrader", "autograde", "gradient_descent", "--force", "--log-level=ERROR")
OURS = ("-m", "grading", "autograde", "gradient_descent")
FORCE = (*OURS, "--force")
FEEDBACK = ("-m", "nbgrader", "generate_feedback", "gradient_descent", "--force")
NBVAL = ("-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "notebooks", "solutions")
WARM, EACH_CORE = ("-p", "tests.support.warm_nbval"), ("--numprocesses", "auto")


def graded(what: str, assignment: Assignment, *words: str) -> Run:
    """Time a command on a class."""
    notebooks = len(list(assignment.submitted.glob("*/*/*.ipynb")))
    return timed(what, assignment.root, notebooks, *words)


def bare(what: str, assignment: Assignment, *words: str) -> Run:
    """Time the same cells in warm processes, one on each core, each with the whole class."""
    command = [sys.executable, "-m", "benchmarks.bare", str(assignment.root), *words]
    backend = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    environment = {**os.environ, **backend, **threads}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    cores = sorted(os.sched_getaffinity(0))
    running = [subprocess.Popen(command, env=environment, **pipes) for _ in cores]  # type: ignore[call-overload]
    notebooks, seconds = 0, 0.0
    for process in running:
        out, err = process.communicate()
        if process.returncode:
            sys.exit(err)
        count, taken = out.split()
        notebooks, seconds = notebooks + int(count), max(seconds, float(taken))
    return Run(what, notebooks, seconds)


def classes(folder: Path, stock: int, students: int) -> tuple[list[Run], Run]:
    """A class with stock nbgrader, then with this project; the last is the limit, and undrawn."""
    theirs = large_class(folder / "stock", stock, stock=True)
    runs = [graded("stock `nbgrader autograde`", theirs, *NBGRADER)]
    same = large_class(folder / "same", stock)
    runs.append(graded("`nbgrader autograde`, isolated", same, *NBGRADER))
    runs.append(graded("the command, the same class", same, *FORCE))
    large = large_class(folder / "large", students)
    runs.append(graded("the command, a larger class", large, *FORCE))
    runs.append(runs[3].beyond(runs[2], "the same, without what it takes to start"))
    runs.append(graded("one notebook at a time", large, *FORCE, "--workers", "1"))
    runs.append(bare("limit: `exec` in a warm process on each core", large))
    return runs, bare("the same without drawing", large, "undrawn")


def pages(folder: Path) -> list[Run]:
    """The feedback of the classes that were graded before, with stock nbgrader and with ours."""
    names = {
        "stock": "stock `nbgrader generate_feedback`",
        "same": "`nbgrader generate_feedback` here",
        "large": "the same, a larger class",
    }
    found = {what: Assignment("gradient_descent", folder / name) for name, what in names.items()}
    return [graded(what, assignment, *FEEDBACK) for what, assignment in found.items()]


def machines(folder: Path, students: int) -> list[Run]:
    """A small class by one worker behind a scheduler, then a larger one by one, by two, by four,
    all of them processes of their own.
    """
    small, large = (large_class(folder / f"machines_{n}", n) for n in (3, students))
    runs = []
    for count, assignment in ((1, small), (1, large), (2, large), (4, large)):
        address = free_address()
        what = f"a scheduler and {count} worker{'s' if count > 1 else ''}"
        with cluster(address, workers=count):
            runs.append(graded(what, assignment, *FORCE, "--scheduler", address))
    return runs


def growth(folder: Path, sizes: list[int]) -> list[Run]:
    """Classes of more and more notebooks; at last, the largest again, with nothing new in it."""
    runs = []
    for size in sizes:
        grown = large_class(folder / f"of_{size}", -(-size // 4))
        runs.append(graded("a class", grown, *FORCE))
        if size == sizes[-1]:
            runs.append(graded("the same again, with nothing new", grown, *OURS))
        shutil.rmtree(grown.root)
    return runs


def reruns() -> list[Run]:
    """The demos and solutions through nbval: with kernels of their own, and with warm ones.

    They take turns, and each has the median of its times.
    """
    course = find_assignment("gradient_descent", ROOT)
    count = len(notebooks_in(course.demos)) + len(notebooks_in(course.solutions))
    ways = {
        "`pytest --nbval`": (),
        "the same, with pytest-xdist on each core": EACH_CORE,
        "warm kernels": WARM,
    }
    turns = [
        [timed(what, ROOT, count, *NBVAL, *words, looks=False) for what, words in ways.items()]
        for _ in range(TURNS)
    ]
    return [
        sorted(runs, key=lambda run: run.seconds)[TURNS // 2] for runs in zip(*turns, strict=True)
    ]


def main() -> None:
    """Print what docs/speed.md says; with --write, write it there."""
    parser = argparse.ArgumentParser(prog="make bench", description=main.__doc__)
    parser.add_argument("--stock", type=int, default=5, help="students that stock grades")
    parser.add_argument("--students", type=int, default=50, help="students of the larger class")
    sizes = "notebooks of the growing classes, such as 10 100 1000 10000"
    parser.add_argument("--growth", type=int, nargs="+", default=[10, 100, 1000], help=sizes)
    parser.add_argument("--write", action="store_true", help="write docs/speed.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shared").mkdir()
        os.environ["SHARED"] = str(folder / "shared")  # a released course, to be copied
        rerun = reruns()
        runs, undrawn = classes(folder, asked.stock, asked.students)
        speed = Speed(
            runs=runs,
            undrawn=undrawn,
            pages=pages(folder),
            stages=stages(large_class(folder / "stages", max(2, asked.students // 5))),
            machines=machines(folder, asked.students),
            growth=growth(folder, asked.growth),
            reruns=rerun,
        )
    text = page(speed)
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
