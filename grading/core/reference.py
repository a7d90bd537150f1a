"""The reference notebook: tests, stubs and public form, which submissions are graded with; and
where each of its tests runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from grading.core.beside import FilesBeside
from grading.core.global_names import GlobalNames
from grading.core.packages import is_installed, root

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


@dataclass(frozen=True)
class Imports:
    """Modules that a notebook imports at the top of its cells, and the names that it wants of each.

    Those of its `hidden` tests alone are made where no student's process comes from.
    """

    public: Mapping[str, list[str]] = field(default_factory=dict)
    hidden: Mapping[str, list[str]] = field(default_factory=dict)

    def without(self, known: Set[str], beside: Set[str], course: Path) -> Imports:
        """Those of what is not `known`, does not lie `beside` the notebook, and is installed, not
        only found in the folder `course`.
        """

        def new(wanted: Mapping[str, list[str]]) -> dict[str, list[str]]:
            others = (name for name in wanted if name not in known and root(name) not in beside)
            return {name: wanted[name] for name in others if is_installed(root(name), course)}

        return Imports(new(self.public), new(self.hidden))


@dataclass(frozen=True, eq=False)
class ReferenceNotebook:
    """What a notebook is graded with: tests and stubs, and the files beside it.

    `public` holds the sources of its cells as students get them, without hidden tests and mark
    schemes, by cell id, where they differ. `solution` is a notebook with the instructor's answers
    (nbformat 4, as bytes), empty where there is none.
    """

    notebook: NotebookNode
    public: Mapping[str, str] = field(default_factory=dict)
    files: FilesBeside = field(default_factory=FilesBeside)
    solution: bytes = b""
    names: GlobalNames | None = None
    """Read with the instructor's answers; None: those of the notebook itself count."""
    imports: Imports = field(default_factory=Imports)

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
