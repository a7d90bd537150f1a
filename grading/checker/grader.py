"""Grader: bytes of one submission in, graded notebook out."""

from __future__ import annotations

import contextlib
import copy
import re
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self

import nbformat
from nbformat import NotebookNode

from grading.core.global_names import GlobalNames
from grading.core.limits import CHECKER_SECONDS, Limits
from grading.core.origin import Origin, keep_origin
from grading.core.outputs import (
    BROKE_OFF,
    NOT_GRADED,
    grader_error,
    keep_beside,
    keep_findings,
    keep_for_students,
    put_outputs,
)
from grading.core.reference import APART, Placement, ReferenceNotebook, is_test, name_of
from grading.intake.global_names import read_names
from grading.sandbox.fork_client import NoRoom
from grading.sandbox.pool import CannotGrade, ZygotePool
from grading.wire.channel import JOB, Channel, Closed, Late
from grading.wire.messages import (
    CellGraded,
    Excess,
    GradeNotebook,
    GradingDone,
    KeptWaiting,
    Malformed,
    Merged,
    PublicOutputs,
    SubmissionRefused,
)

ANSWERS = (SubmissionRefused, Merged, CellGraded, PublicOutputs, GradingDone, KeptWaiting)
"""What a checker says."""

SLACK = 60.0
"""Seconds that a notebook may take beyond its own time, and that of its tests."""

COMPILER = re.compile(rb"\b(optim|functorch|sympy)\b|\btorch\.(compile|func|vmap)\b")
"""What notebooks say whose cells import torch's compiler: its optimizers and its derivatives of
functions do, for 0.7 s. SymPy comes with it.
"""

ENTRY = "grading.checker.main"
"""The module that a warm parent runs; by name, for only that process imports it."""


@dataclass(frozen=True)
class Job:
    """A notebook as it was handed in, with the student's other files, and its master."""

    handed_in: bytes
    master: ReferenceNotebook
    files: Mapping[str, bytes] = field(default_factory=dict)
    alone: bool = False
    """Nothing else is graded meanwhile, and what comes of it stands."""
    placement: Placement = APART
    rehearsal: bool = False
    """It is the instructor's own solution, to be learnt from."""

    def uses_compiler(self) -> bool:
        """True if a cell speaks of what imports torch's compiler."""
        cells = (cell.source.encode() for cell in self.master.notebook.cells)
        return any(map(COMPILER.search, (self.handed_in, *cells)))


