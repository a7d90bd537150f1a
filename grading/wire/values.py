"""Values of Python, NumPy, PyTorch and pandas as plain JSON data, and made anew: a tagged codec.

Nothing is unpickled or evaluated, and no class that a student has written is used. None, bool, int,
float and str cross as they are, NaN and the infinities included, as in Python's `json`. All else is
an object, a node, with a tag `t`, its content `v`, and sometimes more:

| `t` | what crosses | `v` | more |
|---|---|---|---|
| `list`, `tuple`, `set`, `frozenset` | these; an array.array as a list | list of nodes | |
| `deque` | collections.deque | list of nodes | `most` |
| `dict` | dict, OrderedDict, Counter, defaultdict | list of pairs of nodes | `kind` `factory` |
| `keys`, `values`, `items` | what a dict has | list of nodes, or of pairs | |
| `iterator` | generator, map, filter, …: ITEMS values | list of nodes | `name` `kind` `end` |
| `same` | a list, dict, set, array, … that stands before | number of it | |
| `int` | an int of more than 4,000 digits; 2²⁰ bits | in hexadecimal | |
| `array` | numpy.ndarray, numpy.generic | base64 of its numbers | `dtype` `shape` and others |
| `array` | the same, of texts | list of its texts | `dtype` (U) `shape` |
| `objects` | numpy.ndarray of objects | list of nodes | `shape` |
| `structured` | numpy.ndarray with fields | base64 of its rows | `dtype` `shape` and others |
| `tensor` | torch.Tensor, dense, of the CPU | base64 of its numbers | `dtype` `shape` and others |
| `dtype`, `torch.dtype`, `torch.device` | these; of devices the CPU | its name | |
| `table` | pandas' tables and times | list of nodes, see `wire.tables` | `name` `text` |
| `complex` | complex | real and imaginary part | |
| `bytes`, `bytearray` | these | base64 | |
| `path` | a path of pathlib's | its text | `pure` |
| `range` | range | start, stop, step | |
| `slice` | slice | list of three nodes | |
| `constant` | Ellipsis, NotImplemented | its name | |
| `decimal` | decimal.Decimal, of 1,000 characters | its text | |
| `fraction` | fractions.Fraction, of parts below 10⁴⁰⁰⁰ | numerator and denominator | |
| `date`, `time`, `datetime`, `timedelta`, `timezone` | these | numbers | `zone` |
| `namedtuple` | a named tuple | list of nodes | `fields` `module` `name` |
| `enum` | a member of an enum of the notebook's | its name, number or text | `name` `text` |
| `dataclass` | an instance of one of the notebook's | list of pairs: field, node | `name` `text` |
| `namespace` | types.SimpleNamespace | list of pairs: name, node | |
| `exception` | an exception, see `wire.exceptions` | class, text, arguments, attributes | |
| `class` | a class of which values cross | its name | |
| `number` | what turns into an int or a float, such as sympy's numbers | that | `text` |
| `axes` | matplotlib.axes.Axes | its figure, see `grading.wire.figures` | |
| `function` | what can be called | number by which the other end calls it | `name` |
| `opaque` | anything else | its text | `name` of its class |

An instance of a subclass crosses as its base. Classes of the notebook's are looked up by name where
the value arrives (`wire.classes`). Numbers of arrays are little-endian, in the `order` of memory, C
or F; `dtype` is NumPy's typestring (see its array interface) or the name in `torch`, where bfloat16
becomes float32; an array of objects that all turn into numbers crosses as one of these, anything
else with a `tolist` as that list. `scalar` says that it is no array, `mask` what a masked one
hides, which becomes NaN. `grad` is whether a tensor requires one, `gradient` the one that a leaf
has. `zone` is the offset from UTC in seconds. `text` is what a `number` shows: it turns into a
number where it comes from. How large a value may be says `Limits.value`: `codec.Most`.
"""

from __future__ import annotations

import base64
import contextlib
import datetime
import io
import itertools
import pathlib
import re
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from grading.core.errors import GradingError
from grading.wire.arrays import ARRAYS, TENSORS, as_number
from grading.wire.classes import CLASSES, DATACLASS, MEMBER, NAMED_TUPLE, NAMES, OTHERS
from grading.wire.codec import (
    TEXT,
    Most,
    Node,
    NodeReader,
    NodeWriter,
    OpaqueValue,
    Refused,
    ValueCodec,
    name_of,
    text_of,
    write_base64,
)
from grading.wire.figures import decode_axes, encode_axes
from grading.wire.tables import TABLES

