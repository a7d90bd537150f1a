"""Values as plain data, and made anew from it: numbers, texts, containers, arrays and tensors.

It is a tagged codec: nothing is unpickled, and what has no form here becomes an opaque
stand-in.
"""

from __future__ import annotations

import array
import base64
import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes

from grading.core.errors import GradingError
from grading.wire.figures import decode_axes, encode_axes

# Which values cross between processes as plain data, and how.

Node = Any

DEPTH = 24
"""How deep containers may nest."""

NODES = 400_000
"""How many values one message may hold."""

HASHED, ENTRIES = ("set", "frozenset", "dict"), 20_000
"""Containers that are slow to make of numbers chosen for it, and how much they may hold."""

TEXT = 1_000
"""Characters that are kept of the text of an object that cannot cross."""


class Refused(GradingError, ValueError):
    """A value that cannot cross, or a node that is none."""


class OpaqueValue:
    """Stands for an object that cannot cross: it has a class's name and a text, no more."""

    text = ""

    def __repr__(self) -> str:
        return self.text


CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}


# Arrays and tensors as plain data: their numbers' type, shape and bytes.

LARGEST = 4 << 20
"""Numbers, or characters, that an array holds at the most."""

NUMBERS = "biufc"
"""NumPy's kinds of numbers; arrays of anything else do not cross as arrays."""

DTYPE = re.compile(rf"[<>|=]?[{NUMBERS}][0-9]{{1,2}}")
"""What NumPy is asked to read as a type: in others it looks for several, and for Python's words."""

