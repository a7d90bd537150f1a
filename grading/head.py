"""Knows the locked cells at a notebook's beginning, which parents have run before they fork."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from grading.outputs import Output


def runs(cell: NotebookNode) -> bool:
    """True for a cell that has code in it."""
    return cell.cell_type == "code" and bool(cell.source.strip())


@dataclass(frozen=True)
class Head:
    """The cells at the notebook's beginning that the parents have run before they forked."""

    done: frozenset[str]
    """Those that this process need not run."""
    shown: dict[str, list[Output]]
    """What they showed, if the student's notebook begins with the same, and no other."""

    @classmethod
    def of(cls, instructor: NotebookNode, prepared: list[Any], handed_in: NotebookNode) -> Head:
        """The head of a notebook of which so many cells are prepared."""
        first = [cell.id for cell in instructor.cells if runs(cell)][: len(prepared)]
        same = first == [cell.id for cell in handed_in.cells if runs(cell)][: len(prepared)]
        return cls(frozenset(first), dict(zip(first, prepared, strict=True)) if same else {})
