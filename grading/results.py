"""Knows the results of an assignment as nbgrader's gradebook holds them; not where they go.

What nbgrader's own objects tell one student at a time is asked here for the class at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Select, case, func, select

from grading.sheet import number


@dataclass(frozen=True)
class Part:
    """A student's points in one notebook: nbgrader's score, what lateness costs, the maximum."""

    notebook: str
    score: float
    penalty: float
    maximum: float
    needs_a_person: bool

    @property
    def points(self) -> float:
        """The score without the penalty, as a page of feedback tells it."""
        return self.score - self.penalty


@dataclass(frozen=True)
class Result:
    """What one student has got for an assignment, and what an instructor has written there."""

    parts: tuple[Part, ...]
    remarks: tuple[str, ...]
    seconds_late: float = 0.0

    @property
    def points(self) -> float:
        """The score without the penalty for lateness, as nbgrader exports it: never below zero."""
        return max(0.0, sum(p.score for p in self.parts) - sum(p.penalty for p in self.parts))

    @property
    def comment(self) -> str:
        """The points of each notebook, and an instructor's words, in one line."""
        said = [f"{p.notebook}: {number(p.score)} of {number(p.maximum)}" for p in self.parts]
        if penalty := sum(p.penalty for p in self.parts):
            said.append(f"late: {number(-penalty)}")
        return "; ".join([*said, *(" ".join(remark.split()) for remark in self.remarks)])


@dataclass(frozen=True)
class Results:
    """Everybody's results of an assignment by student, and what it gives at the most."""

    assignment: str
    maximum: float
    by_student: Mapping[str, Result]


def read_results(gradebook: Gradebook, name: str) -> Results:
    """The results of all who have handed in, read in three questions, however large the class.

    Raises nbgrader's MissingEntry if the gradebook has no such assignment.
    """
    assignment = gradebook.find_assignment(name)
    most = {notebook.name: float(notebook.max_score) for notebook in assignment.notebooks}
    parts: dict[str, list[Part]] = defaultdict(list)
    for student, notebook, penalty, score, doubts in gradebook.db.execute(_scores(name)):
        part = Part(notebook, float(score), float(penalty or 0), most[notebook], doubts > 0)
        parts[student].append(part)
    remarks: dict[str, list[str]] = defaultdict(list)
    for student, remark in gradebook.db.execute(_comments(name)):
        remarks[student].append(remark)
    late = {
        student: seconds_late(time, assignment.duedate, extension)
        for student, time, extension in gradebook.db.execute(_times(name))
    }
    by_student = {
        student: Result(
            tuple(sorted(theirs, key=lambda part: part.notebook)),
            tuple(remarks.get(student, ())),
            late[student],
        )
        for student, theirs in parts.items()
    }
    return Results(name, sum(most.values()), by_student)


def seconds_late(time: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """How long after the due date, and the student's own extension of it, work was handed in."""
    if time is None or due is None:
        return 0.0
    return max(0.0, (time - due - (extension or timedelta())).total_seconds())


def _scores(name: str) -> Select[tuple[str, str, float, float, int]]:
    doubts = func.sum(case((Grade.needs_manual_grade, 1), else_=0))
    penalty = SubmittedNotebook.late_submission_penalty
    return (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            penalty,
            func.coalesce(func.sum(Grade.score), 0.0),
            func.coalesce(doubts, 0),
        )
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Assignment.name == name)
        .group_by(SubmittedNotebook.id, SubmittedAssignment.student_id, Notebook.name, penalty)
    )


def _times(name: str) -> Select[Any]:
    handed_in = SubmittedAssignment.__table__.c
    return (
        select(handed_in.student_id, handed_in.timestamp, handed_in.extension)
        .join(Assignment, Assignment.id == handed_in.assignment_id)
        .where(Assignment.name == name)
    )


def _comments(name: str) -> Select[tuple[str, str]]:
    return (
        select(SubmittedAssignment.student_id, Comment.manual_comment)
        .select_from(Comment)
        .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .where(Assignment.name == name, func.coalesce(Comment.manual_comment, "") != "")
        .order_by(Notebook.name, BaseCell.name)
    )
