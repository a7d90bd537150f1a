"""pandas' tables as plain data: Series, DataFrame, Index, and its times, where pandas is in use.

pandas is no dependency of this project and is never imported here. Who has not imported it has no
values of its kinds, and reads one as an object without a value.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np

from grading.wire.codec import NodeReader, NodeWriter, ValueCodec, name_of, text_of

COLUMNS = 10_000
"""Columns of a table."""

EXTENSIONS = re.compile(
    r"(?:U?Int(?:8|16|32|64)|Float(?:32|64)|boolean|str|string)(?:\[\w{1,20}\])?"
)
"""The names of pandas' own types of columns whose values cross, each with its missing ones."""


def write_table(value: Any, writer: NodeWriter) -> dict[str, Any] | None:
    """The content of a value of pandas'; None if it is none, or of another kind."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return None
    shown = {"text": text_of(value), "name": name_of(type(value))}
    if value is pandas.NaT or value is pandas.NA:
        parts: list[Any] = ["missing", repr(value)]
    elif isinstance(value, pandas.Timestamp) and value.tz is None:
        parts = ["time", value.to_datetime64()]
    elif isinstance(value, pandas.Timedelta):
        parts = ["span", value.to_timedelta64()]
    elif isinstance(value, pandas.MultiIndex) and len(value):
        parts = ["levels", list(value), list(value.names)]
    elif isinstance(value, pandas.RangeIndex):
        parts = ["range", range(value.start, value.stop, value.step), value.name]
    elif isinstance(value, (pandas.Index, pandas.Series)):
        if (column := _column(value)) is None:
            return None
        is_index = isinstance(value, pandas.Index)
        parts = ["index", *column, value.name]
        parts = parts if is_index else ["series", *column, value.name, value.index]
    elif isinstance(value, pandas.DataFrame) and value.shape[1] <= COLUMNS:
        columns = [_column(value.iloc[:, place]) for place in range(value.shape[1])]
        if None in columns:
            return None
        parts = ["frame", columns, value.columns, value.index]
    else:
        return None
    return {"v": writer.parts(parts), **shown}


def _column(value: Any) -> tuple[str, Any] | None:
    """The type of a column and its values as NumPy has them; None if it is of another type."""
    dtype = value.dtype
    if isinstance(dtype, np.dtype):
        return "", value.to_numpy()
    if str(dtype) == "category":
        categories = dtype.categories
        codes = value.cat.codes if hasattr(value, "cat") else value.codes
        return "category", (np.asarray(codes), categories, bool(dtype.ordered))
    if EXTENSIONS.fullmatch(str(dtype)):
        missing = value.isna()
        kept = [None if gone else each for each, gone in zip(value, missing, strict=True)]
        return str(dtype), kept
    return None


def read_table(node: dict[str, Any], reader: NodeReader) -> Any:
    """The value of a node; what only shows it, where pandas is not in use."""
    kind, *parts = reader.parts(node["v"])
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return reader.opaque(node["name"], node["text"])
    if kind == "missing":
        return {"NaT": pandas.NaT, "<NA>": pandas.NA}[parts[0]]
    if kind in ("time", "span"):
        (number,) = parts
        made, wanted = {
            "time": (pandas.Timestamp, np.datetime64),
            "span": (pandas.Timedelta, np.timedelta64),
        }[kind]
        if not isinstance(number, wanted):
            raise ValueError("it is no time")
        return made(number)
    if kind == "levels":
        tuples, names = parts
        if not tuples or not all(type(each) is tuple for each in tuples):
            raise ValueError("it is no index of several levels")
        return pandas.MultiIndex.from_tuples(tuples, names=names)
    if kind == "range":
        steps, name = parts
        if type(steps) is not range:
            raise ValueError("it is no range")
        return pandas.RangeIndex(steps, name=name)
    if kind == "index":
        dtype, values, name = parts
        found = _array(pandas, dtype, values)
        return pandas.Index(found, dtype=found.dtype, name=name)
    if kind == "series":
        dtype, values, name, index = parts
        found = _array(pandas, dtype, values)
        return pandas.Series(found, _index(pandas, index), found.dtype, name=name)
    if kind != "frame":
        raise ValueError("it is no table")
    columns, names, index = parts
    rows = _index(pandas, index)
    if len(columns) > COLUMNS or len(_index(pandas, names)) != len(columns):
        raise ValueError("its columns do not fit their names")
    found = {place: _array(pandas, *column) for place, column in enumerate(columns)}
    if any(len(column) != len(rows) for column in found.values()):
        raise ValueError("its columns are not of one length")
    made = pandas.DataFrame(found, index=rows)
    made.columns = names
    return made


def _index(pandas: Any, found: Any) -> Any:
    if not isinstance(found, pandas.Index):
        raise ValueError("it has no index")
    return found


def _array(pandas: Any, dtype: Any, values: Any) -> Any:
    """The values of a column, of one dimension, in an array of its type."""
    if dtype == "category":
        codes, categories, ordered = values
        if not isinstance(codes, np.ndarray) or codes.ndim != 1 or codes.dtype.kind not in "iu":
            raise ValueError("its codes are none")
        known = _index(pandas, categories)
        return pandas.Categorical.from_codes(codes, known, ordered=ordered is True)
    if dtype == "":
        if not isinstance(values, np.ndarray) or values.ndim != 1:
            raise ValueError("a column is no row of values")
        return values
    if not isinstance(dtype, str) or not EXTENSIONS.fullmatch(dtype) or type(values) is not list:
        raise ValueError("a column is of no type that crosses")
    return pandas.array(values, dtype=dtype)


def is_table(kind: type) -> bool:
    """True for a class of pandas'."""
    return kind.__module__.partition(".")[0] == "pandas"


TABLES = ValueCodec("table", (), write_table, read_table, shared=True, fits=is_table)
