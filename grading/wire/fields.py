"""Fields of matplotlib's artists as plain JSON data: numbers, texts, arrays, colours, markers.

A `FieldCodec` says what one sort of value is as plain data, a `Field` which property of an object
crosses with it. What is read comes from a student: `read` checks type, shape and size.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral, Real
from operator import methodcaller
from typing import Any

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle
from matplotlib.patheffects import (
    AbstractPathEffect,
    Normal,
    Stroke,
    withSimplePatchShadow,
    withStroke,
    withTickedStroke,
)

from grading.core.errors import GradingError

POINTS, TEXT = 200_000, 2_000
"""The most points of a picture, and the most characters of one of its texts."""

UNREADABLE = (TypeError, ValueError, ArithmeticError, LookupError)
"""What reading plain data of a wrong form may raise."""

Array = np.ndarray[Any, Any]


class Unreadable(GradingError, ValueError):
    """Plain data that describe no picture; the text is a sentence."""


@dataclass(frozen=True)
class FieldCodec:
    """One sort of value: `write` makes it plain, `read` checks what is plain and makes it anew.

    `read` raises one of UNREADABLE for whatever `write` does not write.
    """

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """One property of an object: its name, its codec, where it comes from and where it goes to.

    `put` is None where an object is made with the value, as a keyword argument of that name.
    """

    name: str
    codec: FieldCodec
    get: Callable[[Any], Any]
    put: Callable[[Any, Any], object] | None = None


def field(
    name: str,
    codec: FieldCodec,
    get: Callable[[Any], Any] | None = None,
    put: Callable[[Any, Any], object] | None = None,
) -> Field:
    """A field whose value comes from matplotlib's getter of that name, unless `get` is given."""
    return Field(name, codec, get or methodcaller(f"get_{name}"), put)


def write_fields(source: Any, fields: Sequence[Field]) -> dict[str, Any]:
    """The fields of an object as plain data, by name; those that are None are left out."""
    found = {}
    for field in fields:
        plain = field.codec.write(field.get(source))
        if plain is not None:  # which is what reading finds where nothing is
            found[field.name] = plain
    return found


def read_fields(plain: object, fields: Sequence[Field]) -> dict[str, Any]:
    """The values by name; Unreadable names the first field that is not what it has to be."""
    if not isinstance(plain, dict):
        raise Unreadable("a part of the picture cannot be read")
    found = {}
    for field in fields:
        try:
            found[field.name] = field.codec.read(plain.get(field.name))
        except Unreadable:  # of an artist in this one, which says more
            raise
        except UNREADABLE as error:
            raise Unreadable(f"the picture's {field.name} cannot be read") from error
    return found


def put_fields(target: Any, values: dict[str, Any], fields: Sequence[Field]) -> None:
    """Give an object the values that were read, in the order of the fields."""
    for field in fields:
        if field.put:
            field.put(target, values[field.name])


# Numbers, texts and arrays.


def checked(good: Callable[[Any], object], value: Any) -> Any:
    """The value, or a ValueError if it is not good."""
    if not good(value):
        raise ValueError(f"unexpected {type(value).__name__}")
    return value


def read_number(plain: object) -> float:
    """An int or a float, NaN and infinity included; OverflowError for an int that is too large."""
    return float(checked(lambda v: type(v) in (int, float), plain))


def read_finite(plain: object) -> float:
    """An int or a float, neither NaN nor infinite, as a float."""
    return float(checked(math.isfinite, read_number(plain)))


def read_list(plain: object, *, at_most: int) -> list[Any]:
    """The list itself; its parts are still to be read."""
    parts: list[Any] = checked(lambda v: isinstance(v, list) and len(v) <= at_most, plain)
    return parts


def one_of(*values: str, instead: str) -> FieldCodec:
    """One of these words; what else an artist may have is written as `instead`."""
    return FieldCodec(
        lambda value: value if isinstance(value, str) and value in values else instead,
        lambda plain: checked(lambda v: isinstance(v, str) and v in values, plain),
    )


def optional(codec: FieldCodec) -> FieldCodec:
    """The same, or None."""
    return FieldCodec(
        lambda value: None if value is None else codec.write(value),
        lambda plain: None if plain is None else codec.read(plain),
    )


