"""A student's process seen from outside: what to ask it, and when to give it up."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grading.core.errors import GradingError
from grading.core.limits import Limits
from grading.core.outputs import Output
from grading.sandbox.fork_client import ForkClient
from grading.sandbox.usage import used_by
from grading.wire.channel import Channel, Closed, Late
from grading.wire.messages import Answer, Ask, Malformed, Request, Shown

LOOK = 0.1
"""Seconds between two looks at the memory of a process that is still busy."""

GRACE = 1.0
"""Seconds that an interrupted cell has for its own clean-up."""


class Ended(GradingError):
    """The student's process is gone; the text says why, in words for the student."""


@dataclass(frozen=True)
class Answered:
    """What a student's process has answered, and the seconds after which it was interrupted, or
    None.
    """

    answer: Answer
    late: float | None


@dataclass
class Budget:
    """The seconds that a student's code may still run in one notebook."""

    seconds: float
    left: float

    @contextlib.contextmanager
    def spent(self) -> Iterator[None]:
        """Take the time that passes within it from what is left."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.left -= time.monotonic() - start


class Process:
    """One isolated process of a student, from start to end."""

    def __init__(self, line: ForkClient, limits: Limits, budget: Budget) -> None:
        self._limits, self._budget, self._line = limits, budget, line
        connection, self._pid = line.student()
        self._channel = Channel(connection)
        self._reason, self._looked = "", time.monotonic()

    def ask(self, request: Request, show: Callable[[Output], int]) -> Answered:
        """What the process answers; its outputs go to `show`, which counts their bytes.

        Raises Ended when the process is gone or had to be ended.
        """
        if self._budget.left <= 0:
            raise Ended(
                f"the notebook as a whole ran for more than {self._budget.seconds:g} seconds"
            )
        try:
            with self._budget.spent():
                return self._exchange(request, show)
        except Closed as error:
            status = self._line.status()
            raise Ended(self._reason or _why(status)) from error
        except Malformed as error:
            self.kill(f"what came from your code could not be read: {error}")
            raise Ended(self._reason) from error

    def _exchange(self, request: Request, show: Callable[[Output], int]) -> Answered:
        """Send a request under a number that nobody can know before, and wait for its answer."""
        number = secrets.token_hex(8)
        seconds = min(self._limits.cell_seconds, self._budget.left)
        self._channel.send(Ask(number, request), seconds)
        for answer, late in self._answers(number, seconds):
            if answer is None:
                continue
            if not isinstance(answer, Shown):
                return Answered(answer, late)
            if show(answer.output) > 16 * self._limits.cell_output:
                self.kill("it showed more than a page can hold: is there a print in a loop?")
        raise Closed

    def _answers(
        self, number: str, seconds: float
    ) -> Iterator[tuple[Answer | Shown | None, float | None]]:
        """All that comes, with the seconds after which the process was interrupted."""
        deadline, late = time.monotonic() + seconds, None
        while True:
            now = time.monotonic()
            if now > deadline and late is not None:
                self.kill(
                    f"it ran for more than {seconds:.3g} seconds and would not be interrupted"
                )
            elif now > deadline:
                late, deadline = seconds, now + GRACE
                self._signal(signal.SIGINT)
            if now > self._looked + LOOK:
                self._looked = now
                self._look()
            with contextlib.suppress(Late):
                wait = min(LOOK, max(0.0, deadline - now))
                yield self._channel.receive_answer(number, wait), late

    def _look(self) -> None:
        count, memory = used_by(self._pid, self._limits.memory)
        if memory > self._limits.memory:
            self.kill(f"it used more than {self._limits.memory >> 20} MiB of memory")
        elif count > self._limits.processes:
            self.kill(f"it started more than {self._limits.processes} processes")

    def kill(self, reason: str) -> None:
        """End the process and all that it has started."""
        self._reason = self._reason or reason
        self._signal(signal.SIGKILL)

    def close(self) -> None:
        """End the process, and let go of the connection to it."""
        self.kill("")
        self._channel.close()

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            os.kill(self._pid, number)


def _why(status: int) -> str:
    """What the exit status of a process says, in words for the student."""
    if status >= 0:
        return (
            f"your code ended the whole Python process (exit status {status}): "
            "leave out os._exit and the like"
        )
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        return "your code used all the computing time or memory that a notebook may have"
    crash = signal.Signals(-status).name
    return f"your code crashed the whole Python process ({crash}), below what Python can report"
