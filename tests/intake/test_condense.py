"""A notebook is read in pieces without its outputs, and is the same notebook to be graded."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.intake import condense as condensing
from grading.intake.condense import PIECE, ROOM, SOURCE, condense, in_pieces
from grading.intake.decode import Sheet, decode
from grading.intake.refusals import (
    CONFLICT,
    LARGEST,
    STILL_TOO_LARGE,
    TOO_DEEP,
    TOO_MANY_PARTS,
    Unreadable,
)
from tests.support.pictures import JSON

MIB = 1 << 20
PNG = "iVBORw0KGgo="

TEXTS = st.text(st.sampled_from('aη\\"{}[]:,\n\ud83d '), max_size=12)
PARTS = JSON | st.recursive(TEXTS, lambda each: st.lists(each) | st.dictionaries(TEXTS, each))
CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown"]) | PARTS},
    optional={
        "source": TEXTS | st.lists(TEXTS) | PARTS,
        "outputs": PARTS,
        "metadata": st.fixed_dictionaries(
            {"nbgrader": st.fixed_dictionaries({"grade_id": TEXTS}) | PARTS}, optional={"w": PARTS}
        ),
        "attachments": st.just({"a.png": {"image/png": PNG}}) | PARTS,
        "id": TEXTS | PARTS,
        "text": PARTS,
    },
)
NOTEBOOK = st.fixed_dictionaries(
    {"metadata": PARTS, "cells": st.lists(CELL | PARTS, max_size=4) | PARTS, "nbformat": PARTS}
)
WRITTEN = st.builds(
    lambda plain, ascii, indent: json.dumps(plain, ensure_ascii=ascii, indent=indent).encode(
        "utf-8", "backslashreplace"
    ),
    NOTEBOOK | st.fixed_dictionaries({"content": NOTEBOOK}),
    st.booleans(),
    st.sampled_from([None, 1]),
)


def cut(raw: bytes, size: int) -> Iterator[bytes]:
    return (raw[start : start + size] for start in range(0, len(raw), size))


def outcome(raw: bytes) -> object:
    """All that comes of a file: cells with their pictures and remarks, or the refusal."""
    try:
        sheet = decode(raw)
    except Unreadable as error:
        return str(error)
    return sheet, [cell.pictures for cell in sheet.cells]


def condensed(raw: bytes, size: int, piece: int = PIECE) -> bytes:
    with patch.object(condensing, "PIECE", piece):
        return condense(chain([raw[:8]], cut(raw[8:], size)))


def notebook(*cells: Any) -> bytes:
    return json.dumps({"cells": cells, "nbformat": 4}, indent=1).encode()


@given(WRITTEN, st.integers(1, 60), st.sampled_from([1, 8, PIECE]))
def test_the_same_comes_of_it_as_of_the_whole_file(raw: bytes, size: int, piece: int) -> None:
    assert outcome(condensed(raw, size, piece)) == outcome(raw)


@given(WRITTEN, st.integers(1, 60))
def test_what_is_left_out_does_not_depend_on_the_pieces(raw: bytes, size: int) -> None:
    assert condensed(raw, size) == condensed(raw, len(raw))


@given(WRITTEN, st.integers(1, 60), st.floats(0, 1))
def test_so_it_does_of_a_file_that_is_cut_off(raw: bytes, size: int, share: float) -> None:
    left = raw[: max(int(len(raw) * share), 10)].decode(errors="ignore").encode()
    assert outcome(condensed(left, size)) == outcome(left)


@given(WRITTEN, st.integers(1, 60), st.integers(0, 400), st.binary(max_size=4))
def test_of_a_damaged_file_come_cells_or_one_sentence(
    raw: bytes, size: int, at: int, instead: bytes
) -> None:
    damaged = raw[:at] + instead + raw[at + 2 :]
    assert len(condensed(damaged, size)) <= 2 * len(damaged) + 10
    assert outcome(condensed(damaged, size))


# A large file costs as much memory as a small one.

START = b'{"cells":[{"cell_type":"code","source":"x = 1","metadata":{},"outputs":['
FLAT = {
    "one string": (b'"', b"x", b""),
    "backslashes": (b'"', rb"\\", b""),
    "quotes in a string": (b'"', rb"\"", b""),
    "line ends in a string": (b'"', rb"abc\n", b""),
    "strings": (b"", b'"abc",', b""),
    "empty lists": (b"", b"[],", b""),
    "empty outputs": (b"", b'{"output_type":"stream","text":[]},', b""),
    "records": (b'{"data":{"json":[', b'{"x":0.125,"y":[1,2]},', b"0]}}"),
    "numbers": (b"", b"-0.12345678,NaN,", b""),
    "spaces": (b"", b" \n", b""),
}


def large(head: bytes, unit: bytes, tail: bytes, size: int = 8 * MIB) -> Iterator[bytes]:
    """A notebook of one cell with so much in its outputs, and one cell after it."""
    piece = unit * (PIECE // len(unit))
    end = b'"' if head == b'"' else b"0" + tail
    rest = b']},{"cell_type":"code","source":"y = 2"}],"nbformat":4}'
    return chain([START + head], repeat(piece, size // len(piece)), [end + rest])


def sources(sheet: Sheet) -> list[str]:
    return [cell.source for cell in sheet.cells]


@pytest.mark.parametrize("kind", FLAT)
def test_outputs_are_passed_over_in_bounded_memory_and_few_steps(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condensing, "STEPS", 100)
    pieces = large(*FLAT[kind])
    tracemalloc.start()
    try:
        small = condense(pieces)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * PIECE
    assert len(small) < 200
    assert sources(decode(small)) == ["x = 1", "y = 2"]
    assert decode(small).remarks == ()


@pytest.mark.parametrize("kind", ["one string", "quotes in a string", "records", "spaces"])
def test_no_byte_is_read_more_than_twice(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = [0]

    class Counting(condensing._Scanner):
        def more(self) -> bool:
            more = super().more()
            read[0] += len(self.raw) if more else 0
            return more

    monkeypatch.setattr(condensing, "_Scanner", Counting)
    size = sum(map(len, large(*FLAT[kind], size=4 * MIB)))
    condense(large(*FLAT[kind], size=4 * MIB))
    assert size <= read[0] <= 2 * size


NESTED = [b"[", b'{"a":', b"[[[[[]]]]],", b'[{"a":[[{}]]}],']
MANY = [b'"a":"",', b'"a":[],', b'"":{"b":"c"},']


@pytest.mark.parametrize(
    "pieces", [*(large(b"", unit, b"") for unit in NESTED)], ids=map(repr, NESTED)
)
def test_what_is_nested_without_end_is_refused_after_so_many_steps(
    pieces: Iterator[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condensing, "STEPS", 20_000)
    with pytest.raises(Unreadable, match=TOO_MANY_PARTS):
        condense(pieces)
    assert next(pieces), "more was read than needed"


@pytest.mark.parametrize("unit", MANY)
def test_so_is_what_has_too_many_keys(unit: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condensing, "STEPS", 20_000)
    pieces = chain([b"{"], repeat(unit * 10_000, 24))
    with pytest.raises(Unreadable, match=TOO_MANY_PARTS):
        condense(pieces)
    assert next(pieces), "more was read than needed"


@pytest.mark.parametrize("unit", [b"x = 1,", b'"id":1,', b"[", b" ", b'"abc",', b"7"])
def test_what_is_kept_is_no_more_than_a_small_file_may_have(unit: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        condense(chain([b'{"cells":'], repeat(unit * (MIB // len(unit)), 24)))
    assert str(caught.value) == STILL_TOO_LARGE


def test_what_is_kept_is_not_nested_too_deeply() -> None:
    assert outcome(condense([b'{"cells":' + b"[" * 100_000])) == TOO_DEEP


def test_a_file_may_have_so_many_bytes_and_no_more() -> None:
    class Endless:
        read = staticmethod(lambda size: bytes(size))

    pieces = in_pieces(Endless(), "a.ipynb")  # type: ignore[arg-type]
    assert sum(len(next(pieces)) for _ in range(LARGEST // PIECE)) == LARGEST
    with pytest.raises(Unreadable) as caught:
        next(pieces)
    assert str(caught.value) == (
        "a.ipynb is larger than 200 MB: clear the outputs of all cells, save, and hand in again"
    )


# Nothing that a person or a test would look at is lost, or it is said.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_it_is_read_in_each_encoding_of_json(encoding: str, size: int) -> None:
    cell = {"cell_type": "code", "outputs": [{"text": "η"}], "source": "x = 'η'"}
    raw = json.dumps({"cells": [cell]}, ensure_ascii=False).encode(encoding)
    assert sources(decode(condensed(raw, size))) == ["x = 'η'"]


def test_it_is_read_in_the_encoding_of_windows() -> None:
    raw = '{"cells": [{"outputs": ["ü"], "source": "x = \'ü\'"}]}'.encode("cp1252")
    assert sources(decode(condensed(raw, 7))) == ["x = 'ü'"]


def test_a_source_that_is_far_too_long_is_left_out_with_a_remark() -> None:
    cells = [{"cell_type": "code", "source": text} for text in ("x = 1", "#" * SOURCE, "y = 2")]
    sheet = decode(condense(cut(notebook(*cells), PIECE)))
    assert sources(sheet) == ["x = 1", "y = 2"]
    assert sheet.remarks == ("cell 2 has more than 200000 characters and was left out",)


def test_pasted_pictures_are_kept_while_there_is_room_and_else_a_remark_says_it() -> None:
    prose = {"cell_type": "markdown", "source": "![](attachment:a.png)"}
    cells = [
        {**prose, "attachments": {"a.png": {"image/png": "A" * size}}}
        for size in (ROOM // 2, ROOM // 2, 4, ROOM)
    ]
    sheet = decode(condense(cut(notebook(*cells), PIECE)))
    kept = ["".join(picture.values()) for c in sheet.cells for picture in c.pictures.values()]
    assert [len(data) for data in kept] == [ROOM // 2, 4]
    said = "its pictures are left out, as all that are pasted may have 10 MB"
    assert sheet.remarks == (f"cell 2: {said}", f"cell 4: {said}")


CONFLICTS = {
    "between cells": '{{"cells": [{a},\n<<<<<<< HEAD\n{b}\n=======\n{c}\n>>>>>>> main\n]}}',
    "from one output on": '{{"cells": [{a}, {{"outputs": [\n<<<<<<< HEAD\n{{"data": [{{"text":\n'
    '=======\n{{"data": [{{"x": 1, "text":\n>>>>>>> main\n"t"}}]}}], "source": "y"}}]}}',
    "to the end of one output": '{{"cells": [{a}, {{"outputs": [{{"data": {{\n<<<<<<< HEAD\n'
    '"a": 1}}}}\n=======\n"b": 1}}}}\n>>>>>>> main\n], "source": "y"}}]}}',
}


@pytest.mark.parametrize("kind", CONFLICTS)
def test_a_merge_conflict_is_said_wherever_it_is(kind: str) -> None:
    a, b, c = ('{"source": "x", "outputs": [[]]}' for _ in range(3))
    raw = CONFLICTS[kind].format(a=a, b=b, c=c).encode()
    assert outcome(raw) == outcome(condensed(raw, 1000)) == CONFLICT


def test_a_conflict_within_what_is_left_out_costs_nothing() -> None:
    raw = b'{"cells": [{"outputs": [\n<<<<<<< HEAD\n{}\n=======\n[]\n>>>>>>> b\n], "source": "x"}]}'
    assert outcome(raw) == CONFLICT
    assert outcome(condensed(raw, 1000)) == outcome(notebook({"source": "x", "outputs": []}))


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (b"%PDF-1.7\n", "this is a PDF file"),
        (b"PK\3\4" + bytes(20) + b"word/document.xml", "this is a Word document"),
        (b"x,y\n1,2\n", "this is a file of another kind"),
        (b"<html>", "this is a web page"),
        (b"<<<<<<< HEAD\n{\n", "this file holds the marks of a merge conflict"),
    ],
)
def test_of_what_is_no_notebook_only_the_beginning_is_read(start: bytes, said: str) -> None:
    pieces = iter([start + b"1,2\n" * 1000, b"more"])
    assert str(outcome(condense(pieces))).startswith(said)
    assert next(pieces) == b"more"


def test_a_large_file_of_nothing_is_empty() -> None:
    assert str(outcome(condense(repeat(bytes(PIECE), 100)))).startswith("this file is empty")


def test_a_key_is_what_it_means_however_it_is_escaped() -> None:
    raw = rb'{"c\u0065lls": [{"so\u0075rce": ["x = 1"], "out\u0070uts": [1]}]}'
    assert outcome(condensed(raw, 1000)) == outcome(notebook({"source": "x = 1", "outputs": []}))
