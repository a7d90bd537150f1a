"""Knows how a table of a report becomes a file for spreadsheets; not what is in it."""

from __future__ import annotations

from grading.report.tables import SHARE, Cell, Table
from grading.report.wording import on_one_line
from grading.sheet import Sheet


def csv_file(table: Table) -> bytes:
    """The table as CSV, in which nothing that a student wrote can run."""
    titles = [column.title for column in table.columns]
    kinds = [column.kind for column in table.columns]
    rows = [[_field(c, kind) for c, kind in zip(row, kinds, strict=True)] for row in table.rows]
    return Sheet([titles, *rows]).content()


def _field(cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return on_one_line(cell)
    return f"{cell:.4f}" if kind == SHARE else f"{cell:.10g}"
