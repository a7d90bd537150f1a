"""Refusals: what a student reads where nothing in a notebook's file can be graded.

What a file is refused for before it is read (a link, no regular file, its name) stands in `files`;
what a test cell says where grading itself broke off, in `core.outputs`.
"""

from __future__ import annotations

import re
from typing import NoReturn

from grading.core.errors import GradingError

LARGEST = 200 << 20
"""Bytes of the largest notebook that is collected and graded; most of them are its outputs."""

DECODED = 20 << 20
"""Bytes of the largest file that is decoded as it is, and the most that is kept of a larger one."""

CELLS, CHARACTERS = 2_000, 200_000
"""Cells of the largest notebook that is taken, and characters of the largest cell."""

NODES = 1_000_000
"""The most lists and objects in what is decoded: each takes sixty bytes of memory for two of it."""

ADVICE = "hand in the .ipynb file itself: File > Download in JupyterLab"

NOTHING = "no notebook was handed in: put the .ipynb files into what you hand in"
EMPTY = f"this file is empty: save the notebook again, and {ADVICE}"
STILL_TOO_LARGE = (
    f"this notebook has more than {DECODED >> 20} MB besides its outputs: take pasted data out of "
    "its cells, save, and hand in again"
)
TOO_MANY_PARTS = "this file has too many parts: clear all outputs, save, hand in again"
TOO_DEEP = f"this file is nested too deeply for a notebook; {ADVICE}"
CONFLICT = (
    "this file holds the marks of a merge conflict (<<<<<<< and >>>>>>>): choose one version, run "
    "it in JupyterLab, hand in again"
)
DAMAGED = f"this file is damaged before the end of its first cell; {ADVICE}"
TOO_MANY_CELLS = f"this notebook has more than {CELLS} cells: remove those you do not need"
NO_CELLS = f"this file holds no cells of a notebook; {ADVICE}"

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


ARCHIVE = "an archive: unpack it and hand in the notebooks in it"
LINK = "a link to a file elsewhere: download the notebook, and hand in the .ipynb file itself"
"""What is not a notebook, but may lead to one."""

NOT_HANDED_IN = (
    ("zip tar gz tgz bz2 xz zst 7z rar", ARCHIVE),
    ("url webloc website lnk desktop gdoc gsheet gslides gcolab icloud", LINK),
    ("crdownload part partial download opdownload", "a download that has not come to its end"),
    ("py pyw ipy", "a script in Python"),
    ("r rmd qmd jl m js ts java c h cpp cs sh bat ps1 sql", "a script or program"),
    ("html htm xhtml mht mhtml", "a web page"),
    ("pdf ps", "a PDF file"),
    ("doc docx odt pages rtf tex md rst txt log", "a text"),
    ("xls xlsx ods csv tsv numbers", "a table"),
    ("ppt pptx odp key", "slides"),
    ("png jpg jpeg gif bmp webp svg heic tif tiff", "a picture"),
    ("mp4 mov avi mkv webm mp3 wav m4a", "a recording"),
    ("json", "a JSON file, but no notebook"),
)
"""What students hand in where a notebook is wanted, by how such files' names end."""

BY_ENDING = {ending: kind for endings, kind in NOT_HANDED_IN for ending in endings.split()}


class Unreadable(GradingError):
    """A file that cannot be graded; its text is one sentence that a student can act on."""


def too_large(name: str, most: int = LARGEST) -> str:
    """What is said of a notebook's file that has more bytes than `most`."""
    size = f"{most >> 20} MB" if most >> 20 else f"{most} bytes"
    return f"{name} is larger than {size}: clear the outputs of all cells, save, and hand in again"


def refuse_binary(handed_in: bytes) -> None:
    """Raise Unreadable for bytes that begin as a file of another kind does."""
    for start, kind in BINARY:
        if handed_in.startswith(start):
            _refuse(_office(handed_in) if start == b"PK\3\4" else kind)


def refuse_text(text: str) -> None:
    """Raise Unreadable for a text that cannot be JSON, with what it seems to be."""
    start = text.lstrip()[:200].casefold()
    if start.startswith(("{", "[")):
        return
    for pattern, kind in TEXTUAL:
        if re.match(pattern, start):
            _refuse(kind)
    _refuse("a file of another kind")


def _office(archive: bytes) -> str:
    documents = {b"word/": "a Word document", b"xl/": "an Excel document", b"ppt/": "slides"}
    return next((kind for name, kind in documents.items() if name in archive), "a ZIP archive")


def _refuse(kind: str) -> NoReturn:
    raise Unreadable(f"this is {kind}, not a notebook; {ADVICE}")


def no_notebook(name: str, start: bytes = b"") -> str:
    """What is said of a file where a notebook is wanted, by its name or its first bytes."""
    kind = BY_ENDING.get(ending(name)) or _kind_of(start) or "no notebook"
    if ":" in kind:
        return f"{name} is {kind}"
    return f"{name} is {kind if 'no notebook' in kind else f'{kind}, not a notebook'}: {ADVICE}"


def ending(name: str) -> str:
    """How a file's name ends, after its last dot; empty if it has none."""
    stem, _, last = name.rpartition(".")
    return last.strip().casefold() if stem else ""


def _kind_of(start: bytes) -> str:
    kind = next((kind for first, kind in BINARY if start.startswith(first)), "")
    return ARCHIVE if "rchive" in kind or "compressed" in kind else kind
