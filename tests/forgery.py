"""Knows how to forge a description of a picture in every place; not what a right one looks like."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.spines import Spine

from grading.wire.artists import array
from grading.wire.figures import decode_axes

SECONDS = 5.0
"""Far more than it takes, for a machine that has other things to do."""


def deep() -> list[Any]:
    nest: list[Any] = []
    for _ in range(2_000):
        nest = [nest]
    return nest


FORGED: list[Any] = [None, True, -1, 1e20, 1e308, float("nan"), "x" * 10**6, "$\\frac{", [], {}]
FORGED += [10**400, deep()]
ARRAYS = [
    array(columns).write(np.full(rows * max(columns, 1), value))
    for columns in (0, 2, 4)
    for rows in (0, 3)
    for value in (np.nan, -np.inf, 1e20)
]


def nodes(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in the tree, as a container and a key."""
    for key in list(part) if isinstance(part, dict) else range(len(part)):
        yield part, key
        if isinstance(part[key], (dict, list)):
            yield from nodes(part[key])


def outcome(description: object) -> str:
    """What comes of a description: "axes" or a sentence; all else fails the test."""
    before = time.perf_counter()
    try:
        ax = decode_axes(description)
        assert isinstance(ax, Axes)
        for child in [child for child in ax.get_children()[:1] if not isinstance(child, Spine)]:
            for artist in [child, *getattr(child, "legend_handles", [])]:
                artist.properties()  # as the test cells do: there matplotlib may lose itself
        said = "axes"
    except ValueError as error:
        said = str(error)
        assert said.startswith(("the picture", "a part of the picture"))
        assert len(said) < 80
    assert time.perf_counter() - before < SECONDS
    return said


def forge(picture: Any, parts: Any) -> set[str]:
    """Put each forged value in each place of the parts of a picture; what comes of it.

    At each place some value is refused: what is forged there has reached the reader.
    """
    said = set()
    for container, key in list(nodes(parts)):
        whole = container[key]
        here = set()
        for value in [*FORGED, *(ARRAYS if isinstance(whole, dict) and "rows" in whole else [])]:
            container[key] = value
            here.add(outcome(picture))
        assert here != {"axes"}, f"nobody has looked at {key}"
        del container[key]
        said |= {*here, outcome(picture)}
        if isinstance(container, dict):
            container[key] = whole
        else:
            container.insert(key, whole)
    gc.collect()
    return said
