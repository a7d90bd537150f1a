"""Knows where this course differs in nbgrader's pipeline; not how a notebook is run."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade


class IgnoreStderr(NbGraderPreprocessor):  # type: ignore[misc]
    """Drops text on stderr from executed test cells, where nbgrader takes it for a failure.

    A warning or a progress bar is no mistake. An error is an output of its own kind and stays.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], _index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The cell without its stderr streams, if it is a test cell."""
        if is_grade(cell) and cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        return cell, resources
