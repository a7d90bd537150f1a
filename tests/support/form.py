"""The form of the course's notebooks; a check yields what it finds wrong, cell by cell."""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from checks.embed import TOOLS
from tests.support.courses import (
    code_cells,
    is_blank,
    is_demo,
    is_release,
    is_source,
    prose,
    python,
)

# What prose, figures and predictions owe the reader; each check yields what is missing.

PICTURE_BYTES = 40 * 1024
NUMBER = re.compile(r"\d+\.\d+")
ANY_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")
GUESS = re.compile(r"^(my_\w+) *=", re.MULTILINE)
NO_GUESS = "You have not guessed yet"
FOLDED_PREDICTION = re.compile(r"(?s)<details>.*</details>")


def pictures(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """Every figure has a text alternative, is small, and is sharp on any screen."""
    for cell in code_cells(notebook):
        shows = re.search(r"^plt\.show\(\)", cell.source, re.MULTILINE)
        if shows and len(cell.metadata.get("alt", "").split()) < 15:
            yield f"{cell.id}: no text alternative of 15 words or more"
        for output in (o for o in cell.outputs if "image/png" in o.get("data", {})):
            png = base64.b64decode(output.data["image/png"])
            if len(png) > PICTURE_BYTES:
                yield f"{cell.id}: a picture of {len(png) // 1024} KB"
            shown = output.metadata.get("image/png", {}).get("width", 0)
            if abs(2 * shown - int.from_bytes(png[16:20])) > 1:
                yield f"{cell.id}: a picture without twice the pixels of its {shown}"


def links(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Relative links lead somewhere, and every notebook points to another."""
    targets = [
        (cell, target)
        for cell in prose(notebook)
        for target in re.findall(r"\]\(([^)#]+)\)", cell.source)
    ]
    for cell, target in targets:
        if "://" not in target and not (path.parent / target).exists():
            yield f"{cell.id}: no file {target}"
    if not targets:
        yield "points nowhere"


def printed_numbers(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """A decimal number in the prose, but for folded answers, is one that a cell holds or prints."""
    if is_blank(path):
        return
    cells = code_cells(notebook)
    texts = [cell.source for cell in cells] + [shown(cell) for cell in cells]
    known = {float(number) for number in NUMBER.findall("\n".join(texts))}
    for cell in prose(notebook):
        for number in NUMBER.findall(FOLDED_PREDICTION.sub("", cell.source)):
            if float(number) not in known:
                yield f"{cell.id}: no cell prints {number}"


def shown(cell: NotebookNode) -> str:
    """The text that a code cell stores as its output."""
    texts = [o.get("text", o.get("data", {}).get("text/plain", "")) for o in cell.outputs]
    return "\n".join(texts)


def predictions(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """A cell asks for a guess, a later one shows the result, and a third holds both together."""
    asking = [cell for cell in code_cells(notebook) if GUESS.search(cell.source)]
    if not asking:
        yield "asks for no prediction"
    for cell in asking:
        after = notebook.cells[notebook.cells.index(cell) + 1 :]
        later = [c for c in after if c.cell_type == "code" and _named(_guesses(cell), c)]
        if not later:
            yield f"{cell.id}: its guess is not compared with anything"
        else:
            yield from _asks(cell)
            yield from _compares(notebook, cell, later[0], path)


def _guesses(cell: NotebookNode) -> list[str]:
    return GUESS.findall(cell.source)


def _named(names: Sequence[str], cell: NotebookNode) -> bool:
    """True if the cell mentions one of these names."""
    return any(re.search(rf"\b{name}\b", cell.source) for name in names)


def _asks(cell: NotebookNode) -> Iterator[str]:
    """The cell that asks sets each guess to None, and does nothing else."""
    asked = [f"{name} = None" for name in _guesses(cell)]
    if [ast.unparse(node) for node in ast.parse(cell.source).body] != asked:
        yield f"{cell.id}: does more than to ask"


def _compares(
    notebook: NotebookNode, asking: NotebookNode, comparing: NotebookNode, path: Path
) -> Iterator[str]:
    """Between the two is a result, which nobody sees or reads before it is run."""
    begin, end = (notebook.cells.index(cell) for cell in (asking, comparing))
    between = [cell for cell in notebook.cells[begin:end][1:] if cell.cell_type == "code"]
    if not between:
        yield f"{comparing.id}: no cell shows a result before it"
        return
    nodes = ast.walk(ast.parse(between[-1].source))
    found = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    if not all(_named([name], comparing) for name in _guesses(asking)) or not _named(
        found, comparing
    ):
        yield f"{comparing.id}: does not hold the guess beside the result of {between[-1].id}"
    if is_blank(path):
        return
    if NO_GUESS not in shown(comparing):
        yield f"{comparing.id}: stores a comparison with a guess"
    for cell in between:
        if cell.outputs and is_demo(path) and not _is_hidden(cell):
            yield f"{cell.id}: stores its result in plain view"
    yield from _told(notebook, end, between[-1])


def _is_hidden(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("jupyter", {}).get("outputs_hidden"))


def _told(notebook: NotebookNode, end: int, showing: NotebookNode) -> Iterator[str]:
    """What the result is, said before it is compared, or on the same screen just below."""
    before = notebook.cells[: notebook.cells.index(showing) + 1]
    code = "\n".join(cell.source for cell in before if cell.cell_type == "code")
    result = _numbers(shown(showing)) - _numbers(code)
    if not result:
        yield f"{showing.id}: shows no number of its own"
    first = shown(showing).strip().split("\n")[0]
    if _is_hidden(showing) and result & _numbers(first):  # JupyterLab leaves this line in view
        yield f"{showing.id}: tells its result in the first line"
    below = next((c for c in notebook.cells[end:] if c.cell_type == "markdown"), None)
    for cell in [*notebook.cells[:end], *([below] if below else [])]:
        text = FOLDED_PREDICTION.sub("", cell.source) if cell.cell_type == "markdown" else ""
        text += cell.metadata.get("alt", "")
        for number in _numbers(text) & result:
            yield f"{cell.id}: tells {number:g} before {showing.id} is run"


def _numbers(text: str) -> set[float]:
    return {float(number) for number in ANY_NUMBER.findall(text)}


# The form of Go further: what an exercise's two tasks that are not graded owe the reader.

HEADING, TASK = "## Go further\n", "### "
REFERENCE = "<details><summary>One way to do it, once you have tried</summary>"
STARS = re.compile(r"^(★☆☆|★★☆|★★★) · about \d+ minutes$", re.MULTILINE)
TASKS = ["further-1", "further-2"]
UNANSWERED = "You have not answered yet: "


def further(notebook: NotebookNode, path: Path) -> Iterator[str]:
    """Two tasks stand before "What we saw", ungraded, each with hints, an answer and a check."""
    headings = [cell.id for cell in notebook.cells if cell.source.startswith(HEADING)]
    if is_demo(path):
        yield from (f"{cell}: a demo has no tasks" for cell in headings)
        return
    if headings != ["go-further"]:
        yield f"sections that go further: {headings}"
        return
    cells = further_cells(notebook)
    if not cells or "nothing in them is graded" not in cells[0].source:
        yield "go-further: does not stand before the end and say that nothing is graded"
    yield from (f"{cell.id}: belongs to nbgrader" for cell in cells if "nbgrader" in cell.metadata)
    tasks = [cell.id for cell in cells if cell.source.startswith(TASK)]
    if tasks != TASKS:
        yield f"tasks to go further: {tasks}"
        return
    second = [cell.id for cell in cells].index(TASKS[1])
    for task in (cells[1:second], cells[second:]):
        yield from (f"{task[0].id}: {what}" for what in _task(task, path))


def further_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The cells of the section, its heading first, without "What we saw"."""
    ids = [cell.id for cell in notebook.cells]
    return list(notebook.cells[ids.index("go-further") : -1])


def _task(cells: list[NotebookNode], path: Path) -> Iterator[str]:
    """What a task lacks: its question, answer, hints and check, in this order."""
    question, answer, hints, *others = cells
    if not STARS.search(question.source):
        yield "has no stars and minutes"
    if answer.cell_type != "code":
        yield "has no cell for the answer below it"
    if hints.id != f"hints-{question.id}" or not hints.source.startswith("**Hints**\n"):
        yield "has no hints below the answer"
    folds = re.findall(r"<details><summary>.*?</summary>", hints.source)
    if len(folds) < 4 or folds[-1:] != [REFERENCE] or folds.count(REFERENCE) > 1:
        yield "has not three hints and one reference, folded"
    checks = [cell for cell in cells if cell.id.startswith("check_")]
    if [cell.id for cell in checks] != [f"check_{answer.id}"] or checks != others[-1:]:
        yield f"ends with no check of {answer.id}"
    elif not is_blank(path) and UNANSWERED not in shown(checks[0]):
        yield "its check does not ask for an answer"


# The form of the course's notebooks; a check yields what it finds wrong, cell by cell.

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
