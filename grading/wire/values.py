"""Python, NumPy and PyTorch values as plain JSON data, and made anew from it: a tagged codec.

Nothing is unpickled or evaluated. None, bool, int, float and str cross as they are, NaN and the
infinities included, as in Python's `json`. All else is an object, a node, with a tag `t`, its
content `v`, and sometimes more:

| `t` | what crosses | `v` | more |
|---|---|---|---|
| `list`, `tuple`, `set`, `frozenset` | these; an array.array as a list | list of nodes | |
| `dict` | dict | list of pairs of nodes | |
| `array` | numpy.ndarray, numpy.generic | base64 of its numbers | `dtype` `shape` `scalar` `mask` |
| `array` | the same, of texts | list of its texts | `dtype` (U) `shape` |
| `tensor` | torch.Tensor, dense, of the CPU | base64 of its numbers | `dtype` `shape` `grad` |
| `complex` | complex | real and imaginary part | |
| `bytes` | bytes, bytearray | base64 | |
| `range` | range | start, stop, step | |
| `decimal` | decimal.Decimal | its text | |
| `fraction` | fractions.Fraction | numerator and denominator | |
| `number` | what turns into an int or a float, such as sympy's numbers | that | `text` |
| `axes` | matplotlib.axes.Axes | its figure, see `grading.wire.figures` | |
| `function` | what can be called | number by which the other end calls it | `name` |
| `opaque` | anything else | its text | `name` of its class |

An instance of a subclass crosses as its base. Numbers of arrays are little-endian, in C order;
`dtype` is NumPy's typestring (see its array interface) or the name in `torch`, where bfloat16
becomes float32; an array of objects crosses as one of the numbers that they turn into, anything
else with a `tolist` as that list. What a masked array masks becomes NaN. `grad` is whether a tensor
requires one. `text` is what a `number` shows: it turns into a number where it comes from.
"""

from __future__ import annotations

import base64
import contextlib
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes

from grading.core.errors import GradingError
from grading.wire.figures import decode_axes, encode_axes

Node = Any
"""What JSON can say."""

DEPTH = 24
"""How deep containers may nest."""

NODES = 400_000
"""How many values one message may hold."""

HASHED, ENTRIES = ("set", "frozenset", "dict"), 20_000
"""Containers that are slow to make of numbers chosen for it, and how much they may hold."""

LARGEST_EXPONENT = 6_144
"""Of a decimal number: that of IEEE 754's decimal128. As an integer, one of a million has as many
digits.
"""

TEXT = 1_000
"""Characters that are kept of the text of an object that cannot cross."""

LARGEST = 4 << 20
"""Numbers, or characters, that an array holds at the most."""

UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, MemoryError)
"""What reading a node that is none may raise: Python's own, NumPy's and PyTorch's errors."""


class Refused(GradingError, ValueError):
    """A value that cannot cross, or a node that is none."""


class OpaqueValue:
    """Stands for an object that cannot cross: it has a class's name and a text, no more."""

    text = ""

    def __repr__(self) -> str:
        return self.text


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


def as_number(value: Any) -> int | float | complex | None:
    """The number that an object turns into by `__index__`, `__float__` or `__complex__`."""
    for turn in (operator.index, float, complex):
        if hasattr(type(value), f"__{turn.__name__}__"):
            with contextlib.suppress(Exception):  # a class of anybody's: it may fail at anything
                return turn(value)
    return None


def text_of(value: Any) -> str:
    """What an object shows, TEXT characters at the most."""
    try:
        return repr(value)[:TEXT]
    except Exception:  # a class of anybody's: it may fail at anything
        return f"<{_name(type(value))} without a text>"


def read_number(node: dict[str, Any]) -> ShownInt | ShownFloat:
    """The number of a node with its text; one of UNREADABLE if it is none."""
    number, text = node["v"], str(node["text"])[:TEXT]
    if type(number) not in (int, float):
        raise ValueError("it is no number")
    shown = ShownInt(number) if isinstance(number, int) else ShownFloat(number)
    shown.text = text
    return shown


