"""Tables as CSV files that spreadsheets and learning platforms read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.core.files import write_atomic

UNSEEN = r"\s\x00-\x1f\x7f-\xa0\u200b-\u200f\u2060\ufeff"
FORMULA = re.compile(rf"(^|; ?|[\t\r\n])(?=[\"'{UNSEEN}]*[=+\-@|%\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet may begin to run a cell: at its start, and after what separates cells
elsewhere; whatever is unseen before it, also in full width."""

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

    def content(self) -> bytes:
        """The file's bytes."""
        text = io.StringIO(newline="")
        writer = csv.writer(
            text,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL,
        )
        writer.writerows([harmless(cell) for cell in row] for row in self.rows)
        return text.getvalue().encode(self.encoding)

    def write(self, path: Path) -> None:
        """Write it in one step: there is the old file or the new one, and never half of one."""
        write_atomic(path, self.content())


def harmless(cell: str) -> str:
    """The cell, marked as text with an apostrophe wherever a spreadsheet would run it."""
    return cell if NUMBER.fullmatch(cell.strip()) else FORMULA.sub(r"\1'", cell)


def number(points: float) -> str:
    """Points as all platforms read them: a decimal point, and no more digits than they keep."""
    text = f"{points:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