DEPTH = 100
"""How deep containers may nest."""

ITEMS = 1_000
"""Values that are read of a generator or another iterator; whoever asks for more is told so."""

ENTRIES, ALIKE = 20_000, 100
"""How much a set or a dict may hold without a look at its hashes, and of how many these may be the
same: numbers of one hash, chosen for it, take the square of their count.
"""

LARGEST_EXPONENT = 6_144
"""Of a decimal number: that of IEEE 754's decimal128. As an integer, one of a million has as many
digits.
"""

LONG, BITS = 10**4_000, 1 << 20
"""An integer from which on it crosses as a text, for JSON has 4,300 digits; bits of the largest."""


# Numbers of any library.


class Shown:
    """A number with the text that it shows where it comes from."""

    text = ""

    def __repr__(self) -> str:
        return self.text


class ShownInt(Shown, int):
    """A whole number that crossed with a text."""


class ShownFloat(Shown, float):
    """A number that crossed with a text."""


def read_number(node: dict[str, Any], _: NodeReader) -> ShownInt | ShownFloat:
    """The number of a node with its text; an error if it is none."""
    number, text = node["v"], str(node["text"])[:TEXT]
    if type(number) not in (int, float):
        raise ValueError("it is no number")
    shown = ShownInt(number) if isinstance(number, int) else ShownFloat(number)
    shown.text = text
    return shown


def _write_int(value: int) -> dict[str, Any]:
    if value.bit_length() > BITS:
        raise Refused(f"it is a number of more than {BITS:,} bits")
    return {"t": "int", "v": hex(value)}


def _read_int(node: dict[str, Any], _: NodeReader) -> int:
    text = str(node["v"])
    if len(text) > BITS // 4 + 3 or not re.fullmatch(r"-?0x[0-9a-f]+", text):
        raise ValueError("it is no number")
    return int(text, 16)


def _write_fraction(value: Fraction, _: NodeWriter) -> dict[str, Any] | None:
    parts = [value.numerator, value.denominator]
    return {"v": parts} if -LONG < parts[0] < LONG and parts[1] < LONG else None


def _write_decimal(value: Decimal, _: NodeWriter) -> dict[str, Any] | None:
    return {"v": str(value)} if len(str(value)) <= TEXT else None


def _read_decimal(node: dict[str, Any], _: NodeReader) -> Decimal:
    number = Decimal(str(node["v"])[:TEXT])
    if number.is_finite() and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError("a decimal number with an exponent that no computation ends with")
    return number


def _read_range(node: dict[str, Any], reader: NodeReader) -> range:
    start, stop, step = (int(part) for part in node["v"])
    found = range(start, stop, step)
    if (stop - start) // step > reader.most.nodes:
        raise reader.most.too_many()
    return found


# Times.


def _write_zone(zone: datetime.timedelta | None) -> float | None:
    return None if zone is None else zone.total_seconds()


def _read_zone(node: dict[str, Any]) -> datetime.timezone | None:
    zone = node.get("zone")
    return None if zone is None else datetime.timezone(datetime.timedelta(seconds=float(zone)))


def _write_datetime(value: datetime.datetime, _: NodeWriter) -> dict[str, Any] | None:
    if value != value:  # pandas has a time that is none
        return None
    date = [value.year, value.month, value.day]
    time = [value.hour, value.minute, value.second, value.microsecond]
    return {"v": [*date, *time], "zone": _write_zone(value.utcoffset())}


def _write_time(value: datetime.time, _: NodeWriter) -> dict[str, Any]:
    time = [value.hour, value.minute, value.second, value.microsecond]
    return {"v": time, "zone": _write_zone(value.utcoffset())}


def _read_datetime(node: dict[str, Any], _: NodeReader) -> datetime.datetime:
    year, month, day, hour, minute, second, micro = node["v"]
    return datetime.datetime(year, month, day, hour, minute, second, micro, _read_zone(node))


def _read_time(node: dict[str, Any], _: NodeReader) -> datetime.time:
    hour, minute, second, micro = node["v"]
    return datetime.time(hour, minute, second, micro, _read_zone(node))


def _read_timezone(node: dict[str, Any], _: NodeReader) -> datetime.timezone:
    zone = _read_zone({"zone": node["v"]})
    if zone is None:
        raise ValueError("it is no zone")
    return zone


