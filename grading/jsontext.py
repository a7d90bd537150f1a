"""Knows how a text becomes JSON, also where it breaks off; not what the JSON means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from grading.filetext import ADVICE, Unreadable, refuse_text

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
