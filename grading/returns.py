"""Knows the tables that Canvas, Moodle and Blackboard import grades from; not how they are written.

This is for nbgrader's own list of students; `filling` is for a platform's.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grading.course import CourseError
from grading.results import Result, Results
from grading.sheet import Sheet, number

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


def table(platform: str, people: Sequence[Person], results: Sequence[Results]) -> Sheet:
    """A row for each of these people; an empty cell for whoever has no grade."""
    return TABLES[platform](people, results)


def canvas(people: Sequence[Person], results: Sequence[Results]) -> Sheet:
    """Canvas knows students by its own number, or else by their login."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]]
    rows.append([POSSIBLE, "", "", "", ""])
    for person in people:
        name = ", ".join(filter(None, [person.last_name, person.first_name])) or person.id
        canvas_id = person.lms_id or (person.id if person.id.isdecimal() else "")
        login = "" if person.id == canvas_id else person.id
        rows.append([name, canvas_id, "", login, ""])
    for each in results:
        cells = [points(each.by_student.get(person.id)) for person in people]
        column = [each.assignment, number(each.maximum), *cells]
        rows = [[*row, cell] for row, cell in zip(rows, column, strict=True)]
    return Sheet(rows)


def moodle(people: Sequence[Person], results: Sequence[Results]) -> Sheet:
    """A grading worksheet where students are participants, or else a table for Grades > Import."""
    each = only(results)
    title, ids = _identifiers(people)
    rows = [[title, "Full name", GRADE, MODIFIED, FEEDBACK]]
    for person, shown in zip(people, ids, strict=True):
        result = each.by_student.get(person.id)
        name = " ".join(filter(None, [person.first_name, person.last_name]))
        rows.append([shown, name, points(result), "", comment(result)])
    return Sheet(rows)


def blackboard(people: Sequence[Person], results: Sequence[Results]) -> Sheet:
    """Blackboard wants every cell quoted."""
    rows = [["Last Name", "First Name", "Username", *(each.assignment for each in results)]]
    for person in people:
        cells = [points(each.by_student.get(person.id)) for each in results]
        rows.append([person.last_name, person.first_name, person.id, *cells])
    return Sheet(rows, quoted=True)


def points(result: Result | None, otherwise: str = "") -> str:
    """The cell for a student's points."""
    return number(result.points) if result else otherwise


def comment(result: Result | None, otherwise: str = "") -> str:
    """The cell for Moodle's feedback, which is read as HTML."""
    return html.escape(result.comment, quote=False) if result else otherwise


def only(results: Sequence[Results]) -> Results:
    """The one assignment that Moodle takes in a file; raises CourseError if there are several."""
    if len(results) > 1:
        names = ", ".join(each.assignment for each in results)
        how = f"add --assignment='[\"{results[0].assignment}\"]'"
        raise CourseError(f"Moodle takes one assignment in a file, of {names}: {how}, say.")
    return results[0]


def _identifiers(people: Sequence[Person]) -> tuple[str, list[str]]:
    ids = [person.id for person in people]
    if all(each.isdecimal() for each in ids):
        return "Identifier", [f"Participant {each}" for each in ids]
    return ("Email address" if all("@" in each for each in ids) else "Username"), ids


TABLES: dict[str, Callable[[Sequence[Person], Sequence[Results]], Sheet]] = {
    "Canvas": canvas,
    "Moodle": moodle,
    "Blackboard": blackboard,
}
