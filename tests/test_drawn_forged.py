"""A forged description of a picture makes axes or a sentence, soon, and nothing else."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from grading.artists import FAMILIES
from grading.drawn import describe, rebuild
from grading.traits import array
from tests.drawing_frames import FRAMES
from tests.drawing_marks import MARKS

POINTS = np.array([(-7.0, 100.0), (-3.0, 36.0), (3.0, 0.0)])
SECONDS = 2.0


def deep() -> list[Any]:
    nest: list[Any] = []
    for _ in range(10_000):
        nest = [nest]
    return nest


FORGED: list[Any] = [None, True, -1, 7, 1e20, 1e308, float("nan"), "x" * 10**6, "$\\frac{", [], {}]
FORGED += [10**400, deep()]
ARRAYS = [
    array(columns).write(np.full(rows * max(columns, 1), value))
    for columns in (0, 2, 4)
    for rows in (0, 1, 3)
    for value in (np.nan, -np.inf, 1e20, 1e308, -0.5)
]


def pictures() -> Iterator[dict[str, Any]]:
    """The descriptions of all styles, as they cross."""
    for draw in (*MARKS, *FRAMES):
        yield json.loads(json.dumps(describe(draw(POINTS))))
        plt.close("all")


def with_artist(artist: dict[str, Any]) -> dict[str, Any]:
    """A picture with nothing but this artist."""
    picture: dict[str, Any] = describe(plt.figure().add_subplot())
    plt.close("all")
    picture["axes"][0]["artists"] = [artist]
    return picture


def artists() -> dict[str, dict[str, Any]]:
    """One artist of each class that there is, the last one drawn."""
    found = {a["class"]: a for p in pictures() for axes in p["axes"] for a in axes["artists"]}
    found["legend"] |= {part: found["legend"][part][:1] for part in ("handles", "texts")}
    return found


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
        ax = rebuild(description)
        assert isinstance(ax, Axes)
        for artist in ax.get_children()[:1]:
            artist.properties()  # as the tests do, and that is where matplotlib may lose itself
        said = "axes"
    except ValueError as error:
        said = str(error)
        assert said.startswith(("the picture", "a part of the picture"))
        assert len(said) < 80
    assert time.perf_counter() - before < SECONDS
    return said


def forge(picture: Any, parts: Any) -> set[str]:
    """Put each forged value in each place of the parts of a picture; what comes of it."""
    said = set()
    for container, key in list(nodes(parts)):
        whole = container[key]
        for value in [*FORGED, *(ARRAYS if isinstance(whole, dict) else [])]:
            container[key] = value
            said.add(outcome(picture))
        del container[key]
        said.add(outcome(picture))
        if isinstance(container, dict):
            container[key] = whole
        else:
            container.insert(key, whole)
    gc.collect()
    return said


def test_each_value_of_an_artist_may_be_forged() -> None:
    found = artists()
    assert len(found) == len(FAMILIES) + 1
    for name, artist in found.items():
        picture = with_artist(artist)
        assert outcome(picture) == "axes", name
        assert len(forge(picture, artist)) > 5, name


def test_each_handle_of_a_legend_may_be_forged() -> None:
    found = artists()
    for artist in found.values():
        found["legend"]["handles"] = [artist]
        rebuilt: Any = None if artist is found["legend"] else rebuild(with_artist(found["legend"]))
        for legend in rebuilt.get_children()[:1] if rebuilt else []:
            assert legend.legend_handles[0].properties()
    found["legend"]["handles"] = [found["legend"]]
    assert outcome(with_artist(found["legend"])) != "axes"


def test_each_value_of_a_picture_may_be_forged() -> None:
    pair = {"second_of_four_panels", "inset_with_indication"}
    for draw in (style for style in FRAMES if style.__name__ in pair):
        picture = json.loads(json.dumps(describe(draw(POINTS))))
        plt.close("all")
        picture["axes"] = picture["axes"][:2]
        for axes in picture["axes"]:
            axes |= {"artists": [], "legend": None}
        assert outcome(picture) == "axes"
        assert len(forge(picture, picture)) > 10


def test_the_whole_description_may_be_forged() -> None:
    for value in FORGED:
        assert outcome(value) != "axes"
