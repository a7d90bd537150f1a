"""Colours, markers, dashes and path effects of matplotlib's artists as plain data.

Nothing here is parsed: a marker such as '$x$', which matplotlib would typeset, becomes a star.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from numbers import Integral, Real
from typing import Any

import numpy as np
from matplotlib.artist import Artist
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
STAR, ASTERISK = (5, 1), (5, 2)
WITH_ITSELF = (Normal, withStroke, withSimplePatchShadow, withTickedStroke)
"""Path effects that draw the artist too, and not only something around it."""
HEX = re.compile(r"none|#[0-9a-f]{8}")
MANY = 20
"""How many dashes of a line, or lines of a collection, are told apart."""
SKETCH, ASIDE = 50, 18
"""Pixels of a sketch, and points of an effect's offset, beyond which an artist is not there."""
LARGEST = 1000.0
"""Points of type: larger is as large, so that nobody has to measure it."""


def _plain_colour(colour: Any) -> str:
    if not isinstance(colour, str) or colour[:1] == "C":  # "C0" is another one in another style
        return to_hex(colour, True)
    return "none" if colour == "none" else _hex(colour)


@lru_cache(maxsize=1000)
def _hex(colour: str) -> str:
    return to_hex(colour, True)


def _colour(plain: Any) -> Any:
    return checked(lambda v: isinstance(v, str) and HEX.fullmatch(v), plain)


def _plain_alpha(alpha: Any) -> float | None:
    """An alpha for each point counts where all are 0; else the colours have them already."""
    return float(alpha) if np.ndim(alpha) == 0 else None if np.any(alpha) else 0.0


def _plain_marker(marker: Any) -> str | int | list[float]:
    """The marker if plain data can say it, else a star whose angle tells it from others.

    One that consists of strokes becomes an asterisk, since it has no face either.
    """
    if isinstance(marker, (str, int)) and marker in MarkerStyle.markers:
        return str(marker) if isinstance(marker, str) else int(marker)
    if marker is None:
        return "None"
    star = ASTERISK if isinstance(marker, tuple) and marker[1:2] == ASTERISK[1:] else STAR
    return [*star, zlib.crc32(str(marker).encode()) % 72_000 / 1000]


def _marker(plain: Any) -> Any:
    if isinstance(plain, list):
        *star, angle = read_list(plain, at_most=3)
        return (*checked(lambda v: v in (STAR, ASTERISK), tuple(star)), read_finite(angle))
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


def is_shown(artist: Artist) -> bool:
    """False for what is switched off, or scattered by a sketch, or may be wiped out by a filter."""
    sketch = artist.get_sketch_params()
    steady = sketch is None or sketch[0] <= SKETCH
    return bool(artist.get_visible()) and steady and artist.get_agg_filter() is None


def _plain_effects(effects: Any) -> list[Any] | None:
    """Whether the artist itself is drawn, and the colours of strokes around it."""
    if not effects:
        return None
    strokes = [getattr(e, "_gc", {}).get("foreground") for e in effects if isinstance(e, Stroke)]
    colours = [_plain_colour(colour) for colour in strokes if colour is not None]
    near = (e for e in effects if np.abs(getattr(e, "_offset", (0, 0))).max() <= ASIDE)
    return [any(type(effect) in WITH_ITSELF for effect in near), *colours[:MANY]]


def _effects(plain: Any) -> list[AbstractPathEffect]:
    itself, *colours = read_list(plain, at_most=MANY + 1)
    strokes = [Stroke(foreground=_colour(colour)) for colour in colours]
    return [*([Normal()] if FLAG.read(itself) else []), *strokes] or [Stroke(foreground="none")]


def _size(plain: object) -> float:
    return checked(lambda v: 0 <= v <= LARGEST, read_finite(plain))  # type: ignore[no-any-return]


ALPHA = optional(Trait(_plain_alpha, read_number))
COLOUR = Trait(_plain_colour, _colour)
MARKER = Trait(_plain_marker, _marker)
EVERY = Trait(_plain_every, _every)
DASHES = Trait(_plain_dashes, _dashes)
DASHES_EACH = Trait(
    lambda styles: [_plain_dashes(style) for style in styles[:MANY]],
    lambda plain: [_dashes(style) for style in read_list(plain, at_most=MANY)],
)
SIZE = Trait(lambda size: min(float(size), LARGEST), _size)

COMMON = {
    "visible": FLAG,
    "alpha": ALPHA,
    "label": optional(WORDS),
    "zorder": NUMBER,
    "path_effects": optional(Trait(_plain_effects, _effects)),
}
"""What every artist has."""
