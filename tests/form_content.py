"""Knows what prose and figures owe the reader; each check yields what is missing."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from tests.cells import code_cells, is_blank, prose

PICTURE_BYTES = 40 * 1024
NUMBER = re.compile(r"\d+\.\d+")


def pictures(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """Every figure has a text alternative and is small."""
    for cell in code_cells(notebook):
        shows = re.search(r"^plt\.show\(\)", cell.source, re.MULTILINE)
        if shows and len(cell.metadata.get("alt", "").split()) < 15:
            yield f"{cell.id}: no text alternative of 15 words or more"
        for output in cell.outputs:
            size = len(base64.b64decode(getattr(output, "data", {}).get("image/png", "")))
            if size > PICTURE_BYTES:
                yield f"{cell.id}: a picture of {size // 1024} KB"


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
    known = {float(number) for number in NUMBER.findall(_everything(notebook))}
    for cell in prose(notebook):
        for number in NUMBER.findall(re.sub(r"(?s)<details>.*</details>", "", cell.source)):
            if float(number) not in known:
                yield f"{cell.id}: no cell prints {number}"


def _everything(notebook: NotebookNode) -> str:
    texts = [cell.source for cell in code_cells(notebook)]
    for cell in code_cells(notebook):
        for output in cell.outputs:
            texts.append(output.get("text", ""))
            texts.append(output.get("data", {}).get("text/plain", ""))
    return "\n".join(texts)


def predictions(notebook: NotebookNode, _path: Path) -> Iterator[str]:
    """A cell keeps a prediction, and a later one holds it beside the result."""
    kept = [
        c for c in code_cells(notebook) if re.match(r"(rates.*\n)?my_\w+(, my_\w+)* =", c.source)
    ]
    if not kept:
        yield "asks for no prediction"
    for cell in kept:
        name = re.search(r"my_\w+", cell.source)
        if name and _everything(notebook).count(name[0]) < 2:
            yield f"{cell.id}: {name[0]} is not compared with anything"
