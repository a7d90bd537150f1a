"""Read the scores of an assignment from nbgrader's gradebook, as nbgrader itself counts them.

Tables, columns and the rule of a cell's score are those of `nbgrader.api` 0.9 (Alembic revision
e43177bfe90b); points are floats.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import fsum

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Connection, create_engine, exists, func, inspect, or_, select
from sqlalchemy.orm import aliased

from grading.core import course
from grading.core.csvfile import number
from grading.core.text import clean, part_name
from grading.gradebook.database import check_schema
from grading.gradebook.nbgrader import course_directory

# What a gradebook holds of an assignment.


@dataclass(frozen=True, order=True)
class GradedCell:
    """A cell with tests, an answer for a person to grade, or a task; and the most points of it.

    `name` is the cell's `grade_id`. The maximum is 0 for a cell that gives no points, though a
    person may give extra credit there. `by_person` is False for a cell with tests.
    """

    notebook: str
    name: str
    maximum: float
    by_person: bool = field(default=False, compare=False)

    @property
    def title(self) -> str:
        """The part as it is shown: what its test is a test of."""
        return clean(part_name(self.name), 40)


@dataclass(frozen=True, slots=True)
class CellScore:
    """A student's score in a cell: a person's before a test's, with extra credit.

    `points` are None if neither has given any, `lost` says that the cell's test gave less than
    the maximum, `waits` that a person should look at it. `by_hand` are a person's points, None
    where there are none.
    """

    points: float | None
    lost: bool = False
    waits: bool = False
    by_hand: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NotebookScore:
    """A student's scores in one notebook, by cell, and what a person has written there.

    `penalty` are the points that lateness costs, 0 or more; `maximum` is the notebook's.
    """

    notebook: str
    maximum: float
    cells: Mapping[GradedCell, CellScore]
    penalty: float = 0.0
    flagged: bool = False
    comments: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """nbgrader's score: the sum over cells, without the penalty."""
        return fsum(cell.points or 0.0 for cell in self.cells.values())

    @property
    def points(self) -> float:
        """The score less the penalty, as a page of feedback tells it."""
        return self.score - self.penalty

    @property
    def has_points(self) -> bool:
        """True if any cell has points other than 0."""
        return any(cell.points for cell in self.cells.values())

    @property
    def waits(self) -> bool:
        """True if a person should look at any cell."""
        return any(cell.waits for cell in self.cells.values())

    @property
    def unanswered(self) -> float:
        """The most points of what a person is to grade and the student has left as it was.

        nbgrader has given it 0, whatever stands in the cells beside it.
        """
        return fsum(
            cell.maximum
            for cell, score in self.cells.items()
            if cell.by_person and score.points is not None and score.by_hand is None
        )

    @property
    def ungraded(self) -> float:
        """The most points of the cells that no test and no person has graded."""
        waiting = (cell.maximum for cell, score in self.cells.items() if score.points is None)
        return fsum(waiting) + self.unanswered

    @property
    def above(self) -> dict[GradedCell, float]:
        """A person's points where they are more than the cell gives: it gave more before."""
        given = ((cell, score.by_hand) for cell, score in sorted(self.cells.items()))
        return {cell: points for cell, points in given if points and points > cell.maximum}


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student has got for an assignment: scores by notebook, in the order of names.

    `seconds_late` count from the due date and the student's own `extension` of it,
    `seconds_after` from the due date alone.
    """

    student: str
    notebooks: Mapping[str, NotebookScore]
    seconds_late: float = 0.0
    seconds_after: float = 0.0
    extension: timedelta = timedelta()

    @property
    def penalty(self) -> float:
        """The points that lateness costs in all notebooks."""
        return fsum(each.penalty for each in self.notebooks.values())

    @property
    def pays_in_time(self) -> bool:
        """True if lateness takes points, and by the due date of now there is none."""
        return self.penalty > 0 and not self.seconds_late

    @property
    def points(self) -> float:
        """The score less the penalty, never below zero, as `nbgrader export` writes it."""
        return max(0.0, fsum(each.score for each in self.notebooks.values()) - self.penalty)

    @property
    def waits(self) -> bool:
        """True if a person should look at any cell."""
        return any(each.waits for each in self.notebooks.values())

    def has_points(self, notebook: str) -> bool:
        """True if any cell of this notebook has points other than 0."""
        return notebook in self.notebooks and self.notebooks[notebook].has_points

    @property
    def scores(self) -> dict[GradedCell, CellScore]:
        """The scores of all notebooks by cell."""
        return {c: s for each in self.notebooks.values() for c, s in each.cells.items()}

    @property
    def is_graded(self) -> bool:
        """False while it only holds an extension: no cell has a score, and none waits for one."""
        scores = self.scores.values()
        return not scores or any(s.points is not None or s.waits for s in scores)

    @property
    def is_scored(self) -> bool:
        """False while no cell that gives points has a score, not even 0."""
        return any(s.points is not None for cell, s in self.scores.items() if cell.maximum > 0)

    @property
    def comment(self) -> str:
        """The score of each notebook, and an instructor's words, in one line."""
        each = self.notebooks.values()
        said = [f"{n.notebook}: {number(n.score)} of {number(n.maximum)}" for n in each]
        if penalty := self.penalty:
            said.append(f"late: {number(-penalty)}")
        return "; ".join([*said, *(" ".join(text.split()) for n in each for text in n.comments)])


