"""What a student did to cells that hold no answer is kept where it may matter, and only there."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode

from grading.intake.merge import merge_submission
from tests.submissions.broken import Damage
from tests.submissions.broken.cells import edited, is_test, without_metadata_and_ids
from tests.submissions.broken.files import saved
from tests.support.handed_in import (
    BELOW_THE_TEST,
    NAME,
    REST,
    Student,
    assert_sound,
    released,
    run_order,
    solved,
)


def ids(notebook: NotebookNode) -> list[str]:
    return [cell.id for cell in notebook.cells]


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    found: NotebookNode = next(cell for cell in notebook.cells if cell.id == name)
    return found


def test_an_edited_free_cell_is_the_students() -> None:
    taken = Student().write("prediction", "my_prediction = 2").write("predict", "# I guess").taken()
    assert cell(taken.notebook, "prediction").source == "my_prediction = 2"
    assert cell(taken.notebook, "predict").source == "# I guess"
    assert taken.remarks == ()


def test_free_code_that_was_deleted_is_not_run_and_prose_comes_back() -> None:
    taken = Student().remove("try_descend_scalar", "predict").taken()
    assert run_order(taken) == ["descend_scalar", *(n for n in REST if n != "try_descend_scalar")]


def test_an_edited_free_cell_without_an_id_is_found_by_its_likeness() -> None:
    student = Student().write("prediction", "my_prediction = 0.004  # how far away after 20 steps?")
    del student["prediction"]["id"]
    taken = student.taken()
    assert cell(taken.notebook, "prediction").source.startswith("my_prediction = 0.004")
    assert len(taken.notebook.cells) == len(released(NAME).cells)


def test_a_free_cell_of_another_type_is_a_cell_of_the_students_own() -> None:
    student = Student().write("predict", "helper = 1")
    student["predict"].cell_type = "code"
    assert run_order(student.taken()) == ["descend_scalar", *REST[:2], "helper = 1", *REST[2:]]


def test_what_was_added_to_a_locked_cell_runs_right_after_it() -> None:
    imports = cell(released(NAME), "imports").source
    taken = Student().write("imports", f"{imports}\nimport math").add("imports", "a = 1").taken()
    assert [c.source for c in taken.notebook.cells[2:4]] == [f"{imports}\nimport math", "a = 1"]
    assert "imports: this locked cell was edited" in "".join(taken.remarks)


def test_space_at_the_ends_of_lines_is_no_edit() -> None:
    imports = cell(released(NAME), "imports").source
    taken = Student().write("imports", imports.replace("\n", "  \n") + "\n\n").taken()
    assert ids(taken.notebook) == ids(released(NAME))
    assert taken.remarks == ()


def test_added_cells_stay_where_they_are_with_nothing_but_their_source() -> None:
    student = Student().add("question", "import math").add("what-we-saw", "end", kind="markdown")
    student.add("prediction", "<b>", kind="raw").add("predict", "a", "b", like="predict")
    student["what-we-saw"]["attachments"] = {"a.png": {"image/png": "iVBO"}}
    taken = student.taken()
    assert taken.remarks == ()
    assert [c.cell_type for c in taken.notebook.cells if c.id.startswith("added-")] == [
        *("code", "code", "code", "raw", "markdown")
    ]
    assert ids(taken.notebook)[:3] == ["question", "added-1", "imports"]
    assert ids(taken.notebook)[-2:] == ["what-we-saw", "added-5"]
    assert run_order(taken)[2:7] == ["predict", "a", "b", "prediction", "<b>"]


def test_pasted_copies_of_the_instructors_cells_are_left_out() -> None:
    student = Student()
    student.add("play-2", student["test_descend_scalar"].source, student["tools"].source)
    student.add("play-2", student["imports"].source, like="imports")
    assert ids(student.taken().notebook) == ids(released(NAME))


def test_a_copy_of_a_test_that_became_something_else_is_the_students_own() -> None:
    student = Student().add("test-2", "momentum = 0.9", like="test_descend_scalar")
    end = ["test_descend_scalar", "momentum = 0.9", *BELOW_THE_TEST]
    assert run_order(student.taken())[-len(end) :] == end


def test_new_ids_differ_from_all_others() -> None:
    instructor = released(NAME).copy()
    instructor.cells = [
        NotebookNode(c, id=c.id.replace("predict", "added-1")) for c in instructor.cells
    ]
    student = Student().add("question", "a = 1", "b = 2")
    taken = merge_submission(saved({"cells": student.cells}), instructor)
    assert_sound(taken, instructor)
    assert ids(taken.notebook)[1:3] == ["added-2", "added-3"]


def test_a_helper_stays_before_an_answer_that_was_moved_below_it() -> None:
    student = Student().add("play-2", "helper = 1")
    student.cells.insert(student.cells.index(student["play-2"]) + 2, student["descend_scalar"])
    student.cells.remove(student["descend_scalar"])
    assert run_order(student.taken()) == ["helper = 1", "descend_scalar", *REST]


@pytest.mark.parametrize("damage", [saved, without_metadata_and_ids])
def test_hidden_tests_are_the_instructors_and_their_lack_is_no_edit(damage: Damage) -> None:
    def hide(cell: NotebookNode) -> None:
        if is_test(cell):
            cell.source += "\n### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS"

    instructor = edited(released(NAME), hide)
    public = {cell.id: cell.source for cell in released(NAME).cells if is_test(cell)}
    taken = merge_submission(damage(solved(NAME)), instructor, public)
    assert_sound(taken, instructor)
    assert "HIDDEN" in cell(taken.notebook, "test_descend_scalar").source
    assert ids(taken.notebook) == ids(instructor)
    assert not any("was edited" in remark for remark in taken.remarks)
