"""Client of a zygote's line: asks for students' processes, and how they have ended."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

from grading.core.errors import GradingError
from grading.wire.messages import END, NUMBER, Excess, Fork

T = TypeVar("T")

PAUSES = [0.1 * 1.5**k for k in range(12)]
"""Seconds between two tries to start a process where the system has no room for it: 26 s in all."""


NO_ROOM = "there is no room for another process: the quotas of this user are used up"


class NoRoom(GradingError):
    """The system has no room for another process: the quotas of this user are used up."""


def patiently(start: Callable[[], T], *failures: type[Exception]) -> T:
    """What `start` returns; where it fails for want of room, it is tried again for a while.

    Raises what it raises at the last try.
    """
    for pause in PAUSES:
        try:
            return start()
        except failures:
            time.sleep(pause)
    return start()


class ForkClient:
    """A checker's line to a parent of students' processes."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def student(self) -> tuple[socket.socket, int]:
        """A new student's process in place of the last: a connection to it, and its number.

        The number stays its own until this line asks for another process or for its status.
        Raises NoRoom.
        """
        self._line.sendall(Fork.STUDENT)
        data, connections, _, _ = socket.recv_fds(self._line, NUMBER.size, 1)
        if not connections:
            raise NoRoom(NO_ROOM)
        return socket.socket(fileno=connections[0]), int(NUMBER.unpack(data)[0])

    def status(self) -> tuple[int, Excess]:
        """How the student's process ended: its exit status, as from os.waitstatus_to_exitcode, and
        what it used too much of. It is ended if it has not.
        """
        self._line.sendall(Fork.STATUS)
        status, excess = END.unpack(self._line.recv(END.size, socket.MSG_WAITALL))
        return int(status), Excess(excess)

    def close(self) -> None:
        """End the student's process, if there is one, and the line."""
        self._line.close()
