"""Copies and parts of an answer are graded as they ran in JupyterLab, from the top."""

from __future__ import annotations

from tests.support.handed_in import (
    ANSWER,
    BELOW_THE_TEST,
    NAME,
    OTHER,
    REST,
    STUB,
    WRITTEN,
    Student,
    answer,
    answers_in,
    run_order,
    solved,
)


def test_copies_that_run_run_in_order_and_the_last_is_the_answer() -> None:
    taken = Student().add("descend_scalar", "a = 1", OTHER, ANSWER, like="descend_scalar").taken()
    assert answer(taken) == ANSWER
    assert run_order(taken) == [WRITTEN, "a = 1", OTHER, "descend_scalar", *REST]
    assert "4 times" in "".join(taken.remarks)


def test_a_cell_between_two_copies_stays_between_them() -> None:
    student = Student().add("descend_scalar", ANSWER, like="descend_scalar")
    student.add("descend_scalar", "b = 2")
    assert run_order(student.taken()) == [WRITTEN, "b = 2", "descend_scalar", *REST]


def test_a_copy_below_the_test_stays_there_as_it_was_not_what_was_tested() -> None:
    taken = Student().add("test_descend_scalar", OTHER, like="descend_scalar").taken()
    assert answers_in(taken.notebook) == answers_in(solved(NAME))
    end = ["test_descend_scalar", OTHER, *BELOW_THE_TEST]
    assert run_order(taken)[-len(end) :] == end


def test_a_repetition_below_the_test_changes_nothing() -> None:
    student = Student().add("test_descend_scalar", WRITTEN, like="descend_scalar")
    taken = student.add("descend_scalar", OTHER).taken()
    assert run_order(taken) == ["descend_scalar", OTHER, *REST]


def test_a_copy_below_the_test_is_the_answer_if_the_one_above_is_none() -> None:
    student = Student().write("descend_scalar", "def descend_scalar(x0:")
    taken = student.add("test_descend_scalar", ANSWER, like="descend_scalar").taken()
    assert answer(taken) == ANSWER


def test_a_copy_of_the_unanswered_cell_replaces_no_answer() -> None:
    taken = Student().add("descend_scalar", STUB, "", like="descend_scalar").taken()
    assert answers_in(taken.notebook) == answers_in(solved(NAME))
    assert run_order(taken) == ["descend_scalar", *REST]


def test_of_parts_that_make_no_python_the_last_that_does_is_the_answer() -> None:
    student = Student().write("descend_scalar", "def oops(:")
    taken = student.add(
        "descend_scalar", OTHER, ANSWER, "1", "x = = 1", like="descend_scalar"
    ).taken()
    assert answer(taken) == ANSWER
    assert run_order(taken) == ["descend_scalar", *REST]
    assert "only the last that is Python" in "".join(taken.remarks)


def test_parts_none_of_which_is_python_are_joined() -> None:
    student = Student().write("descend_scalar", "def oops(:")
    taken = student.add("descend_scalar", "x = = 1", like="descend_scalar").taken()
    assert answer(taken) == "def oops(:\nx = = 1"


def test_a_missing_answer_leaves_the_stub_and_what_was_added_comes_after_it() -> None:
    student = (
        Student().add("descend_scalar", "b = 2").add("part-2", "a = 1").remove("descend_scalar")
    )
    taken = student.taken()
    assert answer(taken) == STUB
    assert run_order(taken) == ["descend_scalar", "a = 1", "b = 2", *REST]
    assert "descend_scalar: no answer was found" in taken.remarks
