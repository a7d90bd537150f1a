"""Write grades to nbgrader's gradebook, with their fingerprints, the runs and what they said.

Grades are in nbgrader's own tables (`nbgrader.api` 0.9); all else is in three tables beside them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Assignment, Comment, Grade, Student, SubmittedAssignment
from nbgrader.converters import Autograde
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)

from grading.core.quiet import quiet
from grading.gradebook.changes import Change, compared, has_grade, scores_of
from grading.gradebook.copies import back_up
from grading.gradebook.session import OpenGradebook, Patience, transaction

if TYPE_CHECKING:
    from grading.core.outcome import Outcome

LOG = logging.getLogger(__name__)

# Where the gradebook keeps what each grade was made from.


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
class GradeFingerprint:
    """What stands of one notebook: the key of its grade, the digest of its graded file (hex)."""

    key: str
    graded: str


def marks(
    connection: Connection, assignment: str, student: str | None = None
) -> dict[str, dict[str, GradeFingerprint]]:
    """What was graded from what, by student and notebook, of grades that still exist."""
    held = (
        select(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment)
    )
    asked = select(KEYS).where(KEYS.c.assignment == assignment)
    if student is not None:
        held = held.where(SubmittedAssignment.student_id == student)
        asked = asked.where(KEYS.c.student == student)
    there = set(connection.scalars(held))
    rows = connection.execute(asked).all()
    found: dict[str, dict[str, GradeFingerprint]] = {}
    for row in rows:
        if row.student in there:
            found.setdefault(row.student, {})[row.notebook] = GradeFingerprint(row.key, row.graded)
    return found


def tables_of_grades(connection: Connection) -> list[Table]:
    """The tables that hold what each grade was made from, and what was said of it; those there."""
    there = inspect(connection)
    return [table for table in (KEYS, SAID) if there.has_table(table.name)]


def keep_marks(
    connection: Connection, assignment: str, student: str, marks: Mapping[str, GradeFingerprint]
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


# Until when a student's work is in time.


@dataclass(frozen=True)
class DueDates:
    """The due date of an assignment (UTC, None if there is none), and those of extensions."""

    usual: datetime | None
    own: Mapping[str, datetime]

    def of(self, student: str) -> str:
        """A student's due date (ISO 8601); empty if there is none."""
        due = self.own.get(student, self.usual)
        return due.isoformat() if due else ""


def due_dates(connection: Connection, assignment: str) -> DueDates:
    """The due date of an assignment, and of those who have another one."""
    usual = connection.scalar(select(Assignment.duedate).where(Assignment.name == assignment))
    asked = (
        select(SubmittedAssignment.student_id, SubmittedAssignment.extension)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, SubmittedAssignment.extension.is_not(None))
    )
    rows = connection.execute(asked).all() if usual else []
    return DueDates(usual, {student: usual + extension for student, extension in rows})


# What the gradebook keeps of runs: when, how long, what was said.

ENDS = ("graded", "stand", "mended", "looked at", "unknown")
"""In which ways notebooks end, as a run counts them."""

KEPT = 20
"""Runs of an assignment that are remembered, the last ones."""

RUNS = Table(
    "grading_runs",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("begun", String(32), primary_key=True),
    Column("seconds", Float),
    *(Column(end, Integer) for end in ENDS),
)
"""Each run of the command; one that was stopped has no seconds and no counts."""

SAID = Table(
    "grading_said",
    MetaData(),
    *whose(),
    Column("graded", String(64), nullable=False),
    Column("seconds", Float),
    Column("remarks", Text, nullable=False),
)
"""What grading a notebook had to say, true for the graded file that has this digest."""


@dataclass(frozen=True)
class GradingRemarks:
    """What grading a notebook said, and took in seconds of a worker (None if not known).

    `graded` is the digest of the graded file (hex), empty for what is said of a folder.
    """

    graded: str
    seconds: float | None
    remarks: tuple[str, ...]


def said_of(
    folder: Iterable[str], back: Mapping[str, Outcome], digests: Mapping[str, str]
) -> dict[str, GradingRemarks]:
    """What is to be kept of a student: sentences about the folder, and about each notebook."""
    said = {n: GradingRemarks(digests[n], o.seconds, tuple(o.remarks)) for n, o in back.items()}
    return {**said, FOLDER: GradingRemarks("", None, tuple(folder))}


def keep_said(
    connection: Connection,
    assignment: str,
    student: str,
    said: Mapping[str, GradingRemarks],
    standing: Iterable[str],
) -> None:
    """Put this in the place of what is kept of a student, but for the notebooks that stand."""
    mine = (SAID.c.assignment == assignment) & (SAID.c.student == student)
    old = SAID.c.notebook.not_in(set(standing) - said.keys())
    connection.execute(delete(SAID).where(mine & old))
    key = {"assignment": assignment, "student": student}
    rows = [
        {**key, "notebook": n, "graded": s.graded, "seconds": s.seconds}
        | {"remarks": json.dumps(s.remarks)}
        for n, s in said.items()
    ]
    if rows:
        connection.execute(insert(SAID), rows)


