"""Rosters: a platform's list of students, enrolled in nbgrader's, and the due date set there."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.coursedir import CourseDirectory

from grading.core.errors import UsageError
from grading.gradebook.nbgrader import command_path

# A platform's own list of students, as it exports it.

LARGEST = 50 << 20
ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""By the first bytes: Blackboard's .xls is text, in UTF-16 and separated by tabs."""

KEYS = {
    "Canvas": ("ID", "SIS Login ID", "SIS User ID", "Integration ID"),
    "Moodle": ("Identifier", "Username", "Email address", "ID number"),
    "Blackboard": ("Username", "Student ID"),
}
"""Columns that tell a student from all others, those first by which the exported files do."""

PARTICIPANT = re.compile(r"\D+ ([0-9]+)")
"""In the language of the site."""


@dataclass(frozen=True)
class Roster:
    """A list of students as it was read: the file's form, its head, its rows."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def platform(self) -> str | None:
        """The platform that has columns of these names."""
        titles = set(self.header)
        if "ID" in titles and titles & {"Student", "LastName"}:
            return "Canvas"
        if "Email address" in titles or _participants([row[0] for row in self.rows]):
            return "Moodle"
        return "Blackboard" if {"Username", "Last Name"} <= titles else None

    def check(self, platform: str) -> None:
        """Raise UsageError if this is no list of that platform's."""
        if self.platform != platform:
            whose = f"{self.platform}'s" if self.platform else "no"
            advice = f"put {platform}'s there, or none"
            raise UsageError(f"{self.path} is {whose} list of students: {advice}.")

    def place(self, title: str) -> int | None:
        """Where the column of that title is; capitals do not count."""
        titles = [each.casefold() for each in self.header]
        return titles.index(title.casefold()) if title.casefold() in titles else None

    def values(self, title: str) -> list[str]:
        """A column from top to bottom; empty cells if there is none of that title."""
        place = self.place(title)
        return ["" if place is None else row[place].strip() for row in self.rows]

    def ids(self, title: str) -> list[str]:
        """A column's cells as students' ids; Moodle writes `Participant 12345` for 12345."""
        cells = [unicodedata.normalize("NFC", cell) for cell in self.values(title)]
        return _participants(cells) or cells

    def key(self, students: Iterable[str], platform: str) -> str:
        """The column under which most of these students are known."""
        wanted = set(students)
        titles = (*KEYS[platform], self.header[0])
        return max(titles, key=lambda title: len(wanted.intersection(self.ids(title))))


def read_roster(path: Path) -> Roster:
    """Read a list; raises UsageError if it is none."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): is it there?") from error
    encoding = ENCODINGS.get(raw[:3]) or ENCODINGS.get(raw[:2]) or "utf-8"
    try:
        text = raw.decode(encoding)
        delimiter = _delimiter(text.split("\n", 1)[0])
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (UnicodeError, csv.Error) as error:
        advice = "download it again, and do not save it from a spreadsheet"
        raise UsageError(f"{path} cannot be read as text ({error}): {advice}.") from error
    if len(raw) > LARGEST or len(rows) < 2:
        raise UsageError(f"{path} is no list of students: download it again.")
    header = tuple(cell.strip() for cell in rows[0])
    even = [(*row, *[""] * (len(header) - len(row))) for row in rows[1:] if row]
    return Roster(path, encoding, delimiter, header, tuple(even))


def find_roster(folder: Path) -> Roster | None:
    """The one list in the folder, if there is one; raises UsageError if there are several."""
    if workbooks := sorted(folder.glob("*.xlsx")):
        advice = "download the list as CSV, in place of it"
        raise UsageError(f"{workbooks[0]} cannot be read: {advice}.")
    found = sorted(p for end in ("csv", "xls", "tsv") for p in folder.glob(f"*.{end}"))
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise UsageError(f"{folder} holds several lists of students: keep one of {names}.")
    return read_roster(found[0]) if found else None


def _participants(cells: Sequence[str]) -> list[str]:
    """The numbers of Moodle's participants; empty if these cells are anything else."""
    found = [PARTICIPANT.fullmatch(cell) for cell in cells]
    return [match[1] for match in found if match] if all(found) else []


def _delimiter(line: str) -> str:
    """The separator that makes the most of the first line."""
    counts = {each: len(_split(line, each)) for each in ",;\t"}
    return max(counts, key=lambda each: counts[each])


def _split(line: str, delimiter: str) -> Sequence[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


# What collecting asks of the gradebook and tells it: a due date, names.


@dataclass(frozen=True)
class Names:
    """How a student is called."""

    last_name: str
    first_name: str
    email: str


def due_date(course: CourseDirectory) -> datetime | None:
    """When the assignment is due, in UTC; None if there is no such date."""
    with _gradebook(course) as gradebook:
        try:
            due: datetime | None = gradebook.find_assignment(course.assignment_id).duedate
        except MissingEntry:
            return None
        return due


def enrol(course: CourseDirectory, roster: Roster, students: Iterable[str]) -> None:
    """Enter the names of these students from a platform's list, where the gradebook has none."""
    names = listed_names(roster)
    with _gradebook(course) as gradebook:
        known = {student.id: student for student in gradebook.students}
        for student in filter(names.__contains__, students):
            row = known.get(student) or Student(id=student)
            if not row.last_name:
                for name, value in vars(names[student]).items():
                    setattr(row, name, value)
                gradebook.db.add(row)
        gradebook.db.commit()


def listed_names(roster: Roster) -> dict[str, Names]:
    """The names in a list by the id that exported files have."""
    title = next((t for t in KEYS[roster.platform or "Canvas"] if roster.place(t) is not None), "")
    columns = zip(
        roster.ids(title or roster.header[0]),
        _first_of(roster, "Last name", "LastName", "Surname"),
        _first_of(roster, "First name", "FirstName"),
        roster.values("Student"),
        roster.values("Full name"),
        roster.values("Email address"),
        strict=True,
    )
    found = {}
    for student, last, first, sortable, full, email in columns:
        if "," in sortable:
            last, _, first = sortable.partition(",")
        elif not last:
            first, _, last = (sortable or full).rpartition(" ")
        found[student] = Names(last.strip(), first.strip(), email)
    return found


def _first_of(roster: Roster, *titles: str) -> list[str]:
    return roster.values(next((t for t in titles if roster.place(t) is not None), titles[0]))


def _gradebook(course: CourseDirectory) -> Gradebook:
    os.environ["PATH"] = command_path()
    return Gradebook(course.db_url, course.course_id)
