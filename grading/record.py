"""Knows the gradebook as this project writes it: one engine, one transaction for a student.

What is written there, nbgrader writes, by its own preprocessors and those of the configuration that
keep a record. It does not know how a notebook is graded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Comment, Grade, Student
from nbgrader.converters import Autograde
from sqlalchemy import Index, delete, select

from grading import runs
from grading.gradebook import quiet
from grading.marks import KEYS, Mark, keep_marks, marks
from grading.patience import Patience
from grading.transaction import OpenGradebook, transaction

INDEXES = (
    Index("grading_grade_notebook", Grade.__table__.c.notebook_id),
    Index("grading_comment_notebook", Comment.__table__.c.notebook_id),
)
"""Without them, the database reads the grades of the whole class for each sum of one student's."""


@dataclass(frozen=True)
class Entry:
    """What the gradebook is to hold of one student: graded notebooks, and marks, by name.

    `marks` has that of each notebook that stands as it is too, and that of the folder; a grade that
    came of an accident has none. `said` is what is kept of how the others were graded.
    """

    student: str
    time: str | None
    graded: Mapping[str, NotebookNode]
    missing: Sequence[str]
    marks: Mapping[str, Mark]
    said: Mapping[str, runs.Said] = field(default_factory=dict)


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
        for part in (KEYS, runs.RUNS, runs.SAID, *INDEXES):
            create = partial(part.create, self._gradebook.engine, checkfirst=True)
            self._patience.spent_on(create)
        self._patience.spent_on(self._forget)
        return self

    def __exit__(self, *_: object) -> None:
        self._gradebook.end()

    def marks(self) -> dict[str, dict[str, Mark]]:
        """What was graded from what, by student and notebook, of grades that still exist."""
        return self._patience.spent_on(self._marks)

    def _marks(self) -> dict[str, dict[str, Mark]]:
        with self._gradebook.engine.connect() as connection:
            return marks(connection, self._course.assignment_id)

    def _forget(self) -> None:
        """Keep nothing here of whom somebody has removed from nbgrader's list of students."""
        with self._gradebook.engine.begin() as connection:
            for table in (KEYS, runs.SAID):
                gone = table.c.student.not_in(select(Student.id))
                connection.execute(delete(table).where(gone))

    def enter(self, entry: Entry) -> None:
        """Write all of one student's, or nothing; wait for a database that has gone for a while.

        Raises Unreachable if it stays away.
        """
        self._patience.spent_on(lambda: self._enter(entry))

    def begin_run(self) -> str:
        """Note that a run begins; its name for `end_run`."""
        name = self._course.assignment_id
        return self._patience.spent_on(lambda: runs.begin(self._gradebook.engine, name))

    def end_run(self, begun: str, seconds: float, counts: Mapping[str, int]) -> None:
        """Note that this run has come to its end."""
        run = (self._gradebook.engine, self._course.assignment_id, begun, seconds, counts)
        self._patience.spent_on(lambda: runs.end(*run))

    def may_grade(self, student: str) -> bool:
        """False for a student who is not in the gradebook and, as configured, is not added."""
        wanted = select(Student.id).where(Student.id == student)
        return self._create_student or self._patience.spent_on(lambda: self._has(wanted))

    def _has(self, wanted: Any) -> bool:
        with self._gradebook.engine.connect() as connection:
            return connection.execute(wanted).first() is not None

    def _enter(self, entry: Entry) -> None:
        name, student = self._course.assignment_id, entry.student
        with transaction(self._gradebook, self._keepers) as connection:
            gradebook = self._gradebook
            if self._create_student:
                gradebook.update_or_create_student(student)
            time_of = {} if entry.time is None else {"timestamp": entry.time.strip()}
            gradebook.update_or_create_submission(name, student, **time_of)
            for missing in entry.missing:
                for grade in gradebook.find_submission_notebook(missing, name, student).grades:
                    grade.auto_score, grade.needs_manual_grade = 0, False
            gradebook.db.commit()
            for notebook_name, notebook in entry.graded.items():
                self._keep(notebook, student, notebook_name)
            keep_marks(connection, name, student, entry.marks)
            runs.keep_said(connection, name, student, entry.said, entry.marks)

    def _keep(self, notebook: NotebookNode, student: str, name: str) -> None:
        """Let the keepers write what a graded notebook says."""
        owner = {"student": student, "assignment": self._course.assignment_id, "notebook": name}
        resources: dict[str, Any] = {"nbgrader": {**owner, "db_url": self._course.db_url}}
        for keeper in self._keepers:
            self._gradebook.db.expire_all()  # scores are sums that the database makes
            keeper(parent=self._exporter)(notebook, resources)
