"""Knows what becomes of answers and of what surrounds them while a student works."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nbformat import NotebookNode

from authoring.build import read
from grading.core.course import notebooks_in
from tests.submissions.broken.cells import is_solution, is_test, mark, rebuilt
from tests.submissions.broken.files import saved
from tests.support.courses import COURSE


def another(cell: NotebookNode, source: str, **changes: object) -> NotebookNode:
    """A copy of a cell as JupyterLab makes it: with its metadata, and a new id."""
    new = NotebookNode({**cell, "source": source, **changes})
    return NotebookNode({**new, "id": f"{cell.id}-{len(source)}"[-60:]})


def _halves(cell: NotebookNode) -> list[str]:
    """The source cut before the last line that belongs to a block, or whole if it has none."""
    lines = cell.source.split("\n")
    cuts = [place for place, line in enumerate(lines) if line.startswith(" ")]
    texts = lines[: cuts[-1]], lines[cuts[-1] :]
    return ["\n".join(text) for text in texts]


def with_every_cell_copied(notebook: NotebookNode) -> bytes:
    return saved(rebuilt(notebook, lambda cell: iter([cell, another(cell, cell.source)])))


def with_answers_split(notebook: NotebookNode) -> bytes:
    def split(cell: NotebookNode) -> Iterator[NotebookNode]:
        in_two = is_solution(cell) and "\n " in cell.source
        yield from (another(cell, text) for text in (_halves(cell) if in_two else [cell.source]))

    return saved(rebuilt(notebook, split))


def with_answers_split_by_another_program(notebook: NotebookNode) -> bytes:
    """As VS Code does it: the second half is a new cell, without metadata."""

    def split(cell: NotebookNode) -> Iterator[NotebookNode]:
        if is_solution(cell) and "\n " in cell.source:
            first, second = _halves(cell)
            yield NotebookNode({**cell, "source": first})
            yield another(cell, second, metadata={})
        else:
            yield cell

    return saved(rebuilt(notebook, split))


def with_answers_in_new_cells(notebook: NotebookNode) -> bytes:
    """The student deleted each solution cell and wrote into a new one."""

    def renew(cell: NotebookNode) -> Iterator[NotebookNode]:
        yield another(cell, cell.source, metadata={}) if is_solution(cell) else cell

    return saved(rebuilt(notebook, renew))


def with_answers_in_copies_of_one_cell(notebook: NotebookNode) -> bytes:
    """The student copied the first solution cell whenever a cell was needed."""
    first = next(cell for cell in notebook.cells if is_solution(cell))

    def renew(cell: NotebookNode) -> Iterator[NotebookNode]:
        yield another(first, cell.source) if is_solution(cell) else cell

    return saved(rebuilt(notebook, renew))


def with_answers_after_their_stubs(notebook: NotebookNode) -> bytes:
    """The answers stand below the tests, in cells of their own, and the stubs are untouched."""

    def move(cell: NotebookNode) -> Iterator[NotebookNode]:
        if is_solution(cell):
            answers.append(another(cell, cell.source, metadata={}))
            yield NotebookNode({**cell, "source": stubs()[mark(cell)["grade_id"]]})
        else:
            yield cell
            if is_test(cell):
                yield from answers
                answers.clear()

    answers: list[NotebookNode] = []
    return saved(rebuilt(notebook, move))


@cache
def stubs() -> dict[str, str]:
    """The texts of all solution cells of the course before they are answered."""
    released = (read(path) for path in notebooks_in(COURSE.release))
    solutions = (cell for notebook in released for cell in notebook.cells if is_solution(cell))
    return {mark(cell)["grade_id"]: cell.source for cell in solutions}


def with_tests_edited(notebook: NotebookNode) -> bytes:
    def change(cell: NotebookNode) -> Iterator[NotebookNode]:
        yield NotebookNode({**cell, "source": "assert True"}) if is_test(cell) else cell

    return saved(rebuilt(notebook, change))


def with_tests_replaced_and_stripped(notebook: NotebookNode) -> bytes:
    def change(cell: NotebookNode) -> Iterator[NotebookNode]:
        tested = {**cell, "source": f"print(1)\n{cell.source}", "metadata": {}, "id": "x"}
        yield NotebookNode(tested) if is_test(cell) else cell

    return saved(rebuilt(notebook, change))


def with_imports_added_to_locked_cells(notebook: NotebookNode) -> bytes:
    def change(cell: NotebookNode) -> Iterator[NotebookNode]:
        added = {**cell, "source": f"{cell.source}\nimport math"}
        yield NotebookNode(added) if mark(cell).get("grade_id") == "imports" else cell

    return saved(rebuilt(notebook, change))


def with_own_cells_everywhere(notebook: NotebookNode) -> bytes:
    def surround(cell: NotebookNode) -> Iterator[NotebookNode]:
        yield cell
        yield NotebookNode(cell_type="code", metadata={"mine": 1}, source=f"# after {cell.id}")

    return saved(rebuilt(notebook, surround))
