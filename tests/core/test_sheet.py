"""A spreadsheet opens what students wrote as text, whatever it is and wherever cells are cut."""

from __future__ import annotations

import re

import pytest

from grading.core.csvfile import harmless, number

HARM = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "  =1+1",
    "\t=1+1",
    "\r\n=1+1",
    '"=1+1',
    "'=1+1",
    "＝1+1",
    "|cmd",
    "%x",
    "\x00=1+1",
    "\u200b=1+1",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("cell", HARM)
def test_a_cell_that_would_run_is_text(cell: str) -> None:
    assert harmless(cell) == "'" + re.sub(r"([\t\r\n])", r"\1'", cell)


@pytest.mark.parametrize("cell", HARM)
@pytest.mark.parametrize("end", [";", "; ", "\t", "\n", "\r\n"])
def test_also_where_something_else_separates_cells(end: str, cell: str) -> None:
    assert re.match(r"a(; ?|\s)\s*'", harmless(f"a{end}{cell}"))
    assert harmless(f"a{end}{cell}").replace("'", "") == f"a{end}{cell}".replace("'", "")


@pytest.mark.parametrize(
    "cell",
    [
        *("", "-", "-3.5", "+49", "+7%", "Ada", "    Points Possible", "a=b", "1-2", "x − 3"),
        *("write 'x = ' before each number", "exercise_1: 7 of 10; late: -2", "a, b; c"),
    ],
)
def test_any_other_cell_is_left_alone(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (40, "40"),
        (2.5, "2.5"),
        (1 / 3, "0.33333"),
        (1e-7, "0"),
        (1e6, "1000000"),
    ],
)
def test_points_have_the_digits_that_platforms_keep(points: float, text: str) -> None:
    assert number(points) == text
