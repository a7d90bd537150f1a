"""Knows what programs do to the types and sources of cells that leaves every answer there."""

from __future__ import annotations

import copy

from nbformat import NotebookNode

from tests.submissions.broken.cells import edited, mark
from tests.submissions.broken.files import saved


def with_other_types(notebook: NotebookNode) -> bytes:
    kinds = iter(["raw", "markdown", "text", None, ["code"]] * 20)

    def change(cell: NotebookNode) -> None:
        if mark(cell):
            cell.cell_type = next(kinds)

    return saved(edited(notebook, change))


def with_sources_as_lists(notebook: NotebookNode) -> bytes:
    return saved(edited(notebook, lambda c: c.update(source=c.source.splitlines(keepends=True))))


def with_lines_without_ends(notebook: NotebookNode) -> bytes:
    return saved(edited(notebook, lambda cell: cell.update(source=cell.source.split("\n"))))


def with_line_ends_of_windows_in_cells(notebook: NotebookNode) -> bytes:
    def change(cell: NotebookNode) -> None:
        cell.source = cell.source.replace("\n", "\r\n")

    return saved(edited(notebook, change))


def with_entries_that_are_no_cells(notebook: NotebookNode) -> bytes:
    notebook = copy.deepcopy(notebook)
    odd: list[object] = [
        None,
        "cell",
        7,
        [],
        [{}],
        {},
        {"cell_type": {}},
        {"source": {"a": 1}},
        {"source": 0.5},
    ]
    notebook.cells[5:5] = odd
    return saved(notebook)


def with_attachments(notebook: NotebookNode) -> bytes:
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    return saved(edited(notebook, lambda cell: cell.update(attachments=picture)))
