"""Knows what programs do to metadata, ids and order of cells; not to what is in them."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from nbformat import NotebookNode

from tests.submissions.broken.files import saved

FORGED = {"output_type": "stream", "name": "stdout", "text": "10 points"}


def mark(cell: NotebookNode) -> dict[str, Any]:
    found: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return found


def is_solution(cell: NotebookNode) -> bool:
    return bool(mark(cell).get("solution"))


def is_test(cell: NotebookNode) -> bool:
    return bool(mark(cell).get("grade"))


def edited(notebook: NotebookNode, change: Callable[[NotebookNode], object]) -> NotebookNode:
    """A copy of the notebook with this done to each of its cells."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        change(cell)
    return notebook


def rebuilt(
    notebook: NotebookNode, cells_of: Callable[[NotebookNode], Iterator[NotebookNode]]
) -> NotebookNode:
    """A copy of the notebook with these cells in place of each of its cells."""
    notebook = copy.deepcopy(notebook)
    notebook.cells = [copy.deepcopy(new) for cell in notebook.cells for new in cells_of(cell)]
    return notebook


def without_metadata(notebook: NotebookNode) -> bytes:
    return saved(edited(notebook, lambda cell: cell.metadata.clear()))


def without_ids(notebook: NotebookNode) -> bytes:
    return saved(edited(notebook, lambda cell: cell.pop("id")))


def without_metadata_and_ids(notebook: NotebookNode) -> bytes:
    return saved(edited(notebook, lambda cell: (cell.metadata.clear(), cell.pop("id"))))


def with_one_id_for_all(notebook: NotebookNode) -> bytes:
    return saved(edited(notebook, lambda cell: cell.update(id="imports")))


def without_metadata_and_with_one_id_for_all(notebook: NotebookNode) -> bytes:
    return saved(edited(notebook, lambda c: (c.metadata.clear(), c.update(id="imports"))))


def with_invalid_ids(notebook: NotebookNode) -> bytes:
    ids: Iterator[object] = iter([None, 7, "", "a b", "x" * 99, [], {}, "ü", True, 0.5] * 20)
    return saved(edited(notebook, lambda cell: cell.update(id=next(ids))))


def with_odd_nbgrader_metadata(notebook: NotebookNode) -> bytes:
    """None of it can be read, so that only ids and texts say what is what."""
    odd: Iterator[object] = iter(
        ["text", [], None, 7, {"grade_id": ["x"]}, {"grade_id": None}, {}] * 20
    )
    return saved(edited(notebook, lambda cell: cell.metadata.update(nbgrader=next(odd))))


def with_odd_metadata(notebook: NotebookNode) -> bytes:
    odd: Iterator[object] = iter(["text", ["list"], None, 7] * 30)
    return saved(edited(notebook, lambda cell: cell.update(metadata=next(odd))))


def with_another_schema(notebook: NotebookNode) -> bytes:
    versions = iter([0, 1, 2, 99, "3", None] * 20)
    return saved(edited(notebook, lambda cell: mark(cell).update(schema_version=next(versions))))


def with_names_only(notebook: NotebookNode) -> bytes:
    def strip(cell: NotebookNode) -> None:
        if name := mark(cell).get("grade_id"):
            cell.metadata = {"nbgrader": {"grade_id": name}}
            cell.id = f"id-of-{name}"

    return saved(edited(notebook, strip))


def with_forged_marks(notebook: NotebookNode) -> bytes:
    """Every cell a solution, worth a million points, with an output."""

    def forge(cell: NotebookNode) -> None:
        mark(cell).update(solution=True, grade=True, locked=False, points=1e6, checksum="0" * 32)
        if cell.cell_type == "code":
            cell.update(outputs=[FORGED], execution_count=99)

    forged = edited(notebook, forge)
    forged.metadata.update(kernelspec={"name": "bash", "display_name": "Bash"}, celltoolbar="x")
    return saved(forged)


def shuffled(notebook: NotebookNode) -> bytes:
    notebook = copy.deepcopy(notebook)
    random.Random(1).shuffle(notebook.cells)
    return saved(notebook)


def shuffled_without_metadata_and_ids(notebook: NotebookNode) -> bytes:
    notebook = edited(notebook, lambda cell: (cell.metadata.clear(), cell.pop("id")))
    random.Random(2).shuffle(notebook.cells)
    return saved(notebook)


def with_answers_at_the_end(notebook: NotebookNode) -> bytes:
    notebook = copy.deepcopy(notebook)
    notebook.cells.sort(key=is_solution)
    return saved(notebook)


def without_tests_and_tools(notebook: NotebookNode) -> bytes:
    return saved(rebuilt(notebook, lambda c: iter([] if mark(c) and not is_solution(c) else [c])))


def with_nothing_but_answers(notebook: NotebookNode) -> bytes:
    return saved(rebuilt(notebook, lambda cell: iter([cell] if is_solution(cell) else [])))
