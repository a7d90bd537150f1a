"""Tolerant decoding of a submitted file: bytes to text, text to JSON, JSON to cells."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode

from grading.core.errors import GradingError

# How the bytes of a student's file become text.

LARGEST = 20 << 20
"""Bytes of the largest file that is decoded; a notebook of this course has under 1 MB."""

ADVICE = "hand in the .ipynb file itself: File > Download in JupyterLab"

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (codecs.BOM_UTF8, "utf-8"),
)
NULS = {"0001": "utf-32-be", "1000": "utf-32-le", "0101": "utf-16-be", "1010": "utf-16-le"}
"""Which of the first four bytes are not NUL: JSON begins with ASCII (RFC 4627)."""

for _codec in ("cp1252", "latin-1", *NULS.values()):
    codecs.lookup(_codec)  # imports it now, while the library's files can be read

BINARY = (
    (b"%PDF", "a PDF file"),
    (b"PK\3\4", "a ZIP archive"),
    (b"PK\5\6", "an empty ZIP archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "a formatted text (RTF)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"version https://git-lfs", "the pointer that Git LFS leaves in place of a file"),
)
TEXTUAL = (
    (r"<!doctype html|<html|<head|<body", "a web page"),
    (r"<", "an XML file"),
    (r"\\documentclass", "a LaTeX file"),
    (r"#!|# ?%%|# in ?\[|# -\*-|# coding|# ---", "a Python script"),
    (r"import |from \w+ import|def |class |\"\"\"", "a Python script"),
    (r"---\s|#+ |```", "a Markdown text"),
    (r"from:|received:|return-path:", "an e-mail"),
)


class Unreadable(GradingError):
    """A file that cannot be graded; its text is one sentence that a student can act on."""


def to_text(handed_in: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a sentence for each thing that was odd about its encoding.

    Raises Unreadable for what is empty, too large, or by its first bytes something else.
    """
    if len(handed_in) > LARGEST:
        said = f"this file is larger than {LARGEST >> 20} MB"
        raise Unreadable(f"{said}: clear the outputs of all cells, save, and hand in again")
    if not handed_in.strip(b"\0 \t\r\n"):
        raise Unreadable(f"this file is empty: save the notebook again, and {ADVICE}")
    for start, kind in BINARY:
        if handed_in.startswith(start):
            refuse(_office(handed_in) if start == b"PK\3\4" else kind)
    return _decoded(handed_in)


def refuse(kind: str) -> None:
    """Raise Unreadable for a file of this kind."""
    raise Unreadable(f"this is {kind}, not a notebook; {ADVICE}")


def refuse_text(text: str) -> None:
    """Raise Unreadable for a text that cannot be JSON, with what it seems to be."""
    start = text.lstrip()[:200].casefold()
    if start.startswith(("{", "[")):
        return
    for pattern, kind in TEXTUAL:
        if re.match(pattern, start):
            refuse(kind)
    refuse("a file of another kind")


def _office(archive: bytes) -> str:
    documents = {b"word/": "a Word document", b"xl/": "an Excel document", b"ppt/": "slides"}
    return next((kind for name, kind in documents.items() if name in archive), "a ZIP archive")


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, "replace")
            return text, [f"the file is in {encoding.upper()} with a byte order mark"]
    pattern = "".join(str(int(byte > 0)) for byte in raw[:4])
    if encoding := NULS.get(pattern, ""):
        return raw.decode(encoding, "replace"), [f"the file is in {encoding.upper()}"]
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

NODES = 1_000_000
"""The most lists and objects in a file: each takes sixty bytes of memory for two of the file."""

CELL_LIST = re.compile(r'"cells"\s*:\s*\[')
GAP = re.compile(r"[\s,]*")
CONFLICT = re.compile(r"^(<{7}|>{7})( |$)", re.MULTILINE)


def _number(digits: str) -> int:
    """An int, but zero for one of more digits than Python converts: no cell needs such a number."""
    return int(digits) if len(digits) < 20 else 0


DECODER = json.JSONDecoder(strict=False, parse_int=_number)


def parse(text: str) -> tuple[Any, list[str]]:
    """The JSON value that the text begins with, or a list of its cells that are whole.

    Adds a sentence for what was ignored or lost; raises Unreadable if nothing can be read.
    """
    if CONFLICT.match(text) is None:
        refuse_text(text)
    if text.count("[") + text.count("{") > NODES:
        raise Unreadable("this file has too many parts: clear all outputs, save, hand in again")
    try:
        value, end = DECODER.raw_decode(text)
    except (RecursionError, MemoryError):
        raise Unreadable(f"this file is nested too deeply for a notebook; {ADVICE}") from None
    except ValueError:
        return _recovered(text)
    rest = text[end:].strip()
    return value, ["what follows the end of the notebook in its file was ignored"] if rest else []


def _recovered(text: str) -> tuple[Any, list[str]]:
    if CONFLICT.search(text):
        said = "this file holds the marks of a merge conflict (<<<<<<< and >>>>>>>)"
        raise Unreadable(f"{said}: choose one version, run it in JupyterLab, hand in again")
    whole = list(_whole_cells(text))
    if not whole:
        raise Unreadable(f"this file is damaged before the end of its first cell; {ADVICE}")
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
