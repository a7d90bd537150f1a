"""Knows how a table becomes a CSV file that spreadsheets and platforms read; not what is in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.whole import write_whole

FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")
"""How a cell begins that a spreadsheet may run, also in full width."""

NUMBER = re.compile(r"[+-]?[0-9.,]+%?|-")
"""What begins like a formula, and is none: a number, and Moodle's sign for no grade."""


@dataclass(frozen=True)
class Sheet:
    """Rows of cells, and the form in which they are written.

    The mark at the beginning of `utf-8-sig` tells spreadsheets that names are in UTF-8; all three
    platforms skip it.
    """

    rows: Sequence[Sequence[str]]
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    quoted: bool = False

    def write(self, path: Path) -> None:
        """Write it in one step: there is the old file or the new one, and never half of one."""
        text = io.StringIO(newline="")
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL,
        )
        writer.writerows([harmless(cell) for cell in row] for row in self.rows)
        write_whole(path, text.getvalue().encode(self.encoding))


def harmless(cell: str) -> str:
    """The cell, marked as text if a spreadsheet would run it."""
    if FORMULA.match(cell) and not NUMBER.fullmatch(cell.strip()):
        return f"'{cell}"
    return cell


def number(points: float) -> str:
    """Points as all platforms read them: a decimal point, and no more digits than they keep."""
    text = f"{points:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