# Arrays and tensors.

NUMBERS = "biufc"
"""NumPy's kinds of numbers; arrays of anything else do not cross as arrays."""

DTYPE = re.compile(rf"[<>|=]?[{NUMBERS}][0-9]{{1,2}}")
"""What NumPy is asked to read as a type: in others it looks for several, and for Python's words."""

TENSORS = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.float16, torch.float32, torch.float64, torch.complex64, torch.complex128),
    )
}


def write_array(value: Any) -> dict[str, Any] | None:
    """The content of a NumPy array or scalar; None if it holds neither numbers nor texts."""
    plain = np.ma.getdata(value) if isinstance(value, np.ma.MaskedArray) else np.asarray(value)
    if plain.dtype.kind == "O":
        found = [as_number(each) for each in plain.flat]
        plain = plain if None in found else np.array(found).reshape(plain.shape)
    if plain.dtype.kind == "U":
        return {"dtype": "U", "shape": plain.shape, "v": plain.ravel().tolist()}
    if plain.dtype.kind not in NUMBERS:
        return None
    content = _write_bytes(plain.dtype.newbyteorder("<").str, plain)
    if isinstance(value, np.ma.MaskedArray):
        content["mask"] = np.ma.getmaskarray(value).ravel().tolist()
    return {**content, "scalar": isinstance(value, np.generic)}


def _write_bytes(dtype: str, plain: np.ndarray) -> dict[str, Any]:
    little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
    return {"dtype": dtype, "shape": plain.shape, "v": _write_base64(little.tobytes())}


def _write_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def read_array(node: dict[str, Any]) -> Any:
    """The array or scalar of a node, its shape the node's; one of UNREADABLE if it is none."""
    shape = _shape(node)
    if node["dtype"] == "U":
        texts = [str(text) for text in node["v"]]
        if len(texts) * max(map(len, texts), default=0) > LARGEST:  # each is padded to the longest
            raise ValueError("its texts are too long")
        return np.array(texts).reshape(shape)
    if not DTYPE.fullmatch(str(node["dtype"])):
        raise ValueError("it is no array of numbers")
    dtype = np.dtype(str(node["dtype"]))
    if dtype.kind not in NUMBERS:
        raise ValueError("it is no array of numbers")
    plain = np.frombuffer(bytearray(base64.b64decode(node["v"])), dtype).reshape(shape)
    if dtype.kind == "b":  # a byte may hold more than 0 and 1
        plain = plain.view(np.uint8) != 0
    plain = plain.astype(dtype.newbyteorder("="), copy=False)
    if "mask" in node:  # no comparison sees what is masked, so it must not stay so
        hidden = np.array(node["mask"], dtype=bool).reshape(shape)
        return np.where(hidden, np.nan, plain)
    return plain[()] if node.get("scalar") is True and not shape else plain


def write_tensor(value: torch.Tensor) -> dict[str, Any] | None:
    """The content of a dense tensor; None if it is sparse, or on another device."""
    plain = value.detach()
    if plain.layout is not torch.strided or plain.device.type != "cpu":
        return None
    if plain.dtype is torch.bfloat16:  # which NumPy does not know; its values are float32's
        plain = plain.float()
    dtype = str(plain.dtype).removeprefix("torch.")
    if dtype not in TENSORS:
        return None
    content = _write_bytes(dtype, plain.resolve_conj().resolve_neg().contiguous().numpy())
    return {**content, "grad": bool(value.requires_grad)}


