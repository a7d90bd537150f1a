"""Knows the gradebook's scores of one assignment, read in few queries; not what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader import api
from nbgrader.api import Assignment, Notebook, Student
from sqlalchemy import Connection, Row, func, inspect, select

from grading.report.wording import clean
from grading.results import seconds_late


@dataclass(frozen=True, order=True)
class Part:
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
    scores: dict[Part, Score] = field(default_factory=dict)
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

    parts: tuple[Part, ...]
    graded: Mapping[str, Graded]
    listed: Mapping[str, str]


def read_scores(connection: Connection, assignment: str) -> Scores | None:
    """The scores of an assignment; None if the gradebook does not know it."""
    if not inspect(connection).has_table(Assignment.__tablename__):
        return None
    wanted = select(Assignment.id, Assignment.duedate).where(Assignment.name == assignment)
    known = connection.execute(wanted).first()
    if known is None:
        return None
    parts = {row.id: Part(row.notebook, row.cell, row.points) for row in _parts(connection, known)}
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


def _parts(connection: Connection, known: Row[Any]) -> Iterator[Row[Any]]:
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


def _submissions(connection: Connection, known: Row[Any]) -> Iterator[Row[Any]]:
    table = api.SubmittedAssignment.__table__
    yield from connection.execute(select(table).where(table.c.assignment_id == known.id))


def _graded(row: Row[Any], due: datetime | None, listed: Mapping[str, str]) -> Graded:
    late = seconds_late(row.timestamp, due, row.extension)
    return Graded(row.student_id, listed.get(row.student_id, ""), late)


def _notebooks(connection: Connection, known: Row[Any]) -> Iterator[Row[Any]]:
    handed_in = api.SubmittedNotebook.__table__
    yield from connection.execute(
        select(handed_in, Notebook.name)
        .join(Notebook, Notebook.id == handed_in.c.notebook_id)
        .where(Notebook.assignment_id == known.id)
        .order_by(Notebook.name)
    )


def _grades(connection: Connection, cells: list[str], known: Row[Any]) -> Iterator[Row[Any]]:
    grades, handed_in = api.Grade.__table__, api.SubmittedNotebook.__table__
    yield from connection.execute(
        select(grades)
        .join(handed_in, handed_in.c.id == grades.c.notebook_id)
        .join(Notebook, Notebook.id == handed_in.c.notebook_id)
        .where(Notebook.assignment_id == known.id, grades.c.cell_id.in_(cells))
    )


def _score(row: Row[Any], part: Part) -> dict[Part, Score]:
    """The score as nbgrader counts it: a person's before a test's, and extra credit."""
    given = row.auto_score if row.manual_score is None else row.manual_score
    points = None if given is None else given + (row.extra_credit or 0.0)
    lost = row.auto_score is not None and row.auto_score < part.points
    return {part: Score(points, lost, bool(row.needs_manual_grade))}
