"""Knows how a class is graded from hand-in to feedback; not what is in a notebook."""

from __future__ import annotations

from grading import sample
from grading.course import Assignment
from grading.derived import release
from grading.gradebook import nbgrader
from grading.grades import read_grades, table


def grade_class(assignment: Assignment, *, isolated: bool = True) -> None:
    """Grade everything in submitted/ with nbgrader, write feedback, print the grades.

    An empty submitted/ is filled with the sample class first. What cannot be graded keeps
    nobody else from a grade and has its remark in the table. Raises CourseError where this system
    cannot run students' code shut in, unless `isolated` is false.
    """
    release(assignment, database=True)
    if not assignment.students():
        students = sample.hand_in(assignment)
        print(f"submitted/ is empty: grading a sample class of {len(students)} students instead.")
    print(f"Grading {len(assignment.students())} students ...", flush=True)
    nbgrader(assignment, "autograde", "--force", f"--IsolatedExporter.isolated={isolated}")
    nbgrader(assignment, "generate_feedback", "--force")
    print(table(assignment, read_grades(assignment)))
    print("Feedback for each student is in feedback/; the record is gradebook.db.")
