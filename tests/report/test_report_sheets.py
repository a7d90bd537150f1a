"""A table of a report opens in a spreadsheet as it was."""

from __future__ import annotations

import csv
import io

from grading.report.tables import SHARE, TEXT, Column, Table, csv_file


def test_rows_and_cells_are_what_they_were() -> None:
    columns = (Column("who", TEXT), Column("points"), Column("share", SHARE))
    rows = (('Ada "A", L.', 17.5, 1 / 3), ("two\nlines", None, 1.0), ("=5", -5.0, 0.0))
    raw = csv_file(Table("name", "caption", columns, rows))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))) == [
        ["who", "points", "share"],
        ['Ada "A", L.', "17.5", "0.3333"],
        ["two lines", "", "1.0000"],
        ["'=5", "-5", "0.0000"],
    ]
