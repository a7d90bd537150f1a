"""Knows the cells of the instructor's notebook, and what each is for; not what students hand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from nbformat import NotebookNode

Kind = Literal["solution", "test", "locked", "free"]

HIDDEN = re.compile(
    r"^[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*\n?", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Slot:
    """One cell of the instructor's notebook, by its place.

    `forms` are its text as it may come back unedited: with hidden tests and without.
    """

    index: int
    cell: NotebookNode
    kind: Kind
    name: str
    forms: frozenset[str]

    @property
    def is_code(self) -> bool:
        return bool(self.cell.cell_type == "code")

    def has(self, source: str) -> bool:
        """True if this is the instructor's text, but for space at the ends of lines."""
        return normal(source) in self.forms


def read_slots(instructor: NotebookNode) -> tuple[Slot, ...]:
    """The cells of a valid notebook, in their order."""
    return tuple(_slot(index, cell) for index, cell in enumerate(instructor.cells))


def normal(source: str) -> str:
    """The source without what editors change by themselves: space at the ends of lines."""
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def _slot(index: int, cell: NotebookNode) -> Slot:
    mark = cell.metadata.get("nbgrader", {})
    kind: Kind = "free"
    if mark.get("solution"):
        kind = "solution"
    elif mark.get("grade"):
        kind = "test"
    elif mark.get("locked") or mark.get("task"):
        kind = "locked"
    forms = {normal(cell.source), normal(HIDDEN.sub("", cell.source))}
    return Slot(index, cell, kind, mark.get("grade_id", cell.id), frozenset(forms))
