"""Knows how a value becomes a node of plain data; not who reads it."""

from __future__ import annotations

import array
import base64
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from grading.arrays import array_node, tensor_node
from grading.drawn import describe
from grading.plain import CONTAINERS, DEPTH, NODES, TEXT, Node, Refused

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
