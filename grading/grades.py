"""Knows the gradebook as a table of students and notebooks; not how a grade came about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from nbgrader.api import MissingEntry

from grading.course import Assignment
from grading.folder import printable
from grading.gradebook import open_gradebook
from grading.results import Result, read_results
from grading.verdict import FOR_A_PERSON

TITLE = len("exercise 1")


@dataclass(frozen=True)
class Row:
    """A student's points by notebook, None where nothing was graded, and a remark.

    The name is empty unless the gradebook knows it, from a platform's list of students, say.
    """

    student: str
    name: str
    points: dict[str, float | None]
    remark: str

    @property
    def who(self) -> str:
        return f"{self.student} ({self.name})" if self.name else self.student

    @property
    def total(self) -> float:
        return sum(points or 0.0 for points in self.points.values())


def read_grades(assignment: Assignment) -> list[Row]:
    """A row for each student who has handed something in, in order."""
    with open_gradebook(assignment) as gradebook:
        try:
            results = read_results(gradebook, assignment.name).by_student
        except MissingEntry:
            results = {}
        known = {s.id: (s.first_name, s.last_name) for s in gradebook.students}
    names = {student: printable(" ".join(filter(None, each))) for student, each in known.items()}
    return [_row(assignment, s, names.get(s, ""), results.get(s)) for s in assignment.students()]


def _row(assignment: Assignment, student: str, name: str, result: Result | None) -> Row:
    graded = assignment.root / "autograded" / student / assignment.name
    points: dict[str, float | None] = dict.fromkeys(assignment.notebooks)
    if result is None:
        return Row(student, name, points, "not graded: see nbgrader's messages above")
    scores = {part.notebook: part.points for part in result.parts}
    remarks = []
    if result.seconds_late > 0:
        remarks.append(f"late by {timedelta(seconds=int(result.seconds_late))}")
    for notebook in assignment.notebooks:
        if (graded / f"{notebook}.ipynb").exists():
            points[notebook] = scores.get(notebook)
            remarks += [f"{notebook}: {odd}" for odd in _oddities(graded / f"{notebook}.ipynb")]
        else:
            remarks.append(f"{notebook} is missing")
    return Row(student, name, points, ", ".join(remarks))


def _oddities(graded: Path) -> list[str]:
    """What an instructor should look at in a graded notebook, each said once."""
    cells = json.loads(graded.read_bytes())["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    odd = [str(output["evalue"]) for output in outputs if output.get("ename") in FOR_A_PERSON]
    return list(dict.fromkeys(odd))


def table(assignment: Assignment, rows: list[Row]) -> str:
    """The rows as text, a column for each notebook, and the class's means at the foot."""
    names = assignment.notebooks
    titles = [f"{' '.join(name.split('_')[:2]):>{TITLE}}" for name in names]
    width = max([len("student"), *(len(row.who) for row in rows)])
    lines = ["  ".join([f"{'student':{width}}", *titles, "     total", "remark"])]
    for row in rows:
        cells = [_cell(row.points[name]) for name in names]
        lines.append("  ".join([f"{row.who:{width}}", *cells, f"{row.total:10g}", row.remark]))
    means = [sum(row.points[name] or 0.0 for row in rows) / len(rows) for name in names]
    cells = [f"{mean:{TITLE}.1f}" for mean in means]
    lines.append("  ".join([f"{'mean':{width}}", *cells, f"{sum(means):10.1f}"]))
    return "\n".join(line.rstrip() for line in lines)


def _cell(points: float | None) -> str:
    return f"{'-' if points is None else f'{points:g}':>{TITLE}}"
