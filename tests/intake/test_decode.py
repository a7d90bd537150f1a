"""Whatever bytes are handed in: cells come out, or one sentence for the student."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.intake.decode import Sheet, decode
from grading.intake.refusals import NO_CELLS, Unreadable
from tests.support.pictures import JSON

CELLS = [{"cell_type": "code", "source": "x = 'η'"}, {"cell_type": "markdown", "source": "Why?"}]
NOTEBOOK = json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": CELLS}, ensure_ascii=False)


def sources(sheet: Sheet) -> list[str]:
    return [cell.source for cell in sheet.cells]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ("the file is in UTF-8 with a byte order mark",)),
        ("utf-16", ("the file is in UTF-16 with a byte order mark",)),
        ("utf-16-le", ("the file is in UTF-16-LE",)),
        ("utf-16-be", ("the file is in UTF-16-BE",)),
        ("utf-32", ("the file is in UTF-32 with a byte order mark",)),
        ("utf-32-be", ("the file is in UTF-32-BE",)),
    ],
)
def test_a_notebook_is_read_in_each_encoding_of_json(encoding: str, said: tuple[str]) -> None:
    sheet = decode(NOTEBOOK.encode(encoding))
    assert sources(sheet) == [cell["source"] for cell in CELLS]
    assert sheet.remarks == said


def test_a_file_that_is_cut_off_keeps_its_whole_cells() -> None:
    cut = NOTEBOOK[: NOTEBOOK.index("Why?")].encode()
    sheet = decode(cut)
    assert sources(sheet) == ["x = 'η'"]
    assert sheet.remarks == (
        "the file is cut off or damaged after cell 1; the cells before that place were taken",
    )


@given(st.binary(max_size=200) | JSON.map(lambda plain: json.dumps(plain).encode()))
def test_anything_gives_cells_or_one_sentence(raw: bytes) -> None:
    cells, said = 0, ""
    try:
        cells = len(decode(raw).cells)
    except Unreadable as error:
        said = str(error)
    assert bool(cells) != bool(said)
    assert "\n" not in said


@given(JSON)
def test_anything_in_the_place_of_a_cell_is_left_out_or_read(part: Any) -> None:
    whole = {"cells": [part, CELLS[0]], "nbformat": 4}
    assert sources(decode(json.dumps(whole).encode()))[-1] == "x = 'η'"


def test_a_file_of_json_without_cells_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        decode(b'{"cells": []}')
    assert str(refused.value) == NO_CELLS
