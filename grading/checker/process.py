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
from grading.sandbox.fork_client import NO_ROOM, ForkClient, NoRoom, patiently
from grading.sandbox.usage import Clock, tree
from grading.wire.channel import Channel, Closed, Late, longest
from grading.wire.messages import Answer, Ask, Excess, Malformed, Ready, Request, Shown

LOOK = 0.1
"""Seconds between two looks at the time that a process has had; what is quicker costs no look."""

GRACE = 1.0
"""Seconds that an interrupted cell has for its own clean-up."""

STARVED = 0.2
"""Share of the clock's time that a process spends on a run queue when others take its cores."""

STARTS = 60.0
"""Seconds in which a process has to be ready; it takes some 10 ms."""


class Ended(GradingError):
    """The student's process is gone; the text says why, in words for the student."""


@dataclass(frozen=True)
class Answered:
    """What a student's process has answered; if it was interrupted, `late` says what it did too
    long.
    """

    answer: Answer
    late: str = ""


@dataclass
class Budget:
    """What a student's code may use in one notebook, and what it has used: seconds of the clock,
    and of computing.
    """

    seconds: float
    cpu_seconds: float
    spent: float = 0.0
    computed: float = 0.0
    waited: float = 0.0
    """Seconds for which it could have run, and others had the cores."""
    starved: bool = False
    """Its time has passed, and others had a notable share of that."""

    @property
    def left(self) -> float:
        return self.seconds - self.spent

    def check(self) -> None:
        """Raise Ended if it is used up."""
        if self.computed > self.cpu_seconds:
            raise Ended(
                f"the notebook as a whole computed for more than {self.cpu_seconds:g} seconds"
            )
        if self.left <= 0:
            self.starved = self.starved or self.waited > STARVED * self.seconds
            raise Ended(f"the notebook as a whole ran for more than {self.seconds:g} seconds")


@dataclass
class Timer:
    """The time that one request takes: of the clock, of computing, of waiting for a core."""

    clock: Clock
    seconds: float
    cpu_seconds: float
    began: float
    computed: float = 0.0
    waited: float = 0.0
    _before: tuple[float, float] | None = None

    def look(self) -> None:
        """Count on, from the first look."""
        self.clock.look()
        now = self.clock.computed, self.clock.waited
        self._before = self._before or now
        self.computed, self.waited = now[0] - self._before[0], now[1] - self._before[1]

    def late(self, now: float) -> str:
        """What it does too long, if it does; nothing if it does not."""
        if self.computed > self.cpu_seconds:
            return f"computed for more than {self.cpu_seconds:.3g} seconds"
        if now > self.began + self.seconds:
            return f"ran for more than {self.seconds:.3g} seconds"
        return ""

    @property
    def starved(self) -> bool:
        """True if its time has passed, and others had a notable share of that."""
        return self.computed <= self.cpu_seconds and self.waited > STARVED * self.seconds


class Process:
    """One isolated process of a student, from start to end; NoRoom if it cannot be started."""

    def __init__(self, line: ForkClient, limits: Limits, budget: Budget) -> None:
        self._limits, self._budget, self._line = limits, budget, line
        self._channel, self._pid = _started(line, longest(limits.value))
        self._clock = Clock(self._pid)
        self._reason = ""

    def ask(self, request: Request, show: Callable[[Output], int]) -> Answered:
        """What the process answers; its outputs go to `show`, which counts their bytes.

        Raises Ended when the process is gone or had to be ended.
        """
        self._budget.check()
        began = time.monotonic()
        try:
            return self._exchange(request, show)
        except Closed as error:
            status, excess = self._line.status()
            if excess is Excess.TIME:
                self._budget.computed = self._budget.cpu_seconds + 1
            too_much = _what_was_too_much(excess, self._limits)
            raise Ended(self._reason or too_much or _why(status)) from error
        except Malformed as error:
            self.kill(f"what came from your code could not be read: {error}")
            raise Ended(self._reason) from error
        finally:
            self._budget.spent += time.monotonic() - began

    def _exchange(self, request: Request, show: Callable[[Output], int]) -> Answered:
        """Send a request under a number that nobody can know before, and wait for its answer."""
        number = secrets.token_hex(8)
        timer = Timer(
            self._clock,
            min(self._limits.cell_seconds, self._budget.left),
            min(self._limits.cell_seconds, self._limits.cell_cpu_seconds),
            time.monotonic(),
        )
        self._channel.send(Ask(number, request), timer.seconds)
        unasked = 0
        try:
            for answer, late in self._answers(number, timer):
                if answer is None:  # a copy of the process has sent it, or a forger
                    unasked += self._channel.last_size
                    if unasked > self._limits.cell_output:
                        self.kill("it sent what nobody had asked it for")
                    continue
                if not isinstance(answer, Shown):
                    return self._answered(answer, late)
                if show(answer.output) > 16 * self._limits.cell_output:
                    self.kill("it showed more than a page can hold: is there a print in a loop?")
        finally:
            self._budget.computed += timer.computed
            self._budget.waited += timer.waited
        raise Closed

    def _answered(self, answer: Answer, late: str) -> Answered:
        """The answer; of whoever was interrupted, nothing may go on computing."""
        if late.startswith("computed") and len(tree(self._pid)) > 1:
            self.kill(f"it {late}, all its processes together")
            raise Closed
        return Answered(answer, late)

    def _answers(self, number: str, timer: Timer) -> Iterator[tuple[Answer | Shown | None, str]]:
        """All that comes, and what the process did too long if it was interrupted."""
        looks, grace, late = timer.began + LOOK, 0.0, ""
        while True:
            now = time.monotonic()
            if now > looks:
                timer.look()
                looks = now + LOOK
            if late and now > grace:
                self.kill(f"it {late} and would not be interrupted")
            elif not late and (late := timer.late(now)):
                self._budget.starved = self._budget.starved or timer.starved
                grace = now + GRACE
                self._signal(signal.SIGINT)
            with contextlib.suppress(Late):
                next_step = grace if late else timer.began + timer.seconds
                wait = min(LOOK, max(0.0, next_step - now))
                yield self._channel.receive_answer(number, wait), late

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


def _what_was_too_much(excess: Excess, limits: Limits) -> str:
    """Why the parent has ended a process, in words for the student; nothing if it has not."""
    return {
        Excess.MEMORY: f"it used more than {limits.memory >> 20} MiB of memory, its files included",
        Excess.PROCESSES: f"it started more than {limits.processes} processes",
        Excess.TIME: f"it computed for more than {limits.notebook_cpu_seconds:g} seconds in all",
    }.get(excess, "")


def _started(line: ForkClient, largest: int) -> tuple[Channel, int]:
    """A connection to a new process, before any code of the student's has run, and its number.

    What fails so early is for want of room: it is tried again for a while, then NoRoom is raised.
    """

    def begin() -> tuple[Channel, int]:
        connection, pid = line.student()
        channel = Channel(connection, largest)
        try:
            channel.receive(Ready, seconds=STARTS)
        except (Closed, Late, Malformed) as error:
            channel.close()
            raise NoRoom(NO_ROOM) from error
        return channel, pid

    return patiently(begin, NoRoom)
