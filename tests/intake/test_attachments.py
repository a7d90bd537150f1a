"""A picture that a student pastes into prose is still there when a person looks at the work."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from nbformat import NotebookNode, validate, writes
from nbformat.v4 import new_markdown_cell, new_notebook

from grading.feedback.sanitize import Harmless, markdown
from grading.intake.merge import merge_submission
from tests.support.handed_in import NAME, released

PNG = "iVBORw0KGgo="
SKETCH = {"a sketch.png": {"image/png": [PNG[:4], "\n", PNG[4:]]}}
PROSE = "Why it zigzags: ![my sketch](attachment:a%20sketch.png)"


def taken(attachments: Any, source: str = PROSE) -> list[NotebookNode]:
    """The cells with pictures, once the instructor's notebook holds a student's work."""
    student = deepcopy(released(NAME))
    student.cells.insert(3, NotebookNode({**new_markdown_cell(source), "attachments": attachments}))
    merged = merge_submission(json.dumps(student).encode(), released(NAME)).notebook
    validate(merged)
    return [cell for cell in merged.cells if "attachments" in cell]


def shown(cell: NotebookNode) -> str:
    notebook = new_notebook(cells=[cell])
    Harmless().preprocess(notebook, {})  # type: ignore[no-untyped-call]
    assert "attachments" not in notebook.cells[0]
    return markdown(notebook.cells[0].source)


def test_a_pasted_picture_is_graded_with_its_prose_and_shown_on_pages() -> None:
    (cell,) = taken(SKETCH)
    assert cell.source == PROSE
    assert cell.attachments == {"a sketch.png": {"image/png": PNG}}
    assert f'src="data:image/png;base64,{PNG}" alt="my sketch"' in shown(cell)


@pytest.mark.parametrize(
    "attachments",
    [
        None,
        [],
        {"a sketch.png": None},
        {"a sketch.png": {"image/png": 7}},
        {"a sketch.png": {"image/png": [7]}},
        {"a sketch.png": {"image/png": ""}},
        {"a sketch.png": {"image/png": '"><script>'}},
        {"a sketch.png": {"text/html": "aaaa", "image/svg+xml": "aaaa"}},
        {"another.png": {"image/png": PNG}},
    ],
)
def test_what_is_no_picture_or_is_not_asked_for_is_left_out(attachments: Any) -> None:
    assert taken(attachments) == []


def test_a_lost_picture_is_told_in_words() -> None:
    assert "[picture: my sketch]" in shown(new_markdown_cell(PROSE))


def test_a_student_cannot_change_the_picture_of_a_question() -> None:
    own = {"q.png": {"image/png": "AAAA"}}
    question = new_markdown_cell("![](attachment:q.png)", id="question-1", attachments=own)
    question.metadata["nbgrader"] = {
        **{"grade": False, "solution": False, "locked": True, "task": False},
        **{"grade_id": "question-1", "schema_version": 3},
    }
    instructor = deepcopy(released(NAME))
    instructor.cells.insert(1, question)
    student = new_notebook(cells=[NotebookNode(cell) for cell in instructor.cells])
    student.cells[1] = NotebookNode({**question, "attachments": {"q.png": {"image/png": "BBBB"}}})
    merged = merge_submission(writes(student).encode(), instructor).notebook
    assert [c.attachments for c in merged.cells if "attachments" in c] == [own]


def test_a_picture_is_shown_once_however_often_it_is_asked_for() -> None:
    (cell,) = taken(SKETCH, PROSE * 200)
    assert shown(cell).count("data:image/png") == 1
