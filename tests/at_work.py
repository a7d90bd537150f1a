"""Knows how to work on a notebook as a student does, and what the grader makes of it."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from grading.intake.merge import MergedNotebook, merge_submission
from tests.merged import NAMES, answers_in, assert_sound, released, solved
from tests.submissions.broken.files import saved

NAME = NAMES[0]
ANSWER = "def descend_scalar(x0, learning_rate, steps):\n    return [x0]"
OTHER = ANSWER.replace("[x0]", "[0.0]")


class Student:
    """A student who works on a notebook: cells are changed, removed and put beside others."""

    def __init__(self, notebook: NotebookNode | None = None) -> None:
        self.cells = nbformat.from_dict(notebook or solved(NAME)).cells

    def __getitem__(self, name: str) -> NotebookNode:
        found: NotebookNode = next(cell for cell in self.cells if cell.get("id") == name)
        return found

    def add(self, after: str, *sources: str, like: str = "", kind: str = "code") -> Student:
        """Put new cells after that one, with the metadata of another if they are copies of it."""
        at = self.cells.index(self[after]) + 1
        metadata = self[like].metadata if like else {}
        new = [{"cell_type": kind, "metadata": metadata, "source": source} for source in sources]
        self.cells[at:at] = [nbformat.from_dict(cell) for cell in new]
        return self

    def remove(self, *names: str) -> Student:
        for name in names:
            self.cells.remove(self[name])
        return self

    def write(self, name: str, source: str) -> Student:
        self[name].source = source
        return self

    def taken(self) -> MergedNotebook:
        taken = merge_submission(saved({"cells": self.cells, "nbformat": 4}), released(NAME))
        assert_sound(taken, released(NAME))
        return taken


def run_order(taken: MergedNotebook) -> list[str]:
    """The cells from the last question on: ids of the instructor's, sources of the student's."""
    cells = taken.notebook.cells
    start = next(place for place, cell in enumerate(cells) if cell.id == "part-2") + 1
    return [c.source if c.id.startswith("added-") else c.id for c in cells[start:]]


WRITTEN, STUB = (answers_in(read(NAME))["descend_scalar"] for read in (solved, released))
_IDS = [cell.id for cell in released(NAME).cells]
REST = _IDS[_IDS.index("descend_scalar") + 1 :]
"""The cells below that answer, as they are given to students."""

BELOW_THE_TEST = _IDS[_IDS.index("test_descend_scalar") + 1 :]
"""The cells below the test of that answer: they go further, and are not graded."""


def answer(taken: MergedNotebook) -> str:
    """What stands in the solution cell of the second question."""
    return answers_in(taken.notebook)["descend_scalar"]
