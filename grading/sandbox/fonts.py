"""Caches of matplotlib's fonts and parsed formulas, kept from one process and figure to the next.

matplotlib opens its fonts anew in each process, since two that read one open file would confuse
each other, and parses a formula anew for each figure, in 10 ms. A picture with a logarithmic axis
has a formula at every tick. Here both stay in memory, for all that is forked.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from matplotlib import font_manager, ft2font
from matplotlib.mathtext import MathTextParser

KEPT = 256
TICKS = "\n".join(
    (
        "import matplotlib.pyplot as plt",
        "axes = plt.figure().gca()",
        "for n in range(-20, 21):",
        "    axes.text(0.5, 0.5, rf'$\\mathdefault{{10^{{{n}}}}}$')",
        "plt.show()",
    )
)
"""A cell that shows the formulas which stand at the ticks of logarithmic axes."""


def keep_fonts() -> None:
    """Read each font into memory when it is first needed, and keep it across forks."""
    reading = SimpleNamespace(**{**vars(ft2font), "FT2Font": _font})
    font_manager.ft2font = reading  # type: ignore[assignment, attr-defined]
    load = font_manager._get_font.__wrapped__  # type: ignore[attr-defined]
    font_manager._get_font = lru_cache(64)(load)  # type: ignore[attr-defined]


def keep_formulas() -> None:
    """Let all parsers of one kind share what each of them has parsed."""
    parse = MathTextParser._parse_cached.__wrapped__  # type: ignore[attr-defined]
    MathTextParser._parse_cached = lru_cache(KEPT)(parse)  # type: ignore[attr-defined]
    MathTextParser.__hash__ = lambda self: hash(self._output_type)  # type: ignore[method-assign, attr-defined]
    MathTextParser.__eq__ = _same_kind  # type: ignore[method-assign]


class _File(io.BytesIO):
    """A file in memory that knows its name, as FT2Font wants it."""

    def __init__(self, path: str) -> None:
        super().__init__(Path(path).read_bytes())
        self.name = path


def _font(path: Any, *arguments: Any, **options: Any) -> ft2font.FT2Font:
    return ft2font.FT2Font(_File(path), *arguments, **options)


def _same_kind(one: object, other: object) -> bool:
    both = isinstance(one, MathTextParser) and isinstance(other, MathTextParser)
    return both and vars(one)["_output_type"] == vars(other)["_output_type"]