def begin(engine: Engine, assignment: str) -> str:
    """Note that a run begins, and forget those of long ago.

    Returns its name for `end`, which is the time in UTC (ISO 8601, with microseconds).
    """
    begun, mine = datetime.now(UTC).isoformat(timespec="microseconds"), RUNS.c.assignment
    last = select(RUNS.c.begun).where(mine == assignment).order_by(RUNS.c.begun.desc())
    with engine.begin() as connection:
        old = connection.scalars(last).all()[KEPT - 1 :]
        connection.execute(delete(RUNS).where((mine == assignment) & RUNS.c.begun.in_(old)))
        connection.execute(insert(RUNS).values(assignment=assignment, begun=begun))
    return begun


def end(
    engine: Engine, assignment: str, begun: str, seconds: float, counts: Mapping[str, int]
) -> None:
    """Note that a run has ended after so many seconds; `counts` are notebooks by name in `ENDS`."""
    mine = (RUNS.c.assignment == assignment) & (RUNS.c.begun == begun)
    ends = {name: counts.get(name, 0) for name in ENDS}
    with engine.begin() as connection:
        connection.execute(update(RUNS).where(mine).values({"seconds": seconds, **ends}))


# The gradebook as this project writes it: one engine, one transaction for a student.

INDEXES = (
    Index("grading_grade_notebook", Grade.__table__.c.notebook_id),
    Index("grading_comment_notebook", Comment.__table__.c.notebook_id),
)
"""Without them, the database reads the grades of the whole class for each sum of one student's."""


@dataclass(frozen=True)
class Entry:
    """What the gradebook is to hold of one student: graded notebooks, and marks, by name.

    `marks` has that of each notebook that stands as it is too, and that of the folder; a grade that
    came of an accident has none. `said` is what is kept of how the others were graded. Those that
    are `standing` were graded before, and a person may have looked at them since.
    """

    student: str
    time: str | None
    graded: Mapping[str, NotebookNode]
    missing: Sequence[str]
    marks: Mapping[str, GradeFingerprint]
    said: Mapping[str, GradingRemarks] = field(default_factory=dict)
    standing: Sequence[str] = ()


