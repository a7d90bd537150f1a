"""Queries of the gradebook: results and scores, for tables, exports and reports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy
from nbgrader import api
from nbgrader.api import (
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, Select, case, func, inspect, select

from grading.core.course import Assignment
from grading.core.csvfile import number
from grading.core.outputs import FOR_A_PERSON
from grading.core.text import clean
from grading.gradebook.nbgrader import open_gradebook
from grading.intake.files import printable

# The results of an assignment as nbgrader's gradebook holds them.


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
        .join(api.Assignment, api.Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(api.Assignment.name == name)
        .group_by(SubmittedNotebook.id, SubmittedAssignment.student_id, Notebook.name, penalty)
    )


def _times(name: str) -> Select[Any]:
    handed_in = SubmittedAssignment.__table__.c
    return (
        select(handed_in.student_id, handed_in.timestamp, handed_in.extension)
        .join(api.Assignment, api.Assignment.id == handed_in.assignment_id)
        .where(api.Assignment.name == name)
    )


def _comments(name: str) -> Select[tuple[str, str]]:
    return (
        select(SubmittedAssignment.student_id, Comment.manual_comment)
        .select_from(Comment)
        .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(api.Assignment, api.Assignment.id == SubmittedAssignment.assignment_id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .where(api.Assignment.name == name, func.coalesce(Comment.manual_comment, "") != "")
        .order_by(Notebook.name, BaseCell.name)
    )


# The gradebook as a table of students and notebooks.

TITLE = len("exercise 1")


@dataclass(frozen=True)
class Row:
    """A student's points by notebook, None where nothing was graded, and a remark.

    The name is empty unless the gradebook knows it, from a platform's list of students, say.
    """

    student: str
    name: str
    points: dict[str, float | None]
    remark: str

    @property
    def who(self) -> str:
        return f"{self.student} ({self.name})" if self.name else self.student

    @property
    def total(self) -> float:
        return sum(points or 0.0 for points in self.points.values())


def read_grades(assignment: Assignment) -> list[Row]:
    """A row for each student who has handed something in, in order."""
    with open_gradebook(assignment) as gradebook:
        try:
            results = read_results(gradebook, assignment.name).by_student
        except MissingEntry:
            results = {}
        known = {s.id: (s.first_name, s.last_name) for s in gradebook.students}
    names = {student: printable(" ".join(filter(None, each))) for student, each in known.items()}
    return [_row(assignment, s, names.get(s, ""), results.get(s)) for s in assignment.students()]


def _row(assignment: Assignment, student: str, name: str, result: Result | None) -> Row:
    graded = assignment.root / "autograded" / student / assignment.name
    points: dict[str, float | None] = dict.fromkeys(assignment.notebooks)
    if result is None:
        return Row(student, name, points, "not graded: see nbgrader's messages above")
    scores = {part.notebook: part.points for part in result.parts}
    remarks = []
    if result.seconds_late > 0:
        remarks.append(f"late by {timedelta(seconds=int(result.seconds_late))}")
    for notebook in assignment.notebooks:
        if (graded / f"{notebook}.ipynb").exists():
            points[notebook] = scores.get(notebook)
            remarks += [f"{notebook}: {odd}" for odd in _oddities(graded / f"{notebook}.ipynb")]
        else:
            remarks.append(f"{notebook} is missing")
    return Row(student, name, points, ", ".join(remarks))


def _oddities(graded: Path) -> list[str]:
    """What an instructor should look at in a graded notebook, each said once."""
    cells = json.loads(graded.read_bytes())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    odd = [str(output["evalue"]) for output in outputs if output.get("ename") in FOR_A_PERSON]
    return list(dict.fromkeys(odd))


def table(assignment: Assignment, rows: list[Row]) -> str:
    """The rows as text, a column for each notebook, and the class's means at the foot."""
    names = assignment.notebooks
    titles = [f"{' '.join(name.split('_')[:2]):>{TITLE}}" for name in names]
    width = max([len("student"), *(len(row.who) for row in rows)])
    lines = ["  ".join([f"{'student':{width}}", *titles, "     total", "remark"])]
    for row in rows:
        cells = [_cell(row.points[name]) for name in names]
        lines.append("  ".join([f"{row.who:{width}}", *cells, f"{row.total:10g}", row.remark]))
    means = [sum(row.points[name] or 0.0 for row in rows) / len(rows) for name in names]
    cells = [f"{mean:{TITLE}.1f}" for mean in means]
    lines.append("  ".join([f"{'mean':{width}}", *cells, f"{sum(means):10.1f}"]))
    return "\n".join(line.rstrip() for line in lines)


def _cell(points: float | None) -> str:
    return f"{'-' if points is None else f'{points:g}':>{TITLE}}"


# The gradebook's scores of one assignment, read in few queries.


@dataclass(frozen=True, order=True)
class ScoredPart:
    """One graded cell of a notebook, and the most points that it gives."""

    notebook: str
    cell: str
    points: float

    @property
    def title(self) -> str:
        """The part as it is shown: what its test is a test of."""
        return clean(self.cell.removeprefix("test_"), 40)


