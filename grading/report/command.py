"""The command that writes a report of a graded class: a page, and its tables as CSV."""

from __future__ import annotations

from pathlib import Path

from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.core.files import write_atomic
from grading.core.text import first_line
from grading.gradebook.database import answering
from grading.gradebook.nbgrader import has_gradebook
from grading.report.model import Classroom, hidden
from grading.report.page import page
from grading.report.read import read_classroom
from grading.report.statistics import figures
from grading.report.tables import csv_file, tables

FOLDER = "report"
"""Where reports go, in the course's folder, unless --to names another place."""


def report(assignment: Assignment, *, to: str | None = None, anonymous: bool = False) -> None:
    """Write the report of a graded class, its figures as CSV beside it; print the paths.

    Raises UsageError, with nothing written, where nothing is graded yet or `to` is no place for
    a page, and RunAborted where the gradebook does not answer.
    """
    path = _target(assignment, to, anonymous=anonymous)
    classroom = _classroom(assignment, anonymous=anonymous)
    for place, content in _files(path, classroom).items():
        _write(place, content)
        print(_printable(place))


def _target(assignment: Assignment, to: str | None, *, anonymous: bool) -> Path:
    if to is None:
        ending = "-anonymous" if anonymous else ""
        return assignment.root / FOLDER / f"{assignment.name}{ending}.html"
    path = Path(to)
    if path.suffix.lower() not in (".html", ".htm") or path.is_dir():
        raise UsageError(f"--to needs the path of a page, such as {FOLDER}/class.html, not '{to}'.")
    return path


def _classroom(assignment: Assignment, *, anonymous: bool) -> Classroom:
    with answering():
        there = has_gradebook(assignment)
        classroom = read_classroom(assignment, anonymous=anonymous) if there else None
    if classroom is None:
        name = assignment.name
        advice = f"put submissions into submitted/ and run python -m grading grade {name}"
        raise UsageError(f"Nothing of '{name}' is graded yet: {advice}, then ask again.")
    return hidden(classroom) if anonymous else classroom


def _files(path: Path, classroom: Classroom) -> dict[Path, bytes]:
    """What is to be written, the page first."""
    found = figures(classroom)
    behind = tables(classroom, found)
    sheets = {path.with_name(f"{path.stem}-{name}.csv"): table for name, table in behind.items()}
    text = page(classroom, found, behind, [sheet.name for sheet in sheets])
    return {path: text.encode(), **{place: csv_file(table) for place, table in sheets.items()}}


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
    except OSError as error:
        reason = error.strerror or first_line(error)
        raise UsageError(
            f"The report cannot be written ({reason}: {path}): name another place with --to."
        ) from error


def _printable(path: Path) -> str:
    """The path from where the command was typed, if it lies below."""
    path, here = path.absolute(), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
