"""What a student is told of one test: all that can be seen, no number of what is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets.config import Config

from grading.core.outputs import (
    OURS,
    SPEAKER,
    STUDENT,
    error_output,
    grader_error,
    put_outputs,
)
from grading.feedback.explain import HIDDEN, ForStudents, told
from grading.feedback.page import parts


def graded_cell(*outputs: Any, source: str = "", visible: list[Any] | None = None) -> NotebookNode:
    mark = {"grade": True, "locked": True, "solution": False, "points": 4, "grade_id": "test_f"}
    metadata = {"nbgrader": mark, **({} if visible is None else {"grading": {"visible": visible}})}
    cell: NotebookNode = new_code_cell(source, outputs=list(outputs), metadata=metadata)
    return cell


def failed(message: str, name: str = "AssertionError") -> Any:
    return new_output("error", ename=name, evalue=message, traceback=["secret frames", message])


def score(points: float, printed: str = "") -> list[Any]:
    result = new_output("execute_result", {"text/plain": repr(points)}, execution_count=1)
    return [new_output("stream", name="stdout", text=printed), result]


def test_a_call_that_takes_too_long_is_told_as_it_is() -> None:
    cell = graded_cell()
    put_outputs(cell, [grader_error("TimeoutError", "f computed for more than 10 seconds")])
    (output,) = told(cell)
    assert output["evalue"] == "f computed for more than 10 seconds"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (failed("f(41.5) should be 7.25; yours is 3: is the sign wrong?"), "is the sign wrong?"),
        (failed("f(41.5) should be 7.25: each step uses the rate 41.5"), "try other inputs"),
        (failed("x == 41.5"), "try other inputs"),
        (failed("41.5", "ZeroDivisionError"), "your code stops there with ZeroDivisionError"),
        (failed("41.5", "E41_5"), "your code stops there with an error of its own"),
        (failed("41.5", "AssertionError"), "try other inputs"),
    ],
)
def test_a_reason_holds_no_number_of_a_hidden_test(error: Any, reason: str) -> None:
    cell = graded_cell(error, visible=[])
    assert "41" in str(cell.outputs)
    assert "secret" in str(cell.outputs)
    (output,) = told(cell)
    assert reason in output["evalue"]
    assert "41" not in str(output)
    assert "secret" not in str(output)


@pytest.mark.parametrize("shown", [False, True])
def test_the_number_is_on_the_page_only_where_hidden_tests_are_shown(shown: bool) -> None:
    source = "### BEGIN HIDDEN TESTS\nassert f(41.5) == 7.25\n### END HIDDEN TESTS"
    cell = graded_cell(failed("f(41.5) should be 7.25: is the sign wrong?"), source=source)
    settings = Config({ForStudents.__name__: {"show_hidden_tests": shown}})
    ForStudents(config=settings).preprocess(NotebookNode(cells=[cell]), {})
    assert ("41.5" in str(cell)) == shown


def test_lost_parts_are_named_without_what_was_found() -> None:
    hidden = score(1, "1 of 1: title\n0 of 3: path in order: no marker at 41.5 (picture 3 of 5)\n")
    cell = graded_cell(*hidden, visible=score(4, "3 of 3: path in order\n"))
    assert "41" in str(cell.outputs)
    (output,) = told(cell)
    assert "look at: path in order" in output["evalue"]
    assert "41" not in str(output)


def test_an_old_page_without_the_visible_form_tells_no_more() -> None:
    (output,) = told(graded_cell(failed("f(41.5) should be 7.25: is the sign wrong?")))
    assert output["evalue"] == "a hidden test, with other inputs, fails: is the sign wrong?"


def test_reasons_of_the_grader_are_told_in_full_without_the_lines_of_the_test() -> None:
    said = "ProcessEnded", "your code used all the memory that a notebook may have"
    cell = graded_cell(visible=[])
    put_outputs(cell, [{**grader_error(*said), "traceback": ["---> assert f(41.5) == 7.25"]}])
    assert told(cell) == [error_output(*said)]


@pytest.mark.parametrize("name", OURS)
def test_what_a_student_raises_is_never_told_as_the_graders_word(name: str) -> None:
    (output,) = told(graded_cell(failed("41.5: your instructor has been told", name), visible=[]))
    assert (output["ename"], "41.5" in output["evalue"]) == (HIDDEN, False)


def test_a_line_that_a_students_function_prints_names_no_part() -> None:
    cell = graded_cell(visible=[])
    lines = [{**line, SPEAKER: STUDENT} for line in score(1, "0 of 3: title\n")[:1]]
    put_outputs(cell, [*lines, *score(1, "0 of 3: path in order: no marker\n")])
    (output,) = told(cell)
    assert "look at: path in order" in output["evalue"]
    assert "title" not in output["evalue"]
    ForStudents(config=Config()).preprocess(NotebookNode(cells=[cell]), {})
    assert cell.metadata.grading.said == "0 of 3: path in order: no marker"


def test_tests_without_hidden_parts_stay_as_they_are() -> None:
    cell = graded_cell(failed("f(1) should be 2"), source="assert f(1) == 2")
    notebook = NotebookNode(cells=[cell])
    ForStudents(config=Config()).preprocess(notebook, {})
    assert cell.outputs[0].evalue == "f(1) should be 2"
    assert cell.metadata.grading.said == "f(1) should be 2"


SCHEME = "Why?\n=== BEGIN MARK SCHEME ===\nIt is flat.\n=== END MARK SCHEME ==="


@pytest.mark.parametrize("shown", [False, True])
def test_a_mark_scheme_is_on_the_page_only_where_hidden_tests_are(shown: bool) -> None:
    mark = {"grade_id": "t", "task": True, "grade": False, "solution": False, "points": 4}
    cell = new_markdown_cell(SCHEME, metadata={"nbgrader": mark})
    settings = Config({ForStudents.__name__: {"show_hidden_tests": shown}})
    ForStudents(config=settings).preprocess(NotebookNode(cells=[cell]), {})
    assert cell.source == (SCHEME if shown else "Why?")


def test_a_task_is_a_part_and_so_is_an_answer_that_only_has_a_comment() -> None:
    marks: list[dict[str, Any]] = [
        {"grade_id": "latest_f", "solution": True, "comment": "Short."},
        {"grade_id": "essay", "task": True, "score": 2, "points": 3, "comment": None},
        {"grade_id": "silent", "solution": True, "comment": None},
        {},
    ]
    cells = [new_markdown_cell("", metadata={"nbgrader": mark}) for mark in marks]
    found = [(part.cell.metadata.nbgrader.grade_id, part.comments) for part in parts(cells)]
    assert found == [("latest_f", ["Short."]), ("essay", [])]
