"""Knows what encodings, versions and programs do to the file of a notebook; not to its cells."""

from __future__ import annotations

import copy
import json
from typing import Any

import nbformat
from nbformat import NotebookNode


def saved(notebook: Any) -> bytes:
    """The notebook as a file, valid or not."""
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def untouched(notebook: NotebookNode) -> bytes:
    text: str = nbformat.writes(notebook)
    return text.encode()


def _encoded(notebook: NotebookNode, encoding: str) -> bytes:
    """In an encoding that lacks some characters, which JSON can write in another way."""
    text = saved(notebook).decode()
    fits = [c if c.encode(encoding, "ignore") else json.dumps(c)[1:-1] for c in text]
    return "".join(fits).encode(encoding)


def in_utf_8_with_mark(notebook: NotebookNode) -> bytes:
    return _encoded(notebook, "utf-8-sig")


def in_utf_16_with_mark(notebook: NotebookNode) -> bytes:
    return _encoded(notebook, "utf-16")


def in_utf_16_le(notebook: NotebookNode) -> bytes:
    return saved(notebook).decode().encode("utf-16-le")


def in_utf_16_be(notebook: NotebookNode) -> bytes:
    return saved(notebook).decode().encode("utf-16-be")


def in_utf_32_with_mark(notebook: NotebookNode) -> bytes:
    return saved(notebook).decode().encode("utf-32")


def in_utf_32_be(notebook: NotebookNode) -> bytes:
    return saved(notebook).decode().encode("utf-32-be")


def in_latin_1(notebook: NotebookNode) -> bytes:
    return _encoded(notebook, "latin-1")


def in_windows_1252(notebook: NotebookNode) -> bytes:
    return _encoded(notebook, "cp1252")


def with_line_ends_of_windows(notebook: NotebookNode) -> bytes:
    return saved(notebook).replace(b"\n", b"\r\n")


def with_text_after_the_end(notebook: NotebookNode) -> bytes:
    return saved(notebook) + b'}\n],\n "nbformat": 4\n}'


def with_nul_bytes_at_the_end(notebook: NotebookNode) -> bytes:
    return saved(notebook) + bytes(4096)


def in_format_3(notebook: NotebookNode) -> bytes:
    """As the classic notebook of 2013 has it: worksheets, `input`, headings, and no ids."""
    cells = []
    for cell in copy.deepcopy(notebook.cells):
        del cell["id"]
        if cell.cell_type == "code":
            cell = {**cell, "input": cell.pop("source"), "language": "python", "collapsed": False}
        cells.append(cell)
    cells.append({"cell_type": "heading", "level": 2, "source": "An end", "metadata": {}})
    sheets = [{"cells": cells[:9], "metadata": {}}, {"cells": cells[9:], "metadata": {}}]
    head = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}}
    return saved({**head, "worksheets": sheets})


def in_format_2(notebook: NotebookNode) -> bytes:
    return in_format_3(notebook).replace(b'"nbformat": 3', b'"nbformat": 2')


def in_format_4_without_ids(notebook: NotebookNode) -> bytes:
    cells = [{key: cell[key] for key in cell if key != "id"} for cell in notebook.cells]
    return saved({**notebook, "cells": cells, "nbformat_minor": 4})


def in_format_4_9(notebook: NotebookNode) -> bytes:
    cells = [{**cell, "future": {"key": [1]}} for cell in notebook.cells]
    return saved({**notebook, "cells": cells, "nbformat_minor": 9, "future": None})


def in_format_5(notebook: NotebookNode) -> bytes:
    return saved({**notebook, "nbformat": 5, "nbformat_minor": 0})


def without_a_format(notebook: NotebookNode) -> bytes:
    return saved({"cells": notebook.cells})


def in_the_answer_of_a_server(notebook: NotebookNode) -> bytes:
    """What a link to a Jupyter server's API saves: the notebook is one entry of it."""
    return saved({"name": "a.ipynb", "type": "notebook", "format": "json", "content": notebook})


def with_numbers_that_are_none(notebook: NotebookNode) -> bytes:
    odd = {"nan": float("nan"), "inf": float("inf"), "long": 0}
    text = saved({**notebook, "metadata": {**notebook.metadata, **odd}})
    return text.replace(b'"long": 0', b'"long": ' + b"9" * 10_000)


def with_raw_control_characters(notebook: NotebookNode) -> bytes:
    """As after an edit by hand: lines broken within a JSON string."""
    return saved({**notebook, "metadata": {"title": "@"}}).replace(b"@", b"a\n\tb\x0c")


def from_colab(notebook: NotebookNode) -> bytes:
    """Ids moved into the metadata, an old format, marks and outputs of Colab's own."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.metadata.update(id=cell.pop("id"), colab={"base_uri": "https://localhost:8080/"})
        cell.metadata["outputId"] = "0a1b2c"
    marks = {"colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU"}
    notebook.metadata.update(marks, kernelspec={"name": "python3", "display_name": "Python 3"})
    return saved({**notebook, "nbformat_minor": 0})


def from_vs_code(notebook: NotebookNode) -> bytes:
    """New ids, a kernel of its own, the language of each cell."""
    notebook = copy.deepcopy(notebook)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"{number:08x}"
        cell.metadata["vscode"] = {"languageId": "python"}
    notebook.metadata.language_info = {"name": "python", "version": "3.13.1"}
    notebook.metadata.kernelspec = {"name": "venv", "display_name": ".venv", "language": "python"}
    return saved({**notebook, "nbformat_minor": 2})