def _write_timedelta(value: datetime.timedelta, _: NodeWriter) -> dict[str, Any] | None:
    if value != value:
        return None
    return {"v": [value.days, value.seconds, value.microseconds]}


# Containers.


def _check_hashes(tag: str, keys: list[Any]) -> None:
    """Raise Refused where many of a set or a dict have one hash."""
    if len(keys) > ENTRIES:
        hashes = np.fromiter((hash(key) for key in keys), dtype=np.int64, count=len(keys))
        if np.unique(hashes, return_counts=True)[1].max() > ALIKE:
            raise Refused(f"it holds a {tag} of more than {ENTRIES:,} entries, many of one hash")


def _hashed(kind: type) -> Callable[[Any, NodeReader], Any]:
    def read(node: dict[str, Any], reader: NodeReader) -> Any:
        parts = reader.parts(node["v"])
        _check_hashes(node["t"], parts)
        return kind(parts)

    return read


def _write_dict(value: dict[Any, Any], writer: NodeWriter) -> dict[str, Any]:
    node: dict[str, Any] = {"v": _write_pairs(value, writer)}
    if type(value) is dict:
        return node
    for kind in (OrderedDict, Counter, defaultdict):
        if isinstance(value, kind):
            node["kind"] = kind.__name__
    if isinstance(value, defaultdict):
        factory: Any = value.default_factory
        node["factory"] = NAMES.get(factory) if isinstance(factory, type) else None
    return node


def _write_pairs(value: Any, writer: NodeWriter) -> list[list[Node]]:
    keys, parts = writer.parts(value.keys()), writer.parts(value.values())
    return list(map(list, zip(keys, parts, strict=True)))


def _read_pairs(node: dict[str, Any], reader: NodeReader) -> list[tuple[Any, Any]]:
    pairs = [(key, part) for key, part in node["v"]]
    keys = reader.parts([key for key, _ in pairs])
    parts = reader.parts([part for _, part in pairs])
    _check_hashes(node["t"], keys)
    return list(zip(keys, parts, strict=True))


def _read_dict(node: dict[str, Any], reader: NodeReader) -> dict[Any, Any]:
    pairs, kind = _read_pairs(node, reader), node.get("kind")
    if kind == "OrderedDict":
        return OrderedDict(pairs)
    if kind == "Counter":
        return Counter(dict(pairs))
    if kind == "defaultdict":
        return defaultdict(CLASSES.get(node.get("factory", "")), pairs)
    return dict(pairs)


def _read_items(node: dict[str, Any], reader: NodeReader) -> Any:
    return dict(_read_pairs(node, reader)).items()


def _read_keys(node: dict[str, Any], reader: NodeReader) -> Any:
    parts = reader.parts(node["v"])
    _check_hashes("dict", parts)
    return dict.fromkeys(parts).keys()


def _read_deque(node: dict[str, Any], reader: NodeReader) -> deque[Any]:
    return deque(reader.parts(node["v"]), node.get("most"))


WHOLE, MORE, FAILS = "whole", "more", "fails"
"""How a reading of an iterator ends: it had no more, ITEMS values were enough, it has raised."""


def _write_iterator(value: Iterator[Any], writer: NodeWriter) -> dict[str, Any]:
    """What an iterator gives, for as long as it is read here; it is used up to there."""
    parts: list[Any] = []
    end = WHOLE
    try:
        parts += itertools.islice(value, ITEMS)
        if len(parts) == ITEMS:
            end = MORE
    except Exception as error:  # a student's, which a test may wait for
        end = FAILS
        parts.append(error)
    kind = type(value).__name__ if isinstance(value, (map, filter)) else ""
    return {"v": writer.parts(parts), "end": end, "kind": kind, "name": name_of(value)}


def _read_iterator(node: dict[str, Any], reader: NodeReader) -> Iterator[Any]:
    parts, end = reader.parts(node["v"]), node["end"]
    error = parts.pop() if end == FAILS else None
    if error is not None and not isinstance(error, Exception):
        raise ValueError("it ends with no exception")

    def again() -> Iterator[Any]:
        yield from parts
        if error is not None:
            raise error
        if end == MORE:
            raise Refused(f"a test sees {ITEMS:,} values of an iterator, and no more")

    again.__name__ = again.__qualname__ = _identifier(node["name"])
    made = again()
    if node["kind"] == "map":
        return map(_same, made)
    return filter(lambda _: True, made) if node["kind"] == "filter" else made


