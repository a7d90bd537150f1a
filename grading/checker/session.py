"""A session: a student's cells run in one sandboxed process after another."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from grading.checker.process import Answered, Budget, Ended, Process
from grading.checker.proxies import Names
from grading.core.limits import Limits
from grading.core.outputs import SPEAKER, STUDENT, Output, Outputs, error_output
from grading.sandbox.fork_client import ForkClient, NoRoom
from grading.sandbox.shell import SCREEN, Stream
from grading.wire.codec import Most
from grading.wire.messages import CellRun, Raised, Request, RunCell, WriteFile

PIECE = 6 << 20
"""Bytes of a file in one message, which takes a third more in base64."""


class Session:
    """The student's cells: run in one process after the other, as often as one ends."""

    def __init__(self, line: ForkClient, limits: Limits, files: Mapping[str, bytes]) -> None:
        self._line, self._limits, self._files = line, limits, files
        self.budget = Budget(limits.notebook_seconds, limits.notebook_cpu_seconds)
        self.no_room = False
        self._process: Process | None = None
        self._past: list[RunCell] = []
        self._restarts = 0
        self.outputs = Outputs(limits.cell_output, 8 * limits.cell_output)
        self.names = Names(self._ask_for_a_test, Most(limits.value))
        self.defined: set[str] = set()

    def run(self, source: str, count: int) -> list[Output]:
        """Run a cell; its outputs, the last of which says so if it ended the process."""
        self.outputs.begin()
        try:
            process = self._alive()
            request = RunCell(source, count, self.names.given(False))
            answered = process.ask(request, self._show)
        except Ended as error:
            self._process = None
            return [*self.outputs.cell, error_output("ProcessEnded", str(error))]
        ran = answered.answer  # an interrupted cell has defined what stands above
        self.defined = set(ran.names) if isinstance(ran, CellRun) else set()
        if answered.late:
            said = f"this cell {answered.late} and was interrupted"
            return [*self.outputs.cell, error_output("CellTimeoutError", said)]
        self._past.append(request)
        return self.outputs.cell

    def shown(self, outputs: list[Output]) -> list[Output]:
        """The outputs of a cell that has run before, in the form in which they are stored."""
        self.outputs.begin()
        for output in outputs:
            self.outputs.add(output)
        return self.outputs.cell

    def _alive(self) -> Process:
        """The process as it is after all the cells that have run; a new one if it has ended."""
        while self._process is None:
            self._restarts += 1
            if self._restarts > self._limits.restarts:
                raise Ended("it is not run, since cells before it have ended Python too often")
            self._process = self._replayed()
            self.names.generation += 1
        return self._process

    def _replayed(self) -> Process | None:
        try:
            process = Process(self._line, self._limits, self.budget)
        except NoRoom as error:
            self.no_room = True
            raise Ended(str(error)) from error
        for name, data in self._files.items():  # in pieces, since a message has a bound
            for start in range(0, max(len(data), 1), PIECE):
                process.ask(WriteFile(name, data[start : start + PIECE]), len)
        for cell in list(self._past):
            try:
                answered = process.ask(cell, len)
            except Ended:
                self._past.remove(cell)
                return None
            if answered.late:
                self._past.remove(cell)
        return process

    def _show(self, output: Output) -> int:
        self.outputs.add(output)
        return self.outputs.received

    def _ask_for_a_test(self, request: Request) -> Answered:
        received = 0

        def show(output: Output) -> int:
            nonlocal received
            if received <= self._limits.cell_output:
                _show_in_test(output)
            received += len(str(output))
            return received

        process = self._alive()
        try:
            answered = process.ask(request, show)
        except Ended:
            self._process = None
            raise
        if isinstance(answered.answer, Raised) and answered.answer.worn:
            # Its memory is full of what the failed call has left.
            process.kill("")
            self._process = None
        return answered


def _show_in_test(output: Output) -> None:
    """Show in a test cell what a function of the student's shows, but for anything that scores."""
    kind = output.get("output_type")
    if kind == "stream":
        stream = sys.stderr if output.get("name") == "stderr" else sys.stdout
        text = str(output.get("text"))
        if isinstance(stream, Stream):  # and no test that reads what is printed
            said = {"output_type": "stream", "name": stream.name, "text": text}
            SCREEN.put({**said, SPEAKER: STUDENT})
        else:
            stream.write(text)
    elif kind in ("display_data", "execute_result"):
        SCREEN.put({**output, "output_type": "display_data"})
