"""Knows the form of the course's notebooks; a check yields what it finds wrong, cell by cell."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from nbformat import NotebookNode

from tests.cells import code_cells, is_blank, is_release, is_source, python
from tests.form_content import links, pictures, predictions, printed_numbers

Check = Callable[[NotebookNode, Path], Iterator[str]]

LINES = 15
WORDS = range(20, 81)
CELL_METADATA = {"alt", "jp-MarkdownHeadingCollapsed", "jupyter", "nbgrader", "tags"}
RELEASE_METADATA = {"deletable", "editable"}  # nbgrader's locks


def no_outputs(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Authored and released exercises store no outputs."""
    if is_blank(path):
        for cell in code_cells(notebook):
            if cell.outputs or cell.execution_count is not None:
                yield f"{cell.id}: has stored outputs or a count"


def stored_outputs(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Demos and solutions were run from the top, each cell once, without an error."""
    if not is_blank(path):
        cells = code_cells(notebook)
        if [cell.execution_count for cell in cells] != list(range(1, len(cells) + 1)):
            yield "was not run from the top"
        for cell in cells:
            if any(o.output_type == "error" or o.get("name") == "stderr" for o in cell.outputs):
                yield f"{cell.id}: stores an error or a warning"


def metadata(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Nothing in the metadata changes from one author or machine to the next."""
    if set(notebook.metadata) != {"kernelspec", "language_info"}:
        yield f"the notebook's metadata are {sorted(notebook.metadata)}"
    if notebook.metadata.get("language_info") != {"name": "python"}:
        yield "language_info names more than the language"
    allowed = CELL_METADATA | (RELEASE_METADATA if is_release(path) else set())
    for cell in notebook.cells:
        if odd := set(cell.metadata) - allowed:
            yield f"{cell.id}: metadata {sorted(odd)}"


def ids(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """Each cell has a name of its own; nbgrader's is the same one."""
    names = [cell.id for cell in notebook.cells]
    yield from (f"{name}: the id stands twice" for name in {n for n in names if names.count(n) > 1})
    for cell in notebook.cells:
        if not re.fullmatch(r"[a-z][a-z0-9_-]+", cell.id):
            yield f"{cell.id}: is no readable id"
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", cell.id)
        if grade_id != cell.id:
            yield f"{cell.id}: grade_id is {grade_id}"


def sizes(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """Code cells are short, and prose of a readable length stands before each."""
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        if cell.cell_type != "code":
            continue
        lines = [
            n for n in cell.source.split("\n") if n.strip() and not n.strip().startswith("###")
        ]
        if len(lines) > LINES:
            yield f"{cell.id}: {len(lines)} lines of code"
        if before is None or before.cell_type != "markdown":
            yield f"{cell.id}: no prose before it"
        elif len(before.source.split()) not in WORDS:
            yield f"{before.id}: {len(before.source.split())} words"


def imports_only(node: ast.stmt) -> bool:
    """True for an import, also for one that a place may lack, with what stands for it there."""
    if isinstance(node, ast.Try) and len(node.handlers) == 1:
        missing = node.handlers[0].type
        caught = isinstance(missing, ast.Name) and missing.id == "ImportError"
        return caught and all(isinstance(part, ast.ImportFrom) for part in node.body)
    return isinstance(node, ast.Import | ast.ImportFrom)


def frame(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """Opens with a question, what is needed and the minutes; closes with the answer."""
    first, second, last = notebook.cells[0], notebook.cells[1], notebook.cells[-1]
    for wanted in (r"\A# \w", r"\*\*[^*]+\?\*\*", r"You need", r"\d+ minutes"):
        if not re.search(wanted, first.source):
            yield f"{first.id}: no match for {wanted}"
    nodes = ast.parse(python(second)).body
    imports = [node for node in nodes if imports_only(node)]
    if len(imports) < len(nodes) - 1:
        yield f"{second.id}: more than imports and the look of figures"
    if not last.source.startswith("## What we saw") or last.source.count("\n- ") != 3:
        yield f"{last.id}: not 'What we saw' in three bullets"


def imports_at_the_top(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """No cell but the second imports anything."""
    for cell in code_cells(notebook)[1:]:
        if re.search(r"^(import|from) ", cell.source, re.MULTILINE):
            yield f"{cell.id}: imports"


def locks(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Test cells and their tools are locked, carry points, and are never hidden tests only."""
    for cell in code_cells(notebook):
        mark = cell.metadata.get("nbgrader")
        if mark is None:
            continue
        if not mark.solution and not mark.locked:
            yield f"{cell.id}: is not locked"
        if mark.grade and mark.get("points", 0) <= 0:
            yield f"{cell.id}: is worth nothing"
        visible = re.sub(r"###\s*BEGIN HIDDEN.*?END HIDDEN TESTS", "", cell.source, flags=re.DOTALL)
        if mark.grade and not visible.strip():
            yield f"{cell.id}: is hidden tests only"
        if mark.grade and is_source(path) and visible == cell.source:
            yield f"{cell.id}: has no hidden tests"


CHECKS: list[Check] = [
    no_outputs,
    stored_outputs,
    metadata,
    ids,
    sizes,
    frame,
    imports_at_the_top,
    pictures,
    links,
    printed_numbers,
    predictions,
    locks,
]
