"""Knows the traits of an artist as plain data, both ways: numbers, words, arrays; not their looks.

What is read comes from a student's process: each value is checked, and none is parsed.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist

POINTS, TEXT = 200_000, 2_000
"""The most points of a picture, and the most characters of one of its texts."""


class Unreadable(ValueError):
    """Plain data that describe no picture; the text is a sentence."""


@dataclass(frozen=True)
class Trait:
    """One sort of value: `write` makes it plain, `read` checks what is plain and makes it anew."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Family:
    """Artists of one class: what makes one of its traits, and the traits that no getter gives."""

    known: type[Artist]
    make: Callable[..., Artist]
    traits: Mapping[str, Trait]
    own: Callable[[Any], dict[str, Any]] = lambda _: {}


def read_traits(plain: object, traits: Mapping[str, Trait]) -> dict[str, Any]:
    """The values by name; Unreadable names the first that is not what it has to be."""
    if not isinstance(plain, dict):
        raise Unreadable("a part of the picture cannot be read")
    found = {}
    for name, trait in traits.items():
        try:
            found[name] = trait.read(plain.get(name))
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise Unreadable(f"the picture's {name} cannot be read") from error
    return found


def checked(good: Callable[[Any], object], value: Any) -> Any:
    """The value, or a ValueError if it is not good."""
    if not good(value):
        raise ValueError(f"unexpected {type(value).__name__}")
    return value


def read_number(plain: object) -> float:
    """An int or a float, NaN and infinity included."""
    return float(checked(lambda v: type(v) in (int, float), plain))


def read_finite(plain: object) -> float:
    """An int or a float, neither NaN nor infinite."""
    return float(checked(math.isfinite, read_number(plain)))


def read_list(plain: object, *, at_most: int) -> list[Any]:
    """The list itself; its parts are still to be read."""
    parts: list[Any] = checked(lambda v: isinstance(v, list) and len(v) <= at_most, plain)
    return parts


def one_of(*values: str, instead: str) -> Trait:
    """One of these words; what else an artist may have is written as `instead`."""
    return Trait(
        lambda value: value if isinstance(value, str) and value in values else instead,
        lambda plain: checked(lambda v: isinstance(v, str) and v in values, plain),
    )


def optional(trait: Trait) -> Trait:
    """The same, or None."""
    return Trait(
        lambda value: None if value is None else trait.write(value),
        lambda plain: None if plain is None else trait.read(plain),
    )


def index(count: int) -> Trait:
    """The place of something in a list of so many."""
    return Trait(int, lambda plain: checked(lambda v: type(v) is int and 0 <= v < count, plain))


def numbers(count: int, *, finite: bool = False) -> Trait:
    """So many numbers, as a tuple."""
    read_one = read_finite if finite else read_number

    def read(plain: object) -> tuple[float, ...]:
        parts = checked(lambda v: len(v) == count, read_list(plain, at_most=count))
        return tuple(read_one(part) for part in parts)

    return Trait(lambda value: [float(part) for part in value], read)


def array(columns: int) -> Trait:
    """A float array of so many columns, one-dimensional for 0; what is masked becomes NaN."""
    shape = (-1, columns) if columns else (-1,)

    def write(value: Any) -> dict[str, Any]:
        plain = np.ma.filled(np.asanyarray(value, dtype="<f8"), np.nan).reshape(shape)
        return {"rows": len(plain), "base64": base64.b64encode(plain.tobytes()).decode()}

    def read(plain: Any) -> np.ndarray[Any, Any]:
        rows, text = plain["rows"], plain["base64"]
        checked(lambda v: type(v) is int and 0 <= v <= POINTS, rows)
        size = 4 * math.ceil(8 * rows * max(columns, 1) / 3)
        checked(lambda v: isinstance(v, str) and len(v) == size, text)
        values = np.frombuffer(binascii.a2b_base64(text, strict_mode=True), "<f8")
        return values.reshape((rows, *shape[1:])).astype(float)

    return Trait(write, read)


FLAG = Trait(bool, lambda plain: checked(lambda v: isinstance(v, bool), plain))
NUMBER = Trait(float, read_number)
FINITE = Trait(float, read_finite)
WORDS = Trait(str, lambda plain: checked(lambda v: isinstance(v, str) and len(v) <= TEXT, plain))
