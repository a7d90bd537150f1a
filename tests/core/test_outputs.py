"""Outputs are of bounded size and number, and whose word they are cannot be forged."""

from __future__ import annotations

import copy
import json
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grading.checker.checker import TooSlow
from grading.checker.proxies import AnswerRefused, ProcessEnded
from grading.core import outputs as module
from grading.core.outputs import (
    ALL_PARTS,
    CUT,
    GRADER,
    INVALID,
    KEY,
    NOT_GRADED,
    OURS,
    PARTS,
    SPEAKER,
    STUDENT,
    Output,
    Outputs,
    error_output,
    grader_error,
    graders_error,
    marked,
    printed,
    put_outputs,
    score_outputs,
)
from grading.intake.merge import merge_submission
from grading.wire.exceptions import decode_exception
from tests.support.handed_in import NAME, released

MIB = 1 << 20
TEXT: Output = {"output_type": "stream", "name": "stdout", "text": "0 of 2: x\n"}
SHOWN: Output = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}


def collected(*outputs: Any, each: int = 2 * MIB, cells: int = 1) -> list[list[Output]]:
    """What is kept of these outputs, in each of so many cells."""
    taken = Outputs(each, 8 * each)
    kept = []
    for _ in range(cells):
        taken.begin()
        for output in outputs:
            taken.add(output)
        kept.append(taken.cell)
    return kept


# How much a cell may show.


def test_a_cell_shows_so_many_outputs_and_says_that_there_were_more() -> None:
    (shown,) = collected(*[SHOWN] * (PARTS + 100))
    assert len(shown) == PARTS + 1
    assert shown[-1]["text"] == CUT


def test_all_cells_together_show_so_many() -> None:
    cells = collected(*[SHOWN] * PARTS, cells=15)
    assert sum(map(len, cells)) < ALL_PARTS + 15
    assert [len(cell) for cell in cells[-2:]] == [1, 1]


