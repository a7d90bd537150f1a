"""Where the time goes while a class is graded.

One notebook at a time, in one process with the workers, so that every stage can be looked at; the
students' processes and the checkers are their own, as always.
"""

from __future__ import annotations

import functools
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
from nbformat.v4 import new_notebook
from nbgrader.coursedir import CourseDirectory

from grading.checker.grader import Grader, Job, ReferenceNotebook
from grading.core.course import Assignment
from grading.gradebook.nbgrader import ReferenceLoader, load_config
from grading.gradebook.store import Record
from grading.intake.merge import merge_submission
from grading.scheduler import processes
from grading.scheduler import worker as shard
from grading.scheduler.output import Autograded
from grading.scheduler.plan import Plan
from grading.scheduler.run import autograde
from tests.support.classes import Threads
from tests.support.probes import cell

EMPTY = 10
"""How often a notebook with nothing in it is graded, for the mean."""

WATCHED: dict[str, tuple[type, str]] = {
    "plan": (Plan, "work"),
    "grade": (Grader, "attempt"),
    "outcome": (shard._WarmGrader, "outcome"),
    "files": (Autograded, "put"),
    "record": (Record, "enter"),
}
"""What is timed of the command and its workers."""


@dataclass(frozen=True)
class Stages:
    """Seconds for a notebook, on one core."""

    plan: float
    intake: float
    processes: float
    cells: float
    steps: float
    files: float
    record: float

    @property
    def whole(self) -> float:
        """All together."""
        return float(sum(vars(self).values()))


def stages(assignment: Assignment) -> Stages:
    """Grade the class, stage by stage; the workers are warm before the clock starts."""
    spent: dict[str, float] = defaultdict(float)
    notebooks = sorted(assignment.submitted.glob("*/*/*.ipynb"))
    with patch.object(processes, "local", lambda _: Threads(1)):
        autograde(assignment, student="student_0000", force=True)
        with _watched(spent):
            autograde(assignment, force=True)
    count = len(notebooks)
    intake, empty = _intake(assignment, notebooks), _nothing()
    return Stages(
        plan=spent["plan"] / count,
        intake=intake,
        processes=empty,
        cells=spent["grade"] / count - intake - empty,
        steps=(spent["outcome"] - spent["grade"]) / count,
        files=spent["files"] / count,
        record=spent["record"] / count,
    )


@contextmanager
def _watched(spent: dict[str, float]) -> Iterator[None]:
    usual = {what: getattr(*place) for what, place in WATCHED.items()}
    for what, (owner, name) in WATCHED.items():
        setattr(owner, name, _timed(usual[what], what, spent))
    try:
        yield
    finally:
        for what, (owner, name) in WATCHED.items():
            setattr(owner, name, usual[what])


def _timed(function: Callable[..., Any], what: str, spent: dict[str, float]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*arguments: Any, **keywords: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*arguments, **keywords)
        finally:
            spent[what] += time.perf_counter() - start

    return timed


def _intake(assignment: Assignment, notebooks: list[Path]) -> float:
    """Seconds that it takes to find a student's answers in a file."""
    config = load_config(assignment)
    course = CourseDirectory(config=config, assignment_id=assignment.name)
    instructors = ReferenceLoader(course, config)
    masters = {name: instructors.master(name).notebook for name in instructors.names()}
    contents = [(path.read_bytes(), masters[path.stem]) for path in notebooks]
    start = time.perf_counter()
    for content, master in contents:
        merge_submission(content, master)
    return (time.perf_counter() - start) / len(contents)


def _nothing() -> float:
    """Seconds for a notebook with nothing in it: processes forked, shut in, spoken to, ended."""
    notebook = new_notebook(cells=[cell("answer", "pass", solution=True)])
    job = Job(nbformat.writes(notebook).encode(), ReferenceNotebook(notebook, {}))
    with Grader() as grader:
        grader.grade(job)
        return statistics.mean(_took(lambda: grader.grade(job)) for _ in range(EMPTY))


def _took(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
