"""The checker, a trusted process: runs test cells here and student cells in the sandbox."""

from __future__ import annotations

import resource
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
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
    score_reported,
)
from grading.core.packages import is_there, not_installed
from grading.core.reference import is_test, name_of
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

OWN_MEMORY, COPIES = 512 << 20, 16
"""Bytes that the checker may use for itself, and times that of the largest value on top: as text,
as bytes, as numbers, and what a test makes of them.
"""


class TooSlow(GradingError):
    """Looking at an answer took the checker itself too long."""


def main(connection: socket.socket, lines: list[ForkClient], shell: Shell) -> None:
    """Grade the one notebook that comes over the connection, and send back what becomes of it.

    Of the two lines, the first leads to a parent that has run the notebook's head already.
    """
    channel = Channel(connection, JOB)
    job = channel.receive(GradeNotebook)
    limit_own_use(job.limits.value)
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
    cells = [(index, cell) for index, cell in enumerate(merged.notebook.cells) if runs(cell)]
    unlocked = Unlocked(instructor, merged.notebook, job.names)
    for graded in _graded(job, cells, head, unlocked, lines, shell):
        channel.send(graded)
        if isinstance(graded, KeptWaiting):
            return
    channel.send(GradingDone())


def _graded(
    job: GradeNotebook,
    cells: Sequence[tuple[int, NotebookNode]],
    head: Preamble,
    unlocked: Unlocked,
    lines: Sequence[ForkClient],
    shell: Shell,
) -> Iterator[CellGraded | PublicOutputs | KeptWaiting]:
    """What becomes of these cells, in one run or in two.

    The first knows no hidden part of any test that runs beside, so that what students see of it
    tells nothing. Where there are some, their verdicts come from the second.
    """

    def waited(session: Session) -> Iterator[KeptWaiting]:
        if session.no_room or (session.budget.starved and not job.alone):
            yield KeptWaiting(NO_ROOM if session.no_room else STARVED)

    placed = Placed(frozenset(job.beside), [cell for _, cell in cells], job.public)
    session = Session(lines[0 if head.shown else 1], job.limits, job.files)
    checker = Checker(session, shell, job, head, placed, unlocked)
    for number, (index, cell) in enumerate(cells, start=1):
        graded = checker.cell(index, cell, number)
        yield from waited(session)
        yield graded
    for index, cell in cells:
        if cell.id in checker.lost:
            yield PublicOutputs(index, checker.visible(cell))
    if not placed.twice:
        return
    done = head.shown.keys() if placed.apart else ()  # or it is run with what it hides
    session = Session(lines[0 if done else 1], job.limits, job.files)
    for number, (index, cell) in enumerate(cells, start=1):
        if cell.id in done or (is_test(cell) and not placed.is_beside(cell)):
            continue
        outputs = session.run(placed.whole(cell), number)
        yield from waited(session)
        if placed.is_beside(cell):
            yield beside(index, cell, number, outputs, session)
            yield PublicOutputs(index, checker.reported.get(cell.id, []))


class Placed:
    """Which tests of a notebook run beside, and what a student's process is given of the cells."""

    def __init__(
        self, beside: frozenset[str], cells: Sequence[NotebookNode], public: Mapping[str, str]
    ) -> None:
        tests = [cell for cell in cells if is_test(cell)]
        self._beside, self._public = beside, public
        self.apart = any(name_of(cell) not in beside for cell in tests)
        """Some test runs apart."""
        hides = [c for c in cells if public.get(c.id, c.source) != c.source]
        self.twice = any(
            self.is_beside(cell) if is_test(cell) else not self.apart for cell in hides
        ) and any(map(self.is_beside, tests))
        """Tests that run beside have hidden parts, and so there are two runs."""

    def is_beside(self, cell: NotebookNode) -> bool:
        return is_test(cell) and name_of(cell) in self._beside

    def whole(self, cell: NotebookNode) -> str:
        """The source for the run that has the hidden parts of the tests that run beside.

        Those of other cells are among them only where no test runs apart, which they may be for.
        """
        if self.is_beside(cell) or not self.apart:
            return str(cell.source)
        return self._public.get(cell.id, str(cell.source))


def beside(
    index: int, cell: NotebookNode, number: int, outputs: list[Output], session: Session
) -> CellGraded:
    """The verdict of a test that ran in the student's process, from what that reports."""
    points = float(cell.metadata.nbgrader.points)
    outputs = marked(outputs, len(session.outputs.cell))
    outputs, trouble = score_reported(outputs, points)
    return CellGraded(index, number, outputs, trouble, beside=True)


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


