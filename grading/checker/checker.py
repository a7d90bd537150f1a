"""The checker, a trusted process: runs test cells here and student cells in the sandbox."""

from __future__ import annotations

import resource
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

import nbformat
from nbformat import NotebookNode

from grading.checker.proxies import AnswerRefused, StudentNameBinder, follow_closed_figures
from grading.checker.session import Session
from grading.core.errors import GradingError
from grading.core.global_names import GlobalNames
from grading.core.limits import CHECKER_SECONDS
from grading.core.outputs import (
    Finding,
    Output,
    ended,
    findings,
    keep_packages,
    loses_points,
    marked,
    score_outputs,
)
from grading.core.packages import is_there, not_installed
from grading.intake.cells import normal, packages
from grading.intake.merge import merge_submission
from grading.intake.refusals import Unreadable
from grading.sandbox.fork_client import ForkClient
from grading.sandbox.shell import Shell, attach, run
from grading.sandbox.usage import address_space
from grading.wire.channel import JOB, Channel
from grading.wire.messages import (
    CellGraded,
    GradeNotebook,
    GradingDone,
    KeptWaiting,
    Merged,
    PublicOutputs,
    SubmissionRefused,
)

# The locked cells at a notebook's beginning, which parents have run before they fork.


def runs(cell: NotebookNode) -> bool:
    """True for a cell that has code in it."""
    return cell.cell_type == "code" and bool(cell.source.strip())


@dataclass(frozen=True)
class Preamble:
    """The cells at the notebook's beginning that the parents have run before they forked."""

    done: frozenset[str]
    """Those that this process need not run."""
    shown: dict[str, list[Output]]
    """What they showed, if the student's notebook begins with the same, and no other."""

    @classmethod
    def of(cls, instructor: NotebookNode, prepared: list[Any], handed_in: NotebookNode) -> Preamble:
        """The head of a notebook of which so many cells are prepared."""
        first = [cell.id for cell in instructor.cells if runs(cell)][: len(prepared)]
        same = first == [cell.id for cell in handed_in.cells if runs(cell)][: len(prepared)]
        return cls(frozenset(first), dict(zip(first, prepared, strict=True)) if same else {})


# How one notebook is graded: its test cells here, the student's cells elsewhere.

OWN_SECONDS = 20
"""Computing time of one test by itself; only answers that were made to be slow take more."""

NO_ROOM = "the system had no room for the student's process: it is at the limits of this user"
STARVED = "others kept the student's code from running until its time was over"

OWN_MEMORY = 768 << 20
"""Bytes that the checker may use for itself."""


class TooSlow(GradingError):
    """Looking at an answer took the checker itself too long."""


def main(connection: socket.socket, lines: list[ForkClient], shell: Shell) -> None:
    """Grade the one notebook that comes over the connection, and send back what becomes of it.

    Of the two lines, the first leads to a parent that has run the notebook's head already.
    """
    limit_own_use()
    channel = Channel(connection, JOB)
    job = channel.receive(GradeNotebook)
    try:
        instructor = nbformat.from_dict(job.instructor)
        merged = merge_submission(job.handed_in, instructor, job.public)
    except Unreadable as error:
        channel.send(SubmissionRefused(str(error)))
        return
    missing = not_there(merged.notebook, instructor, job.files)
    keep_packages(merged.notebook, missing)
    remarks = [*merged.remarks, *map(not_installed, missing)]
    channel.send(Merged(merged.notebook, remarks))
    head = Preamble.of(instructor, job.prepared, merged.notebook)
    session = Session(lines[0 if head.shown else 1], job.limits, job.files)
    unlocked = Unlocked(instructor, merged.notebook, job.names)
    checker = Checker(session, shell, job, head, unlocked)
    for index, cell in enumerate(merged.notebook.cells):
        if runs(cell):
            graded = checker.cell(index, cell)
            if session.no_room or (session.budget.starved and not job.alone):
                channel.send(KeptWaiting(NO_ROOM if session.no_room else STARVED))
                return
            channel.send(graded)
    for index, cell in enumerate(merged.notebook.cells):
        if cell.id in checker.lost:
            channel.send(PublicOutputs(index, checker.visible(cell)))
    channel.send(GradingDone())


def not_there(
    notebook: NotebookNode, instructor: NotebookNode, files: Mapping[str, bytes]
) -> list[str]:
    """The packages that a student's cells import, neither installed nor among `files`."""
    own = {cell.source for cell in instructor.cells}
    theirs = [c.source for c in notebook.cells if c.cell_type == "code" and c.source not in own]
    named = frozenset[str]().union(*map(packages, theirs))
    beside = {name.partition("/")[0].removesuffix(".py") for name in files}
    written = {name for name in named if any(f"{name}.py" in source for source in theirs)}
    return sorted(name for name in named - beside - written if not is_there(name))


def limit_own_use() -> None:
    """Bound what data that were made for it can cost this process: it fails, and says so."""
    resource.setrlimit(resource.RLIMIT_CPU, (CHECKER_SECONDS, CHECKER_SECONDS + 2 * OWN_SECONDS))
    signal.signal(signal.SIGXCPU, _too_slow)
    if used := address_space():
        resource.setrlimit(resource.RLIMIT_AS, (used + OWN_MEMORY, used + OWN_MEMORY))


