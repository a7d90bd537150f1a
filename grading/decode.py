"""Knows how a student's file becomes a list of cells, whatever wrote it; not what they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from grading.attachments import Pictures, read_pictures
from grading.filetext import ADVICE, Unreadable, to_text
from grading.jsontext import parse

CELLS, CHARACTERS = 2_000, 200_000
"""The most cells of a notebook, and the most characters of a cell."""

KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown", "html": "markdown"}
"""Types of cells in formats 1 to 5; whatever else there may be is raw text."""

UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""What no Python source, or no file in UTF-8, may hold."""


@dataclass(frozen=True)
class HandedCell:
    """One cell as it was handed in; what it lacks is an empty text."""

    index: int
    cell_type: str
    source: str
    grade_id: str = ""
    id: str = ""
    pictures: Pictures = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Sheet:
    """A student's cells in their order, and what had to be mended to read them."""

    cells: tuple[HandedCell, ...]
    remarks: tuple[str, ...]


def decode(handed_in: bytes) -> Sheet:
    """The cells of a file; raises Unreadable if none can be found."""
    text, remarks = to_text(handed_in)
    plain, mended = parse(text.lstrip("\ufeff\0 \t\r\n"))
    parts = _cells(plain)
    if len(parts) > CELLS:
        raise Unreadable(f"this notebook has more than {CELLS} cells: remove those you do not need")
    cells = [_handed(index, part) for index, part in enumerate(parts) if isinstance(part, dict)]
    if not cells:
        raise Unreadable(f"this file holds no cells of a notebook; {ADVICE}")
    if isinstance(plain, dict) and plain.get("nbformat") in (1, 2, 3, 5, 6):
        remarks.append(f"the notebook is in format {plain['nbformat']:g}, not 4")
    if len(cells) < len(parts):
        remarks.append("some entries in the list of cells are no cells and were left out")
    kept, odd = _limited(cells)
    return Sheet(tuple(kept), (*remarks, *mended, *odd))


def _cells(plain: Any) -> list[Any]:
    """The list of cells: format 4's, the worksheets' of older ones, or one in a wrapper."""
    for wrapper in ("content", "notebook"):  # as the Jupyter server, and some archives, give it
        if isinstance(plain, dict) and isinstance(plain.get(wrapper), dict):
            plain = plain[wrapper]
    if isinstance(plain, dict) and isinstance(plain.get("cells"), list):
        plain = plain["cells"]
    elif isinstance(plain, dict) and isinstance(plain.get("worksheets"), list):
        plain = [cell for sheet in plain["worksheets"] for cell in _list(sheet, "cells")]
    return plain if isinstance(plain, list) else []


def _list(value: Any, key: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _dict(value: Any, key: str) -> dict[Any, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _handed(index: int, cell: dict[Any, Any]) -> HandedCell:
    """The cell, with the id that Colab keeps in the metadata where it has no other."""
    metadata = _dict(cell, "metadata")
    names = [_dict(metadata, "nbgrader").get("grade_id"), cell.get("id") or metadata.get("id")]
    grade_id, cell_id = (name if isinstance(name, str) else "" for name in names)
    kind = cell.get("cell_type")
    if kind is None and ("outputs" in cell or "input" in cell):
        kind = "code"
    source = next((_text(cell[key]) for key in ("source", "input", "text") if key in cell), "")
    if kind == "heading":
        level = cell.get("level")
        hashes = "#" * (level if isinstance(level, int) and 0 < level < 7 else 1)
        source = f"{hashes} {' '.join(source.split())}"
    cell_type = KINDS.get(kind, "raw") if isinstance(kind, str) else "raw"
    pictures = read_pictures(cell.get("attachments"), source) if cell_type == "markdown" else {}
    return HandedCell(index, cell_type, source, grade_id, cell_id, pictures)


def _text(source: Any) -> str:
    """A source, which may be a list of lines, with line ends as Python has them."""
    if isinstance(source, list):
        lines = [line for line in source if isinstance(line, str)]
        source = ("" if any("\n" in line for line in lines) else "\n").join(lines)
    if isinstance(source, (int, float)) and not isinstance(source, bool):
        source = f"{source:g}"
    text = source if isinstance(source, str) else ""
    return text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")


def _limited(cells: list[HandedCell]) -> tuple[list[HandedCell], list[str]]:
    """The cells without what is too long to be an answer, or cannot be written to a file."""
    kept = [cell for cell in cells if len(cell.source) <= CHARACTERS]
    remarks = [
        f"cell {cell.index + 1} has more than {CHARACTERS} characters and was left out"
        for cell in cells
        if len(cell.source) > CHARACTERS
    ]
    clean = [replace(cell, source=UNWRITABLE.sub("\ufffd", cell.source)) for cell in kept]
    if clean != kept:
        remarks.append("characters that no text may hold were replaced")
    return clean, remarks
