"""Client of a zygote's line: asks for students' processes, and how they have ended."""

from __future__ import annotations

import socket

from grading.wire.messages import NUMBER, Fork


class ForkClient:
    """A checker's line to a parent of students' processes."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def student(self) -> tuple[socket.socket, int]:
        """A new student's process in place of the last: a connection to it, and its number.

        The number stays its own until this line asks for another process or for its status.
        """
        self._line.sendall(Fork.STUDENT)
        data, (connection,), _, _ = socket.recv_fds(self._line, NUMBER.size, 1)
        return socket.socket(fileno=connection), int(NUMBER.unpack(data)[0])

    def status(self) -> int:
        """How the student's process ended, as from os.waitstatus_to_exitcode; it has to."""
        self._line.sendall(Fork.STATUS)
        return int(NUMBER.unpack(self._line.recv(NUMBER.size))[0])

    def close(self) -> None:
        """End the student's process, if there is one, and the line."""
        self._line.close()
