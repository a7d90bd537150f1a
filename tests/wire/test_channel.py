"""A channel whose other end does as it likes: nothing keeps this end beyond its time."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator

import pytest

from grading.wire.channel import Channel, Closed, Late
from grading.wire.messages import Malformed, Started, encode

SOON = 0.01
WHOLE = json.dumps(encode(Started())).encode()
HEADER = struct.pack("!I", len(WHOLE))


@pytest.fixture
def pair() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


@pytest.mark.parametrize("sent", [b"", b"\0", HEADER, HEADER + WHOLE[:-1]])
def test_what_is_not_whole_is_late_and_may_still_come(
    pair: tuple[Channel, socket.socket], sent: bytes
) -> None:
    channel, theirs = pair
    theirs.sendall(sent)
    with pytest.raises(Late):
        channel.receive(Started, seconds=SOON)
    theirs.sendall((HEADER + WHOLE)[len(sent) :])
    assert channel.receive(Started, seconds=SOON) == Started()


def test_an_urgent_byte_makes_it_readable_and_is_no_message(
    pair: tuple[Channel, socket.socket],
) -> None:
    channel, theirs = pair
    theirs.send(b"!", socket.MSG_OOB)
    with pytest.raises((Malformed, Late)):
        channel.receive(Started, seconds=SOON)


def test_a_byte_that_another_process_takes_first_is_waited_for(
    pair: tuple[Channel, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, theirs = pair
    theirs.sendall(HEADER + WHOLE)
    polled = channel._readable.poll
    looks = iter([[(0, 1)]])
    held = channel._connection.recv(1 << 10)

    class Twice:
        def poll(self, left: float | None) -> list[tuple[int, int]]:
            for said in looks:  # it was there when it was looked for, and is gone
                return said
            theirs.sendall(held)
            return polled(left)

    monkeypatch.setattr(channel, "_readable", Twice())
    assert channel.receive(Started) == Started()


def test_whoever_reads_nothing_is_given_up(pair: tuple[Channel, socket.socket]) -> None:
    channel, _ = pair
    with pytest.raises(Closed):
        channel.send(Started("x" * 10_000_000), SOON)
