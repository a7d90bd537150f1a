"""The fork server's client: what a zygote is asked on its control line and on a checker's."""

from __future__ import annotations

import socket
import struct

BRANCH, CHECKER, LINE = b"b", b"c", b"l"
"""What a parent is asked on its control line, with descriptors: to branch off another parent with
a control line of its own; to fork a checker; to serve a line on which a checker asks for students.
"""

STUDENT, STATUS = b"s", b"w"
"""What a checker asks on its line: a student's process in place of the last; how that ended."""

ANSWER = struct.Struct("!q")


class ForkClient:
    """A checker's line to a parent of students' processes."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def student(self) -> tuple[socket.socket, int]:
        """A new student's process in place of the last: a connection to it, and its number.

        The number stays its own until this line asks for another process or for its status.
        """
        self._line.sendall(STUDENT)
        data, (connection,), _, _ = socket.recv_fds(self._line, ANSWER.size, 1)
        return socket.socket(fileno=connection), int(ANSWER.unpack(data)[0])

    def status(self) -> int:
        """How the student's process ended, as from os.waitstatus_to_exitcode; it has to."""
        self._line.sendall(STATUS)
        return int(ANSWER.unpack(self._line.recv(ANSWER.size))[0])

    def close(self) -> None:
        """End the student's process, if there is one, and the line."""
        self._line.close()
