"""Knows how a table becomes a file that a spreadsheet opens as data only; not what is in it."""

from __future__ import annotations

import csv
import io
import re

from grading.report.tables import SHARE, Cell, Table

FORMULA = re.compile(r"(^|; ?)(?=[\"' ]*[=+\-@|%＝＋－＠])")
"""Where a text could begin a formula: at its start, and after what separates cells elsewhere."""


def csv_file(table: Table) -> bytes:
    """The table as CSV in UTF-8, with the mark by which spreadsheets know that it is."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([defused(column.title) for column in table.columns])
    kinds = [column.kind for column in table.columns]
    for row in table.rows:
        writer.writerow([_field(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    return text.getvalue().encode("utf-8-sig")


def defused(text: str) -> str:
    """A text on one line that no spreadsheet takes for a formula: it begins with an apostrophe."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return FORMULA.sub(r"\1'", line)


def _field(cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return defused(cell)
    return f"{cell:.4f}" if kind == SHARE else f"{cell:.10g}"