@dataclass(frozen=True)
class Graded:
    """A graded notebook: verdicts are its test cells' outputs.

    `remarks` say what was mended, `trouble` what an instructor should look at. It is not `settled`
    where grading broke off, and another try may end otherwise; `again` asks for that try, alone,
    since others kept it from running.
    """

    notebook: NotebookNode
    remarks: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    settled: bool = True
    again: bool = False
    crossed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a rehearsal: the kinds of values that crossed in each test that ran apart, by `grade_id`.
    """

    def of(self, origin: Origin) -> Graded:
        """The same with what was decided about its file, kept in the notebook."""
        keep_origin(self.notebook, origin)
        return replace(self, trouble=(*(origin.said if origin.look else ()), *self.trouble))


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
        self._turns = Turns()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def grade(self, job: Job) -> Graded:
        """Run the notebook and its tests. Never fails for anything that is in `handed_in`.

        Whom others kept from running is tried once more, when this grader does nothing else.
        """
        with self._turns.shared():
            graded = self.attempt(job)
        if graded.again:
            with self._turns.alone():
                return self.attempt(replace(job, alone=True))
        return graded

    def attempt(self, job: Job) -> Graded:
        """One try: as `grade`, but for a second one. On return nothing is left of its processes."""
        try:
            handle = self._parents.checker(job.master, compiler=job.uses_compiler())
        except NoRoom as error:
            return _Grading(job, self._limits, []).broke_off(str(error), again=True)
        grading = _Grading(job, self._limits, handle.branch.outputs)
        reason = grading.run(Channel(handle.connection, JOB))
        try:
            status, excess = handle.end()
        except OSError:
            self._parents.restart()
            return grading.broke_off("the processes that grade did not answer", again=True)
        return grading.result(reason, status, excess)


class Turns:
    """Who may go on beside others, and who waits until nobody else does anything."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = 0
        self._alone = threading.Lock()

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """Within it, others may go on."""
        with self._alone, self._changed:
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Within it, nobody else goes on."""
        with self._alone:
            with self._changed:
                self._changed.wait_for(lambda: not self._busy)
            yield


class _Grading:
    """One job, and what has come of it so far."""

    def __init__(self, job: Job, limits: Limits, prepared: list[Any]) -> None:
        self._job, self._limits, self._prepared = job, limits, prepared
        self._notebook = job.master.notebook
        self._remarks: list[str] = []
        self._crossed: dict[str, tuple[str, ...]] = {}
        self._trouble: list[str] = []
        self._again = self._settled = False
        self._kept_waiting = ""

    def run(self, channel: Channel) -> str:
        """Send the job and collect what comes back; why grading broke off, or nothing."""
        runs = 2 if self._job.placement.beside else 1
        most = runs * self._limits.notebook_seconds + CHECKER_SECONDS + SLACK
        until = time.monotonic() + most
        try:
            channel.send(self._order(), most)
            while self._take(channel.receive(*ANSWERS, seconds=until - time.monotonic())):
                pass
            return self._kept_waiting
        except Late:
            reason = f"the notebook took more than {most:g} seconds in all"
        except (Closed, Malformed, RecursionError, ValueError, LookupError) as error:
            # The system may have ended it for the sake of memory that others had taken.
            reason = f"the checker stopped: {error or type(error).__name__}"
        self._again, self._settled = not self._job.alone, self._job.alone
        return reason

    def result(self, reason: str, status: int, excess: Excess) -> Graded:
        """What has come of it, with the way in which its checker has ended."""
        if excess is Excess.ROOM:
            return self.broke_off("the system had no room for another process", again=True)
        if reason and status < 0 and -status != signal.SIGKILL:  # which is how it is ended here
            reason = f"{reason} ({signal.Signals(-status).name})"
        if reason:
            return self.broke_off(reason, again=self._again)
        return Graded(
            self._notebook, tuple(self._remarks), tuple(self._trouble), crossed=self._crossed
        )

    def broke_off(self, reason: str, *, again: bool) -> Graded:
        """Nothing has come of the rest; that is settled if it has had its time, and alone."""
        trouble = (*self._trouble, reason)
        notebook = refused(self._notebook, BROKE_OFF).notebook
        return Graded(notebook, tuple(self._remarks), trouble, self._settled, again)

    def _order(self) -> GradeNotebook:
        master = self._job.master
        return GradeNotebook(
            handed_in=self._job.handed_in,
            instructor=master.notebook,
            public=dict(master.public),
            prepared=self._prepared,
            files={n: d for n, d in self._job.files.items() if not master.files.keep_out(n)},
            limits=self._limits,
            alone=self._job.alone,
            beside=sorted(self._job.placement.beside),
            kinds={name: list(kinds) for name, kinds in self._job.placement.kinds.items()},
            rehearsal=self._job.rehearsal,
            names=master.names or _own_names(master),
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
            case CellGraded(index, count, outputs, trouble, found, crossed, is_beside):
                cell = self._notebook.cells[index]
                if is_beside:
                    keep_beside(cell)
                if is_test(cell):
                    self._crossed[name_of(cell)] = tuple(crossed)
                put_outputs(cell, outputs)
                cell.execution_count = count
                keep_findings(cell, found)
                self._trouble += [f"{cell.id}: {trouble}"] if trouble else []
            case KeptWaiting(reason):
                self._again, self._kept_waiting = True, reason
                return False
            case PublicOutputs(index, outputs):
                shown = [nbformat.from_dict(output) for output in outputs]
                keep_for_students(self._notebook.cells[index], shown)
        return not isinstance(message, GradingDone)


@lru_cache(maxsize=8)
def _own_names(master: ReferenceNotebook) -> GlobalNames:
    return read_names(master.notebook, master.notebook, master.public)


def refused(notebook: NotebookNode, reason: str) -> Graded:
    """The notebook in which every test without a verdict says why there is none."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        graded = cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade")
        if graded and cell.get("execution_count") is None:
            put_outputs(cell, [grader_error(NOT_GRADED, reason)])
    return Graded(notebook, (), (reason,))


__all__ = ["CannotGrade", "Graded", "Grader", "Job", "Limits", "ReferenceNotebook", "refused"]
