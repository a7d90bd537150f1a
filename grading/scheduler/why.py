"""`python -m grading why`: where each test of an assignment runs, why, and what that means."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from functools import cache

from nbgrader.coursedir import CourseDirectory

from grading.checker.grader import Grader
from grading.checker.rehearsal import Rehearsal, rehearse
from grading.core.course import Assignment
from grading.core.reference import name_of
from grading.gradebook.database import answering
from grading.gradebook.nbgrader import command_path, load_config, open_gradebook
from grading.gradebook.structure import explained
from grading.scheduler.rehearsals import rehearsals
from grading.scheduler.run import run_config
from grading.scheduler.worker import RunConfig

APART = "apart: the test runs away from the students' code, and that code cannot forge a pass."
BESIDE = (
    "beside: the test runs in the student's own process, shut in, as on stock nbgrader: a student "
    "who means to can forge a pass; nobody else is touched."
)
CHOICE = (
    "To choose for yourself: c.IsolatedExporter.assignments = "
    "{'%s': {'tests': 'beside'}}, or 'apart', in nbgrader_config.py."
)


@answering()
def why(assignment: Assignment) -> None:
    """Print where each test runs, and why; what was not rehearsed yet is rehearsed.

    Raises UsageError where the assignment is not released, or nothing can be graded here.
    """
    os.environ["PATH"] = command_path()
    config = load_config(assignment)
    course = CourseDirectory(config=config, assignment_id=assignment.name)
    with explained(course):
        run = run_config(course, config, (), isolated=True)
    with contextlib.ExitStack() as ends, open_gradebook(assignment) as gradebook:

        @cache
        def grader() -> Grader:  # started where there is something to rehearse
            made = Grader(run.limits, hidden=run.hidden, isolated=run.isolated)
            return ends.enter_context(made)

        found = rehearsals(
            run, gradebook.engine, lambda name: rehearse(grader().grade, run.masters[name])
        )
    print("\n".join(_lines(run, found)))


def _lines(run: RunConfig, found: Mapping[str, Rehearsal]) -> Iterator[str]:
    rows = [("notebook", "test", "runs", "why")]
    for name, master in run.masters.items():
        for test in master.tests():
            rows.append((name, name_of(test), *_row(found[name], name_of(test))))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [f"{text:{width}}" for text, width in zip(row, widths, strict=False)]
        yield "  ".join([*cells, row[3]]).rstrip()
    ways = {row[2] for row in rows[1:]}
    yield ""
    yield from (said for way, said in (("apart", APART), ("beside", BESIDE)) if way in ways)
    if run.tests == "auto":
        yield CHOICE % run.assignment


def _row(found: Rehearsal, test: str) -> tuple[str, str]:
    """Where a test runs, and why."""
    if test in found.nowhere:
        return "beside", f"your own solution passes it in no way; {found.why.get(test, '')}"
    if test in found.placement.beside:
        return "beside", found.why.get(test, "")
    rehearsed = test in found.placement.kinds
    return "apart", "your own solution passes it" if rehearsed else "the settings say so"
