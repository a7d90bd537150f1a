"""Knows the kinds of cells in a notebook, and which notebooks are kept without outputs."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from tests.copies import COURSE

SHARP = '%config InlineBackend.figure_formats = ["retina"]'
"""The one line of a notebook that is IPython's and not Python: figures at twice the pixels."""


def is_demo(path: Path) -> bool:
    return path.parent == COURSE.demos


def is_source(path: Path) -> bool:
    return path.parent == COURSE.source


def is_release(path: Path) -> bool:
    return path.parent == COURSE.release


def is_blank(path: Path) -> bool:
    """True where no outputs are stored."""
    return is_source(path) or is_release(path)


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def python(cell: NotebookNode) -> str:
    """The cell's source as Python alone."""
    return str(cell.source).replace(SHARP, "")