def read_tensor(node: dict[str, Any]) -> torch.Tensor:
    """The tensor of a node, its shape the node's; one of UNREADABLE if it is none."""
    dtype, shape = TENSORS[node["dtype"]], _shape(node)
    raw = base64.b64decode(node["v"])
    if len(raw) != math.prod(shape) * dtype.itemsize:
        raise ValueError("its shape does not fit its numbers")
    if dtype is torch.bool:  # a byte may hold more than 0 and 1
        raw = bytes(byte != 0 for byte in raw)
    plain = torch.frombuffer(bytearray(raw), dtype=dtype) if raw else torch.empty(0, dtype=dtype)
    wants_grad = node.get("grad") is True and (dtype.is_floating_point or dtype.is_complex)
    return plain.reshape(shape).requires_grad_(wants_grad)


def _shape(node: dict[str, Any]) -> tuple[int, ...]:
    shape = tuple(node["shape"])
    if len(shape) > 16 or not all(type(size) is int and 0 <= size < 1 << 31 for size in shape):
        raise ValueError("its shape is none")
    if math.prod(max(size, 1) for size in shape) > LARGEST:  # with a zero among huge sizes, too
        raise ValueError("its shape is too large")
    return shape


# The tags whose content holds no nodes, and those that do.


@dataclass(frozen=True)
class ValueCodec:
    """One tag: the classes that cross with it, their content, and the value of a node.

    `write` returns `v` and what else the node has, or None for a value that has no such form;
    `read` raises one of UNREADABLE for a node that is none.
    """

    tag: str
    classes: type | tuple[type, ...]
    write: Callable[[Any], dict[str, Any] | None]
    read: Callable[[Node], Any]


CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
CODECS = (
    ValueCodec("array", (np.ndarray, np.generic), write_array, read_array),
    ValueCodec("tensor", torch.Tensor, write_tensor, read_tensor),
    ValueCodec(
        "complex",
        complex,
        lambda value: {"v": [value.real, value.imag]},
        lambda node: complex(*map(float, node["v"])),
    ),
    ValueCodec(
        "bytes",
        (bytes, bytearray),
        lambda value: {"v": _write_base64(bytes(value))},
        lambda node: base64.b64decode(node["v"], validate=True),
    ),
    ValueCodec(
        "range",
        range,
        lambda value: {"v": [value.start, value.stop, value.step]},
        lambda node: _range(*(int(part) for part in node["v"])),
    ),
    ValueCodec(
        "decimal",
        Decimal,
        lambda value: {"v": str(value)[:TEXT]},
        lambda node: _decimal(str(node["v"])[:TEXT]),
    ),
    ValueCodec(
        "fraction",
        Fraction,
        lambda value: {"v": [value.numerator, value.denominator]},
        lambda node: Fraction(*(int(part) for part in node["v"])),
    ),
    ValueCodec(
        "axes",
        Axes,
        lambda value: {"v": encode_axes(value)},
        lambda node: decode_axes(node["v"]),
    ),
)
BY_TAG = {codec.tag: codec.read for codec in CODECS} | {"number": read_number}
"""How a node without others in it is read, by its tag."""


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if number.is_finite() and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError("a decimal number with an exponent that no computation ends with")
    return number


def _range(start: int, stop: int, step: int) -> range:
    found = range(start, stop, step)
    if (stop - start) // step > NODES:
        raise Refused(f"it holds more than {NODES:,} values")
    return found


