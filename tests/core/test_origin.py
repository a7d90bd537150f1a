"""What was decided about a file is kept in the graded notebook, and read from it as data."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_notebook

from grading.core.origin import ORDINARY, Origin, keep_origin, kept_origin

RENAMED = Origin(("a.ipynb was taken for b.ipynb",), look=True)


@pytest.mark.parametrize("origin", [ORDINARY, RENAMED, Origin(("x", "y"))])
def test_it_comes_back_as_it_was_kept(origin: Origin) -> None:
    notebook = new_notebook()
    keep_origin(notebook, origin)
    assert kept_origin(notebook.metadata) == origin


def test_an_ordinary_file_leaves_no_trace() -> None:
    notebook = new_notebook()
    keep_origin(notebook, ORDINARY)
    assert notebook == new_notebook()


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        [],
        {},
        {"grading": 1},
        {"grading": {"said": "x", "look": 1}},
        {"grading": {"said": [2]}},
    ],
)
def test_what_has_another_form_is_nothing(metadata: Any) -> None:
    assert kept_origin(metadata) == ORDINARY