def _same(value: Any) -> Any:
    return value


# The table.

CONSTANTS = {repr(value): value for value in (Ellipsis, NotImplemented)}


def _container(kind: Any, **more: Any) -> ValueCodec:
    read = _hashed(kind) if kind in (set, frozenset) else lambda node, r: kind(r.parts(node["v"]))
    return ValueCodec(kind.__name__, kind, lambda value, w: {"v": w.parts(value)}, read, **more)


CONTAINERS = {
    codec.tag: codec
    for codec in (
        *(_container(list, shared=True), _container(tuple)),
        *(_container(set, shared=True), _container(frozenset)),
    )
}
CODECS = (
    TABLES,  # before what its times are, too
    MEMBER,
    NAMED_TUPLE,
    *CONTAINERS.values(),
    ValueCodec("dict", dict, _write_dict, _read_dict, shared=True),
    *ARRAYS,
    ValueCodec(
        "complex",
        complex,
        lambda value, _: {"v": [value.real, value.imag]},
        lambda node, _: complex(*map(float, node["v"])),
    ),
    ValueCodec(
        "bytes",
        bytes,
        lambda value, _: {"v": write_base64(value)},
        lambda node, _: base64.b64decode(node["v"], validate=True),
    ),
    ValueCodec(
        "bytearray",
        bytearray,
        lambda value, _: {"v": write_base64(value)},
        lambda node, _: bytearray(base64.b64decode(node["v"], validate=True)),
        shared=True,
    ),
    ValueCodec(
        "path",
        pathlib.PurePath,
        lambda value, _: {"v": str(value), "pure": not isinstance(value, pathlib.Path)},
        lambda node, _: (pathlib.PurePath if node.get("pure") else pathlib.Path)(node["v"]),
    ),
    ValueCodec(
        "range",
        range,
        lambda value, _: {"v": [value.start, value.stop, value.step]},
        _read_range,
    ),
    ValueCodec(
        "slice",
        slice,
        lambda value, w: {"v": w.parts((value.start, value.stop, value.step))},
        lambda node, r: slice(*r.parts(node["v"])),
    ),
    ValueCodec(
        "constant",
        (type(Ellipsis), type(NotImplemented)),
        lambda value, _: {"v": repr(value)},
        lambda node, _: CONSTANTS[node["v"]],
    ),
    ValueCodec("decimal", Decimal, _write_decimal, _read_decimal),
    ValueCodec(
        "fraction",
        Fraction,
        _write_fraction,
        lambda node, _: Fraction(*(int(part) for part in node["v"])),
    ),
    ValueCodec("datetime", datetime.datetime, _write_datetime, _read_datetime),
    ValueCodec(
        "date",
        datetime.date,
        lambda value, _: {"v": [value.year, value.month, value.day]} if value == value else None,
        lambda node, _: datetime.date(*node["v"]),
    ),
    ValueCodec("time", datetime.time, _write_time, _read_time),
    ValueCodec(
        "timedelta",
        datetime.timedelta,
        _write_timedelta,
        lambda node, _: datetime.timedelta(*(int(part) for part in node["v"])),
    ),
    ValueCodec(
        "timezone",
        datetime.timezone,
        lambda value, _: {"v": _write_zone(value.utcoffset(None))},
        _read_timezone,
    ),
    ValueCodec(
        "deque",
        deque,
        lambda value, w: {"v": w.parts(value), "most": value.maxlen},
        _read_deque,
        shared=True,
    ),
    ValueCodec("keys", type({}.keys()), lambda value, w: {"v": w.parts(value)}, _read_keys),
    ValueCodec(
        "values",
        type({}.values()),
        lambda value, w: {"v": w.parts(value)},
        lambda node, r: dict(enumerate(r.parts(node["v"]))).values(),
    ),
    ValueCodec(
        "items", type({}.items()), lambda value, w: {"v": _write_pairs(dict(value), w)}, _read_items
    ),
    ValueCodec(
        "axes",
        Axes,
        lambda value, _: {"v": encode_axes(value)},
        lambda node, _: decode_axes(node["v"]),
    ),
    *OTHERS,
)
LAST = (
    DATACLASS,
    ValueCodec("iterator", Iterator, _write_iterator, _read_iterator, shared=True),
)
"""What a value crosses as that is no number and cannot be called."""