class Writer:
    """Makes nodes; `handle` gives functions a number by which the other end can call them.

    If it is `strict`, an object that cannot cross is Refused; otherwise its text crosses.
    """

    def __init__(self, handle: Callable[[Any], int | None], *, strict: bool = False) -> None:
        self._handle, self._strict = handle, strict
        self._left, self._deep = NODES, 0

    def write(self, value: Any) -> Node:
        """The node of a value; Refused if it is too large."""
        self._left -= 1
        if self._left < 0:
            raise Refused(f"it holds more than {NODES:,} values")
        if value is None or type(value) in (bool, int, float, str):
            return value
        self._deep += 1
        try:
            return self._opaque(value) if self._deep > DEPTH else self._write(value)
        finally:
            self._deep -= 1

    def _write(self, value: Any) -> Node:
        if isinstance(value, (list, tuple, set, frozenset)):
            tag = next(k for k, v in CONTAINERS.items() if isinstance(value, v))
            return {"t": tag, "v": [self.write(part) for part in value]}
        if isinstance(value, dict):
            pairs = [[self.write(key), self.write(part)] for key, part in value.items()]
            return {"t": "dict", "v": pairs}
        if isinstance(value, str):  # before NumPy's, for a text of NumPy's is one of Python's too
            return str.__str__(value)
        for codec in CODECS:
            if isinstance(value, codec.classes) and (content := codec.write(value)) is not None:
                return {"t": codec.tag, **content}
        if isinstance(value, (int, float)):  # after NumPy's, of which one is Python's too
            return int(value) if isinstance(value, int) else float(value)
        if isinstance(number := as_number(value), complex):
            return self.write(number)
        if number is not None:
            return {"t": "number", "v": number, "text": text_of(value)}
        if (parts := _parts(value)) is not None:
            return self.write(parts)
        if callable(value) and (handle := self._handle(value)) is not None:
            return {"t": "function", "v": handle, "name": _name(value)}
        return self._opaque(value)

    def _opaque(self, value: Any) -> Node:
        if self._strict:
            raise Refused(f"an object of class {_name(type(value))} cannot cross as plain data")
        return {"t": "opaque", "v": text_of(value), "name": _name(type(value))}


def _parts(value: Any) -> list[Any] | None:
    """The list that a container of another library turns into; None if it is none."""
    if hasattr(type(value), "tolist") and not isinstance(value, np.generic):
        with contextlib.suppress(Exception):  # a sparse tensor has none, and a class of anybody's
            parts = value.tolist()
            return parts if isinstance(parts, list) else None
    return None


def _name(value: Any) -> str:
    return str(getattr(value, "__name__", "object"))[:80]


class Reader:
    """Makes values of nodes; `function` makes whatever stands for a function of the other end."""

    def __init__(self, function: Callable[[int, str], Any]) -> None:
        self._function, self._deep, self._left = function, 0, 0
        self._classes: dict[str, Any] = {}

    def read(self, node: Node) -> Any:
        """The value of a node, whoever has made it; Refused if it is none, whatever it is."""
        self._left = NODES if not self._deep else self._left - 1
        if self._left < 0:
            raise Refused(f"it holds more than {NODES:,} values")
        if node is None or isinstance(node, (bool, int, float, str)):
            return node
        self._deep += 1
        try:
            if self._deep > DEPTH + 1:
                raise Refused("it nests too deep")
            return self._read(node)
        except Refused:
            raise
        except UNREADABLE as error:
            raise Refused(f"it cannot be read: {error!s:.200}") from error
        finally:
            self._deep -= 1

    def _read(self, node: Node) -> Any:
        tag, value = node["t"], node["v"]
        if tag in HASHED and len(value) > ENTRIES:  # numbers of one hash take the square of that
            raise Refused(f"it holds a {tag} of more than {ENTRIES:,} entries")
        if tag in CONTAINERS:
            return CONTAINERS[tag]([self.read(part) for part in value])
        if tag == "dict":
            return {self.read(key): self.read(part) for key, part in value}
        if tag == "function" and isinstance(value, int):
            return self._function(value, _identifier(node["name"]))
        if tag == "opaque":
            return self._opaque(_identifier(node["name"]), str(value)[:TEXT])
        return BY_TAG[tag](node)

    def _opaque(self, name: str, text: str) -> OpaqueValue:
        """A stand-in of a class of that name; few classes, since each costs kilobytes."""
        if name not in self._classes and len(self._classes) >= 100:
            name = "object"
        if name not in self._classes:
            self._classes[name] = type(name, (OpaqueValue,), {"__module__": "__main__"})
        stand_in: OpaqueValue = self._classes[name]()
        stand_in.text = text
        return stand_in


def _identifier(name: object) -> str:
    return name if isinstance(name, str) and re.fullmatch(r"\w{1,80}", name) else "object"