def index(count: int) -> FieldCodec:
    """The place of something in a list of so many, from 0."""
    return FieldCodec(
        int, lambda plain: checked(lambda v: type(v) is int and 0 <= v < count, plain)
    )


def within(least: float, most: float) -> FieldCodec:
    """A number in these limits, both included: one that is not is written as the nearest."""
    return FieldCodec(
        lambda value: min(max(float(value), least), most),
        lambda plain: checked(lambda v: least <= v <= most, read_finite(plain)),
    )


def pair(codec: FieldCodec) -> FieldCodec:
    """Two values of one sort, as a tuple."""

    def read(plain: object) -> tuple[Any, Any]:
        first, second = read_list(plain, at_most=2)
        return codec.read(first), codec.read(second)

    return FieldCodec(lambda values: [codec.write(value) for value in values], read)


def numbers(count: int, *, finite: bool = False) -> FieldCodec:
    """So many numbers, as a tuple of floats."""
    read_one = read_finite if finite else read_number

    def read(plain: object) -> tuple[float, ...]:
        parts = checked(lambda v: len(v) == count, read_list(plain, at_most=count))
        return tuple(read_one(part) for part in parts)

    return FieldCodec(lambda value: [float(part) for part in value], read)


def array(columns: int) -> FieldCodec:
    """A float array, shape (n, columns), or (n,) for 0 columns; what is masked becomes NaN.

    It crosses as the number of its rows and the base64 of its numbers in IEEE 754's binary64,
    little-endian, row by row.
    """
    shape = (-1, columns) if columns else (-1,)

    def write(value: Any) -> dict[str, Any]:
        plain = np.ma.filled(np.asanyarray(value, dtype="<f8"), np.nan).reshape(shape)
        return {"rows": len(plain), "base64": base64.b64encode(plain.tobytes()).decode()}

    def read(plain: Any) -> Array:
        rows, text = plain["rows"], plain["base64"]
        checked(lambda v: type(v) is int and 0 <= v <= POINTS, rows)
        size = 4 * math.ceil(8 * rows * max(columns, 1) / 3)
        checked(lambda v: isinstance(v, str) and len(v) == size, text)
        values = np.frombuffer(binascii.a2b_base64(text, strict_mode=True), "<f8")
        return values.reshape((rows, *shape[1:])).astype(float)

    return FieldCodec(write, read)


FLAG = FieldCodec(bool, lambda plain: checked(lambda v: isinstance(v, bool), plain))
NUMBER = FieldCodec(float, read_number)
FINITE = FieldCodec(float, read_finite)
WORDS = FieldCodec(
    str, lambda plain: checked(lambda v: isinstance(v, str) and len(v) <= TEXT, plain)
)
DEGREES = FieldCodec(float, lambda plain: checked(lambda v: abs(v) <= 1e6, read_finite(plain)))
"""Degrees of a wedge: for more, matplotlib may make a path without end."""


# Colours, markers, dashes, path effects and sizes.

STYLES = ("-", "--", "-.", ":", "None", "solid", "dashed", "dashdot", "dotted")
STAR, ASTERISK = (5, 1), (5, 2)
WITH_ITSELF = (Normal, withStroke, withSimplePatchShadow, withTickedStroke)
"""Path effects that draw the artist too, and not only something around it."""
HEX = re.compile(r"none|#[0-9a-f]{8}")
MANY = 20
"""How many dashes of a line, or lines of a collection, are told apart."""
ASIDE = 18
"""Points of an effect's offset beyond which the artist is not there."""
LARGEST = 1000.0
"""Points of type: larger is as large, so that nobody has to measure it."""


def _write_colour(colour: Any) -> str:
    if not isinstance(colour, str) or colour[:1] == "C":  # "C0" is another one in another style
        return to_hex(colour, True)
    return "none" if colour == "none" else _hex(colour)


@lru_cache(maxsize=1000)
def _hex(colour: str) -> str:
    return to_hex(colour, True)


def _read_colour(plain: Any) -> Any:
    return checked(lambda v: isinstance(v, str) and HEX.fullmatch(v), plain)