class Unlocked:
    """The instructor's unlocked cells with what tests use, which are the instructor's for them.

    Those with functions, classes or imports are so whatever the student has made of them; those
    with nothing but values as long as the student has left them as they were.
    """

    def __init__(self, instructor: NotebookNode, merged: NotebookNode, names: GlobalNames) -> None:
        left = {cell.id: normal(cell.source) for cell in merged.cells}
        self._places = {cell.id: place for place, cell in enumerate(instructor.cells)}
        self._cells = [
            cell
            for cell in instructor.cells
            if cell.id in names.tools
            or (cell.id in names.data and left.get(cell.id) == normal(cell.source))
        ]

    def up_to(self, cell_id: str) -> list[NotebookNode]:
        """Those that stand before the instructor's cell of this id, or are it, each once."""
        until = self._places.get(cell_id, -1)
        found = [cell for cell in self._cells if self._places[cell.id] <= until]
        del self._cells[: len(found)]
        return found


class Checker:
    """Runs the code cells of a notebook in their order, each where it belongs.

    `public` holds the sources of locked cells that the student's process sees in another form
    than this one: without hidden tests. `lost` are tests with hidden parts that gave less than
    their points, by their numbers, but for those that the grader had to end: once is enough.
    """

    def __init__(
        self,
        session: Session,
        shell: Shell,
        job: GradeNotebook,
        head: Preamble,
        unlocked: Unlocked,
    ) -> None:
        self._session, self._shell, self._public = session, shell, job.public
        self._unlocked = unlocked
        self._head = head
        self._count = 0
        self.lost: dict[str, int] = {}
        self._borrowed = StudentNameBinder(session.names, shell.user_ns, job.names)
        attach(session.outputs.add)
        follow_closed_figures(session.names)
        signal.signal(signal.SIGVTALRM, _too_slow)

    def cell(self, index: int, cell: NotebookNode) -> CellGraded:
        """Run the cell at an index: its outputs, its number, what the instructor has to know."""
        self._count += 1
        mark = cell.metadata.get("nbgrader", {})
        own = not mark.get("solution") and (mark.get("grade") or mark.get("locked"))
        outputs: list[Output] = []
        found: list[Finding] = []
        trouble = ""
        if own and mark.get("grade"):
            self._helpers(cell)
            outputs, trouble, found = self._test(cell.source, float(mark["points"]), cell.id)
            hides = self._public.get(cell.id, cell.source) != cell.source
            if hides and loses_points(outputs, float(mark["points"])) and not ended(outputs):
                self.lost[cell.id] = self._count
        elif cell.id in self._head.shown:
            outputs = self._session.shown(self._head.shown[cell.id])
        else:
            if own and cell.id not in self._head.done:
                self._helpers(cell)
                self._tool(cell)
            outputs = self._session.run(self._public.get(cell.id, cell.source), self._count)
            outputs = marked(outputs, len(self._session.outputs.cell))
            self._ran(cell, own=bool(own))
        return CellGraded(index, self._count, outputs, trouble, found)

    def visible(self, cell: NotebookNode) -> list[Output]:
        """What a test shows without its hidden part, once all cells have run, for the student.

        It is no verdict: what the student's functions do may depend on how often they are called.
        """
        self._count = self.lost[cell.id]
        return self._test(self._public[cell.id], float(cell.metadata.nbgrader.points), cell.id)[0]

    def _helpers(self, cell: NotebookNode) -> list[str]:
        """Run the unlocked cells of which tests use something, up to here; their ids."""
        helpers = self._unlocked.up_to(cell.id)
        for helper in helpers:
            self._tool(helper)
        return [helper.id for helper in helpers]

    def _ran(self, cell: NotebookNode, *, own: bool) -> None:
        """A cell has run in the student's process; one of the instructor's own here, too."""
        if cell.metadata.get("nbgrader", {}).get("solution"):
            self._borrowed.answered(cell.metadata.nbgrader.grade_id)
        if cell.id not in self._helpers(cell) and not own:  # a test looks for it in `In`
            history = self._shell.history_manager
            assert history is not None
            history.store_inputs(self._count, cell.source)
        self._borrowed.ran(cell.id)

    def _tool(self, cell: NotebookNode) -> None:
        """Run an instructor's cell that is no test, for the names that it defines."""
        self._session.outputs.begin()
        self._borrowed.lend(self._plain(cell.source), self._session.defined)
        run(self._shell, cell.source, self._count)

    def _plain(self, source: str) -> str:
        """The cell in Python alone, without magics."""
        plain: str = self._shell.input_transformer_manager.transform_cell(source)
        return plain

    def _test(
        self, source: str, points: float, name: str
    ) -> tuple[list[Output], str, list[Finding]]:
        self._session.outputs.begin()
        public = self._plain(self._public.get(name, source))
        self._borrowed.lend(self._plain(source), self._session.defined, public)
        self._session.names.fresh_figures()
        signal.setitimer(signal.ITIMER_VIRTUAL, OWN_SECONDS, 1.0)  # again, if it is caught
        result = run(self._shell, source, self._count)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        error = result.error_before_exec or result.error_in_exec
        outputs, trouble = score_outputs(self._session.outputs.cell, result.result, error, points)
        for output in outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = self._count
        trouble = str(error) if isinstance(error, (TooSlow, AnswerRefused)) else trouble
        return outputs, trouble, findings(error)


def _too_slow(number: int, _frame: FrameType | None) -> None:
    if number == signal.SIGXCPU:
        raise TooSlow(f"looking at the answers took more than {CHECKER_SECONDS} seconds in all")
    raise TooSlow(f"looking at the answer took more than {OWN_SECONDS} seconds")
