"""What a graded notebook tells: messages of its tests, and what went wrong with its run."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.build import read
from grading.checker.grader import refused
from grading.checker.process import _why
from grading.core.outputs import (
    BROKE_OFF,
    INVALID,
    KILLED,
    NOT_GRADED,
    OURS,
    REFUSED,
    SPEAKER,
    STUDENT,
    error_output,
    grader_error,
    put_outputs,
)
from grading.report import evidence
from grading.report.evidence import Evidence, Message, read_evidence
from grading.report.model import KINDS, MEANINGS
from tests.support.classes import ONE
from tests.support.courses import COURSE

TEST = "test_descend_scalar"


def seen(folder: Path, outputs: dict[str, list[dict[str, Any]]]) -> Evidence:
    """What is made of the released notebook with these outputs, by the cells' names."""
    notebook = read(COURSE.release / f"{ONE}.ipynb")
    for cell in notebook.cells:
        if cell.id in outputs:
            put_outputs(cell, outputs[cell.id])
    return found(folder, notebook)


def found(folder: Path, notebook: dict[str, Any]) -> Evidence:
    path = folder / "graded.ipynb"
    path.write_text(json.dumps(notebook))
    held = read_evidence(path)
    assert held is not None
    return held


@pytest.mark.parametrize(
    ("error", "text", "kind"),
    [
        ("ProcessEnded", _why(3), evidence.ENDED),
        ("ProcessEnded", _why(-signal.SIGSEGV), evidence.ENDED),
        ("ProcessEnded", _why(-signal.SIGKILL), evidence.MEMORY),
        ("ProcessEnded", "it used more than 1024 MiB of memory", evidence.MEMORY),
        ("ProcessEnded", "the notebook as a whole ran for more than 180 seconds", evidence.SLOW),
        ("ProcessEnded", "it showed more than a page can hold: is it?", evidence.OUTPUT),
        ("CellTimeoutError", "this cell ran for more than 30 seconds", evidence.SLOW),
        ("TimeoutError", "f ran for more than 30 seconds: is there a loop?", evidence.SLOW),
        (INVALID, "this test ended in nan", evidence.WRONG_TEST),
        (REFUSED, "what f returned cannot be checked", evidence.UNCHECKED),
    ],
)
def test_what_went_wrong_is_told_apart_from_mistakes(
    tmp_path: Path, error: str, text: str, kind: str
) -> None:
    held = seen(tmp_path, {TEST: [grader_error(error, text)]})
    assert held.mishaps == {kind: text}
    assert held.messages[TEST] == ()


@pytest.mark.parametrize("cell", [TEST, "descend_scalar"])
@pytest.mark.parametrize("name", [*OURS, "TimeoutError"])
@pytest.mark.parametrize("text", [BROKE_OFF, KILLED, "f ran for more than 30 seconds"])
def test_what_a_student_raises_is_an_ordinary_error_whatever_its_name(
    tmp_path: Path, cell: str, name: str, text: str
) -> None:
    held = seen(tmp_path, {cell: [error_output(name, text)]})
    assert (held.mishaps, held.for_a_person) == ({}, ())
    if cell == TEST:
        assert held.messages[TEST] == (Message(text, name),)


def test_of_the_errors_of_a_cell_only_the_last_can_be_the_graders(tmp_path: Path) -> None:
    theirs = error_output(NOT_GRADED, BROKE_OFF)
    ended = grader_error("ProcessEnded", "it used more than 1024 MiB of memory")
    held = seen(tmp_path, {"descend_scalar": [theirs, theirs, ended]})
    assert held.mishaps == {evidence.MEMORY: ended["evalue"]}
    assert held.for_a_person == ()


def test_a_line_that_a_students_function_prints_in_a_test_is_no_message(tmp_path: Path) -> None:
    line = {"output_type": "stream", "name": "stdout", "text": "0 of 2: the loop: it is right\n"}
    own = {**line, "text": "2 of 3: title\n"}
    held = seen(tmp_path, {TEST: [{**line, SPEAKER: STUDENT}, own]})
    assert held.messages[TEST] == (Message("2 of 3: title"),)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        (BROKE_OFF, evidence.BROKEN),
        (KILLED, evidence.BROKEN),
        ("this is a PDF file, not a notebook", evidence.UNREADABLE),
    ],
)
def test_what_broke_off_is_told_apart_from_what_cannot_be_read(
    tmp_path: Path, reason: str, kind: str
) -> None:
    graded = refused(read(COURSE.release / f"{ONE}.ipynb"), reason).notebook
    assert found(tmp_path, graded).mishaps == {kind: reason}


def test_a_timeout_of_a_student_s_own_is_an_ordinary_error(tmp_path: Path) -> None:
    held = seen(tmp_path, {TEST: [error_output("TimeoutError", "no answer")]})
    assert held.mishaps == {}
    assert held.messages[TEST] == (Message("no answer", "TimeoutError"),)


def test_a_name_that_is_missing_is_explained_by_the_cell_that_should_define_it(
    tmp_path: Path,
) -> None:
    missing = error_output("NameError", "name 'descend_scalar' is not defined")
    cause = error_output("SyntaxError", "invalid syntax (12.py, line 3)")
    held = seen(tmp_path, {"descend_scalar": [cause], TEST: [missing]})
    assert held.messages[TEST] == (Message("invalid syntax (12.py, line 3)", "SyntaxError"),)


def test_a_test_that_prints_without_end_gives_a_few_messages(tmp_path: Path) -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "0 of 1: a: b\n" * 10_000}
    assert len(seen(tmp_path, {TEST: [printed]}).messages[TEST]) == evidence.MOST


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cells": [1, {"outputs": [2]}]}'])
def test_a_file_that_is_no_graded_notebook_is_none_or_tells_nothing(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "graded.ipynb"
    path.write_bytes(content)
    held = read_evidence(path)
    assert held is None or held.mishaps == {}
    assert read_evidence(tmp_path / "none.ipynb") is None


def test_each_reason_to_look_has_a_meaning() -> None:
    assert set(MEANINGS) == set(KINDS)


def test_what_is_for_a_person_is_kept_once(tmp_path: Path) -> None:
    odd, mistake = grader_error(INVALID, "this test ended in nan"), error_output("KeyError", "1")
    held = seen(tmp_path, {TEST: [odd, mistake, odd], "test_grad_fx_shifted": [odd]})
    assert held.for_a_person == ("this test ended in nan",)


NAMES = ["cells", "metadata", "nbgrader", "grade", "grade_id", "outputs", "output_type"]
KEYS = st.sampled_from([*NAMES, "ename", "evalue", "text", "name"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(KEYS, each, max_size=4),
    max_leaves=20,
)
"""Whatever JSON may hold, with the keys of a graded notebook more often than others."""


@given(JSON)
def test_whatever_json_a_graded_file_holds_it_can_be_looked_at(
    tmp_path_factory: pytest.TempPathFactory, content: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "anything.ipynb"
    path.write_text(json.dumps(content))
    held = read_evidence(path)
    assert held is None or not set(held.mishaps) - set(evidence.MISHAPS)
