"""Knows which values cross between processes as plain data, and how; not who sends them.

A value becomes a node of JSON: None, bool, int, float and str stand for themselves, all else is
{"t": kind, ...}. Reading a node makes objects of known classes only, so that whoever compares
them runs no code of the sender's.
"""

from __future__ import annotations

import array
import base64
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from grading.arrays import array_from, array_node, tensor_from, tensor_node
from grading.drawn import describe, rebuild

Node = Any
Write = Callable[[Any], Node]

DEPTH = 24
"""How deep containers may nest."""

NODES = 400_000
"""How many values one message may hold."""

TEXT = 1_000
"""Characters that are kept of the text of an object that cannot cross."""


class Refused(ValueError):
    """A value that cannot cross, or a node that is none."""


class Opaque:
    """Stands for an object that cannot cross: it has a class's name and a text, no more."""

    text = ""

    def __repr__(self) -> str:
        return self.text


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
            kind = next(k for k, v in _CONTAINERS.items() if isinstance(value, v))
            return {"t": kind, "v": [self.write(part) for part in value]}
        if isinstance(value, dict):
            pairs = [[self.write(key), self.write(part)] for key, part in value.items()]
            return {"t": "dict", "v": pairs}
        for known, write in _SIMPLE:
            if isinstance(value, known):
                return write(value)
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


_CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}

_SIMPLE: list[tuple[Any, Write]] = [
    (np.generic, array_node),
    (str, str.__str__),
    (bool, bool),
    (int, int),
    (float, float),
    (complex, lambda value: {"t": "complex", "v": [value.real, value.imag]}),
    ((bytes, bytearray), lambda v: {"t": "bytes", "v": base64.b64encode(bytes(v)).decode()}),
    (range, lambda value: {"t": "range", "v": [value.start, value.stop, value.step]}),
    (array.array, lambda value: {"t": "list", "v": value.tolist()}),
    (Decimal, lambda value: {"t": "decimal", "v": str(value)[:TEXT]}),
    (Fraction, lambda value: {"t": "fraction", "v": [value.numerator, value.denominator]}),
    (Axes, lambda value: {"t": "axes", "v": describe(value)}),
]


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

    def _opaque(self, name: str, text: str) -> Opaque:
        """A stand-in of a class of that name; few classes, since each costs kilobytes."""
        if name not in self._classes and len(self._classes) >= 100:
            name = "object"
        looks = {"__module__": "__main__"}
        kind = self._classes.setdefault(name, type(name, (Opaque,), looks))
        stand_in: Opaque = kind()
        stand_in.text = text
        return stand_in

    def _read(self, node: Node) -> Any:
        kind, value = node["t"], node["v"]
        if kind in _CONTAINERS:
            return _CONTAINERS[kind]([self.read(part) for part in value])
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
    "axes": lambda node: rebuild(node["v"]),
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
