"""Knows which values cross between processes as plain data, and how; not who sends them.

A value becomes a node of JSON: None, bool, int, float and str stand for themselves, all else is
{"t": kind, ...}. Reading a node makes objects of known classes only, so that whoever compares
them runs no code of the sender's.
"""

from __future__ import annotations

from typing import Any

Node = Any

DEPTH = 24
"""How deep containers may nest."""

NODES = 400_000
"""How many values one message may hold."""

HASHED, ENTRIES = ("set", "frozenset", "dict"), 20_000
"""Containers that are slow to make of numbers chosen for it, and how much they may hold."""

TEXT = 1_000
"""Characters that are kept of the text of an object that cannot cross."""


class Refused(ValueError):
    """A value that cannot cross, or a node that is none."""


class Opaque:
    """Stands for an object that cannot cross: it has a class's name and a text, no more."""

    text = ""

    def __repr__(self) -> str:
        return self.text


CONTAINERS: dict[str, Any] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
