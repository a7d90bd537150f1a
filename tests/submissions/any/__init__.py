"""Assignments of other kinds than this course's: laid into a course, and handed in by a class.

Each answer is given rightly, not at all, and with a slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from authoring.build import read
from authoring.sample_class import answered
from grading.core.course import Assignment

STUDENTS = ("right", "blank", "wrong")
"""The class, by what they hand in."""

ROLES: dict[str, dict[str, object]] = {
    "given": {"locked": True},
    "free": {},
    "answer": {"solution": True},
    "test": {"grade": True, "locked": True},
    "manual": {"grade": True, "solution": True},
    "task": {"task": True, "locked": True},
}
"""What nbgrader's metadata say of each kind of cell; those of a free cell say nothing."""


@dataclass(frozen=True)
class Cell:
    """A cell of an instructor's; `slip` is what of an answer is wrong, and what it becomes."""

    role: str
    name: str
    source: str
    slip: tuple[str, str] = ("", "")
    points: float = 1.0
    prose: bool = False

    def made(self, source: str) -> NotebookNode:
        """The cell of a notebook with this source."""
        kind = new_markdown_cell if self.prose else new_code_cell
        made: NotebookNode = kind(source)  # type: ignore[no-untyped-call]
        made.id = self.name
        if role := ROLES[self.role]:
            flags = {"grade": False, "locked": False, "solution": False, "task": False, **role}
            made.metadata["nbgrader"] = {"grade_id": self.name, "schema_version": 3, **flags}
            if flags["grade"] or flags["task"]:
                made.metadata["nbgrader"]["points"] = self.points
        return made

    def wrong(self) -> str:
        """The answer with its slip."""
        old, new = self.slip
        assert old in self.source, f"{self.name} has no slip"
        return self.source.replace(old, new)


@dataclass(frozen=True)
class Work:
    """An assignment: the cells of its notebooks by name, and the files beside them."""

    notebooks: Mapping[str, tuple[Cell, ...]]
    files: Mapping[str, str] = field(default_factory=dict)


def solved(cells: Iterable[Cell]) -> NotebookNode:
    """The notebook with the right answers."""
    made: NotebookNode = new_notebook(cells=[cell.made(cell.source) for cell in cells])
    return made


def answers(cells: Iterable[Cell], student: str) -> dict[str, str]:
    """What a student writes into the answers, by `grade_id`."""
    if student == "blank":
        return {}
    own = [cell for cell in cells if ROLES[cell.role].get("solution")]
    return {cell.name: cell.wrong() if student == "wrong" else cell.source for cell in own}


def author(assignment: Assignment, work: Work) -> None:
    """Write the source of an assignment."""
    assignment.source.mkdir(parents=True)
    for name, cells in work.notebooks.items():
        notebook = new_notebook(cells=[cell.made(_marked(cell)) for cell in cells])
        nbformat.write(notebook, assignment.source / f"{name}.ipynb")
    for name, text in work.files.items():
        path = assignment.source / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def _marked(cell: Cell) -> str:
    """The source with nbgrader's marks around an answer."""
    if ROLES[cell.role].get("solution"):
        return f"### BEGIN SOLUTION\n{cell.source}\n### END SOLUTION"
    return cell.source


def hand_in(assignment: Assignment, work: Work) -> None:
    """Let the class hand in what has been released."""
    for student in STUDENTS:
        folder = assignment.submitted / student / assignment.name
        folder.mkdir(parents=True)
        for name, cells in work.notebooks.items():
            file = f"{name}.ipynb"
            blank = read(assignment.release / file)
            nbformat.write(answered(blank, answers(cells, student)), folder / file)
