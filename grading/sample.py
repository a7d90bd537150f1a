"""Knows a sample class: students who hand in files of tests/submissions/; not their grades."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry

from grading.course import Assignment
from grading.derived import read
from grading.gradebook import has_gradebook, open_gradebook
from grading.submission import answered, read_submission

PREFIX = "sample_"
SUBMISSIONS = Path("tests", "submissions")
DUE = datetime(2026, 1, 30, 12, 0)
"""When the sample class had to hand in, UTC; one of them did not."""


def hand_in(assignment: Assignment) -> list[str]:
    """Write what the sample class hands in to submitted/; return the students' names."""
    folder = assignment.root / SUBMISSIONS
    students = tomllib.loads((folder / "sample_class.toml").read_text(encoding="utf-8"))
    for student, work in students.items():
        target = assignment.submitted / student / assignment.name
        target.mkdir(parents=True)
        handed_in = DUE - timedelta(hours=2) + timedelta(hours=work.pop("hours_late", 0))
        (target / "timestamp.txt").write_text(f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
        for name, file in work.items():
            answers = read_submission(folder / file).answers if file else {}
            notebook = read(assignment.release / f"{name}.ipynb")
            nbformat.write(answered(notebook, answers), target / f"{name}.ipynb")
    set_due_date(assignment, DUE)
    return list(students)


def forget(assignment: Assignment) -> None:
    """Remove the sample class from the folders and the gradebook; leave everybody else."""
    for folder in ("submitted", "autograded", "feedback"):
        for path in (assignment.root / folder).glob(f"{PREFIX}*"):
            shutil.rmtree(path)
    if has_gradebook(assignment):
        with open_gradebook(assignment) as gradebook:
            for student in list(gradebook.students):
                if student.id.startswith(PREFIX):
                    gradebook.remove_student(student.id)
        set_due_date(assignment, None, instead_of=DUE)


def is_among(students: Iterable[str]) -> bool:
    """True if some of these students are of the sample class, and others are not."""
    are = {student.startswith(PREFIX) for student in students}
    return are == {True, False}


def make_room(assignment: Assignment, others: Iterable[str]) -> list[str]:
    """Forget the sample class if others hand in now, and say so; its due date is not theirs."""
    if not is_among([*assignment.students(), *others]):
        return []
    forget(assignment)
    return ["The sample class and its due date are gone: a real class is here"]


def set_due_date(
    assignment: Assignment, due: datetime | None, *, instead_of: datetime | None = None
) -> None:
    """Give the assignment a due date (UTC) in the gradebook, in place of the one named only."""
    with open_gradebook(assignment) as gradebook:
        try:
            known = gradebook.find_assignment(assignment.name).duedate
        except MissingEntry:
            known = None
        if known == instead_of:
            gradebook.update_or_create_assignment(assignment.name, duedate=due)
