"""Knows how the bytes of a student's file become text; not what the text means."""

from __future__ import annotations

import codecs
import re

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

for _name in ("cp1252", "latin-1", *NULS.values()):
    codecs.lookup(_name)  # imports it now, while the library's files can be read

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


class Unreadable(Exception):
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