BY_CLASS = {
    kind: codec
    for codec in CODECS
    for kind in (codec.classes if isinstance(codec.classes, tuple) else (codec.classes,))
    if kind is not np.ndarray or codec.tag == "array"
}
"""The row of a value of exactly this class."""

BY_TAG = {codec.tag: codec.read for codec in (*CODECS, *LAST)} | {
    "number": read_number,
    "int": _read_int,
}
"""How a node is read, by its tag."""

SHARED = frozenset(codec.tag for codec in (*CODECS, *LAST) if codec.shared)

AS_IS = frozenset((type(None), bool, float, str))
"""Classes of values that cross as they are, whatever they are; an int does, if it is not long."""

PLAIN = AS_IS | {int}

FEW = 8
"""Values that are looked at one by one: to look at their classes first saves nothing."""


def _are_plain(parts: list[Any]) -> bool:
    """True if all of these cross as they are."""
    kinds = set(map(type, parts))
    if kinds <= AS_IS:
        return True
    return kinds == {int} and min(parts) > -LONG and max(parts) < LONG


class Writer:
    """Makes nodes; `handle` gives functions a number by which the other end can call them.

    If it is `strict`, an object that cannot cross is Refused; otherwise its text crosses.
    """

    def __init__(
        self,
        handle: Callable[[Any], int | None],
        most: Most | None = None,
        *,
        strict: bool = False,
    ) -> None:
        self._handle, self._strict, self.most = handle, strict, most or Most()
        self._left, self._deep = self.most.nodes, 0
        self._written: dict[int, tuple[int, int, Any] | None] = {}
        self._count = 0
        self._rows: dict[type, tuple[tuple[ValueCodec, ...], tuple[ValueCodec, ...]]] = {}

    def write(self, value: Any) -> Node:
        """The node of a value; Refused if it is too large."""
        self._left -= 1
        if self._left < 0:
            raise self.most.too_many()
        return value if type(value) in AS_IS else self._node(value)

    def _node(self, value: Any) -> Node:
        kind = type(value)
        if kind is int:
            return value if -LONG < value < LONG else _write_int(value)
        if not self._deep:
            self._written, self._count = {}, 0
        self._deep += 1
        try:
            if self._deep > DEPTH:
                return self._opaque(value)
            codec = BY_CLASS.get(kind)
            if codec is None:
                rows = self._rows_of(value)
                if any(rows) or hasattr(kind, "tolist"):
                    return self._once(value, self._write, *rows)
                return self._write(value, *rows)
            if codec.shared:
                return self._once(value, codec.node, self)
            return codec.node(value, self) or self._write(value)
        finally:
            self._deep -= 1

    def parts(self, values: Iterable[Any]) -> list[Node]:
        """The nodes of what is in a container."""
        parts = list(values)
        self._use(len(parts))
        if len(parts) > FEW and _are_plain(parts):
            return parts
        return [part if type(part) in AS_IS else self._node(part) for part in parts]

    def _use(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise self.most.too_many()

    def _once(self, value: Any, write: Callable[..., Node], *more: Any) -> Node:
        """The node of a value, or the number of the same one if it has been written."""
        key = id(value)
        if key in self._written:
            before = self._written[key]
            if before is None:  # it is in itself
                return self._opaque(value)
            self._use(before[1])
            return {"t": "same", "v": before[0]}
        left = self._left
        self._written[key] = None
        node = write(value, *more)
        if node is None:
            node = self._write(value)
        if isinstance(node, dict) and node["t"] in SHARED:
            self._written[key] = (self._count, left - self._left, value)
            self._count += 1
        else:
            del self._written[key]
        return node

    def _write(self, value: Any, *rows: tuple[ValueCodec, ...]) -> Node:
        """The node of a value of any class, or of one whose own row has no node for it."""
        first, last = rows or self._rows_of(value)
        for codec in first:
            if (node := codec.node(value, self)) is not None:
                return node
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, (int, float)):  # after NumPy's, of which one is Python's too
            return self.write(int(value)) if isinstance(value, int) else float(value)
        if isinstance(number := as_number(value), complex):
            return self.write(number)
        if number is not None:
            return {"t": "number", "v": number, "text": text_of(value)}
        if (parts := _parts(value)) is not None:
            return CONTAINERS["list"].node(parts, self)
        if callable(value) and (handle := self._handle(value)) is not None:
            return {"t": "function", "v": handle, "name": name_of(value)}
        for codec in last:
            if (node := codec.node(value, self)) is not None:
                return node
        return self._opaque(value)

    def _rows_of(self, value: Any) -> tuple[tuple[ValueCodec, ...], tuple[ValueCodec, ...]]:
        """The rows that a value of its class may cross as: before others, and as the last."""
        kind = type(value)
        if kind not in self._rows:
            # A text of NumPy's is one of Python's, too, and crosses as that.
            first = (MEMBER,) if isinstance(value, str) else CODECS
            last = () if isinstance(value, io.IOBase) else LAST
            self._rows[kind] = (
                tuple(codec for codec in first if codec.takes(value)),
                tuple(codec for codec in last if codec.takes(value)),
            )
        return self._rows[kind]

    def _opaque(self, value: Any) -> Node:
        if self._strict:
            raise Refused(f"an object of class {name_of(type(value))} cannot cross as plain data")
        return {"t": "opaque", "v": text_of(value), "name": name_of(type(value))}


