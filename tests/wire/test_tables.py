"""pandas' tables arrive as they were, where pandas is in use; this project does not need it."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from grading.wire.values import OpaqueValue, Reader, Refused, Writer


def write(value: object) -> Any:
    return json.loads(json.dumps(Writer(lambda _: None).write(value)))


def read(node: object) -> Any:
    return Reader(lambda *_: None).read(node)


ONE = {"t": "array", "dtype": "<i8", "shape": [1], "v": "AQAAAAAAAAA="}
STEPS = ["range", {"t": "range", "v": [0, 1, 1]}, None]
ROWS = {"t": "table", "v": STEPS, "name": "RangeIndex", "text": "RangeIndex(1)"}
PARTS: list[Any] = ["series", "", ONE, None, ROWS]
SERIES = {"t": "table", "v": PARTS, "name": "Series", "text": "0    1"}


def test_where_nobody_has_imported_pandas_a_table_shows_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    shared = {"t": "list", "v": [{"t": "list", "v": [7]}]}
    came = read({"t": "list", "v": [SERIES, shared, {"t": "same", "v": 3}]})
    assert isinstance(came[0], OpaqueValue)
    assert (type(came[0]).__name__, repr(came[0])) == ("Series", "0    1")
    assert came[2] is came[1][0], "what comes after it is counted as where it is known"
    assert "pandas" not in sys.modules


MADE = {
    "a frame": lambda pd: pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": [1.5, float("nan")]}),
    "nothing": lambda pd: pd.DataFrame(),
    "columns of one name": lambda pd: pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]),
    "groups": lambda pd: pd.DataFrame({"a": [1, 1, 2], "b": [1, 2, 3]}).groupby("a").sum(),
    "levels": lambda pd: pd.DataFrame(
        {"v": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", "y"])
    ),
    "half precision": lambda pd: pd.DataFrame({"a": [1.0, 2]}, dtype="float32"),
    "times": lambda pd: pd.DataFrame({"t": pd.to_datetime(["2026-01-30", None])}),
    "texts": lambda pd: pd.Series(["a", "b"], index=[3, 4], name="n"),
    "kinds": lambda pd: pd.Series(["a", "b", "a"], dtype="category"),
    "missing": lambda pd: pd.Series([1, None], dtype="Int64"),
    "truths": lambda pd: pd.Series([None, True], dtype="boolean"),
    "objects": lambda pd: pd.Series([1, "a", None, [2]], dtype=object),
    "an index": lambda pd: pd.Index(["a", "b"], name="n"),
    "steps": lambda pd: pd.RangeIndex(2, 8, 2),
    "dates": lambda pd: pd.DatetimeIndex(["2026-01-30", "2026-01-31"]),
}


@pytest.mark.parametrize("name", MADE)
def test_a_table_arrives_as_it_was(name: str) -> None:
    pandas = pytest.importorskip("pandas")
    sent = MADE[name](pandas)
    came = read(write(sent))
    kinds = {pandas.DataFrame: "frame", pandas.Series: "series"}
    getattr(pandas.testing, f"assert_{kinds.get(type(sent), 'index')}_equal")(came, sent)


def test_a_time_of_pandas_arrives_to_the_nanosecond() -> None:
    pandas = pytest.importorskip("pandas")
    then = pandas.Timestamp("2026-01-30 10:00:00.000000001")
    sent = [then, then - pandas.Timestamp(0), then.tz_localize("UTC"), pandas.NaT, pandas.NA]
    came = read(write(sent))
    assert came[:2] == sent[:2]
    assert came[2] == then.floor("us").tz_localize("UTC"), "with a zone it is one of Python's"
    assert came[0].nanosecond == came[1].nanoseconds == 1
    assert came[3] is pandas.NaT
    assert came[4] is pandas.NA


@pytest.mark.parametrize("place", range(5))
@pytest.mark.parametrize("part", [None, 3, "series", [], {"t": "list", "v": [1]}, SERIES])
def test_a_table_that_is_none_is_refused(place: int, part: Any) -> None:
    pandas = pytest.importorskip("pandas")
    parts = [*PARTS]
    if place == 3 or part == parts[place]:  # any name will do
        return
    parts[place] = part
    with pytest.raises(Refused):
        read({**SERIES, "v": parts})
    assert read(SERIES).equals(pandas.Series([1]))


@pytest.mark.parametrize(
    "v",
    [
        *([], ["frame"], ["frame", [], None, None], ["levels", [1], []], ["range", 3, ""]),
        *(["index", "category", [1, 2, 3], ""], ["index", "M8[ns, UTC]", [1], ""], ["other", 1]),
        *(["index", "Int64", ["a"], ""], ["missing", "x"], ["time", "now"], ["span", 1], ["time"]),
    ],
    ids=str,
)
def test_parts_that_fit_no_table_are_refused(v: list[Any]) -> None:
    pytest.importorskip("pandas")
    with pytest.raises(Refused):
        read({"t": "table", "name": "", "text": "", "v": [write(part) for part in v]})
