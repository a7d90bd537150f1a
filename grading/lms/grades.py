"""Tables of grades as Canvas, Moodle and Blackboard import them: the CSV of Canvas's Gradebook
import, Moodle's grading worksheet, and the file of Blackboard's Work Offline (RFC 4180).

A further platform, to give grades back: its table here (`TABLES`) and what is kept of a file that
it has exported (`KEPT`), the columns by which `roster` recognises its list of students, an exporter
in `plugins.export`. To collect from it: the names of its exported files in `names`, and its own
name in `plugins.collect`.
"""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grading.core.csvfile import Sheet, number
from grading.core.errors import UsageError
from grading.gradebook.queries import ClassScores, Submission
from grading.intake.filenames import words
from grading.lms.roster import Roster

# The tables that Canvas, Moodle and Blackboard import grades from.

POSSIBLE = "    Points Possible"
GRADE, MODIFIED, FEEDBACK = "Grade", "Last modified (grade)", "Feedback comments"


@dataclass(frozen=True)
class Person:
    """A student whom nbgrader knows."""

    id: str
    last_name: str
    first_name: str
    email: str
    lms_id: str


def table(platform: str, people: Sequence[Person], results: Sequence[ClassScores]) -> Sheet:
    """A row for each of these people; an empty cell for whoever has no grade."""
    return TABLES[platform](people, results)


def canvas(people: Sequence[Person], results: Sequence[ClassScores]) -> Sheet:
    """Canvas knows students by its own number, or else by their login."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]]
    rows.append([POSSIBLE, "", "", "", ""])
    for person in people:
        name = ", ".join(filter(None, [person.last_name, person.first_name])) or person.id
        canvas_id = person.lms_id or (person.id if person.id.isdecimal() else "")
        login = "" if person.id == canvas_id else person.id
        rows.append([name, canvas_id, "", login, ""])
    for each in results:
        cells = [points(each.submissions.get(person.id)) for person in people]
        column = [each.assignment, number(each.maximum), *cells]
        rows = [[*row, cell] for row, cell in zip(rows, column, strict=True)]
    return Sheet(rows)


def moodle(people: Sequence[Person], results: Sequence[ClassScores]) -> Sheet:
    """A grading worksheet where students are participants, or else a table for Grades > Import."""
    each = only(results)
    title, ids = _identifiers(people)
    rows = [[title, "Full name", GRADE, MODIFIED, FEEDBACK]]
    for person, shown in zip(people, ids, strict=True):
        submission = each.submissions.get(person.id)
        name = " ".join(filter(None, [person.first_name, person.last_name]))
        rows.append([shown, name, points(submission), "", comment(submission)])
    return Sheet(rows)


def blackboard(people: Sequence[Person], results: Sequence[ClassScores]) -> Sheet:
    """Blackboard wants every cell quoted."""
    rows = [["Last Name", "First Name", "Username", *(each.assignment for each in results)]]
    for person in people:
        cells = [points(each.submissions.get(person.id)) for each in results]
        rows.append([person.last_name, person.first_name, person.id, *cells])
    return Sheet(rows, quoted=True)


def points(submission: Submission | None, otherwise: str = "") -> str:
    """The cell for a student's points."""
    return number(submission.points) if submission else otherwise


def comment(submission: Submission | None, otherwise: str = "") -> str:
    """The cell for Moodle's feedback, which is read as HTML."""
    return html.escape(submission.comment, quote=False) if submission else otherwise


def only(results: Sequence[ClassScores]) -> ClassScores:
    """The one assignment that Moodle takes in a file; raises UsageError if there are several."""
    if len(results) > 1:
        names = ", ".join(each.assignment for each in results)
        how = f"add --assignment='[\"{results[0].assignment}\"]'"
        raise UsageError(f"Moodle takes one assignment in a file, of {names}: {how}, say.")
    return results[0]


def _identifiers(people: Sequence[Person]) -> tuple[str, list[str]]:
    ids = [person.id for person in people]
    if all(each.isdecimal() for each in ids):
        return "Identifier", [f"Participant {each}" for each in ids]
    return ("Email address" if all("@" in each for each in ids) else "Username"), ids


TABLES: dict[str, Callable[[Sequence[Person], Sequence[ClassScores]], Sheet]] = {
    "Canvas": canvas,
    "Moodle": moodle,
    "Blackboard": blackboard,
}


# How grades are put into a platform's own list of students, as that platform imports it.

KEPT = {
    "Canvas": "Student,LastName,FirstName,ID,SIS User ID,SIS Login ID,Integration ID,Root Account,"
    "Section",
    "Moodle": "First name,Last name,Surname,Username,ID number,Email address",
    "Blackboard": "Last Name,First Name,Username,Student ID,Last Access,Availability",
}
"""Columns that tell who it is. Grades of other assignments are not sent back: they may be old."""

ADDED = re.compile(r"^Assignment: |\s*(?:\(\d+\)|\(Real\)|\[.*\](?:\s*\|\d+)?)$")
TOTAL = re.compile(r"\[Total Pts: ([\d.,]+)")
"""What platforms add to a title: `Gradient descent (98765)`, `… [Total Pts: 40 Score] |123`."""


