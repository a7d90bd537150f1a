"""A spreadsheet opens what students wrote as text, whatever it is and wherever cells are cut."""

from __future__ import annotations

import csv
import io
import re

import pytest

from grading.report.sheets import csv_file, defused
from grading.report.tables import SHARE, TEXT, Column, Table

HARM = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    "\t=1+1",
    "\r\n=1+1",
    '"=1+1',
    "'=1+1",
    "＝1+1",
    "|cmd",
    "\x00=1+1",
]


@pytest.mark.parametrize("text", HARM)
def test_what_may_begin_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert defused(text).startswith("'")


@pytest.mark.parametrize("text", HARM)
def test_also_where_a_semicolon_separates_cells(text: str) -> None:
    assert re.match(r"a; ?'", defused(f"a;{text}"))


@pytest.mark.parametrize("text", ["Ada", "write 'x = ' before each number", "x − 3", "a, b", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


def test_rows_and_cells_are_what_they_were() -> None:
    columns = (Column("who", TEXT), Column("points"), Column("share", SHARE))
    rows = (('Ada "A", L.', 17.5, 1 / 3), ("two\nlines", None, 1.0), ("-5", -5.0, 0.0))
    raw = csv_file(Table("name", "caption", columns, rows))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))) == [
        ["who", "points", "share"],
        ['Ada "A", L.', "17.5", "0.3333"],
        ["two lines", "", "1.0000"],
        ["'-5", "-5", "0.0000"],
    ]
