"""Tolerant decoding of a submitted file: bytes to text, text to JSON, JSON to cells.

The format is nbformat's 4.5, older ones as nbformat describes them; encodings are those of JSON
(RFC 4627, 8259). Where it holds no notebook, its student reads a sentence of `refusals`.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode

from grading.intake.condense import CONFLICT_MARK, LEFT_OUT, ROOM, condense, in_pieces
from grading.intake.refusals import (
    CELLS,
    CHARACTERS,
    CONFLICT,
    DAMAGED,
    DECODED,
    EMPTY,
    NO_CELLS,
    NODES,
    TOO_DEEP,
    TOO_MANY_CELLS,
    TOO_MANY_PARTS,
    Unreadable,
    refuse_binary,
    refuse_text,
)

# How the bytes of a student's file become text.

MARKED = ("utf-8-sig", "utf-16", "utf-32")
"""What json.detect_encoding calls a text that begins with a byte order mark."""

for _codec in ("cp1252", "latin-1", *MARKED, "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
    codecs.lookup(_codec)  # imports it now, while the library's files can be read


def to_text(handed_in: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a sentence for each thing that was odd about its encoding.

    Raises Unreadable for what is empty, or by its first bytes something else.
    """
    if not handed_in.strip(b"\0 \t\r\n"):
        raise Unreadable(EMPTY)
    refuse_binary(handed_in)
    return decoded(handed_in)


def decoded(raw: bytes) -> tuple[str, list[str]]:
    """The text of any file, whatever it holds, and a sentence if it is not plain UTF-8."""
    encoding = json.detect_encoding(raw)
    if encoding != "utf-8":
        mark = " with a byte order mark" if encoding in MARKED else ""
        said = f"the file is in {encoding.upper().removesuffix('-SIG')}{mark}"
        return raw.decode(encoding, "replace"), [said]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError:
        return _legacy(raw)


def _legacy(raw: bytes) -> tuple[str, list[str]]:
    """Text that is not quite UTF-8: spoilt in places, or in the encoding of Windows.

    Where most of what is beyond ASCII is right UTF-8, only places are spoilt.
    """
    spoilt = raw.decode("utf-8", "replace")
    right = sum(len(run) for run in re.findall(r"[^\0-\x7f\ufffd]+", spoilt))
    if right > spoilt.count("\ufffd"):
        return spoilt, ["some characters of the file are damaged and were replaced"]
    try:
        return raw.decode("cp1252"), ["the file is in Windows-1252 (Latin-1), not in UTF-8"]
    except UnicodeDecodeError:
        return raw.decode("latin-1"), ["the file is in Latin-1, not in UTF-8"]


# How a text becomes JSON, also where it breaks off.

CELL_LIST = re.compile(r'"cells"\s*:\s*\[')
GAP = re.compile(r"[\s,]*")
MARKS = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)


def _number(digits: str) -> int:
    """An int, but zero for one of more digits than Python converts: no cell needs such a number."""
    return int(digits) if len(digits) < 20 else 0


DECODER = json.JSONDecoder(strict=False, parse_int=_number)


def parse(text: str) -> tuple[Any, list[str]]:
    """The JSON value that the text begins with, or a list of its cells that are whole.

    Adds a sentence for what was ignored or lost; raises Unreadable if nothing can be read.
    """
    if MARKS.match(text) is None:
        refuse_text(text)
    if text.count("[") + text.count("{") > NODES:
        raise Unreadable(TOO_MANY_PARTS)
    try:
        value, end = DECODER.raw_decode(text)
    except (RecursionError, MemoryError):
        raise Unreadable(TOO_DEEP) from None
    except ValueError:
        return _recovered(text)
    rest = text[end:].strip()
    is_end = rest in ("", CONFLICT_MARK.decode().strip())
    return value, [] if is_end else ["what follows the end of the notebook in its file was ignored"]


def _recovered(text: str) -> tuple[Any, list[str]]:
    if MARKS.search(text):
        raise Unreadable(CONFLICT)
    whole = list(_whole_cells(text))
    if not whole:
        raise Unreadable(DAMAGED)
    said = f"the file is cut off or damaged after cell {len(whole)}"
    return whole, [f"{said}; the cells before that place were taken"]


def _whole_cells(text: str) -> Iterator[Any]:
    """Each cell before the place where the JSON breaks off."""
    start = CELL_LIST.search(text)
    place = start.end() if start else len(text)
    while gap := GAP.match(text, place):
        try:
            cell, place = DECODER.raw_decode(text, gap.end())
        except (ValueError, RecursionError, MemoryError):
            return
        yield cell


# The pictures that a student has pasted into prose.

PICTURES = ("image/png", "image/jpeg", "image/gif")
BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
LINK = re.compile(r"attachment:([^\s()<>\"']+)")
"""How prose asks for a picture: `![a sketch](attachment:sketch.png)`."""

Pictures = Mapping[str, Mapping[str, str]]
"""Pictures by their names, each as nbformat keeps it: its kind, and its bytes in base64."""


def read_pictures(plain: object, source: str) -> Pictures:
    """The pictures among a cell's attachments, as a file holds them, for which its text asks."""
    held = plain if isinstance(plain, dict) else {}
    found = {name: _picture(held.get(name)) for name in _asked_for(source)}
    return {name: picture for name, picture in found.items() if picture}


