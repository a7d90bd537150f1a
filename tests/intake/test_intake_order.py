"""What a test saw when the student ran the notebook from the top, it sees when it is graded.

Notebooks of assignments are worked on at random, run here, and run again as they were taken.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from grading.intake.merge import merge_submission
from tests.submissions.broken.cells import mark
from tests.submissions.broken.files import saved

SEEDS = range(300)
QUESTIONS = "ABC"
STUB = "stub"
FLAGS = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}


def code(name: str, source: str, **flags: object) -> NotebookNode:
    metadata = {"nbgrader": {**FLAGS, **flags, "grade_id": name}} if flags else {}
    cell = {"cell_type": "code", "id": name, "metadata": metadata, "source": source}
    node: NotebookNode = nbformat.from_dict({**cell, "outputs": [], "execution_count": None})
    return node


def instructors() -> NotebookNode:
    """Three questions, each with prose, a solution, a free cell and a test that reports."""
    cells = [code("imports", "zero = 0", locked=True)]
    for name in QUESTIONS:
        prose = {"cell_type": "markdown", "id": f"part-{name}", "metadata": {}, "source": name}
        cells += [nbformat.from_dict(prose), code(name, f"{name} = '{STUB}'", solution=True)]
        cells.append(code(f"play-{name}", f"played = {name}"))
        cells.append(code(f"test_{name}", f"see('{name}', {name})", grade=True, points=1))
    node: NotebookNode = nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4})
    return NotebookNode(node, nbformat_minor=5)


def seen(cells: list[NotebookNode]) -> dict[str, Any]:
    """What the tests see when the cells are run in their order."""
    found: dict[str, Any] = {}
    names = {"see": found.setdefault}
    for cell in cells:
        if cell.cell_type == "code":
            with contextlib.suppress(NameError):
                exec(cell.source, names)
    return found


class Student:
    """Works on the notebook at random; `value` is a new one each time."""

    def __init__(self, seed: int) -> None:
        self.chance, self.count = random.Random(seed), 0
        self.cells: list[NotebookNode] = instructors().cells
        for cell in self.cells:
            cell.source = cell.source.replace(f"'{STUB}'", f"'{cell.id}'")
        works: list[Callable[[str], None]] = [self.help, self.define, self.copy, self.rewrite]
        works += [self.give_up, self.delete, self.strip]
        for _ in range(self.chance.randrange(1, 6)):
            self.count += 1
            self.chance.choice(works)(self.chance.choice(QUESTIONS))

    def answer_at(self, name: str) -> int:
        """Where the last solution cell of that name stands."""
        names = [mark(cell).get("grade_id") for cell in self.cells]
        return max((place for place, each in enumerate(names) if each == name), default=-1)

    def add(self, source: str, before: int) -> None:
        cell = code("", source)
        del cell["id"]
        self.cells.insert(before, cell)

    def help(self, name: str) -> None:
        """An answer needs a name from a new cell somewhere before it."""
        at = self.answer_at(name)
        if at >= 0:
            self.cells[at].source = f"{name} = 'h' + helper{self.count}"
            self.add(f"helper{self.count} = '{self.count}'", self.chance.randrange(at + 1))

    def define(self, name: str) -> None:
        self.add(f"{name} = 'defined {self.count}'", self.chance.randrange(len(self.cells) + 1))

    def copy(self, name: str) -> None:
        at = self.answer_at(name)
        if at >= 0:
            self.add(f"{name} = 'copied {self.count}'", at + 1)
            self.cells[at + 1].metadata = self.cells[at].metadata

    def rewrite(self, name: str) -> None:
        self.delete(name)
        self.add(f"{name} = 'rewritten {self.count}'", self.place)

    def give_up(self, name: str) -> None:
        at = self.answer_at(name)
        if at >= 0:
            self.cells[at].source = f"{name} = '{STUB}'"

    def delete(self, name: str) -> None:
        self.place = max(0, self.answer_at(name))
        if self.answer_at(name) >= 0:
            del self.cells[self.place]

    def strip(self, _: str) -> None:
        for cell in self.cells:
            cell.metadata = NotebookNode()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_test_sees_the_answer_that_it_saw_on_the_students_desk(seed: int) -> None:
    student = Student(seed)
    taken = merge_submission(saved({"cells": student.cells, "nbformat": 4}), instructors())
    answers = {name: value for name, value in seen(student.cells).items() if value != STUB}
    print([cell.source for cell in student.cells])
    print([cell.source for cell in taken.notebook.cells])
    assert answers.items() <= seen(taken.notebook.cells).items()