def limit_own_use(value: int) -> None:
    """Bound what data that were made for it can cost this process: it fails, and says so.

    `value` is the size of the largest value in bytes (`Limits.value`).
    """
    resource.setrlimit(resource.RLIMIT_CPU, (CHECKER_SECONDS, CHECKER_SECONDS + 2 * OWN_SECONDS))
    signal.signal(signal.SIGXCPU, _too_slow)
    if used := address_space():
        most = used + OWN_MEMORY + COPIES * value
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


class Unlocked:
    """The instructor's unlocked cells with what tests use, which are the instructor's for them.

    Those with functions, classes or imports are so whatever the student has made of them; those
    with nothing but values as long as the student has left them as they were.
    """

    def __init__(self, instructor: NotebookNode, merged: NotebookNode, names: GlobalNames) -> None:
        left = {cell.id: cell.source for cell in merged.cells}
        self._places = {cell.id: place for place, cell in enumerate(instructor.cells)}
        self._cells = [
            cell
            for cell in instructor.cells
            if cell.id in names.tools
            or (cell.id in names.data and normal(left.get(cell.id, "")) == normal(cell.source))
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
        placed: Placed,
        unlocked: Unlocked,
    ) -> None:
        self._session, self._shell, self._public = session, shell, job.public
        self._head, self._placed, self._job = head, placed, job
        self._unlocked = unlocked
        self._count = 0
        self.lost: dict[str, int] = {}
        self.reported: dict[str, list[Output]] = {}
        """What tests that ran beside have shown, by cell id, without their hidden parts."""
        self._borrowed = StudentNameBinder(session.names, shell.user_ns, job.names)
        attach(session.outputs.add)
        follow_closed_figures(session.names)
        signal.signal(signal.SIGVTALRM, _too_slow)

    def cell(self, index: int, cell: NotebookNode, number: int) -> CellGraded:
        """Run the cell at an index: its outputs, its number, what the instructor has to know."""
        self._count = number
        mark = cell.metadata.get("nbgrader", {})
        own = not mark.get("solution") and (mark.get("grade") or mark.get("locked"))
        outputs: list[Output] = []
        found: list[Finding] = []
        trouble = ""
        if self._placed.is_beside(cell):
            return self._beside(index, cell)
        if is_test(cell):
            self._helpers(cell)
            outputs, trouble, found = self._test(cell, cell.source)
            hides = self._public.get(cell.id, cell.source) != cell.source
            if hides and loses_points(outputs, float(mark["points"])) and not ended(outputs):
                self.lost[cell.id] = self._count
        elif cell.id in self._head.shown:
            outputs = self._session.shown(self._head.shown[cell.id])
        else:
            if own and self._placed.apart and cell.id not in self._head.done:
                self._helpers(cell)
                self._tool(cell)
            outputs = self._session.run(self._public.get(cell.id, cell.source), self._count)
            outputs = marked(outputs, len(self._session.outputs.cell))
            if self._placed.apart:
                self._ran(cell, own=bool(own))
        crossed = sorted(self._session.names.crossed or ())
        return CellGraded(index, self._count, outputs, trouble, found, crossed)

    def _beside(self, index: int, cell: NotebookNode) -> CellGraded:
        """Run a test in the student's process, without what it hides: there may be a second run."""
        outputs = self._session.run(self._public.get(cell.id, cell.source), self._count)
        graded = beside(index, cell, self._count, outputs, self._session)
        self.reported[cell.id] = graded.outputs
        return graded

    def visible(self, cell: NotebookNode) -> list[Output]:
        """What a test shows without its hidden part, once all cells have run, for the student.

        It is no verdict: what the student's functions do may depend on how often they are called.
        """
        self._count = self.lost[cell.id]
        return self._test(cell, self._public[cell.id])[0]

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
        self._session.names.kinds = None
        self._borrowed.lend(self._plain(cell.source), self._session.defined)
        run(self._shell, cell.source, self._count)

    def _plain(self, source: str) -> str:
        """The cell in Python alone, without magics."""
        plain: str = self._shell.input_transformer_manager.transform_cell(source)
        return plain

    def _test(self, cell: NotebookNode, source: str) -> tuple[list[Output], str, list[Finding]]:
        """Run a test as it is, or in the form that students get."""
        names, points = self._session.names, float(cell.metadata.nbgrader.points)
        names.kinds = self._job.kinds.get(name_of(cell))
        names.crossed = set() if self._job.rehearsal else None
        self._session.outputs.begin()
        public = self._plain(self._public.get(cell.id, source))
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
