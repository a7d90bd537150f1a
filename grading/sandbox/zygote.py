"""The zygote: a warm process that has imported everything and forks students and checkers."""

from __future__ import annotations

import contextlib
import gc
import math
import os
import random
import resource
import selectors
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from grading.core.limits import Limits
from grading.sandbox.beside import own_copy, remove_folders
from grading.sandbox.cgroups import Group, new_group
from grading.sandbox.fork_client import ForkClient
from grading.sandbox.namespaces import SCRATCH, isolate_worker, new_process_namespace
from grading.sandbox.usage import Clock, used_by
from grading.wire.channel import Closed
from grading.wire.messages import END, NUMBER, Excess, Fork

# How a child is forked that shares nothing with its siblings.


def fork(
    main: Callable[[], None], kept: Iterable[socket.socket], *, seeded: bool, groups: int = -1
) -> int:
    """Fork a child that has these sockets and the standard streams only, and runs `main`.

    It draws its own random numbers, unless they are `seeded`. A child that forks students in its
    turn has the folder of their `groups`, too. Returns the child's number.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        kept_numbers = [connection.fileno() for connection in kept]
        _close_all_but([*kept_numbers, groups] if groups >= 0 else kept_numbers)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if not seeded:
            random.seed()
            np.random.seed()
        main()
        status = 0
    except Closed:  # whoever asked for it is gone
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def random_state() -> tuple[Any, ...]:
    """What Python and NumPy would draw next."""
    numbers = np.random.get_state(legacy=True)
    return random.getstate(), str(numbers)


def _close_all_but(kept: Iterable[int]) -> None:
    start = 3
    for number in sorted(kept):
        os.closerange(start, number)
        start = number + 1
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def keep() -> None:
    """Leave what is there now to no collection: the first in a child would copy every page."""
    gc.collect()
    gc.freeze()


# A parent that has imported everything and forks.

LOOK = 0.1
"""Seconds between two looks at what a student's processes use."""

SHARE, LONGEST = 3, 0.5
"""How many times as long as a look has taken no other follows, and for how many seconds at most:
many processes take longer.
"""


@dataclass(frozen=True)
class Roles:
    """What the children of a parent do with their connections."""

    student: Callable[[socket.socket], None]
    checker: Callable[[socket.socket, list[ForkClient]], None]
    prepare: Callable[[socket.socket], str]
    """Returns the folder of the files beside the notebooks, if the parent has got any."""
    import_compiler: Callable[[], None]


@dataclass
class Child:
    """The process behind a line, or behind a lifeline; there may be none."""

    pid: int = 0
    excess: Excess = Excess.NOTHING
    clock: Clock | None = None
    group: Group | None = None
    has_folder: bool = False
    """Without isolation: outside, where it would stay."""
    due: float = math.inf
    """When it is looked at next."""