def _write_alpha(alpha: Any) -> float | None:
    """An alpha for each point counts where all are 0; else the colours have them already."""
    return float(alpha) if np.ndim(alpha) == 0 else None if np.any(alpha) else 0.0


def _write_marker(marker: Any) -> str | int | list[float]:
    """The marker if plain data can say it, else a star whose angle tells it from others.

    One that consists of strokes becomes an asterisk, since it has no face either.
    """
    if isinstance(marker, (str, int)) and marker in MarkerStyle.markers:
        return str(marker) if isinstance(marker, str) else int(marker)
    if marker is None:
        return "None"
    star = ASTERISK if isinstance(marker, tuple) and marker[1:2] == ASTERISK[1:] else STAR
    return [*star, zlib.crc32(str(marker).encode()) % 72_000 / 1000]


def _read_marker(plain: Any) -> Any:
    if isinstance(plain, list):
        *star, angle = read_list(plain, at_most=3)
        return (*checked(lambda v: v in (STAR, ASTERISK), tuple(star)), read_finite(angle))
    return checked(lambda v: type(v) in (str, int) and v in MarkerStyle.markers, plain)


def _write_every(every: Any) -> Any:
    """None and numbers; any other choice among the points is written as "some"."""
    if every is None or (isinstance(every, Integral) and not isinstance(every, bool)):
        return every if every is None else int(every)
    return float(every) if isinstance(every, Real) and not isinstance(every, bool) else "some"


def _read_every(plain: Any) -> Any:
    if plain is None or plain == "some":
        return plain and slice(0, None, 2)
    return plain if type(plain) is int else read_number(plain)


def _write_dashes(style: Any) -> Any:
    if isinstance(style, str):
        return style if style in STYLES else "-"
    offset, lengths = style
    return [float(offset), None if lengths is None else [float(length) for length in lengths]]


def _read_dashes(plain: Any) -> Any:
    if isinstance(plain, str):
        return checked(lambda v: v in STYLES, plain)
    offset, lengths = read_list(plain, at_most=2)
    if lengths is None:
        return read_finite(offset), None
    known = checked(len, read_list(lengths, at_most=MANY))
    return read_finite(offset), tuple(read_finite(length) for length in known)


def _write_effects(effects: Any) -> list[Any] | None:
    """Whether the artist itself is drawn, and the colours of strokes around it."""
    if not effects:
        return None
    strokes = [getattr(e, "_gc", {}).get("foreground") for e in effects if isinstance(e, Stroke)]
    colours = [_write_colour(colour) for colour in strokes if colour is not None]
    near = (e for e in effects if np.abs(getattr(e, "_offset", (0, 0))).max() <= ASIDE)
    return [any(type(effect) in WITH_ITSELF for effect in near), *colours[:MANY]]


def _read_effects(plain: Any) -> list[AbstractPathEffect]:
    itself, *colours = read_list(plain, at_most=MANY + 1)
    strokes = [Stroke(foreground=_read_colour(colour)) for colour in colours]
    return [*([Normal()] if FLAG.read(itself) else []), *strokes] or [Stroke(foreground="none")]


ALPHA = optional(FieldCodec(_write_alpha, read_number))
COLOUR = FieldCodec(_write_colour, _read_colour)
"""Any colour of matplotlib's as "#rrggbbaa", or "none"."""
MARKER = FieldCodec(_write_marker, _read_marker)
EVERY = FieldCodec(_write_every, _read_every)
DASHES = FieldCodec(_write_dashes, _read_dashes)
"""A line style: one of STYLES, or an offset and the lengths of dashes and gaps, in points."""
DASHES_EACH = FieldCodec(
    lambda styles: [_write_dashes(style) for style in styles[:MANY]],
    lambda plain: [_read_dashes(style) for style in read_list(plain, at_most=MANY)],
)
EFFECTS = optional(FieldCodec(_write_effects, _read_effects))
SIZE = FieldCodec(
    lambda size: min(float(size), LARGEST),
    lambda plain: checked(lambda v: 0 <= v <= LARGEST, read_finite(plain)),
)
"""The size of type, in points."""
