"""The command that gives one student more time: nbgrader's extension of a due date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from rapidfuzz import fuzz, utils

from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.core.quiet import quiet
from grading.core.text import clean, in_days
from grading.gradebook.database import answering
from grading.gradebook.nbgrader import has_gradebook, load_config, open_gradebook

DAYS = 7.0
"""The days of an extension where none are named."""

MOST = 3650
"""The most days of an extension; more is a slip of the finger."""

ENTER = (
    "If the student has handed in nothing yet, run nbgrader db student add ID, and then give more "
    "time."
)
"""What is said to an id that nobody has."""

NEAR, ALIKE = 3, 60
"""Names that are offered in place of an unknown one, and how like it they have to be (0 to 100)."""


@answering()
def extend(assignment: Assignment, *, student: str, days: float = DAYS) -> None:
    """Let a student's work be in time until so many days after the due date; print until when.

    It replaces an extension that the student has; with 0 days there is none. Raises UsageError,
    with nothing written, for an unknown student, days that are none, and an assignment that has no
    due date, and RunAborted where the gradebook does not answer.
    """
    if not 0 <= days <= MOST:
        raise UsageError(f"--days needs a number from 0 (no extension) to {MOST}, not {days:g}.")
    if not has_gradebook(assignment):
        raise UsageError(_not_released(assignment))
    quiet()
    with open_gradebook(assignment) as book:
        print(_extended(book, assignment, student, timedelta(days=days)))


def _extended(book: Gradebook, assignment: Assignment, student: str, extension: timedelta) -> str:
    """Write the extension; the sentence that says so."""
    due = _due_date(book, assignment)
    submission = _submission(book, assignment, student)
    before = submission.extension or timedelta()
    submission.extension = extension or None
    book.db.commit()
    until = f"{due + extension:%Y-%m-%d %H:%M:%S} UTC"
    more = f"{in_days(extension)} more" if extension else "no more time than all"
    instead = f" (instead of {in_days(before)})" if before and before != extension else ""
    said = f"{clean(student)} has {more}{instead} for {assignment.name}, until {until}"
    if submission.timestamp is None:
        return f"{said}."
    late = submission.total_seconds_late
    so = f"is late by {timedelta(seconds=int(late))}" if late else "is in time"
    handed_in = f"{submission.timestamp:%Y-%m-%d %H:%M:%S} UTC"
    run = f"run make grade (or python -m grading autograde {assignment.name})"
    return f"{said}; what was handed in at {handed_in} {so}: {run} so that it counts."


def _due_date(book: Gradebook, assignment: Assignment) -> datetime:
    try:
        due: datetime | None = book.find_assignment(assignment.name).duedate
    except MissingEntry:
        raise UsageError(_not_released(assignment)) from None
    if due is None:
        raise UsageError(
            f"'{assignment.name}' has no due date, so nobody is late: set one in formgrader "
            "(Manage Assignments), and then give more time."
        )
    return due


def _not_released(assignment: Assignment) -> str:
    name = assignment.name
    return f"'{name}' is not in the gradebook: run nbgrader generate_assignment {name} --force."


def _submission(book: Gradebook, assignment: Assignment, student: str) -> SubmittedAssignment:
    """A student's submission; an empty one, in which nothing waits, if there is none yet."""
    names = {
        each.id: " ".join(filter(None, (each.first_name, each.last_name))) for each in book.students
    }
    handed_in = assignment.students()
    if student not in names and student not in handed_in:
        raise UsageError(_unknown(student, {**dict.fromkeys(handed_in, ""), **names}))
    try:
        return book.find_submission(assignment.name, student)
    except MissingEntry:
        if student not in names and not _adds_students(assignment):
            raise UsageError(
                f"{clean(student)} is not on the list of students: "
                f"run nbgrader db student add {clean(student)}, and then give more time."
            ) from None
        book.update_or_create_student(student)
        made = book.update_or_create_submission(assignment.name, student)
        for notebook in made.notebooks:
            for grade in notebook.grades:
                grade.needs_manual_grade = False
        return made


def _adds_students(assignment: Assignment) -> bool:
    """True if whoever hands in is put on the list of students, as configured."""
    return bool(load_config(assignment).Autograde.get("create_student", True))


def _unknown(student: str, names: Mapping[str, str]) -> str:
    """Who is meant, perhaps: those whose id or name is like what was typed."""
    typed = utils.default_process(student)

    def likeness(key: str) -> float:
        words = filter(None, (key, names[key], *names[key].split()))
        return max(fuzz.ratio(typed, utils.default_process(word)) for word in words)

    alike = [key for key in sorted(names, key=likeness, reverse=True) if likeness(key) >= ALIKE]
    near = [clean(f"{key} ({name})" if (name := names[key]) else key) for key in alike[:NEAR]]
    hint = f"did you mean {' or '.join(near)}?" if near else "ids are the folders in submitted/."
    return f"Nobody has the id '{clean(student)}': {hint} {ENTER}"
