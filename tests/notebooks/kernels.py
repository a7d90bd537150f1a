"""Runs a notebook in an empty folder, in a kernel: what each code cell shows."""

from __future__ import annotations

import copy
from collections.abc import Callable

from nbformat import NotebookNode

from authoring.build import executed
from tests.support.courses import code_cells

Show = Callable[[NotebookNode], list[list[NotebookNode]]]
"""Runs a notebook in an empty folder: what each code cell shows, figures as they are stored."""


def in_a_kernel(notebook: NotebookNode) -> list[list[NotebookNode]]:
    fresh = executed(copy.deepcopy(notebook), allow_errors=True)
    return [cell.outputs for cell in code_cells(fresh)]
