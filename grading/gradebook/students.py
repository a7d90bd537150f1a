"""Students of a gradebook whose folder has gone from submitted/, and students with a new id."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, Select, delete, func, or_, select, update
from sqlalchemy.orm import Session

from grading.core.course import SAMPLE_PREFIX
from grading.core.csvfile import number
from grading.core.errors import UsageError
from grading.core.text import listed
from grading.gradebook.queries import ClassScores
from grading.gradebook.store import tables_of_grades

# Who is in the gradebook, and has no folder in submitted/ any more.

SHOWN = 10
"""Students whom one sentence names; of more it tells the number."""


@dataclass(frozen=True)
class Absent:
    """A graded student without a folder: points, and the parts with a person's words or scores."""

    student: str
    points: float
    by_hand: tuple[str, ...] = ()

    def __str__(self) -> str:
        hand = f", by hand in {', '.join(self.by_hand)}" if self.by_hand else ""
        return f"{self.student} ({number(self.points)} points{hand})"


def absent(connection: Connection, scores: ClassScores, present: Set[str]) -> list[Absent]:
    """The graded students who are not among those present, in the order of ids."""
    gone = sorted(scores.submissions.keys() - present)
    if not gone:
        return []
    by_hand: dict[str, dict[str, None]] = {student: {} for student in gone}
    for asked in _by_hand(scores.assignment):
        for student, part in connection.execute(asked):
            if student in by_hand:
                by_hand[student][part] = None
    return [Absent(s, scores.submissions[s].points, tuple(by_hand[s])) for s in gone]


def _by_hand(assignment: str) -> Iterator[Select[str, str]]:
    """Queries for student and part of each score, and of each comment, that a person has given."""
    has = or_(Grade.manual_score.is_not(None), func.coalesce(Grade.extra_credit, 0) != 0)
    for table, given in ((Grade, has), (Comment, func.coalesce(Comment.manual_comment, "") != "")):
        yield (
            select(SubmittedAssignment.student_id, BaseCell.name)
            .select_from(table)
            .join(BaseCell, BaseCell.id == table.cell_id)
            .join(SubmittedNotebook, SubmittedNotebook.id == table.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .where(Assignment.name == assignment)
            .where(given)
            .order_by(SubmittedAssignment.student_id, BaseCell.name)
        )


def said_of_absent(absent: Sequence[Absent]) -> Iterator[str]:
    """What an instructor should know of them, and can do."""
    sample = [each for each in absent if each.student.startswith(SAMPLE_PREFIX)]
    others = sorted((a for a in absent if a not in sample), key=lambda a: not a.by_hand)
    if sample:
        yield (
            "The sample class is in the gradebook, and not in submitted/: "
            "python -m grading forget-sample removes it."
        )
    if others:
        yield (
            "In the gradebook, but no longer in submitted/, and still in all exports: "
            f"{listed([*map(str, others)], SHOWN)}. If a student has a new id: python -m "
            "grading rename OLD NEW moves scores and comments. If a student has left: nbgrader db "
            "student remove ID --force. If they are of an earlier term: move gradebook.db, "
            "autograded/ and feedback/ away."
        )


# How a student gets another id, with all that a person has given.


def rename_student(session: Session, old: str, new: str) -> list[str]:
    """Let `new` have what the gradebook holds of `old`, and forget that; sentences about it.

    If `new` is graded too, that grade counts, and gets the scores by hand and comments of `old`
    where it has none. Nothing is committed. Raises UsageError if the gradebook has no `old`.
    """
    before, after = session.get(Student, old), session.get(Student, new)
    if before is None:
        known = session.scalars(select(Student.id)).all()
        near = difflib.get_close_matches(old, known, 3)
        perhaps = f"; do you mean {' or '.join(near)}?" if near else "."
        raise UsageError(f"The gradebook has no student '{old}'{perhaps}")
    said: list[str] = []
    if after is None:
        after = Student(id=new)
        session.add(after)
        session.flush()
        _move_marks(session, old, new)
    for name in ("first_name", "last_name", "email", "lms_user_id"):
        if not getattr(after, name):
            setattr(after, name, getattr(before, name))
    theirs = {submission.assignment_id: submission for submission in after.submissions}
    for submission in list(before.submissions):
        if other := theirs.get(submission.assignment_id):
            said += _merge(submission, other)
            _delete(session, submission)
        else:
            submission.student = after
    session.flush()
    session.expire(before)
    session.delete(before)
    _forget(session, old)
    return [f"{old} is {new} in the gradebook now.", *said]


def _merge(old: SubmittedAssignment, new: SubmittedAssignment) -> Iterator[str]:
    """Give a submission the scores, comments and extension of another one, where it has none."""
    if new.extension is None and old.extension is not None:
        new.extension = old.extension
        yield f"{new.student.id} has the extension of {old.student.id}."
    notebooks = {notebook.notebook_id: notebook for notebook in new.notebooks}
    for notebook in old.notebooks:
        if other := notebooks.get(notebook.notebook_id):
            yield from _merge_rows(notebook.grades, other.grades, ("manual_score", "extra_credit"))
            yield from _merge_rows(notebook.comments, other.comments, ("manual_comment",))
            other.flagged = other.flagged or notebook.flagged


def _merge_rows(old: Sequence[Any], new: Sequence[Any], columns: Sequence[str]) -> Iterator[str]:
    rows = {row.cell_id: row for row in new}
    for row in old:
        for column in columns:
            given, other = getattr(row, column), rows.get(row.cell_id)
            if given in (None, "") or other is None:
                continue
            what = f"{row.cell.name}, {column.replace('_', ' ')} {given}"
            if getattr(other, column) in (None, ""):
                setattr(other, column, given)
                if column == "manual_score":
                    other.needs_manual_grade = row.needs_manual_grade
                yield f"Moved: {what}."
            elif getattr(other, column) != given:
                yield f"Not moved, since there is another one already: {what}."


def _delete(session: Session, submission: SubmittedAssignment) -> None:
    for notebook in submission.notebooks:
        for row in (*notebook.grades, *notebook.comments):
            session.delete(row)
        session.flush()
        session.delete(notebook)
    session.flush()
    session.delete(submission)


def _move_marks(session: Session, old: str, new: str) -> None:
    """What a grade was made from has not changed with the id, so nothing is graded anew."""
    _forget(session, new)
    for table in tables_of_grades(session.connection()):
        session.execute(update(table).where(table.c.student == old).values(student=new))


def _forget(session: Session, student: str) -> None:
    for table in tables_of_grades(session.connection()):
        session.execute(delete(table).where(table.c.student == student))
