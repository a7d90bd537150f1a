"""Knows where the gradebook keeps what each grade was made from; not what a key is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbgrader.api import Assignment, SubmittedAssignment
from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert, select


def whose() -> tuple[Column[str], ...]:
    """The columns by which a table of this project's knows a student's notebook."""
    names = ("assignment", "student", "notebook")
    return tuple(Column(name, String(128), primary_key=True) for name in names)


KEYS = Table(
    "grading_keys",
    MetaData(),
    *whose(),
    Column("key", String(64), nullable=False),
    Column("graded", String(64), nullable=False),
)
"""What each grade was made from, and the graded file's digest, beside nbgrader's own tables."""

FOLDER = ""
"""The name under which the key of what surrounds a student's notebooks stands among theirs."""


@dataclass(frozen=True)
class Mark:
    """What stands of one notebook: the key of its grade, the digest of its graded file."""

    key: str
    graded: str


def marks(connection: Connection, assignment: str) -> dict[str, dict[str, Mark]]:
    """What was graded from what, by student and notebook, of grades that still exist."""
    held = (
        select(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )
    there = set(connection.scalars(held))
    rows = connection.execute(select(KEYS).where(KEYS.c.assignment == assignment)).all()
    found: dict[str, dict[str, Mark]] = {}
    for row in rows:
        if row.student in there:
            found.setdefault(row.student, {})[row.notebook] = Mark(row.key, row.graded)
    return found


def keep_marks(
    connection: Connection, assignment: str, student: str, marks: Mapping[str, Mark]
) -> None:
    """Put these marks in the place of all that are there of a student's."""
    mine = (KEYS.c.assignment == assignment) & (KEYS.c.student == student)
    connection.execute(delete(KEYS).where(mine))
    key = {"assignment": assignment, "student": student}
    rows = [
        {**key, "notebook": name, "key": mark.key, "graded": mark.graded}
        for name, mark in marks.items()
    ]
    if rows:
        connection.execute(insert(KEYS), rows)
