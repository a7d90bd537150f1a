"""Grader: bytes of one submission in, graded notebook out."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import nbformat
from nbformat import NotebookNode

from grading.core.limits import Limits
from grading.core.outputs import (
    BROKE_OFF,
    NOT_GRADED,
    error_output,
    keep_findings,
    keep_for_students,
)
from grading.core.reference import ReferenceNotebook
from grading.sandbox.pool import Branch, CannotGrade, ZygotePool
from grading.wire.channel import JOB, Channel, Closed, Late
from grading.wire.messages import (
    CellGraded,
    GradeNotebook,
    GradingDone,
    Malformed,
    Merged,
    PublicOutputs,
    SubmissionRefused,
)

FROM_THE_CHECKER = (SubmissionRefused, Merged, CellGraded, PublicOutputs, GradingDone)

ENTRY = "grading.checker.main"
"""The module that a warm parent runs; by name, for only that process imports it."""


@dataclass(frozen=True)
class Job:
    """A notebook as it was handed in, with the student's other files, and its master."""

    handed_in: bytes
    master: ReferenceNotebook
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Graded:
    """A graded notebook: verdicts are its test cells' outputs.

    `remarks` say what was mended, `trouble` what an instructor should look at. It is not `settled`
    where grading broke off, and another try may end otherwise.
    """

    notebook: NotebookNode
    remarks: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    settled: bool = True


class Grader:
    """Grades notebooks, any number at a time, with one warm parent; to be used in `with`."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        hidden: Sequence[str] = (),
        isolated: bool = True,
    ) -> None:
        self._limits = limits or Limits()
        self._parents = ZygotePool(self._limits, hidden, ENTRY, isolated=isolated)
        self.start, self.stop = self._parents.start, self._parents.stop

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def grade(self, job: Job) -> Graded:
        """Run the notebook and its tests. Never fails for anything that is in `handed_in`."""
        connection, branch = self._parents.checker(job.master)
        with connection:
            return _Grading(job, self._limits, branch).run(Channel(connection, JOB))


class _Grading:
    """One job, and what has come of it so far."""

    def __init__(self, job: Job, limits: Limits, branch: Branch) -> None:
        self._job, self._limits, self._branch = job, limits, branch
        self._notebook = job.master.notebook
        self._remarks: list[str] = []
        self._trouble: list[str] = []

    def run(self, channel: Channel) -> Graded:
        """Send the job, collect what comes back; whatever is missing in the end has a reason."""
        settled = True
        try:
            channel.send(self._order())
            seconds = 2 * self._limits.notebook_seconds + 60
            while self._take(channel.receive(*FROM_THE_CHECKER, seconds=seconds)):
                pass
        except (Closed, Late, Malformed, RecursionError, ValueError, LookupError) as error:
            settled = False
            self._trouble.append(f"the checker stopped: {error or type(error).__name__}")
            self._notebook = refused(self._notebook, BROKE_OFF).notebook
        return Graded(self._notebook, tuple(self._remarks), tuple(self._trouble), settled)

    def _order(self) -> GradeNotebook:
        master = self._job.master
        return GradeNotebook(
            handed_in=self._job.handed_in,
            instructor=master.notebook,
            public=dict(master.public),
            prepared=self._branch.outputs,
            files={**self._job.files, **master.files},
            limits=self._limits,
        )

    def _take(self, message: object) -> bool:
        """Take a message of the checker's; False if it is the last."""
        match message:
            case SubmissionRefused(reason):
                self._trouble.append(reason)
                self._notebook = refused(self._notebook, reason).notebook
                return False
            case Merged(notebook, remarks):
                self._notebook = nbformat.from_dict(notebook)
                self._remarks += remarks
            case CellGraded(index, count, outputs, trouble, found):
                cell = self._notebook.cells[index]
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
                cell.execution_count = count
                keep_findings(cell, found)
                self._trouble += [f"{cell.id}: {trouble}"] if trouble else []
            case PublicOutputs(index, outputs):
                shown = [nbformat.from_dict(output) for output in outputs]
                keep_for_students(self._notebook.cells[index], shown)
        return not isinstance(message, GradingDone)


def refused(notebook: NotebookNode, reason: str) -> Graded:
    """The notebook in which every test without a verdict says why there is none."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        graded = cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
        if graded and cell.get("execution_count") is None:
            cell.outputs = [nbformat.from_dict(error_output(NOT_GRADED, reason))]
    return Graded(notebook, (), (reason,))


__all__ = ["CannotGrade", "Graded", "Grader", "Job", "Limits", "ReferenceNotebook", "refused"]