def _parts(value: Any) -> list[Any] | None:
    """The list that a container of another library turns into; None if it is none."""
    if hasattr(type(value), "tolist") and not isinstance(value, np.generic):
        with contextlib.suppress(Exception):  # a sparse tensor has none, and a class of anybody's
            parts = value.tolist()
            return parts if isinstance(parts, list) else None
    return None


class Reader:
    """Makes values of nodes; `function` makes whatever stands for a function of the other end."""

    def __init__(self, function: Callable[[int, str], Any], most: Most | None = None) -> None:
        self._function, self.most = function, most or Most()
        self._deep = self._left = 0
        self._read_before: list[tuple[Any, int]] = []
        self._classes: dict[str, Any] = {}

    def read(self, node: Node) -> Any:
        """The value of a node, whoever has made it; Refused if it is none, whatever it is."""
        if not self._deep:
            self._left, self._read_before = self.most.nodes, []
        self._left -= 1
        if self._left < 0:
            raise self.most.too_many()
        return node if type(node) in PLAIN else self._value(node)

    def _value(self, node: Node) -> Any:
        self._deep += 1
        try:
            if self._deep > DEPTH + 1:
                raise Refused("it nests too deep")
            return self._read(node)
        except Refused:
            raise
        except Exception as error:  # of Python, NumPy, pandas, or a class of the notebook's
            if isinstance(error, GradingError) and not isinstance(error, ValueError):
                raise  # the grader's own: it takes too long
            raise Refused(f"it cannot be read: {error!s:.200}") from error
        finally:
            self._deep -= 1

    def parts(self, nodes: Iterable[Node]) -> list[Any]:
        """The values of the nodes of a container."""
        parts = list(nodes)
        self._use(len(parts))
        if len(parts) > FEW and set(map(type, parts)) <= PLAIN:
            return parts
        return [part if type(part) in PLAIN else self._value(part) for part in parts]

    def _use(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise self.most.too_many()

    def _read(self, node: Node) -> Any:
        tag, left = node["t"], self._left
        if tag == "same":
            value, count = self._read_before[_place(node["v"])]
            self._use(count)
            return value
        if tag == "function" and isinstance(node["v"], int):
            return self._function(node["v"], _identifier(node["name"]))
        if tag == "opaque":
            return self.opaque(node["name"], node["v"])
        value = BY_TAG[tag](node, self)
        if tag in SHARED:
            self._read_before.append((value, left - self._left))
        return value

    def opaque(self, name: object, text: object) -> OpaqueValue:
        """A stand-in of a class of that name; few classes, since each costs kilobytes."""
        name = _identifier(name)
        if name not in self._classes and len(self._classes) >= 100:
            name = "object"
        if name not in self._classes:
            self._classes[name] = type(name, (OpaqueValue,), {"__module__": "__main__"})
        stand_in: OpaqueValue = self._classes[name]()
        stand_in.text = str(text)[:TEXT]
        return stand_in


def _place(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise ValueError("it is no number of a value")
    return number


def _identifier(name: object) -> str:
    return name if isinstance(name, str) and re.fullmatch(r"\w{1,80}", name) else "object"


__all__ = ["BY_TAG", "CONTAINERS", "TENSORS", "Most", "OpaqueValue", "Reader", "Refused", "Writer"]
