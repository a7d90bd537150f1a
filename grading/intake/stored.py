"""Outputs that a submitted file stores, for a run that executes nothing (nbgrader's --no-execute).

They are whatever the student's file says, as nbgrader takes them then: an instructor who trusts
them asks for it. What is no valid output of format 4 is none.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines

from grading.intake.cells import normal
from grading.intake.decode import to_text
from grading.intake.refusals import Unreadable


def take_stored_outputs(merged: NotebookNode, handed_in: bytes) -> frozenset[str]:
    """Give each code cell of a merged notebook the outputs that its cell in the file stores.

    Returns the ids of those that have one there.
    """
    taken = set()
    waiting: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for stored in _stored_cells(handed_in):
        for sign in _signs(stored):
            waiting[sign].append(stored)
    for cell in merged.cells:
        if cell.cell_type == "code":
            found = next((waiting[sign].pop(0) for sign in _signs(cell) if waiting[sign]), None)
            if found is not None:
                number = found.get("execution_count")
                cell.outputs = _outputs(found)
                cell.execution_count = number if isinstance(number, int) else None
                taken.add(cell.id)
    return frozenset(taken)


def _stored_cells(handed_in: bytes) -> Iterator[Mapping[str, Any]]:
    """The code cells of the file that have a list of outputs, which may be empty."""
    try:
        whole = json.loads(to_text(handed_in)[0])
    except (Unreadable, ValueError, RecursionError):
        return
    cells = whole.get("cells") if isinstance(whole, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        is_code = isinstance(cell, dict) and cell.get("cell_type") == "code"
        if is_code and isinstance(cell.get("outputs"), list):
            yield cell


def _signs(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """By what a cell is known in both notebooks: its grade_id, its id, its text; surest first."""
    metadata, source = cell.get("metadata"), cell.get("source")
    mark = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    names = mark.get("grade_id") if isinstance(mark, Mapping) else None, cell.get("id")
    for kind, name in zip(("grade_id", "id"), names, strict=True):
        if isinstance(name, str) and name:
            yield kind, name
    lines = [line for line in source if isinstance(line, str)] if isinstance(source, list) else []
    text = source if isinstance(source, str) else "".join(lines)
    if text.strip():
        yield "text", normal(text)


def _outputs(stored: Mapping[str, Any]) -> list[NotebookNode]:
    """The valid ones of a cell's outputs, each text in one piece."""
    valid = [output for output in stored["outputs"] if _is_valid(output)]
    cell = {"cell_type": "code", "source": "", "outputs": valid}
    whole: NotebookNode = rejoin_lines(nbformat.from_dict({"cells": [cell]}))
    outputs: list[NotebookNode] = whole.cells[0].outputs
    return outputs


def _is_valid(output: Any) -> bool:
    try:
        nbformat.validate(output, ref="output", version=4, version_minor=5)
    except (nbformat.ValidationError, RecursionError):
        return False
    return isinstance(output, dict)
