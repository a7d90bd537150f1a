"""How students work on notebooks and hand them in, and what the merged notebook has to be like."""

from __future__ import annotations

import copy
import json
import os
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from authoring.build import read
from grading.core.course import notebooks_in
from grading.intake.merge import MergedNotebook, merge_submission
from grading.intake.scan import SubmissionScan, look
from tests.submissions.broken.cells import is_solution, mark
from tests.submissions.broken.files import saved
from tests.support.courses import COURSE

# What an instructor's notebook with a student's work in it has to be like.

NAMES = [path.stem for path in notebooks_in(COURSE.release)]
SHAPE = {"cell_type", "id", "metadata", "source"}


@cache
def released(name: str) -> NotebookNode:
    return read(COURSE.release / f"{name}.ipynb")


@cache
def solved(name: str) -> NotebookNode:
    """The solved notebook with locks, as a student has it, and with a play cell changed."""
    notebook = copy.deepcopy(released(name))
    answers = {cell.id: cell.source for cell in read(COURSE.solutions / f"{name}.ipynb").cells}
    for cell in notebook.cells:
        if is_solution(cell):
            cell.source = answers[cell.id]
    return notebook


def answers_in(notebook: NotebookNode) -> dict[str, str]:
    return {mark(cell)["grade_id"]: cell.source for cell in notebook.cells if is_solution(cell)}


def assert_sound(taken: MergedNotebook, instructor: NotebookNode) -> None:
    """What holds for every file: all but sources is the instructor's, and nothing foreign is in."""
    notebook = taken.notebook
    nbformat.validate(notebook)
    json.dumps(notebook, ensure_ascii=False).encode()
    assert {**notebook, "cells": 0} == {**instructor, "cells": 0}
    theirs = {cell.id: cell for cell in instructor.cells}
    kept = [cell.id for cell in notebook.cells if cell.id in theirs]
    assert kept == [name for name in theirs if name in set(kept)], "the order is another"
    needed = {cell.id for cell in instructor.cells if mark(cell) or cell.cell_type != "code"}
    assert needed <= set(kept)
    for cell in notebook.cells:
        assert_own(cell, theirs.get(cell.id))
    assert not any("\n" in remark for remark in taken.remarks)


def assert_own(cell: NotebookNode, instructors: NotebookNode | None) -> None:
    """Nothing but the source of this cell may be the student's."""
    assert not cell.get("outputs")
    assert cell.get("execution_count") is None
    if instructors is None:
        assert set(cell) - {"outputs", "execution_count"} == SHAPE
        assert cell.metadata == {}
    elif mark(instructors) and not is_solution(instructors):
        assert cell == instructors
    else:
        assert {**cell, "source": ""} == {**instructors, "source": ""}


# How to work on a notebook as a student does, and what the grader makes of it.

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


# How to fill the folder of a student who hands in files of these names.

FIRST = f"{NAMES[0]}.ipynb"
COPY = f"{NAMES[0]} (1).ipynb"


def put(folder: Path, *names: str, size: int = 2) -> SubmissionScan:
    """Look at the folder with these files in it, each changed one second after the last."""
    for second, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.truncate(path, size)
        os.utime(path, (second, second))
    return look(folder, NAMES)
