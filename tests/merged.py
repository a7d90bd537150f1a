"""Knows what an instructor's notebook with a student's work in it has to be like."""

from __future__ import annotations

import copy
import json
from functools import cache

import nbformat
from nbformat import NotebookNode

from authoring.build import read
from grading.core.course import notebooks_in
from grading.intake.merge import MergedNotebook
from tests.copies import COURSE
from tests.submissions.broken.cells import is_solution, mark

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
