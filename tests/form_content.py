"""Knows what prose, figures and predictions owe the reader; each check yields what is missing."""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode

from tests.cells import code_cells, is_blank, is_demo, prose

PICTURE_BYTES = 40 * 1024
NUMBER = re.compile(r"\d+\.\d+")
ANY_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")
GUESS = re.compile(r"^(my_\w+) *=", re.MULTILINE)
NO_GUESS = "You have not guessed yet"
FOLDED = re.compile(r"(?s)<details>.*</details>")


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
        for number in NUMBER.findall(FOLDED.sub("", cell.source)):
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
        text = FOLDED.sub("", cell.source) if cell.cell_type == "markdown" else ""
        text += cell.metadata.get("alt", "")
        for number in _numbers(text) & result:
            yield f"{cell.id}: tells {number:g} before {showing.id} is run"


def _numbers(text: str) -> set[float]:
    return {float(number) for number in ANY_NUMBER.findall(text)}
