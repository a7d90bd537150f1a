"""Knows a class of any size, in which everybody hands in accepted answers; not how it is graded."""

from __future__ import annotations

from functools import cache
from itertools import cycle
from pathlib import Path

from grading.core.course import Assignment
from tests.copies import STOCK, release_course
from tests.deserved import FOLDER, NOTEBOOKS, written


def large_class(folder: Path, students: int, *, stock: bool = False) -> Assignment:
    """A copy of the course, released, with so many students' four notebooks each."""
    assignment = release_course(folder, settings=STOCK if stock else "")
    for exercise, name in NOTEBOOKS.items():
        files = cycle(sorted((FOLDER / "accepted" / exercise).glob("*.py")))
        for number, file in zip(range(students), files, strict=False):
            place = assignment.submitted / f"student_{number:04}" / assignment.name
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{name}.ipynb").write_bytes(_written(file))
    return assignment


_written = cache(written)
