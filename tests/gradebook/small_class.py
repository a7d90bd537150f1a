"""A class of two, graded by hand, in notebooks of a cell or two: a gradebook in milliseconds."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from sqlalchemy import insert

from grading.core.course import Assignment
from grading.gradebook.queries import connected, read_scores
from grading.gradebook.store import KEYS, SAID
from tests.support.platforms import new_gradebook

CONFIG = """
from pathlib import Path
c = get_config()
c.CourseDirectory.course_id = "course"
c.CourseDirectory.root = str(Path(__file__).parent)
c.CourseDirectory.db_url = f"sqlite:///{Path(__file__).parent}/gradebook.db"
"""

Source = dict[str, NotebookNode]


def question(name: str, points: float = 2) -> list[NotebookNode]:
    """An answer and its test."""
    common = {"schema_version": 3, "task": False}
    answer = {"grade": False, "solution": True, "locked": False, "grade_id": name, **common}
    test = {"grade": True, "solution": False, "locked": True, "grade_id": f"test_{name}", **common}
    return [
        new_code_cell(f"{name} = 1", metadata={"nbgrader": answer}),
        new_code_cell(f"assert {name}", metadata={"nbgrader": {**test, "points": points}}),
    ]


def notebook(*names: str) -> NotebookNode:
    cells = [cell for name in names for cell in question(name)]
    made: NotebookNode = new_notebook(cells=cells)
    return made


def write(assignment: Assignment, source: Source) -> None:
    """Let source/ hold these notebooks and no others."""
    assignment.source.mkdir(parents=True, exist_ok=True)
    for path in assignment.source.iterdir():
        path.unlink()
    for name, each in source.items():
        nbformat.write(each, assignment.source / f"{name}.ipynb")


def enter(book: Gradebook, name: str, source: Source) -> None:
    """Let the gradebook know the assignment, as a release does."""
    book.add_assignment(name)
    for notebook_name, each in source.items():
        where = notebook_name, name
        book.add_notebook(*where)
        for cell in each.cells:
            mark = cell.metadata.nbgrader
            if mark.grade:
                book.add_grade_cell(mark.grade_id, *where, max_score=mark.points, cell_type="code")
            else:
                book.add_solution_cell(mark.grade_id, *where)
            book.add_source_cell(mark.grade_id, *where, cell_type="code", locked=mark.locked)


def points(assignment: Assignment) -> dict[str, dict[str, float | None]]:
    """Each student's points by notebook and part."""
    with connected(assignment) as connection:
        scores = read_scores(connection, assignment.name)
    assert scores is not None
    return {
        student: {f"{cell.notebook}/{cell.name}": s.points for cell, s in each.scores.items()}
        for student, each in scores.submissions.items()
    }


def small_class(root: Path) -> Assignment:
    """Ada and Bob are graded in `one` and `two`; a person has seen Ada's part b of `one`."""
    course = Assignment("work", root)
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    source = {"one": notebook("a", "b"), "two": notebook("c")}
    write(course, source)
    with new_gradebook(course.root / "gradebook.db") as book:
        enter(book, "work", source)
        for student in ("ada", "bob"):
            book.add_student(student)
            for submitted in book.add_submission("work", student).notebooks:
                for grade in submitted.grades:
                    grade.auto_score, grade.needs_manual_grade = 1.0, False
        book.find_grade("test_b", "one", "work", "ada").manual_score = 1.5
        book.find_comment("b", "one", "work", "ada").manual_comment = "see\nme"
        for table in (KEYS, SAID):
            table.create(book.db.connection())
        key = {"assignment": "work", "student": "ada", "notebook": "two", "graded": ""}
        book.db.execute(insert(KEYS).values(key=" ", **key))
    return course
