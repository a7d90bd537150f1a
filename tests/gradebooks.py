"""Knows a gradebook with every kind of grade in it; not how a grade comes about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from grading.core.course import Assignment
from grading.gradebook.nbgrader import open_gradebook, quiet
from tests.copies import copy_course
from tests.exports import NAMES

CELL = "test"


@dataclass(frozen=True)
class Student:
    """A student's points by notebook, and the rest that the gradebook may hold."""

    points: tuple[float, ...]
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    penalty: float = 0.0
    manual: float | None = None
    extra: float | None = None
    comment: str = ""
    open: bool = False


def filled_gradebook(folder: Path, students: dict[str, Student]) -> Assignment:
    """A course whose gradebook has these students; without points they have not handed in."""
    quiet()
    assignment = copy_course(folder, "grading", "nbgrader_config.py")
    with open_gradebook(assignment) as gradebook:
        gradebook.add_assignment(assignment.name)
        for name in NAMES:
            gradebook.add_notebook(name, assignment.name)
            gradebook.add_grade_cell(CELL, name, assignment.name, max_score=10, cell_type="code")
            gradebook.add_solution_cell(CELL, name, assignment.name)
        for student, has in students.items():
            names = {"last_name": has.last_name, "first_name": has.first_name, "email": has.email}
            gradebook.add_student(student, **{k: v for k, v in names.items() if v})
            if has.points:
                _grade(gradebook, assignment.name, student, has)
    return assignment


def _grade(gradebook: Gradebook, assignment: str, student: str, has: Student) -> None:
    gradebook.add_submission(assignment, student)
    for name, points in zip(NAMES, has.points, strict=True):
        grade = gradebook.find_grade(CELL, name, assignment, student)
        grade.auto_score, grade.needs_manual_grade = points, False
    where = NAMES[0], assignment, student
    grade = gradebook.find_grade(CELL, *where)
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = (
        has.manual,
        has.extra,
        has.open,
    )
    gradebook.find_comment(CELL, *where).manual_comment = has.comment or None
    notebook = gradebook.find_submission_notebook(*where)
    notebook.late_submission_penalty = has.penalty
    gradebook.db.commit()