@dataclass(frozen=True)
class Score:
    """The points of a part, None if nobody has given any yet.

    `lost` if its test gave less than all, `waits` if a person should look at it.
    """

    points: float | None
    lost: bool
    waits: bool


@dataclass
class Graded:
    """What the gradebook holds of one student who has handed in."""

    student: str
    name: str
    seconds_late: float
    scores: dict[ScoredPart, Score] = field(default_factory=dict)
    flagged: list[str] = field(default_factory=list)
    penalty: float = 0.0

    @property
    def is_scored(self) -> bool:
        """False while no part of it has points, not even none."""
        return any(score.points is not None for score in self.scores.values())

    def has_points(self, notebook: str) -> bool:
        """True if any part of a notebook has points."""
        return any(s.points for part, s in self.scores.items() if part.notebook == notebook)


@dataclass(frozen=True)
class Scores:
    """The parts that give points, who is graded by id, and the names of all on the list by id."""

    parts: tuple[ScoredPart, ...]
    graded: Mapping[str, Graded]
    listed: Mapping[str, str]


def read_scores(connection: Connection, assignment: str) -> Scores | None:
    """The scores of an assignment; None if the gradebook does not know it."""
    if not inspect(connection).has_table(api.Assignment.__tablename__):
        return None
    wanted = select(api.Assignment.id, api.Assignment.duedate).where(
        api.Assignment.name == assignment
    )
    known = connection.execute(wanted).first()
    if known is None:
        return None
    parts = {
        row.id: ScoredPart(row.notebook, row.cell, row.points) for row in _parts(connection, known)
    }
    people = connection.execute(select(Student.id, Student.first_name, Student.last_name))
    listed = {row.id: " ".join(filter(None, row[1:])) for row in people}
    graded = {
        row.id: _graded(row, known.duedate, listed) for row in _submissions(connection, known)
    }
    owners = {}
    for row in _notebooks(connection, known):
        owner = owners[row.id] = graded[row.assignment_id]
        owner.penalty += row.late_submission_penalty or 0.0
        owner.flagged += [row.name] if row.flagged else []
    for row in _grades(connection, list(parts), known):
        owners[row.notebook_id].scores.update(_score(row, parts[row.cell_id]))
    return Scores(tuple(sorted(parts.values())), {g.student: g for g in graded.values()}, listed)


def _parts(connection: Connection, known: sqlalchemy.Row[Any]) -> Iterator[sqlalchemy.Row[Any]]:
    """Cells that give points: those with tests or for a person, and tasks."""
    cells, grades, tasks = (c.__table__ for c in (api.BaseCell, api.GradeCell, api.TaskCell))
    most = func.coalesce(grades.c.max_score, tasks.c.max_score, 0.0)
    columns = (cells.c.id, cells.c.name.label("cell"), Notebook.name.label("notebook"))
    yield from connection.execute(
        select(*columns, most.label("points"))
        .join(Notebook, Notebook.id == cells.c.notebook_id)
        .outerjoin(grades, grades.c.id == cells.c.id)
        .outerjoin(tasks, tasks.c.id == cells.c.id)
        .where(Notebook.assignment_id == known.id, most > 0)
    )


def _submissions(
    connection: Connection, known: sqlalchemy.Row[Any]
) -> Iterator[sqlalchemy.Row[Any]]:
    table = api.SubmittedAssignment.__table__
    yield from connection.execute(select(table).where(table.c.assignment_id == known.id))


def _graded(row: sqlalchemy.Row[Any], due: datetime | None, listed: Mapping[str, str]) -> Graded:
    late = seconds_late(row.timestamp, due, row.extension)
    return Graded(row.student_id, listed.get(row.student_id, ""), late)


def _notebooks(connection: Connection, known: sqlalchemy.Row[Any]) -> Iterator[sqlalchemy.Row[Any]]:
    handed_in = api.SubmittedNotebook.__table__
    yield from connection.execute(
        select(handed_in, Notebook.name)
        .join(Notebook, Notebook.id == handed_in.c.notebook_id)
        .where(Notebook.assignment_id == known.id)
        .order_by(Notebook.name)
    )


def _grades(
    connection: Connection, cells: list[str], known: sqlalchemy.Row[Any]
) -> Iterator[sqlalchemy.Row[Any]]:
    grades, handed_in = api.Grade.__table__, api.SubmittedNotebook.__table__
    yield from connection.execute(
        select(grades)
        .join(handed_in, handed_in.c.id == grades.c.notebook_id)
        .join(Notebook, Notebook.id == handed_in.c.notebook_id)
        .where(Notebook.assignment_id == known.id, grades.c.cell_id.in_(cells))
    )


def _score(row: sqlalchemy.Row[Any], part: ScoredPart) -> dict[ScoredPart, Score]:
    """The score as nbgrader counts it: a person's before a test's, and extra credit."""
    given = row.auto_score if row.manual_score is None else row.manual_score
    points = None if given is None else given + (row.extra_credit or 0.0)
    lost = row.auto_score is not None and row.auto_score < part.points
    return {part: Score(points, lost, bool(row.needs_manual_grade))}
