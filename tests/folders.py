"""Knows how to fill the folder of a student who hands in files of these names."""

from __future__ import annotations

import os
from pathlib import Path

from grading.intake.files import SubmissionScan, look
from tests.merged import NAMES

FIRST = f"{NAMES[0]}.ipynb"
COPY = f"{NAMES[0]} (1).ipynb"


def put(folder: Path, *names: str, size: int = 2) -> SubmissionScan:
    """Look at the folder with these files in it, each changed one second after the last."""
    for second, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.truncate(path, size)
        os.utime(path, (second, second))
    return look(folder, NAMES)
