"""The zygote: a warm process that has imported everything and forks students and checkers."""

from __future__ import annotations

import contextlib
import gc
import os
import random
import resource
import selectors
import signal
import socket
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grading.core.limits import Limits
from grading.sandbox.fork_client import ForkClient
from grading.sandbox.namespaces import isolate_worker, new_process_namespace
from grading.wire.channel import Closed
from grading.wire.messages import NUMBER, Fork

# How a child is forked that shares nothing with its siblings.


def fork(main: Callable[[], None], kept: Iterable[socket.socket], *, seeded: bool) -> int:
    """Fork a child that has these sockets and the standard streams only, and runs `main`.

    It draws its own random numbers, unless they are `seeded`. Returns the child's number.
    """
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        _close_all_but(connection.fileno() for connection in kept)
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


# A parent that has imported everything and forks.


@dataclass(frozen=True)
class Roles:
    """What the children of a parent do with their connections."""

    student: Callable[[socket.socket], None]
    checker: Callable[[socket.socket, list[ForkClient]], None]
    prepare: Callable[[socket.socket], None]


class Zygote:
    """The loop of a parent: a control line, and lines on which students are asked for."""

    def __init__(
        self, control: socket.socket, roles: Roles, limits: Limits, *, isolated: bool
    ) -> None:
        self._control, self._roles, self._limits = control, roles, limits
        self._isolated = isolated
        self._seeded = False
        self._lines = selectors.DefaultSelector()
        self._lines.register(control, selectors.EVENT_READ)
        self._students: dict[Any, int] = {}
        gc.collect()
        gc.freeze()  # or the first collection in a child would copy every page

    def serve(self) -> None:
        """Fork until the control line is closed; then end every student's process."""
        while True:
            for key, _ in self._lines.select():
                if key.fileobj is not self._control:
                    self._answer(key.fileobj)
                elif not self._obey():
                    for line in list(self._students):
                        self._end(line)
                    return

    def _obey(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, 1, 3)
        given = [socket.socket(fileno=descriptor) for descriptor in descriptors]
        if data == Fork.LINE:
            self._lines.register(given[0], selectors.EVENT_READ)
            self._students[given[0]] = 0
            return True
        if data == Fork.ZYGOTE:
            fork(lambda: self._branch(given[0]), given, seeded=self._seeded)
        elif data == Fork.CHECKER:
            lines = [ForkClient(line) for line in given[1:]]
            fork(lambda: self._roles.checker(given[0], lines), given, seeded=self._seeded)
        for connection in given:
            connection.close()
        self._reap()
        return bool(data)

    def _branch(self, control: socket.socket) -> None:
        before = random_state()
        self._roles.prepare(control)
        branch = Zygote(control, self._roles, self._limits, isolated=self._isolated)
        branch._seeded = random_state() != before  # a seed in the notebook is meant to last
        branch.serve()

    def _reap(self) -> None:
        """Forget checkers that have ended; students are reaped where their status is asked for."""
        if not self._students:
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass

    def _answer(self, line: Any) -> None:
        asked = b""
        with contextlib.suppress(ConnectionResetError):
            asked = line.recv(1)
        if asked == Fork.STUDENT:
            self._end(line)
            self._give_student(line)
        elif asked == Fork.STATUS:
            line.sendall(NUMBER.pack(self._end(line)))
        else:
            self._end(line)
            del self._students[line]
            self._lines.unregister(line)
            line.close()

    def _give_student(self, line: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        with new_process_namespace() if self._isolated else contextlib.nullcontext():
            student = fork(lambda: self._student(theirs), [theirs], seeded=self._seeded)
        self._students[line] = student
        theirs.close()
        with contextlib.suppress(BrokenPipeError):
            socket.send_fds(line, [NUMBER.pack(student)], [ours.fileno()])
        ours.close()

    def _student(self, connection: socket.socket) -> None:
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        os.close(nothing)
        isolate_worker(self._limits, isolated=self._isolated)
        self._roles.student(connection)

    def _end(self, line: Any) -> int:
        """End the student's process of a line; the exit status it had if it had ended already."""
        student, self._students[line] = self._students[line], 0
        if not student:
            return 0
        with contextlib.suppress(ProcessLookupError):  # the group, where no namespace ends it
            os.killpg(student, signal.SIGKILL)
        os.kill(student, signal.SIGKILL)
        return os.waitstatus_to_exitcode(os.waitpid(student, 0)[1])
