"""`make grade`: a class graded from hand-in to feedback, and the table of its grades."""

from __future__ import annotations

from typing import Any

from authoring import sample_class as sample
from authoring.build import release
from grading.core.course import Assignment
from grading.gradebook.nbgrader import nbgrader
from grading.intake.layout import is_empty
from grading.report.grades import read_grades, table
from grading.scheduler.run import autograde


def grade_class(assignment: Assignment, **how: Any) -> None:
    """Grade everything in submitted/, write feedback, print the grades.

    An empty submitted/ is filled with the sample class first. `how` and the errors are those of
    `autograde`. What cannot be graded keeps nobody else from a grade and has its remark in the
    table.
    """
    release(assignment, database=True)
    if not assignment.students() and is_empty(assignment.submitted):
        students = sample.hand_in(assignment)
        print(f"submitted/ is empty: grading a sample class of {len(students)} students instead.")
    autograde(assignment, **how)
    nbgrader(assignment, "generate_feedback", "--force")
    print(table(read_grades(assignment)))
    if sample.is_among(assignment.students()):
        print("The sample class is still there: python -m grading forget-sample removes it.")
    print("Feedback for each student is in feedback/; the record is gradebook.db.")
