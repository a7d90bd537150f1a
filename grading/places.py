"""Knows the files of a student's process: what lies beside the notebook, where streams go."""

from __future__ import annotations

import base64
import os
from pathlib import Path


def write_piece(name: str, piece: str) -> None:
    """Add bytes, in base64, to a file of that name where this process is."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(base64.b64decode(piece))


STREAMS = {"stdout": 1, "stderr": 2}


def append_to_nothing(number: int) -> int:
    """Send a descriptor to a file without a name, and return one that reads it."""
    path = f"/tmp/.stream{number}-{os.getpid()}"  # without isolation, others are there too
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
    os.unlink(path)
    os.dup2(file, number)
    return file