def keep_pictures(cell: NotebookNode, found: Iterable[Pictures]) -> None:
    """Give a cell of prose the pictures of these that its text asks for; its own come first."""
    every: dict[str, Any] = {}
    for pictures in found:
        every |= pictures
    every |= cell.pop("attachments", {})
    kept = {name: NotebookNode(every[name]) for name in _asked_for(cell.source) if name in every}
    if kept:
        cell.attachments = NotebookNode(kept)


def with_pictures(cell: NotebookNode) -> str:
    """The text of a cell with each picture in the first of its places: it needs no attachments."""
    left = dict(read_pictures(cell.get("attachments"), cell.source))

    def shown(link: re.Match[str]) -> str:
        picture = left.pop(_name(link[1]), {})
        return next((f"data:{kind};base64,{data}" for kind, data in picture.items()), link[0])

    return LINK.sub(shown, cell.source)


def _asked_for(source: str) -> set[str]:
    return {_name(link) for link in LINK.findall(source)}


def _name(link: str) -> str:
    """The attachment's name; in a link, a space is %20."""
    return unquote(link)


def _picture(bundle: Any) -> dict[str, str]:
    """One kind of a picture, the first that pages show; empty if there is none."""
    for kind in PICTURES if isinstance(bundle, dict) else ():
        data = bundle.get(kind)
        text = "".join(data) if _is_lines(data) else data
        text = "".join(text.split()) if isinstance(text, str) else ""
        if BASE64.fullmatch(text):
            return {kind: text}
    return {}


def _is_lines(data: object) -> bool:
    return isinstance(data, list) and all(isinstance(line, str) for line in data)


# How a student's file becomes a list of cells, whatever wrote it.

KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown", "html": "markdown"}
"""Types of cells in formats 1 to 5; whatever else there may be is raw text."""

MOST_POINTS = 10**9
"""The most points of a cell whose checksum is of interest."""

UNWRITABLE = re.compile("[\0\ud800-\udfff]")
"""What no Python source, or no file in UTF-8, may hold."""


@dataclass(frozen=True)
class HandedCell:
    """One cell as it was handed in; what it lacks is an empty text.

    `as_released` says that its text is the one for which nbgrader has written the checksum in it,
    `is_answer` that its metadata call it a place for an answer.
    """

    index: int
    cell_type: str
    source: str
    grade_id: str = ""
    id: str = ""
    pictures: Pictures = field(default_factory=dict, compare=False)
    as_released: bool = False
    is_answer: bool = False


@dataclass(frozen=True)
class Sheet:
    """A student's cells in their order, and what had to be mended to read them."""

    cells: tuple[HandedCell, ...]
    remarks: tuple[str, ...]


def decode(handed_in: bytes) -> Sheet:
    """The cells of a file; raises Unreadable if none can be found, or if it is too large."""
    if len(handed_in) > DECODED:
        handed_in = condense(in_pieces(BytesIO(handed_in), "this file"))
    text, remarks = to_text(handed_in)
    plain, mended = parse(text.lstrip("\ufeff\0 \t\r\n"))
    parts = _cells(plain)
    if len(parts) > CELLS:
        raise Unreadable(TOO_MANY_CELLS)
    cells = [_handed(index, part) for index, part in enumerate(parts) if isinstance(part, dict)]
    if not cells:
        raise Unreadable(NO_CELLS)
    if isinstance(plain, dict) and plain.get("nbformat") in (1, 2, 3, 5, 6):
        remarks.append(f"the notebook is in format {plain['nbformat']:g}, not 4")
    if len(cells) < len(parts):
        remarks.append("some entries in the list of cells are no cells and were left out")
    remarks += [
        f"cell {number}: its pictures are left out, as all that are pasted may have {ROOM >> 20} MB"
        for number, part in enumerate(parts, 1)
        if isinstance(part, dict) and part.get("attachments") == LEFT_OUT
    ]
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
    mark = _dict(metadata, "nbgrader")
    names = [mark.get("grade_id"), cell.get("id") or metadata.get("id")]
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
    as_released = checksum(mark, cell_type, source) == mark.get("checksum", "")
    is_answer = mark.get("solution") is True
    return HandedCell(index, cell_type, source, grade_id, cell_id, pictures, as_released, is_answer)


def checksum(mark: Mapping[Any, Any], cell_type: str, source: str) -> str | None:
    """nbgrader's checksum of a cell (`nbgrader.utils.compute_checksum`); None if it can have none.

    It protects nothing: whoever changes a cell can change it too.
    """
    is_grade, is_answer = bool(mark.get("grade")), bool(mark.get("solution"))
    is_locked = not is_answer and (is_grade or bool(mark.get("locked")))
    parts = [source, cell_type, str(is_grade), str(is_answer), str(is_locked)]
    parts.append(str(mark.get("grade_id")))
    if is_grade:
        points = mark.get("points")
        if not isinstance(points, (int, float)) or abs(points) > MOST_POINTS:
            return None
        parts.append(str(float(points)))
    text = "".join(parts).encode(errors="replace")
    return hashlib.md5(text, usedforsecurity=False).hexdigest()


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
