"""Knows colours, markers and dashes of an artist as plain data, both ways; not whose they are.

Nothing here is parsed: a marker such as '$x$', which matplotlib would typeset, becomes a star.
"""

from __future__ import annotations

import re
import zlib
from numbers import Integral, Real
from typing import Any

import numpy as np
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle

from grading.traits import (
    FLAG,
    NUMBER,
    WORDS,
    Trait,
    checked,
    optional,
    read_finite,
    read_list,
    read_number,
)

STYLES = ("-", "--", "-.", ":", "None", "solid", "dashed", "dashdot", "dotted")
STAR = (5, 1)
HEX = re.compile(r"none|#[0-9a-f]{8}")
MANY = 20
"""How many dashes of a line, or lines of a collection, are told apart."""


def _plain_colour(colour: Any) -> str:
    return "none" if isinstance(colour, str) and colour == "none" else to_hex(colour, True)


def _colour(plain: Any) -> Any:
    return checked(lambda v: isinstance(v, str) and HEX.fullmatch(v), plain)


def _plain_alpha(alpha: Any) -> float | None:
    """An alpha for each point counts where all are 0; else the colours have them already."""
    return float(alpha) if np.ndim(alpha) == 0 else None if np.any(alpha) else 0.0


def _plain_marker(marker: Any) -> str | int | list[float]:
    """The marker if plain data can say it, else a star whose angle tells it from others."""
    if isinstance(marker, (str, int)) and marker in MarkerStyle.markers:
        return str(marker) if isinstance(marker, str) else int(marker)
    text = str(marker)
    return "None" if marker is None else [*STAR, zlib.crc32(text.encode()) % 72_000 / 1000]


def _marker(plain: Any) -> Any:
    if isinstance(plain, list):
        *star, angle = read_list(plain, at_most=3)
        return (*checked(lambda v: v == STAR, tuple(star)), read_finite(angle))
    return checked(lambda v: type(v) in (str, int) and v in MarkerStyle.markers, plain)


def _plain_every(every: Any) -> Any:
    """None and numbers; any other choice among the points is written as "some"."""
    if every is None or (isinstance(every, Integral) and not isinstance(every, bool)):
        return every if every is None else int(every)
    return float(every) if isinstance(every, Real) and not isinstance(every, bool) else "some"


def _every(plain: Any) -> Any:
    if plain is None or plain == "some":
        return plain and slice(0, None, 2)
    return plain if type(plain) is int else read_number(plain)


def _plain_dashes(style: Any) -> Any:
    if isinstance(style, str):
        return style if style in STYLES else "-"
    offset, lengths = style
    return [float(offset), None if lengths is None else [float(length) for length in lengths]]


def _dashes(plain: Any) -> Any:
    if isinstance(plain, str):
        return checked(lambda v: v in STYLES, plain)
    offset, lengths = read_list(plain, at_most=2)
    if lengths is None:
        return read_finite(offset), None
    known = checked(len, read_list(lengths, at_most=MANY))
    return read_finite(offset), tuple(read_finite(length) for length in known)


ALPHA = optional(Trait(_plain_alpha, read_number))
COLOUR = Trait(_plain_colour, _colour)
MARKER = Trait(_plain_marker, _marker)
EVERY = Trait(_plain_every, _every)
DASHES = Trait(_plain_dashes, _dashes)
DASHES_EACH = Trait(
    lambda styles: [_plain_dashes(style) for style in styles[:MANY]],
    lambda plain: [_dashes(style) for style in read_list(plain, at_most=MANY)],
)

COMMON = {"visible": FLAG, "alpha": ALPHA, "label": optional(WORDS), "zorder": NUMBER}
"""What every artist has."""
