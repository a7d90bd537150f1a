"""What may run before a student's cells: locked cells before the first of theirs or a test."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.core.reference import ReferenceNotebook


@pytest.mark.parametrize(
    ("marks", "count"),
    [
        ([{"locked": True}, {"locked": True}, {"solution": True}, {"locked": True}], 2),
        ([{"locked": True, "grade": True}], 0),
        ([{"locked": True, "solution": True}], 0),
        ([{}, {"locked": True}], 0),
        ([{"locked": True}], 1),
        ([], 0),
    ],
)
def test_the_head_ends_at_the_first_cell_that_is_not_only_locked(
    marks: list[dict[str, bool]], count: int
) -> None:
    cells = [new_code_cell("1", metadata={"nbgrader": mark}) for mark in marks]
    between = [part for cell in cells for part in (new_markdown_cell("#"), new_code_cell(""), cell)]
    assert ReferenceNotebook(new_notebook(cells=between)).head() == cells[:count]