class Record:
    """The gradebook of one assignment, for one writer; to be used in `with`."""

    def __init__(self, converter: Autograde, keepers: Sequence[type], patience: Patience) -> None:
        self._course = converter.coursedir
        self._create_student = converter.create_student
        self._patience = patience
        self._exporter = NotebookExporter(config=converter.config)
        self._keepers = keepers

    def __enter__(self) -> Record:
        quiet()
        url, course = self._course.db_url, self._course.course_id
        self._gradebook = self._patience.spent_on(lambda: OpenGradebook(url, course))
        for part in (KEYS, RUNS, SAID, *INDEXES):
            create = partial(part.create, self._gradebook.engine, checkfirst=True)
            self._patience.spent_on(create)
        self._patience.spent_on(self._forget)
        self._graded = self._patience.spent_on(self._with_grade)
        self._copied = False
        return self

    def __exit__(self, *_: object) -> None:
        self._gradebook.end()

    @property
    def engine(self) -> Engine:
        """The gradebook's database."""
        engine: Engine = self._gradebook.engine
        return engine

    def marks(self) -> dict[str, dict[str, GradeFingerprint]]:
        """What was graded from what, by student and notebook, of grades that still exist."""
        return self._patience.spent_on(self._marks)

    def _marks(self) -> dict[str, dict[str, GradeFingerprint]]:
        with self._gradebook.engine.connect() as connection:
            return marks(connection, self._course.assignment_id)

    def _forget(self) -> None:
        """Keep nothing here of whom somebody has removed from nbgrader's list of students."""
        with self._gradebook.engine.begin() as connection:
            for table in (KEYS, SAID):
                gone = table.c.student.not_in(select(Student.id))
                connection.execute(delete(table).where(gone))

    def due_dates(self) -> DueDates:
        """The due date of the assignment, and of those who have another one."""
        return self._patience.spent_on(self._due_dates)

    def _due_dates(self) -> DueDates:
        with self._gradebook.engine.connect() as connection:
            return due_dates(connection, self._course.assignment_id)

    def _with_grade(self) -> set[str]:
        with self._gradebook.engine.connect() as connection:
            return has_grade(connection, self._course.assignment_id)

    def enter(self, entry: Entry) -> list[Change]:
        """Write all of one student's, or nothing; wait for a database that has gone for a while.

        Returns what became of the parts that had a grade when the record was opened. Before the
        first of them, a gradebook that is a file is copied. Raises Unreachable if the database
        stays away.
        """
        if entry.student in self._graded and not self._copied:
            self._copied = True
            if sentence := back_up(self._course.db_url, Path(self._course.root)):
                LOG.warning("%s", sentence)
        return self._patience.spent_on(lambda: self._enter(entry))

    def begin_run(self) -> str:
        """Note that a run begins; its name for `end_run`."""
        name = self._course.assignment_id
        return self._patience.spent_on(lambda: begin(self._gradebook.engine, name))

    def end_run(self, begun: str, seconds: float, counts: Mapping[str, int]) -> None:
        """Note that this run has come to its end."""
        run = (self._gradebook.engine, self._course.assignment_id, begun, seconds, counts)
        self._patience.spent_on(lambda: end(*run))

    def may_grade(self, student: str) -> bool:
        """False for a student who is not in the gradebook and, as configured, is not added."""
        return self._create_student or self._patience.spent_on(lambda: self._has(student))

    def _has(self, student: str) -> bool:
        wanted = select(Student.id).where(Student.id == student)
        with self._gradebook.engine.connect() as connection:
            return connection.execute(wanted).first() is not None

    def _enter(self, entry: Entry) -> list[Change]:
        name, student = self._course.assignment_id, entry.student
        with transaction(self._gradebook, self._keepers) as connection:
            gradebook = self._gradebook
            again = student in self._graded
            before = scores_of(connection, name, student) if again else {}
            graded = marks(connection, name, student).get(student, {}) if again else {}
            if self._create_student:
                gradebook.update_or_create_student(student)
            time_of = {"timestamp": entry.time.strip()} if entry.time else {}
            submission = gradebook.update_or_create_submission(name, student, **time_of)
            for missing in entry.missing:
                notebook = gradebook.find_submission_notebook(missing, name, student)
                notebook.late_submission_penalty = None
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = 0, False
            gradebook.db.commit()
            with self._sound_extension(submission):
                for notebook_name, notebook in entry.graded.items():
                    if notebook_name in entry.standing:
                        with self._marks_kept(student, notebook_name):
                            self._keep(notebook, student, notebook_name)
                    else:
                        self._keep(notebook, student, notebook_name)
            keep_marks(connection, name, student, entry.marks)
            keep_said(connection, name, student, entry.said, entry.marks)
            gradebook.db.flush()
            after = scores_of(connection, name, student) if again else {}
        return list(compared(student, before, after, graded))

    @contextmanager
    def _sound_extension(self, submission: SubmittedAssignment) -> Iterator[None]:
        """Keep an extension of no due date from nbgrader, which cannot add it to nothing."""
        held = submission.extension if submission.assignment.duedate is None else None
        if held is not None:
            submission.extension = None
            self._gradebook.db.commit()
        yield
        if held is not None:
            submission.extension = held
            self._gradebook.db.commit()

    @contextmanager
    def _marks_kept(self, student: str, notebook: str) -> Iterator[None]:
        """Ask nobody to look once more at what was not graded again."""
        where = notebook, self._course.assignment_id, student
        grades = self._gradebook.find_submission_notebook(*where).grades
        held = {grade.id: grade.needs_manual_grade for grade in grades}
        yield
        for grade in self._gradebook.find_submission_notebook(*where).grades:
            grade.needs_manual_grade = held.get(grade.id, grade.needs_manual_grade)
        self._gradebook.db.commit()

    def _keep(self, notebook: NotebookNode, student: str, name: str) -> None:
        """Let the keepers write what a graded notebook says."""
        owner = {"student": student, "assignment": self._course.assignment_id, "notebook": name}
        resources: dict[str, Any] = {"nbgrader": {**owner, "db_url": self._course.db_url}}
        for keeper in self._keepers:
            self._gradebook.db.expire_all()  # scores are sums that the database makes
            keeper(parent=self._exporter)(notebook, resources)


# How to read what the gradebook keeps of runs.


@dataclass(frozen=True)
class Run:
    """One run: when it began (UTC), the seconds it took (None if it was stopped).

    `counts` are notebooks by name in `ENDS`.
    """

    begun: datetime
    seconds: float | None
    counts: Mapping[str, int]


def read_runs(connection: Connection, assignment: str) -> list[Run]:
    """The runs that are remembered, the last one first."""
    if not inspect(connection).has_table(RUNS.name):
        return []
    asked = select(RUNS).where(RUNS.c.assignment == assignment).order_by(RUNS.c.begun.desc())
    rows = connection.execute(asked).mappings()
    return [
        Run(
            datetime.fromisoformat(row["begun"]),
            row["seconds"],
            {name: row[name] or 0 for name in ENDS},
        )
        for row in rows
    ]


def read_said(connection: Connection, assignment: str) -> dict[tuple[str, str], GradingRemarks]:
    """What was said, by student and notebook; about a folder under the notebook FOLDER."""
    if not inspect(connection).has_table(SAID.name):
        return {}
    rows = connection.execute(select(SAID).where(SAID.c.assignment == assignment))
    return {
        (row.student, row.notebook): GradingRemarks(
            row.graded, row.seconds, tuple(json.loads(row.remarks))
        )
        for row in rows
    }
