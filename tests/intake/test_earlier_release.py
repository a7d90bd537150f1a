"""Work on an earlier release is graded as it is, and one sentence tells it from edited cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from grading.intake.decode import checksum
from grading.intake.merge import MergedNotebook, merge_submission
from tests.submissions.broken.cells import mark
from tests.submissions.broken.files import saved
from tests.support.handed_in import NAME, Student, answers_in, assert_sound, released
from tests.support.submissions import FOLDER

FILE = FOLDER / "earlier" / "exercise_1.json"
"""Some cells of exercise 1 as it was, answered: each tool of the tests had a cell of its own."""

TODAYS = "imports, test_grad_fx_shifted, test_descend_scalar, tools"
SAID = f"this is an earlier release, graded with today's cells: {TODAYS}"


def earlier() -> NotebookNode:
    notebook: NotebookNode = nbformat.read(FILE, as_version=4)
    return notebook


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    found: NotebookNode = next(cell for cell in notebook.cells if cell.id == name)
    return found


def taken(notebook: NotebookNode) -> MergedNotebook:
    merged = merge_submission(saved(notebook), released(NAME))
    assert_sound(merged, released(NAME))
    return merged


def test_the_answers_count_and_one_sentence_tells_why_the_cells_are_others() -> None:
    merged = taken(earlier())
    assert answers_in(merged.notebook) == answers_in(earlier())
    assert merged.remarks == (SAID,)


def test_what_it_locked_still_runs_for_the_cells_that_need_it() -> None:
    sources = [cell.source for cell in taken(earlier()).notebook.cells]
    for name in ("imports", "call", "numbers", "freeze"):
        assert cell(earlier(), name).source in sources


def _edit_a_test(notebook: NotebookNode) -> None:
    cell(notebook, "test_grad_fx_shifted").source += "\nprint('mine')"


def _edit_a_locked_cell(notebook: NotebookNode) -> None:
    cell(notebook, "imports").source += "\nimport math"


def _lower_the_points(notebook: NotebookNode) -> None:
    mark(cell(notebook, "test_descend_scalar"))["points"] = 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (_edit_a_test, "test_grad_fx_shifted"),
        (_edit_a_locked_cell, "imports"),
        (_lower_the_points, "test_descend_scalar"),
    ],
)
def test_what_the_student_edited_in_it_is_named_apart(
    change: Callable[[NotebookNode], None], name: str
) -> None:
    notebook = earlier()
    change(notebook)
    remarks = taken(notebook).remarks
    assert any(remark.startswith(f"{name}: this ") and "edited" in remark for remark in remarks)
    (said,) = (remark for remark in remarks if "earlier release" in remark)
    assert name not in said.split(": ")[1].split(", ")


def test_an_answer_to_a_part_that_is_no_more_is_named() -> None:
    notebook = earlier()
    mark(cell(notebook, "descend_scalar"))["grade_id"] = "walk_down"
    cell(notebook, "descend_scalar").update(
        source="def walk_down(x):\n    return x", id="walk_down"
    )
    remarks = taken(notebook).remarks
    assert any(r.endswith("since today's has no such part: walk_down") for r in remarks)
    assert "descend_scalar: no answer was found" in remarks


def test_todays_release_with_an_edited_cell_is_no_earlier_one() -> None:
    student = Student().write("imports", "import torch")
    assert not any("earlier release" in remark for remark in student.taken().remarks)


@pytest.mark.parametrize("notebook", [released(NAME), earlier()], ids=["today", "earlier"])
def test_a_checksum_is_nbgraders(notebook: NotebookNode) -> None:
    for each in notebook.cells:
        if mark(each):
            assert checksum(mark(each), each.cell_type, each.source) == compute_checksum(each)


@given(
    st.dictionaries(
        st.sampled_from(["grade", "solution", "locked", "grade_id", "points", "checksum"]),
        st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.just([{}]),
    )
)
def test_whatever_a_students_metadata_hold_has_a_checksum_or_none(mark: dict[str, Any]) -> None:
    assert checksum(mark, "code", "x = 1\ud800") is None or len(str(checksum(mark, "", ""))) == 32
