"""Rosters: a platform's list of students, enrolled in nbgrader's, and the due date set there."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.coursedir import CourseDirectory

from grading.core.errors import UsageError
from grading.gradebook.nbgrader import command_path
from grading.intake.decode import decoded

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

SEPARATOR = re.compile(r'"?sep=([,;\t])"?', re.IGNORECASE)
"""The first line with which a file tells Excel what separates its cells."""

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
    raw = _read(path)
    encoding = ENCODINGS.get(raw[:3]) or ENCODINGS.get(raw[:2]) or "utf-8"
    try:
        roster = _roster(path, raw.decode(encoding), encoding)
    except (UnicodeError, csv.Error) as error:
        advice = "download it again, and do not save it from a spreadsheet"
        raise UsageError(f"{path} cannot be read as text ({error}): {advice}.") from error
    if len(raw) > LARGEST or not roster.rows:
        raise UsageError(f"{path} is no list of students: download it again.")
    return roster


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): is it there?") from error


def _roster(path: Path, text: str, encoding: str) -> Roster:
    lines = text.split("\n", 1)
    said = SEPARATOR.fullmatch(lines[0].strip())
    delimiter = said[1] if said else _delimiter(lines[0])
    table = io.StringIO(lines[-1] if said else text, newline="")
    rows = list(csv.reader(table, delimiter=delimiter)) or [[]]
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


# A list of students that an instructor has made, in a spreadsheet or an editor.

FIELDS = {
    "id": ("id", "studentid"),
    "first_name": ("firstname", "givenname"),
    "last_name": ("lastname", "familyname", "surname"),
    "email": ("email", "emailaddress", "mail"),
    "lms_user_id": ("lmsuserid",),
}
"""nbgrader's columns, and titles by which they are known, in small letters and digits."""

WORKBOOKS = (b"PK\3\4", b"\xd0\xcf\x11\xe0")
"""The first bytes of .xlsx and .ods, and of the older .xls."""

SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
"""A long number as a spreadsheet shows and saves it."""


def read_students(path: Path) -> dict[str, dict[str, str | None]]:
    """A list of students as nbgrader's columns by id; None where a cell is empty.

    Encoding, separator, and spaces and capitals in titles are those of whatever saved it. A
    platform's own list is understood, too. Raises UsageError, and then nothing of it counts.
    """
    raw = _read(path)
    advice = "save it as CSV, with the columns id, first_name, last_name"
    if raw.startswith(WORKBOOKS):
        raise UsageError(f"{path} is a workbook and no CSV file: {advice}.")
    text = decoded(raw)[0].removeprefix("\ufeff")
    try:
        roster = _roster(path, text, "")
    except csv.Error as error:
        raise UsageError(f"{path} cannot be read ({error}): {advice}.") from error
    if len(raw) > LARGEST or "\0" in text or not roster.rows:
        raise UsageError(f"{path} is no list of students: {advice}.")
    named, rows = _platforms_names(roster), _rows_by_id(roster)
    return {s: named.get(s, {}) | rows.get(s, {}) for s in named | rows}


def _platforms_names(roster: Roster) -> dict[str, dict[str, str | None]]:
    """What a platform's list says of its students; empty if it is a list with a column `id`."""
    if roster.platform != "Canvas" and (roster.platform is None or "id" in _fields(roster)):
        return {}
    return {s: _filled(vars(names)) for s, names in listed_names(roster).items() if s}


def _rows_by_id(roster: Roster) -> dict[str, dict[str, str | None]]:
    """The rows of a list by its column `id`; empty if it has none, but is a platform's."""
    fields = _fields(roster)
    if "id" not in fields:
        if roster.platform:
            return {}
        titles = ", ".join(filter(None, roster.header))
        advice = "give that title to the column of the students' ids"
        raise UsageError(f"{roster.path} has no column 'id', but {titles}: {advice}.")
    found: dict[str, dict[str, str | None]] = {}
    for number, row in enumerate(roster.rows, start=2):
        cells = {name: " ".join(row[place].split()) for name, place in fields.items()}
        student, where = (
            unicodedata.normalize("NFC", cells.pop("id")),
            f"{roster.path}, row {number}",
        )
        if not student:
            if any(cells.values()) and not roster.platform:
                raise UsageError(f"{where}, has no id: add it, or remove the row.")
            continue
        if SHORTENED.fullmatch(student):
            advice = "format the column as text, and enter the id again"
            raise UsageError(f"{where}, has {student}, a number that was shortened: {advice}.")
        if student in found:
            raise UsageError(f"{where}, has the id {student} for the second time: keep one row.")
        found[student] = _filled(cells)
    return found


def _fields(roster: Roster) -> dict[str, int]:
    """Where nbgrader's columns are in a list."""
    plain = [re.sub(r"[\W_]+", "", title.casefold()) for title in roster.header]
    return {
        name: next(place for place, title in enumerate(plain) if title in titles)
        for name, titles in FIELDS.items()
        if not set(titles).isdisjoint(plain)
    }


def _filled(cells: Mapping[str, str]) -> dict[str, str | None]:
    return {name: cell or None for name, cell in cells.items()}


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
