"""Knows a student's process from outside: what to ask it, when to give up on it; not the tests."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from grading.channel import Channel, Closed, Late, Malformed
from grading.limits import Limits, used_by
from grading.outputs import Output
from grading.warm import Line

LOOK = 0.1
"""Seconds between two looks at the memory of a process that is still busy."""

GRACE = 1.0
"""Seconds that an interrupted cell has for its own clean-up."""


class Ended(Exception):
    """The student's process is gone; the text says why, in words for the student."""


class Process:
    """One isolated process of a student, from start to end."""

    def __init__(self, line: Line, limits: Limits, until: float) -> None:
        self._limits, self._until, self._line = limits, until, line
        connection, self._pid = line.student()
        self._channel = Channel(connection)
        self._reason = ""

    def ask(self, message: dict[str, Any], show: Callable[[Output], int]) -> dict[str, Any]:
        """What the process answers; its outputs go to `show`, which counts their bytes.

        Raises Ended when the process is gone or had to be ended, and marks the answer "late"
        when the cell had to be interrupted.
        """
        seconds = min(self._limits.cell_seconds, self._until - time.monotonic())
        try:
            self._channel.send(message)
            return self._wait(max(0.0, seconds), show)
        except Closed as error:
            raise Ended(self._reason or _why(self._line.status())) from error
        except (Malformed, TypeError) as error:
            self.kill(f"what came from your code could not be read: {error}")
            raise Ended(self._reason) from error

    def _wait(self, seconds: float, show: Callable[[Output], int]) -> dict[str, Any]:
        deadline, looked, late = time.monotonic() + seconds, time.monotonic(), False
        while True:
            now = time.monotonic()
            if now > deadline and late:
                self.kill(f"it ran for more than {seconds:g} seconds and would not be interrupted")
            elif now > deadline:
                late, deadline = True, now + GRACE
                self._signal(signal.SIGINT)
            if now > looked + LOOK:
                looked = now
                self._look()
            try:
                answer = self._channel.receive(min(LOOK, max(0.0, deadline - now)))
            except Late:
                continue
            if not isinstance(answer, dict):
                raise Malformed("it is no answer")
            if "done" in answer:
                return {**answer["done"], "late": seconds} if late else {**answer["done"]}
            if show(answer.get("output", {})) > 16 * self._limits.cell_output:
                self.kill("it showed more than a page can hold: is there a print in a loop?")

    def _look(self) -> None:
        count, memory = used_by(self._pid)
        if memory > self._limits.memory:
            self.kill(f"it used more than {self._limits.memory >> 20} MiB of memory")
        elif count > self._limits.processes:
            self.kill(f"it started more than {self._limits.processes} processes")

    def kill(self, reason: str) -> None:
        """End the process and all that it has started."""
        self._reason = self._reason or reason
        self._signal(signal.SIGKILL)

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
    if -status == signal.SIGXCPU:
        return "your code used all the computing time that a notebook may have"
    crash = signal.Signals(-status).name
    return f"your code crashed the whole Python process ({crash}), below what Python can report"