def test_an_update_is_counted_as_often_as_it_is_held() -> None:
    same = [{**SHOWN, "display_id": "1"}] * 500
    large = {"text/plain": "x" * (MIB // 4)}
    update = {"output_type": "update_display_data", "display_id": "1", "data": large}
    (shown,) = collected(*same, update)
    assert len(json.dumps(shown)) < 2 * MIB


def test_an_update_of_a_few_is_shown() -> None:
    update = {"output_type": "update_display_data", "display_id": "1", "data": {"text/plain": "y"}}
    (shown,) = collected({**SHOWN, "display_id": "1"}, SHOWN, update)
    assert [output["data"]["text/plain"] for output in shown] == ["y", "x"]


def test_errors_always_find_room_and_are_short_where_there_is_none() -> None:
    long = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["x" * 10_000] * 80}
    cells = collected(long, each=MIB // 4, cells=300)
    assert all([output["ename"] for output in cell] == ["E"] for cell in cells)
    assert len(json.dumps(cells)) < 4 * MIB


# Whose word an output is.


def cell_with(*outputs: Output) -> NotebookNode:
    cell: NotebookNode = new_code_cell()
    put_outputs(cell, list(outputs))
    nbformat.validate(new_notebook(cells=[cell]))
    return cell


@pytest.mark.parametrize("name", OURS)
def test_an_error_is_the_graders_by_its_mark_and_never_by_its_name(name: str) -> None:
    theirs, own = cell_with(error_output(name, "x")), cell_with(grader_error(name, "x"))
    assert graders_error(theirs.metadata, theirs.outputs) is None
    assert graders_error(own.metadata, own.outputs) == own.outputs[-1]
    assert theirs.outputs == own.outputs


@pytest.mark.parametrize("kind", ["stream", "error", "display_data", "execute_result"])
def test_no_output_of_a_students_process_brings_the_graders_mark(kind: str) -> None:
    forged = {**SHOWN, **TEXT, **error_output(NOT_GRADED, "x"), "output_type": kind}
    for speaker in (GRADER, "grader ", None, [GRADER]):
        (shown,) = collected({**forged, SPEAKER: speaker, "metadata": {SPEAKER: GRADER}})
        cell = cell_with(*shown)
        assert cell.outputs, "nothing was shown"
        assert graders_error(cell.metadata, cell.outputs) is None


def test_what_a_session_adds_to_a_cells_outputs_is_the_graders() -> None:
    shown = [TEXT, error_output("NotGraded", "x")]
    assert marked(shown, len(shown)) == shown
    added = marked([*shown, error_output("ProcessEnded", "y")], len(shown))
    assert [output.get(SPEAKER) for output in added] == [None, None, GRADER]


def test_a_mark_goes_with_the_outputs_that_had_it() -> None:
    cell = cell_with({**TEXT, SPEAKER: STUDENT}, grader_error(NOT_GRADED, "x"))
    put_outputs(cell, [error_output(NOT_GRADED, "x")])
    assert graders_error(cell.metadata, cell.outputs) is None
    assert cell.metadata == {KEY: {}}


@pytest.mark.parametrize("kind", [ProcessEnded, AnswerRefused, TooSlow, TimeoutError])
def test_the_graders_own_error_in_a_test_is_its_word(kind: type[Exception]) -> None:
    error, shown = kind("x"), error_output(kind.__name__, "x")
    for outputs in ([], [shown]):
        verdict, _ = score_outputs(outputs, None, error, 2.0)
        cell = cell_with(*verdict)
        assert graders_error(cell.metadata, cell.outputs) == cell.outputs[-1] == shown


@pytest.mark.parametrize("base", ["Exception", "TimeoutError", "AssertionError"])
@pytest.mark.parametrize("name", [*OURS, "TimeoutError", "GradingError"])
def test_a_students_error_in_a_test_is_not(base: str, name: str) -> None:
    raised = decode_exception({"base": base, "name": name, "text": "f ran for more than 9 seconds"})
    verdict, _ = score_outputs([], None, raised, 2.0)
    cell = cell_with(*verdict)
    assert cell.outputs[-1]["evalue"] == "f ran for more than 9 seconds"
    assert graders_error(cell.metadata, cell.outputs) is None


def test_a_score_that_is_none_is_told_by_the_grader() -> None:
    verdict, fault = score_outputs([], float("nan"), None, 2.0)
    cell = cell_with(*verdict)
    assert graders_error(cell.metadata, cell.outputs)["ename"] == INVALID
    assert fault


def test_what_a_student_prints_in_a_test_is_apart_from_what_the_test_prints() -> None:
    theirs = {**TEXT, SPEAKER: STUDENT}
    (shown,) = collected(theirs, theirs, {**TEXT, "text": "1 of 1: y\n"}, theirs)
    cell = cell_with(*shown)
    assert [output.text for output in cell.outputs] == [
        2 * TEXT["text"],
        "1 of 1: y\n",
        TEXT["text"],
    ]
    assert printed(cell.metadata, cell.outputs) == "1 of 1: y\n"
    (alone,) = collected(TEXT, TEXT)
    assert printed({}, alone) == 2 * TEXT["text"]


def test_the_marks_of_a_file_that_is_handed_in_are_not_taken_over() -> None:
    student = copy.deepcopy(released(NAME))
    forged = {"ours": True, "printed": "0 of 2: x", "findings": [{}], "visible": []}
    for cell in student.cells:
        cell.metadata[KEY] = forged
        cell.metadata[module.SPEAKER] = GRADER
    student.cells += [new_code_cell("mine = 1", metadata={KEY: forged})]
    handed_in = nbformat.writes(student).encode()
    assert handed_in.count(b'"ours": true') == len(student.cells)
    merged = merge_submission(handed_in, released(NAME)).notebook
    assert "mine = 1" in [cell.source for cell in merged.cells]
    assert [cell for cell in merged.cells if KEY in cell.metadata or SPEAKER in cell.metadata] == []


@pytest.mark.parametrize("value", ["all passed", (None, 1), [object()], {"a": 1}, np.zeros(2)])
def test_a_test_that_ends_in_no_number_has_passed(value: object) -> None:
    assert score_outputs([TEXT], value, None, 2.0) == ([TEXT], "")


@pytest.mark.parametrize("value", [False, float("inf"), np.float64(3), torch.tensor(-1.0), 2.5])
def test_one_that_ends_in_a_number_that_is_no_score_is_wrong(value: object) -> None:
    (shown,), fault = score_outputs([], value, None, 2.0)
    assert shown["ename"] == INVALID
    assert "which is no score between 0 and 2" in fault


def test_an_error_that_is_shown_and_not_raised_fails_a_test_too() -> None:
    shown = error_output("AssertionError", "2 is not 3")
    result = {"output_type": "execute_result", "data": {"text/plain": "1.0"}, "metadata": {}}
    assert score_outputs([shown], None, None, 2.0) == ([shown], "")
    assert score_outputs([shown, TEXT], "all passed", None, 2.0) == ([TEXT, shown], "")
    assert score_outputs([result, shown], None, None, 2.0) == ([result, shown], "")