@dataclass(frozen=True)
class ClassScores:
    """The scores of a class in one assignment.

    `cells` are all graded cells in the order of their names, `submissions` what is graded of what
    was handed in by student, `names` the full name, perhaps empty, of everybody on the list of
    students by id.
    """

    assignment: str
    cells: tuple[GradedCell, ...]
    submissions: Mapping[str, Submission]
    names: Mapping[str, str]

    @property
    def maximum(self) -> float:
        """The most points of the assignment, without extra credit."""
        return fsum(cell.maximum for cell in self.cells)

    @property
    def notebooks(self) -> list[str]:
        """The notebooks in the order of their names; of those without points, what was graded."""
        graded = {name for each in self.submissions.values() for name in each.notebooks}
        return sorted(graded | {cell.notebook for cell in self.cells})

    @property
    def parts(self) -> tuple[GradedCell, ...]:
        """The cells that give points."""
        return tuple(cell for cell in self.cells if cell.maximum > 0)


# How it is read: in a handful of queries, however large the class.


@contextlib.contextmanager
def connected(assignment: course.Assignment) -> Iterator[Connection]:
    """A connection to the course's gradebook for reading; raises DBAPIError, OlderGradebook.

    SQLite makes a file that does not exist: ask `has_gradebook` first.
    """
    db_url = course_directory(assignment).db_url
    check_schema(db_url)
    engine = create_engine(db_url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def read_scores(connection: Connection, name: str) -> ClassScores | None:
    """The scores of the assignment of that name; None if the gradebook does not know it."""
    if not inspect(connection).has_table(Assignment.__tablename__):
        return None
    asked = select(Assignment.id, Assignment.duedate).where(Assignment.name == name)
    known = connection.execute(asked).first()
    if known is None:
        return None
    key, due = known
    cells = _cells(connection, key)
    scores, comments = _scores(connection, key, cells), _comments(connection, key)
    most: dict[str, float] = defaultdict(float)
    for cell in cells.values():
        most[cell.notebook] += cell.maximum
    times: dict[str, tuple[float, float, timedelta]] = {}
    found: dict[str, dict[str, NotebookScore]] = defaultdict(dict)
    handed_in = (
        select(SubmittedAssignment.student_id, SubmittedAssignment.timestamp)
        .add_columns(SubmittedAssignment.extension, SubmittedNotebook.id, Notebook.name)
        .add_columns(SubmittedNotebook.late_submission_penalty, SubmittedNotebook.flagged)
        .select_from(SubmittedNotebook)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(SubmittedAssignment.assignment_id == key)
    )
    for student, time, extension, own, notebook, penalty, flagged in connection.execute(handed_in):
        given = extension or timedelta()
        late = _seconds_late(time, due, given), _seconds_late(time, due, timedelta())
        times[student] = *late, given
        found[student][notebook] = NotebookScore(
            notebook,
            most[notebook],
            scores[own],
            float(penalty or 0.0),
            bool(flagged),
            tuple(comments[own]),
        )
    held = (
        Submission(student, dict(sorted(notebooks.items())), *times[student])
        for student, notebooks in found.items()
    )
    submissions = {each.student: each for each in held if each.is_graded}
    return ClassScores(name, tuple(sorted(cells.values())), submissions, _names(connection))


def _seconds_late(time: datetime | None, due: datetime | None, extension: timedelta) -> float:
    """As nbgrader's `SubmittedAssignment.total_seconds_late`."""
    if time is None or due is None:
        return 0.0
    return max(0.0, (time - due - extension).total_seconds())


def _cells(connection: Connection, assignment: str) -> dict[str, GradedCell]:
    """The graded cells of an assignment by their keys in the database."""
    cells, grades, tasks = (table.__table__.c for table in (BaseCell, GradeCell, TaskCell))
    answer = aliased(BaseCell)
    is_answer = (
        exists(SolutionCell.__table__)
        .where(SolutionCell.__table__.c.id == answer.id)
        .where(answer.notebook_id == cells.notebook_id, answer.name == cells.name)
    )
    asked = (
        select(cells.id, Notebook.name, cells.name)
        .add_columns(func.coalesce(grades.max_score, tasks.max_score, 0.0))
        .add_columns(or_(tasks.id.is_not(None), is_answer))
        .join(Notebook, Notebook.id == cells.notebook_id)
        .outerjoin(GradeCell.__table__, grades.id == cells.id)
        .outerjoin(TaskCell.__table__, tasks.id == cells.id)
        .where(Notebook.assignment_id == assignment)
        .where(or_(grades.id.is_not(None), tasks.id.is_not(None)))
    )
    return {
        key: GradedCell(notebook, name, float(maximum), bool(by_person))
        for key, notebook, name, maximum, by_person in connection.execute(asked)
    }


def _scores(
    connection: Connection, assignment: str, cells: Mapping[str, GradedCell]
) -> dict[str, dict[GradedCell, CellScore]]:
    """The scores by cell, of each submitted notebook by its key; the rule is in `Grade.score`."""
    asked = (
        select(Grade.notebook_id, Grade.cell_id, Grade.auto_score, Grade.manual_score)
        .add_columns(Grade.score, Grade.needs_manual_grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .where(Notebook.assignment_id == assignment)
    )
    found: dict[str, dict[GradedCell, CellScore]] = defaultdict(dict)
    for own, key, auto, manual, score, waits in connection.execute(asked):
        cell, nothing = cells[key], auto is None and manual is None
        lost = auto is not None and auto < cell.maximum
        points = None if nothing else float(score)
        found[own][cell] = CellScore(points, lost, bool(waits), manual)
    return found


def _comments(connection: Connection, assignment: str) -> dict[str, list[str]]:
    """What a person has written, cell by cell, into each submitted notebook by its key."""
    asked = (
        select(Comment.notebook_id, Comment.manual_comment)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .join(Notebook, Notebook.id == BaseCell.notebook_id)
        .where(Notebook.assignment_id == assignment)
        .where(func.coalesce(Comment.manual_comment, "") != "")
        .order_by(BaseCell.name)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for own, text in connection.execute(asked):
        found[own].append(text)
    return found


def _names(connection: Connection) -> dict[str, str]:
    """The full names on the list of students by id."""
    asked = select(Student.id, Student.first_name, Student.last_name)
    return {student: " ".join(filter(None, names)) for student, *names in connection.execute(asked)}
