"""Knows what happens to a notebook on its way to the grader: by what is left of it to grade."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from nbformat import NotebookNode

from tests.submissions.broken import cells, files, sources, work
from tests.submissions.broken.files import saved

Damage = Callable[[NotebookNode], bytes]


def _found_in(module: object) -> dict[str, Damage]:
    starts = ("with", "in_", "from_", "untouched", "shuffled")
    return {name: vars(module)[name] for name in vars(module) if name.startswith(starts)}


HARMLESS: dict[str, Damage] = {
    name: damage
    for module in (files, cells, sources, work)
    for name, damage in _found_in(module).items()
}
"""After each of these, every answer is still there, and the instructor's cells are as they were."""


def _zip(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def nothing(_: NotebookNode) -> bytes:
    return b""


def nothing_but_nul_bytes(_: NotebookNode) -> bytes:
    return bytes(20_000)


def a_pdf(_: NotebookNode) -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


def a_zip_archive(notebook: NotebookNode) -> bytes:
    return _zip("exercise.ipynb", saved(notebook))


def a_word_document(_: NotebookNode) -> bytes:
    return _zip("word/document.xml", b"<xml/>")


def a_web_page(notebook: NotebookNode) -> bytes:
    return b"\n<!DOCTYPE html>\n<html><body><pre>" + saved(notebook) + b"</pre></body></html>"


def a_script(notebook: NotebookNode) -> bytes:
    return "\n".join(f"# In[ ]:\n{cell.source}" for cell in notebook.cells).encode()


def a_percent_script(notebook: NotebookNode) -> bytes:
    return "\n".join(f"# %%\n{cell.source}" for cell in notebook.cells).encode()


def a_picture(_: NotebookNode) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def a_rich_text(_: NotebookNode) -> bytes:
    return rb'{\rtf1\ansi {"cells": []}}'


def any_text(_: NotebookNode) -> bytes:
    return b"this is no notebook"


def random_bytes(_: NotebookNode) -> bytes:
    return bytes(range(1, 256)) * 40


def json_without_cells(_: NotebookNode) -> bytes:
    return b'{"url": "https://drive.google.com/open?id=1", "metadata": {}}'


def no_cells(_: NotebookNode) -> bytes:
    return b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


def a_merge_conflict(notebook: NotebookNode) -> bytes:
    lines = saved(notebook).split(b"\n")
    ours, theirs = b'   "id": "a",', b'   "id": "b",'
    lines[40:40] = [b"<<<<<<< HEAD", ours, b"=======", theirs, b">>>>>>> main"]
    return b"\n".join(lines)


def cut_off_in_the_first_cell(notebook: NotebookNode) -> bytes:
    return saved(notebook)[:200]


def nested_too_deeply(notebook: NotebookNode) -> bytes:
    deep = b"[" * 100_000 + b"]" * 100_000
    return saved({**notebook, "deep": 0}).replace(b'"deep": 0', b'"deep": ' + deep)


def more_than_20_mb_besides_outputs(notebook: NotebookNode) -> bytes:
    pasted = {"cell_type": "raw", "metadata": {}, "source": "x" * (3 << 20)}
    return saved({**notebook, "cells": [*notebook.cells, *[pasted] * 7]})


def too_many_cells(notebook: NotebookNode) -> bytes:
    return saved({**notebook, "cells": notebook.cells * 200})


def too_many_parts(_: NotebookNode) -> bytes:
    return b'{"cells": [' + b"{}," * 1_000_001 + b"{}]}"


UNREADABLE: dict[str, tuple[Damage, str]] = {
    damage.__name__: (damage, words)
    for damage, words in [
        (nothing, "is empty"),
        (nothing_but_nul_bytes, "is empty"),
        (a_pdf, "this is a PDF file, not a notebook; hand in the .ipynb file itself: File >"),
        (a_zip_archive, "this is a ZIP archive"),
        (a_word_document, "this is a Word document"),
        (a_web_page, "this is a web page"),
        (a_script, "this is a Python script"),
        (a_percent_script, "this is a Python script"),
        (a_picture, "this is a picture"),
        (a_rich_text, "this is a formatted text"),
        (any_text, "this is a file of another kind"),
        (random_bytes, "this is a file of another kind"),
        (json_without_cells, "holds no cells"),
        (no_cells, "holds no cells"),
        (a_merge_conflict, "marks of a merge conflict"),
        (cut_off_in_the_first_cell, "is damaged before the end of its first cell"),
        (nested_too_deeply, "is nested too deeply"),
        (
            more_than_20_mb_besides_outputs,
            "more than 20 MB besides its outputs: take",
        ),
        (too_many_cells, "more than 2000 cells"),
        (too_many_parts, "has too many parts"),
    ]
}
"""What cannot be graded, and words of the sentence that the student reads instead of a grade."""

REFUSED: dict[str, Damage] = {"empty": nothing, "pdf": a_pdf, "conflict": a_merge_conflict}
"""One of each kind of unreadable file, for a class that is graded whole."""