TENSORS = {
    name: getattr(torch, name)
    for name in [
        "bool",
        "uint8",
        "int8",
        "int16",
        "int32",
        "int64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
}


def array_node(value: Any) -> dict[str, Any] | None:
    """The node of a NumPy array or scalar, None for anything else."""
    if not isinstance(value, (np.ndarray, np.generic)):
        return None
    plain = np.ma.getdata(value) if isinstance(value, np.ma.MaskedArray) else np.asarray(value)
    if plain.dtype.kind == "U":
        return {"t": "array", "dtype": "U", "shape": plain.shape, "v": plain.ravel().tolist()}
    if plain.dtype.kind not in NUMBERS:
        return None
    node = _bytes_node("array", plain.dtype.newbyteorder("<").str, plain)
    if isinstance(value, np.ma.MaskedArray):
        node["mask"] = np.ma.getmaskarray(value).ravel().tolist()
    return {**node, "scalar": isinstance(value, np.generic)}


def _bytes_node(kind: str, dtype: str, plain: np.ndarray) -> dict[str, Any]:
    little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
    text = base64.b64encode(little.tobytes()).decode()
    return {"t": kind, "dtype": dtype, "shape": plain.shape, "v": text}


def array_from(node: dict[str, Any]) -> Any:
    """The array or scalar of a node; ValueError, TypeError or KeyError if it is none."""
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


def tensor_node(value: Any) -> dict[str, Any] | None:
    """The node of a dense tensor, None for anything else."""
    if not isinstance(value, torch.Tensor):
        return None
    plain = value.detach()
    if plain.layout is not torch.strided or plain.device.type != "cpu":
        return None
    if plain.dtype is torch.bfloat16:  # which NumPy does not know; its values are float32's
        plain = plain.float()
    dtype = str(plain.dtype).removeprefix("torch.")
    if dtype not in TENSORS:
        return None
    node = _bytes_node("tensor", dtype, plain.resolve_conj().resolve_neg().contiguous().numpy())
    return {**node, "grad": bool(value.requires_grad)}


def tensor_from(node: dict[str, Any]) -> torch.Tensor:
    """The tensor of a node; ValueError, TypeError or KeyError if it is none."""
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


# How a value becomes a node of plain data.

Write = Callable[[Any], Node]


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
            kind = next(k for k, v in CONTAINERS.items() if isinstance(value, v))
            return {"t": kind, "v": [self.write(part) for part in value]}
        if isinstance(value, dict):
            pairs = [[self.write(key), self.write(part)] for key, part in value.items()]
            return {"t": "dict", "v": pairs}
        for known, write in _SIMPLE:
            if isinstance(value, known) and (node := write(value)) is not None:
                return node
        node = array_node(value) or tensor_node(value)
        if node is None and callable(value) and (handle := self._handle(value)) is not None:
            return {"t": "function", "v": handle, "name": _name(value)}
        return node or self._opaque(value)

    def _opaque(self, value: Any) -> Node:
        if self._strict:
            raise Refused(f"an object of class {_name(type(value))} cannot cross as plain data")
        try:
            text = repr(value)[:TEXT]
        except Exception:  # a class of the student's may fail at anything
            text = f"<{_name(type(value))} without a text>"
        return {"t": "opaque", "v": text, "name": _name(type(value))}


def _name(value: Any) -> str:
    return str(getattr(value, "__name__", "object"))[:80]


_SIMPLE: list[tuple[Any, Write]] = [
    (str, str.__str__),  # before NumPy's, for a text of NumPy's is one of Python's too
    (np.generic, array_node),
    (bool, bool),
    (int, int),
    (float, float),
    (complex, lambda value: {"t": "complex", "v": [value.real, value.imag]}),
    ((bytes, bytearray), lambda v: {"t": "bytes", "v": base64.b64encode(bytes(v)).decode()}),
    (range, lambda value: {"t": "range", "v": [value.start, value.stop, value.step]}),
    (array.array, lambda value: {"t": "list", "v": value.tolist()}),
    (Decimal, lambda value: {"t": "decimal", "v": str(value)[:TEXT]}),
    (Fraction, lambda value: {"t": "fraction", "v": [value.numerator, value.denominator]}),
    (Axes, lambda value: {"t": "axes", "v": encode_axes(value)}),
]


# How a node of plain data becomes a value, whoever has made the node.


class Reader:
    """Makes values of nodes; `function` makes whatever stands for a function of the other end."""

    def __init__(self, function: Callable[[int, str], Any]) -> None:
        self._function, self._deep, self._left = function, 0, 0
        self._classes: dict[str, Any] = {}

    def read(self, node: Node) -> Any:
        """The value of a node; Refused if it is none, whatever it is."""
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

    def _opaque(self, name: str, text: str) -> OpaqueValue:
        """A stand-in of a class of that name; few classes, since each costs kilobytes."""
        if name not in self._classes and len(self._classes) >= 100:
            name = "object"
        if name not in self._classes:
            self._classes[name] = type(name, (OpaqueValue,), {"__module__": "__main__"})
        stand_in: OpaqueValue = self._classes[name]()
        stand_in.text = text
        return stand_in

    def _read(self, node: Node) -> Any:
        kind, value = node["t"], node["v"]
        if kind in HASHED and len(value) > ENTRIES:  # numbers of one hash take the square of that
            raise Refused(f"it holds a {kind} of more than {ENTRIES:,} entries")
        if kind in CONTAINERS:
            return CONTAINERS[kind]([self.read(part) for part in value])
        if kind == "dict":
            return {self.read(key): self.read(part) for key, part in value}
        if kind == "function" and isinstance(value, int):
            return self._function(value, _identifier(node["name"]))
        if kind == "opaque":
            return self._opaque(_identifier(node["name"]), str(value)[:TEXT])
        return _READ[kind](node)


_READ: dict[str, Callable[[Node], Any]] = {
    "array": array_from,
    "tensor": tensor_from,
    "complex": lambda node: complex(*map(float, node["v"])),
    "bytes": lambda node: base64.b64decode(node["v"], validate=True),
    "range": lambda node: _range(*(int(part) for part in node["v"])),
    "decimal": lambda node: Decimal(str(node["v"])[:TEXT]),
    "fraction": lambda node: Fraction(*(int(part) for part in node["v"])),
    "axes": lambda node: decode_axes(node["v"]),
}


UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, RuntimeError, MemoryError)
"""What reading a node that is none may raise: Python's own, NumPy's and PyTorch's errors."""


def _range(start: int, stop: int, step: int) -> range:
    found = range(start, stop, step)
    if (stop - start) // step > NODES:
        raise Refused(f"it holds more than {NODES:,} values")
    return found


def _identifier(name: object) -> str:
    return name if isinstance(name, str) and re.fullmatch(r"\w{1,80}", name) else "object"
