"""Knows the form of the course's notebooks; a check yields what it finds wrong, cell by cell."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from checks.embed import TOOLS
from tests.cells import code_cells, is_blank, is_demo, is_release, is_source, python
from tests.form_content import links, pictures, predictions, printed_numbers
from tests.form_further import further

Check = Callable[[NotebookNode, Path], Iterator[str]]

LINES = 15
BEFORE_THE_FIRST_ANSWER = 6
CELL_METADATA = {"alt", "cellView", "jupyter", "nbgrader", "tags"}
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
"""What folds a cell in Colab, in JupyterLab, and on the site and the feedback pages."""

TITLE = "# @title Tools of the tests: run this cell, and go on\n"
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
    """Code cells are short, and prose stands before each; the tests' tools are neither read so."""
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        if cell.cell_type != "code" or cell.id == TOOLS:
            continue
        lines = [
            n for n in cell.source.split("\n") if n.strip() and not n.strip().startswith("###")
        ]
        if len(lines) > LINES:
            yield f"{cell.id}: {len(lines)} lines of code"
        if before is None or before.cell_type != "markdown":
            yield f"{cell.id}: no prose before it"


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
    """No cell but the second imports anything, but for the tests and their tools."""
    for cell in code_cells(notebook)[1:]:
        source = cell.source
        if cell.metadata.get("nbgrader", {}).get("grade"):
            source = source.removeprefix("import checks")
        if cell.id != TOOLS and re.search(r"^(import|from) ", source, re.MULTILINE):
            yield f"{cell.id}: imports"


def tools(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """An exercise has one folded cell, after its imports: the tests' tools, from `checks`."""
    folded = [c.id for c in notebook.cells if c.metadata.get("jupyter", {}).get("source_hidden")]
    if is_demo(path):
        yield from (f"{cell}: is folded" for cell in folded)
        return
    cell, answers = notebook.cells[2], [c for c in notebook.cells if is_solution(c)]
    if folded != [TOOLS] or cell.id != TOOLS:
        yield f"folded are {folded}, and the third cell is {cell.id}"
    elif not cell.source.startswith(TITLE) or any(
        cell.metadata.get(k) != v for k, v in FOLDED.items()
    ):
        yield f"{TOOLS}: is not folded everywhere"
    elif ("from checks import" in cell.source) != is_source(path):
        yield f"{TOOLS}: has the checks of another place"
    if notebook.cells.index(answers[0]) > BEFORE_THE_FIRST_ANSWER:
        yield f"{answers[0].id}: {notebook.cells.index(answers[0])} cells stand before it"


def asserted(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """What a check finds is asserted at once, or the test would pass whatever it says."""
    for cell in code_cells(notebook):
        if cell.metadata.get("nbgrader", {}).get("grade"):
            tree = ast.parse(cell.source)
            calls = [ast.unparse(n) for n in ast.walk(tree) if _is_check(n)]
            pairs = pairwise(map(ast.unparse, tree.body))
            done = [a.removeprefix("slip = ") for a, b in pairs if b == "assert not slip, slip"]
            if not calls:
                yield f"{cell.id}: calls no check"
            yield from (f"{cell.id}: {c} is not asserted" for c in calls if c not in done)


def _is_check(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("checks.")


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
    tools,
    asserted,
    pictures,
    links,
    printed_numbers,
    predictions,
    further,
    locks,
]
