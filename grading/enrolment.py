"""Knows what collecting asks of the gradebook and tells it: a due date, names; no grades."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.coursedir import CourseDirectory

from grading.gradebook import command_path
from grading.roster import KEYS, Roster


@dataclass(frozen=True)
class Names:
    """How a student is called."""

    last_name: str
    first_name: str
    email: str


def due_date(course: CourseDirectory) -> datetime | None:
    """When the assignment is due, in UTC; None if there is no such date."""
    with _gradebook(course) as gradebook:
        try:
            due: datetime | None = gradebook.find_assignment(course.assignment_id).duedate
        except MissingEntry:
            return None
        return due


def enrol(course: CourseDirectory, roster: Roster, students: Iterable[str]) -> None:
    """Enter the names of these students from a platform's list, where the gradebook has none."""
    names = listed_names(roster)
    with _gradebook(course) as gradebook:
        known = {student.id: student for student in gradebook.students}
        for student in filter(names.__contains__, students):
            row = known.get(student) or Student(id=student)
            if not row.last_name:
                for name, value in vars(names[student]).items():
                    setattr(row, name, value)
                gradebook.db.add(row)
        gradebook.db.commit()


def listed_names(roster: Roster) -> dict[str, Names]:
    """The names in a list by the id that exported files have."""
    title = next((t for t in KEYS[roster.platform or "Canvas"] if roster.place(t) is not None), "")
    columns = zip(
        roster.ids(title or roster.header[0]),
        _first_of(roster, "Last name", "LastName", "Surname"),
        _first_of(roster, "First name", "FirstName"),
        roster.values("Student"),
        roster.values("Full name"),
        roster.values("Email address"),
        strict=True,
    )
    found = {}
    for student, last, first, sortable, full, email in columns:
        if "," in sortable:
            last, _, first = sortable.partition(",")
        elif not last:
            first, _, last = (sortable or full).rpartition(" ")
        found[student] = Names(last.strip(), first.strip(), email)
    return found


def _first_of(roster: Roster, *titles: str) -> list[str]:
    return roster.values(next((t for t in titles if roster.place(t) is not None), titles[0]))


def _gradebook(course: CourseDirectory) -> Gradebook:
    os.environ["PATH"] = command_path()
    return Gradebook(course.db_url, course.course_id)
