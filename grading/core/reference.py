"""The reference notebook: tests, stubs and public form, which submissions are graded with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grading.core.global_names import GlobalNames

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True, eq=False)
class ReferenceNotebook:
    """What a notebook is graded with: tests and stubs, and the files beside it.

    `public` holds the sources of its cells as students get them, without hidden tests and mark
    schemes, by cell id, where they differ.
    """

    notebook: NotebookNode
    public: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    names: GlobalNames | None = None
    """Read with the instructor's answers; None: those of the notebook itself count."""

    def head(self) -> list[NotebookNode]:
        """The locked cells before the first that is a student's or a test."""
        found = []
        for cell in self.notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and cell.source.strip():
                if not mark.get("locked") or mark.get("grade") or mark.get("solution"):
                    break
                found.append(cell)
        return found
