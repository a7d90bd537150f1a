"""A forged description of a picture makes axes or a sentence, soon, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

from grading.wire import artists as traits
from grading.wire.artists import FAMILIES, STANDING
from grading.wire.figures import decode_axes, encode_axes
from tests.drawing_frames import FRAMES
from tests.drawing_marks import MARKS
from tests.forgery import FORGED, deep, forge, outcome

POINTS = np.array([(-7.0, 100.0), (-3.0, 36.0), (3.0, 0.0)])


def pictures() -> Iterator[dict[str, Any]]:
    """The descriptions of all styles, as they cross."""
    for draw in (*MARKS, *FRAMES):
        yield json.loads(json.dumps(encode_axes(draw(POINTS))))
        plt.close("all")


def with_artist(artist: dict[str, Any]) -> dict[str, Any]:
    """A picture with nothing but this artist."""
    picture: dict[str, Any] = encode_axes(plt.figure().add_subplot())
    plt.close("all")
    picture["axes"][0]["artists"] = [artist]
    return picture


def artists() -> dict[str, dict[str, Any]]:
    """One artist of each class that there is, the last one drawn."""
    drawn = [a for p in pictures() for axes in p["axes"] for a in axes["artists"]]
    found = {a["class"]: dict(a) for a in drawn}
    for artist in drawn:  # what one of them has, any may have
        found[artist["class"]] |= {k: v for k, v in artist.items() if k in ("shift", "clip")}
    for name, family in FAMILIES.items():
        found[name] = dict.fromkeys([*family.traits, *STANDING]) | found[name]
    found["legend"] |= {part: found["legend"][part][:1] for part in ("handles", "texts")}
    return found


def test_each_value_of_an_artist_may_be_forged() -> None:
    found = artists()
    assert len(found) == len(FAMILIES) + 1
    for name, artist in found.items():
        picture = with_artist(artist)
        assert outcome(picture) == "axes", name
        assert len(forge(picture, artist)) > 5, name


def test_a_forged_label_breaks_a_reader_that_checks_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = with_artist(artists()["line"] | {"label": deep()})
    assert outcome(picture) == "the picture's label cannot be read"
    monkeypatch.setattr(traits, traits.checked.__name__, lambda _, value: value)
    with pytest.raises(RecursionError):
        decode_axes(picture)


def test_any_artist_may_stand_in_a_legend_but_a_legend() -> None:
    found = artists()
    for name, artist in found.items():
        legend = found["legend"] | {"handles": [artist]}
        said = outcome(with_artist(legend))
        assert (said == "axes") == (name != "legend"), name


def test_each_value_of_a_picture_may_be_forged() -> None:
    pair = {"second_of_four_panels", "inset_with_indication"}
    for draw in (style for style in FRAMES if style.__name__ in pair):
        picture = json.loads(json.dumps(encode_axes(draw(POINTS))))
        plt.close("all")
        picture["axes"] = picture["axes"][:2]
        for axes in picture["axes"]:
            axes |= {"artists": [], "legend": None}
        assert outcome(picture) == "axes"
        assert len(forge(picture, picture)) > 10


def test_the_whole_description_may_be_forged() -> None:
    for value in FORGED:
        assert outcome(value) != "axes"


def test_nothing_is_typeset_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    described = list(pictures())
    assert "$" in json.dumps(described)
    monkeypatch.setattr(MathTextParser, "parse", None)
    with pytest.raises(TypeError):  # as it is where a formula is typeset
        plt.figure().text(0, 0, "$x$").get_window_extent()
    plt.close("all")
    for picture in described:
        for text in decode_axes(picture).texts:
            text.get_window_extent()  # not even when it is measured
