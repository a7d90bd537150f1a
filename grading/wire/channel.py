"""Framing of messages over a socket: four bytes of length (big endian), then JSON (RFC 8259).

Never pickle: whoever sits at the other end can make this end read data, and nothing else.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from typing import Any, TypeVar

from grading.core.errors import GradingError
from grading.core.limits import MEBI, Limits
from grading.wire.messages import Answer, Malformed, Shown, decode, decode_answer, encode

JOB = 64 << 20
"""Bytes of the largest message between trusted processes: a submission and what is beside it."""

PART = 17
"""Bytes of text for each value in a long message, or more: read, one takes a hundred times that of
its shortest text. So a message of values may hold two and a half of them for each that it counts
(`wire.codec.Most`): containers take several.
"""


def longest(value: int) -> int:
    """Bytes of the longest message with a value of so many bytes (`Limits.value`): in base64."""
    return value * 4 // 3 + MEBI


LARGEST = longest(Limits.value)
"""Bytes of the largest message to and from a student's process, if nothing else is set."""

M = TypeVar("M")

_HEADER = struct.Struct("!I")


class Closed(GradingError):
    """The other end is gone."""


class Late(GradingError):
    """The other end has not sent a whole message in time."""


class Channel:
    """One end of a stream of messages over a socket."""

    def __init__(self, connection: socket.socket, largest: int = LARGEST) -> None:
        self._connection, self._largest = connection, largest
        self._buffer = bytearray()
        self.last_size = 0
        """Bytes of the last message that was read."""
        self._readable = select.poll()
        self._readable.register(connection, select.POLLIN)
        connection.setblocking(True)

    def send(self, message: object, seconds: float | None = None) -> None:
        """Send one of `wire.messages`; Malformed if it is too large, Closed if nobody reads it in
        so many seconds.
        """
        try:
            # A text may hold half of a character, which no file can: it becomes a question mark.
            text = json.dumps(encode(message), ensure_ascii=False).encode("utf-8", "replace")
        except (ValueError, RecursionError) as error:  # an integer of more digits than is printed
            raise Malformed(str(error)) from error
        if len(text) > self._largest:
            raise Malformed(f"a message of {len(text) >> 20} MiB is too large")
        try:
            self._connection.settimeout(seconds)
            self._connection.sendall(_HEADER.pack(len(text)) + text)
        except OSError as error:
            raise Closed(str(error)) from error
        finally:
            self._connection.settimeout(None)

    def receive(self, *kinds: type[M], seconds: float | None = None) -> M:
        """The next message, one of these kinds; Closed, Malformed, or Late after so many seconds.

        After Late the same message can be waited for again.
        """
        return decode(self._plain(seconds), *kinds)

    def receive_answer(self, number: str, seconds: float) -> Answer | Shown | None:
        """What the student's process says next to the request of this number; None if it is of
        another number. Raises as `receive`.
        """
        return decode_answer(self._plain(seconds), number)

    def _plain(self, seconds: float | None) -> Any:
        deadline = None if seconds is None else time.monotonic() + seconds
        (size,) = _HEADER.unpack(self._take(_HEADER.size, deadline))
        if size > self._largest:
            raise Malformed(f"a message of {size >> 20} MiB is too large")
        # A header that has come stays in the buffer until its body has, or Late would lose it.
        text = self._take(_HEADER.size + size, deadline)[_HEADER.size :]
        self.last_size = len(text)
        del self._buffer[: _HEADER.size + size]
        parts = self._largest // PART
        if text.count(b",") + text.count(b"[") + text.count(b"{") > parts:
            raise Malformed(f"a message has more than {parts:,} parts")
        try:
            return json.loads(text)
        except (ValueError, RecursionError, MemoryError) as error:
            raise Malformed(f"a message is not JSON: {error!s:.80}") from error

    def _take(self, count: int, deadline: float | None) -> bytes:
        while len(self._buffer) < count:
            left = None if deadline is None else max(0.0, deadline - time.monotonic()) * 1000
            if not self._readable.poll(left):
                raise Late
            try:
                piece = self._connection.recv(1 << 20, socket.MSG_DONTWAIT)
            except BlockingIOError as error:
                # Forked from this end, another process has taken it; or the other end pretends.
                if deadline is None:
                    continue
                raise Malformed("what is said to be there is not") from error
            except OSError as error:
                raise Closed(str(error)) from error
            if not piece:
                raise Closed("end of stream")
            self._buffer += piece
        return bytes(self._buffer[:count])

    def close(self) -> None:
        self._connection.close()