@dataclass(frozen=True)
class Filled:
    """The list with the grades in it, and sentences for the instructor."""

    sheet: Sheet
    said: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """Where an assignment's grades go: a title, and its place in the list if it is there."""

    results: ClassScores
    title: str
    place: int | None


Lines = Sequence[tuple[str, Sequence[str]]]
"""Rows of the list, each with the student's id."""


def filled(
    roster: Roster, platform: str, results: Sequence[ClassScores], title: str = ""
) -> Filled:
    """The list with these results; `title` names the column where it has not the assignment's."""
    students = sorted({student for each in results for student in each.submissions})
    ids = roster.ids(roster.key(students, platform))
    lines = [(key, row) for key, row in zip(ids, roster.rows, strict=True) if key]
    is_worksheet = platform == "Moodle" and roster.place(title or GRADE) is not None
    if platform == "Moodle":
        only(results)
    titles = [title or (GRADE if is_worksheet else _title(roster, each)) for each in results]
    columns = [Column(r, t, roster.place(t)) for r, t in zip(results, titles, strict=True)]
    rows = _worksheet(roster, lines, columns[0]) if is_worksheet else ()
    rows = rows or _narrow(roster, platform, lines, columns)
    sheet = Sheet(rows, roster.encoding, roster.delimiter, quoted=platform == "Blackboard")
    strangers = [student for student in students if student not in set(ids)]
    if students and len(strangers) == len(students):
        raise UsageError(
            f"No student with a grade is in {roster.path}: is it the list of another course?"
        )
    return Filled(sheet, tuple(_said(roster, platform, columns, strangers)))


def _title(roster: Roster, results: ClassScores) -> str:
    """The title in the list that is the assignment's name, but for what the platform adds."""
    wanted = words(results.assignment)
    fitting = [title for title in roster.header if words(ADDED.sub("", title)) == wanted]
    return fitting[0] if len(fitting) == 1 else results.assignment


def _worksheet(roster: Roster, lines: Lines, column: Column) -> list[Sequence[str]]:
    """All of Moodle's worksheet, which says when a grade was changed last."""
    submissions, feedback = column.results.submissions, roster.place(FEEDBACK)
    rows: list[Sequence[str]] = [roster.header]
    for key, row in lines:
        cells, submission = list(row), submissions.get(key)
        assert column.place is not None
        cells[column.place] = points(submission, row[column.place])
        if feedback is not None:
            cells[feedback] = comment(submission, row[feedback])
        rows.append(cells)
    return rows


def _narrow(
    roster: Roster, platform: str, lines: Lines, columns: Sequence[Column]
) -> list[Sequence[str]]:
    """Who it is, and the assignments' columns."""
    kept = [p for p, title in enumerate(roster.header) if title in KEPT[platform].split(",")]
    rows = [[*(roster.header[p] for p in kept), *(column.title for column in columns)]]
    if platform == "Canvas":
        most = [number(_maximum(roster, platform, c) or c.results.maximum) for c in columns]
        rows.append([POSSIBLE, *[""] * (len(kept) - 1), *most])
    for key, row in lines:
        cells = [
            points(c.results.submissions.get(key), "" if c.place is None else row[c.place])
            for c in columns
        ]
        rows.append([*(row[p] for p in kept), *cells])
    if platform == "Moodle":
        submissions = columns[0].results.submissions
        remarks = [FEEDBACK, *(comment(submissions.get(key)) for key, _ in lines)]
        rows = [[*row, remark] for row, remark in zip(rows, remarks, strict=True)]
    return list(rows)


def _maximum(roster: Roster, platform: str, column: Column) -> float | None:
    """The most points that the platform gives for the assignment, if the list says so."""
    cells = [roster.values("Maximum grade")[0]] if platform == "Moodle" else []
    if platform == "Blackboard" and (total := TOTAL.search(column.title)):
        cells = [total[1]]
    if platform == "Canvas" and column.place is not None:
        cells = [row[column.place] for row in roster.rows if POSSIBLE.strip() in row[0]]
    with contextlib.suppress(ValueError, IndexError):
        return float(cells[0].replace(",", "."))
    return None


def _said(
    roster: Roster, platform: str, columns: Sequence[Column], strangers: Sequence[str]
) -> Iterator[str]:
    if strangers:
        yield f"Left out, since {roster.path.name} does not have them: {', '.join(strangers)}"
    for column in columns:
        ours, theirs = column.results.maximum, _maximum(roster, platform, column)
        if column.place is None:
            what = f"{roster.path.name} has no column {column.title!r}"
            others = [t for t in roster.header if t not in KEPT[platform].split(",") and t]
            known = f" of {', '.join(map(repr, others[:8]))}" if others else ""
            yield f"{what}: a new one will be made; --{platform}Exporter.column names one{known}"
        elif theirs is not None and theirs != ours:
            most = f"{number(theirs)} points at the most, and nbgrader {number(ours)}"
            yield f"For {column.title!r}, {platform} gives {most}: set it to {number(ours)} there"