class Zygote:
    """The loop of a parent: a control line, lines on which students are asked for, and lifelines.

    It watches what the students' processes use, at all times, whoever waits for them.
    """

    def __init__(
        self,
        control: socket.socket,
        roles: Roles,
        limits: Limits,
        *,
        isolated: bool,
        groups: int = -1,
        files: str = "",
    ) -> None:
        self._control, self._roles, self._limits = control, roles, limits
        self._isolated, self._groups, self._files = isolated, groups, files
        self._seeded = False
        self._lines = selectors.DefaultSelector()
        self._lines.register(control, selectors.EVENT_READ)
        self._students: dict[Any, Child] = {}
        self._checkers: dict[Any, Child] = {}
        keep()

    def serve(self) -> None:
        """Fork until the control line is closed; then end every process that it has forked."""
        while True:
            for key, _ in self._lines.select(self._watch()):
                if key.fileobj in self._students:
                    self._answer(key.fileobj)
                elif key.fileobj in self._checkers:
                    self._end_checker(key.fileobj)
                elif not self._obey():
                    for child in (*self._checkers.values(), *self._students.values()):
                        _end(child)
                    return

    def _obey(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, 1, 4)
        given = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        if data == Fork.LINE:
            self._lines.register(given[0], selectors.EVENT_READ)
            self._students[given[0]] = Child()
            return True
        if data == Fork.ZYGOTE:
            with contextlib.suppress(OSError):  # no room: the connection is closed, and says so
                branch = partial(self._branch, given[0])
                fork(branch, given, seeded=self._seeded, groups=self._groups)
        elif data == Fork.COMPILER:
            self._roles.import_compiler()
            keep()
        elif data == Fork.CHECKER:
            self._give_checker(given.pop(0), given)
        for connection in given:
            connection.close()
        return bool(data)

    def _branch(self, control: socket.socket) -> None:
        before = random_state()
        files = self._roles.prepare(control) or self._files
        branch = Zygote(
            control,
            self._roles,
            self._limits,
            isolated=self._isolated,
            groups=self._groups,
            files=files,
        )
        branch._seeded = random_state() != before  # a seed in the notebook is meant to last
        branch.serve()

    def _give_checker(self, lifeline: socket.socket, given: list[socket.socket]) -> None:
        lines = [ForkClient(line) for line in given[1:]]
        child = Child()
        try:
            checks = partial(self._checker, given[0], lines)
            child.pid = fork(checks, given, seeded=self._seeded)
        except OSError:
            child.excess = Excess.ROOM
        self._checkers[lifeline] = child
        self._lines.register(lifeline, selectors.EVENT_READ)

    def _checker(self, connection: socket.socket, lines: list[ForkClient]) -> None:
        if self._files and self._isolated:  # what a test changes is as it was for the next student
            own_copy(self._files, f"mode=1777,size={self._limits.disk}")
        self._roles.checker(connection, lines)

    def _end_checker(self, lifeline: Any) -> None:
        """End a checker whose grader has done with it; the students of its lines end with them."""
        child = self._checkers.pop(lifeline)
        self._lines.unregister(lifeline)
        status = _end(child)
        with contextlib.suppress(OSError):
            lifeline.sendall(END.pack(status, child.excess))
        lifeline.close()

    def _answer(self, line: Any) -> None:
        asked = b""
        with contextlib.suppress(ConnectionResetError):
            asked = line.recv(1)
        if asked == Fork.STUDENT:
            _end(self._students[line])
            self._students[line] = self._student_for(line)
        elif asked == Fork.STATUS:
            child = self._students[line]
            status = _end(child)
            with contextlib.suppress(OSError):
                line.sendall(END.pack(status, child.excess))
        else:
            _end(self._students.pop(line))
            self._lines.unregister(line)
            line.close()

    def _student_for(self, line: socket.socket) -> Child:
        """A new student's process, to which the line has got a connection; none without room."""
        child = Child(has_folder=not self._isolated)
        try:
            ours, theirs = socket.socketpair()
            with ours, theirs:
                with new_process_namespace() if self._isolated else contextlib.nullcontext():
                    begin = partial(self._student, theirs)
                    child.pid = fork(begin, [theirs], seeded=self._seeded)
                theirs.close()
                if self._groups >= 0:  # before anybody can ask it for anything
                    child.group = new_group(self._groups, self._limits, child.pid)
                child.clock, child.due = Clock(child.pid), time.monotonic() + LOOK
                socket.send_fds(line, [NUMBER.pack(child.pid)], [ours.fileno()])
        except OSError:  # the quotas of this user or of this machine are used up
            _end(child)
            with contextlib.suppress(OSError):
                line.sendall(NUMBER.pack(0))
            return Child()
        return child

    def _student(self, connection: socket.socket) -> None:
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        os.close(nothing)
        isolate_worker(self._limits, isolated=self._isolated, files=self._files)
        self._roles.student(connection)

    def _watch(self) -> float | None:
        """Look at the students whose turn it is; the seconds until the next one's, if any."""
        if not self._students:
            return None
        now = time.monotonic()
        for child in self._students.values():
            if child.due <= now:
                child.excess = child.excess or self._excess(child)
                took = time.monotonic() - now
                now += took
                pause = max(LOOK, min(LONGEST, SHARE * took))
                child.due = math.inf if child.excess else now + pause
        soonest = min(child.due for child in self._students.values())
        return None if soonest == math.inf else max(0.0, soonest - time.monotonic())

    def _excess(self, child: Child) -> Excess:
        """Of what a student's processes use too much: then they are ended, but not forgotten."""
        assert child.clock is not None
        folders = SCRATCH if self._isolated else ()
        count, memory = used_by(child.pid, self._limits.memory, folders)
        child.clock.look()
        computed = max(child.clock.computed, child.group.computed() if child.group else 0.0)
        if memory > self._limits.memory:
            excess = Excess.MEMORY
        elif count > self._limits.processes:
            excess = Excess.PROCESSES
        elif computed > self._limits.notebook_cpu_seconds:
            excess = Excess.TIME
        else:
            return Excess.NOTHING
        _kill(child.pid)
        return excess


def _kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # the group, where no namespace ends it
        os.killpg(process, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _end(child: Child) -> int:
    """End a process and wait until it is gone; the exit status it had if it had ended already."""
    if not child.pid:
        return 0
    _kill(child.pid)
    process, child.pid, child.due = child.pid, 0, math.inf
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if child.has_folder:
        remove_folders(process)
    if group := child.group:
        if not child.excess and group.ran_out_of_memory():
            child.excess = Excess.MEMORY
        group.end()
        group.remove()
    return status
