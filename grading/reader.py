"""Knows how a node of plain data becomes a value, whoever has made the node."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from grading.arrays import array_from, tensor_from
from grading.drawn import rebuild
from grading.plain import CONTAINERS, DEPTH, ENTRIES, HASHED, NODES, TEXT, Node, Opaque, Refused


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
        if name not in self._classes:
            self._classes[name] = type(name, (Opaque,), {"__module__": "__main__"})
        stand_in: Opaque = self._classes[name]()
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
