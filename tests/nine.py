"""Knows a class of nine, a third of whom are right, while it is graded; not what happens to it."""

from __future__ import annotations

import subprocess
import threading

from grading.core.course import Assignment
from tests.classes import RIGHT, WRONG, put

STUDENTS = {f"student_{number}": WRONG if number % 3 else RIGHT for number in range(9)}
LAST = "student_8"
EXPECTED = {name: 10.0 if file is RIGHT else 3.0 for name, file in STUDENTS.items()}
PATIENCE = 120.0
"""Seconds for which an event is waited for."""


def hand_in(assignment: Assignment) -> None:
    """Have all nine hand in."""
    for student, file in STUDENTS.items():
        put(assignment, student, file)


def until_graded(assignment: Assignment, process: subprocess.Popen[str], count: int) -> None:
    """Wait until so many students have a graded file, or the command has ended."""
    over = threading.Event()
    for _ in range(int(PATIENCE / 0.02)):
        if len(list((assignment.root / "autograded").glob("*/*/*.ipynb"))) >= count:
            return
        assert process.poll() is None, "it ended before that"
        over.wait(0.02)
    raise AssertionError(f"nothing was graded in {PATIENCE:g} seconds")
