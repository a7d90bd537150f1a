"""The reference notebook: tests, stubs and public form, which submissions are graded with; and
where each of its tests runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Placement:
    """Where the tests of a notebook run, by `grade_id`.

    Those `beside` run in the student's process, as on stock nbgrader, all others apart from it, in
    the checker. `kinds` are the kinds of values that crossed when the reference was graded; a test
    that stands there meets no others. One that does not meets any.
    """

    beside: frozenset[str] = frozenset()
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


APART = Placement()
"""Every test runs apart, and meets whatever a student's code gives back."""


@dataclass(frozen=True, eq=False)
class ReferenceNotebook:
    """What a notebook is graded with: tests and stubs, and the files beside it.

    `public` holds the sources of its cells as students get them, without hidden tests and mark
    schemes, by cell id, where they differ. `solution` is a notebook with the instructor's answers
    (nbformat 4, as bytes), empty where there is none.
    """

    notebook: NotebookNode
    public: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    solution: bytes = b""

    def tests(self) -> list[NotebookNode]:
        """The cells of code that are graded by what they do."""
        return [cell for cell in self.notebook.cells if is_test(cell)]

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


def name_of(cell: NotebookNode) -> str:
    """The `grade_id` of a cell of nbgrader's; its id may be another each time it is read."""
    return str(cell.metadata.nbgrader.grade_id)


def is_test(cell: NotebookNode) -> bool:
    """True for a cell of code that is graded, and is no answer itself."""
    mark = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and mark.get("grade") and not mark.get("solution"))
