"""Knows the two parents that branch off for a notebook and run its head; not their children."""

from __future__ import annotations

import base64
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grading.channel import JOB, Channel
from grading.line import BRANCH
from grading.master import Master


@dataclass(frozen=True)
class Branch:
    """The two parents that have run a notebook's head, and what it shows in the student's form."""

    students: socket.socket
    checkers: socket.socket
    outputs: list[Any]
    """One list of outputs for each cell of the head; none if the head failed in either parent."""


def branch_off(control: socket.socket, master: Master) -> Branch:
    """Two new parents of `control`'s that have run the head of a notebook."""
    head = master.head()
    public = [master.public.get(cell.id, cell.source) for cell in head]
    students, shown = _prepared(control, public, master.files)
    checkers, own = _prepared(control, [cell.source for cell in head], master.files)
    works = len(shown) == len(own) == len(head)
    return Branch(students, checkers, shown if works else [])


def _prepared(
    control: socket.socket, cells: list[str], files: Mapping[str, bytes]
) -> tuple[socket.socket, list[Any]]:
    """A new parent that has run these cells, by its control line; the outputs of each cell."""
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(control, [BRANCH], [theirs.fileno()])
    encoded = {name: base64.b64encode(data).decode() for name, data in files.items()}
    channel = Channel(ours, JOB)
    channel.send({"cells": cells, "files": encoded})
    return ours, channel.receive()["outputs"]
