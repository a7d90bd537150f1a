"""Outputs that a file stores, for a run that executes nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grading.intake.stored import take_stored_outputs

SAID = {"output_type": "stream", "name": "stdout", "text": ["a\n", "b"]}


def merged() -> NotebookNode:
    """A notebook with a cell that has a grade_id, one with an id, and one with its text only."""
    marked = new_code_cell("assert a", id="t", metadata={"nbgrader": {"grade_id": "test_a"}})
    named, other = new_code_cell("a = 1", id="own"), new_code_cell("print(a)", id="other")
    whole: NotebookNode = new_notebook(cells=[new_markdown_cell("prose"), named, other, marked])
    return whole


def handed(**changes: Any) -> bytes:
    """The same notebook as a file, run, in which each cell has changed so."""
    whole = copy.deepcopy(merged())
    for number, cell in enumerate(whole.cells[1:], start=1):
        cell.update(outputs=[copy.deepcopy(SAID)], execution_count=number)
        cell.update(changes)
    return json.dumps(whole).encode()


def outputs_of(handed_in: bytes) -> list[Any]:
    notebook = merged()
    found = take_stored_outputs(notebook, handed_in)
    assert found == {cell.id for cell in notebook.cells if cell.get("outputs")}
    return [(cell.execution_count, cell.outputs) for cell in notebook.cells[1:]]


@pytest.mark.parametrize("change", [{}, {"id": "z"}, {"metadata": {}}, {"source": "changed"}])
def test_each_cell_gets_the_outputs_of_its_own(change: dict[str, Any]) -> None:
    said = [new_output("stream", text="a\nb")]
    assert outputs_of(handed(**change)) == [(1, said), (2, said), (3, said)]


@pytest.mark.parametrize("change", [{"outputs": None}, {"outputs": 3}, {"cell_type": "raw"}])
def test_a_cell_of_whose_outputs_nothing_is_known_has_none(change: dict[str, Any]) -> None:
    assert outputs_of(handed(**change)) == [(None, [])] * 3


def test_a_cell_that_was_never_run_is_found_with_none() -> None:
    notebook = merged()
    found = take_stored_outputs(notebook, handed(outputs=[], execution_count="1"))
    assert found == {"own", "other", "t"}
    assert [cell.execution_count for cell in notebook.cells[1:]] == [None] * 3


@pytest.mark.parametrize(
    "output", [1, {}, {"output_type": "stream"}, {"output_type": "display_data", "data": 3}, []]
)
def test_what_is_no_output_is_left_out(output: Any) -> None:
    assert outputs_of(handed(outputs=[output, SAID]))[0] == (
        1,
        [new_output("stream", text="a\nb")],
    )


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"cells": 3}', b'{"cells": [3]}', b"[" * 9999]
)
def test_a_file_that_is_no_notebook_has_none(text: bytes) -> None:
    assert outputs_of(text) == [(None, [])] * 3
