"""Patches of nbgrader: course folders of any name, times and lists as any program writes them.

There is no setting for what is mended here. nbgrader takes the course's path for a pattern of files
(`[1]` means `1`) and for text with `%` in it that stands for something else; it opens timestamp.txt
and students.csv as the system's encoding, and reads some times as others.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from nbgrader import dbutil
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.dbapp import DbAssignmentAddApp, DbGenericImportApp, DbStudentImportApp
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from grading.core.errors import UsageError
from grading.core.quiet import quiet
from grading.intake.handin_time import ADVICE, handin_time, in_own_form
from grading.intake.refusals import Unreadable
from grading.lms.roster import read_students

LITERAL: dict[str, str] = {}
"""Courses whose path looks like a pattern: their paths, and patterns that match these only."""


def apply(root: str) -> None:
    """Patch this process's nbgrader, for the course in `root` and for others that follow."""
    if glob.has_magic(root):
        LITERAL[os.path.join(root, "")] = os.path.join(glob.escape(root), "")
    quiet()
    _apply()


@cache
def _apply() -> None:
    _patch_glob()
    _patch_alembic()
    CourseDirectory.get_existing_timestamp = _existing_timestamp
    NbGraderAPI.get_submitted_timestamp = _submitted_timestamp
    DbAssignmentAddApp.start = _with_due_date(DbAssignmentAddApp.start)
    DbStudentImportApp.start = _import_students


# The course's path.


def _patch_glob() -> None:
    plain = glob.glob

    def literal(pathname: str, **options: Any) -> list[str]:
        """Paths of that pattern, in which the course's own path stands for itself."""
        for path, pattern in LITERAL.items():
            if pathname.startswith(path):
                return plain(pattern + pathname.removeprefix(path), **options)
        return plain(pathname, **options)

    glob.glob = literal  # type: ignore[assignment]


def _patch_alembic() -> None:
    plain = dbutil.write_alembic_ini

    def literal(alembic_ini: str = "alembic.ini", db_url: str = "sqlite:///gradebook.db") -> None:
        """Settings for alembic, in which a % of the database's address stands for itself."""
        plain(alembic_ini, db_url.replace("%", "%%"))

    dbutil.write_alembic_ini = literal
    dbutil.ALEMBIC_DIR = dbutil.ALEMBIC_DIR.replace("%", "%%")


# Times of hand-in, as grading reads them: formgrader shows them, and compares them.


def _existing_timestamp(course: CourseDirectory, dest_path: str) -> Any:
    """The time in a folder's timestamp.txt, in UTC and without a zone; None if there is none."""
    time, complaint = handin_time(Path(dest_path))
    if complaint:
        course.log.warning("%s: %s", dest_path, complaint)
    return parse_utc(time.strip()) if time else None


def _submitted_timestamp(api: NbGraderAPI, assignment_id: str, student_id: str) -> Any:
    course = api.coursedir
    folder = course.format_path(course.submitted_directory, student_id, assignment_id)
    return course.get_existing_timestamp(folder)


def _with_due_date(start: Callable[[DbAssignmentAddApp], None]) -> Callable[..., None]:
    def started(app: DbAssignmentAddApp) -> None:
        """`nbgrader db assignment add NAME --duedate TIME`, where TIME is read as it is meant."""
        if app.duedate:
            try:
                app.duedate = in_own_form(app.duedate).strip()
            except Unreadable as error:
                app.fail("The due date is not set (%s): %s", error, ADVICE)
        start(app)

    return started


# Lists of students.


def _import_students(app: DbStudentImportApp) -> None:
    """`nbgrader db student import FILE`: enter all students of the list, or none if it is bad."""
    super(DbGenericImportApp, app).start()
    if len(app.extra_args) != 1:
        app.fail("Name one file: nbgrader db student import students.csv")
    try:
        students = read_students(Path(app.extra_args[0]))
    except UsageError as error:
        app.fail("%s", error)
    with Gradebook(app.coursedir.db_url, app.course_id, app.authenticator) as gradebook:
        for student, fields in students.items():
            app.log.info("Creating/updating Student with id '%s': %s", student, fields)
            gradebook.update_or_create_student(student, **fields)
    app.log.info("Students in %s, and now in the gradebook: %d", app.extra_args[0], len(students))
