"""A forged description of a picture makes axes or a sentence, soon, and nothing else."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from grading.wire import fields
from grading.wire.artists import BY_NAME
from grading.wire.figures import decode_axes, encode_axes
from grading.wire.placement import PLACEMENT
from tests.support.pictures import FORGED, FRAMES, JSON, MARKS, deep, forge, nodes, outcome

POINTS = np.array([(-7.0, 100.0), (-3.0, 36.0), (3.0, 0.0)])


@cache
def drawn() -> dict[str, str]:
    """The descriptions of all styles, as they cross."""
    found = {}
    for draw in (*MARKS, *FRAMES):
        found[draw.__name__] = json.dumps(encode_axes(draw(POINTS)))
        plt.close("all")
    return found


@cache
def empty() -> str:
    """The description of a picture with nothing on its axes."""
    found = json.dumps(encode_axes(plt.figure().add_subplot()))
    plt.close("all")
    return found


def with_artists(*artists: dict[str, Any]) -> dict[str, Any]:
    """A picture with nothing but these artists."""
    picture: dict[str, Any] = json.loads(empty())
    picture["axes"][0]["artists"] = [*artists]
    return picture


def each_artist() -> dict[str, dict[str, Any]]:
    """One artist of each class that there is, the last one drawn."""
    pictures = map(json.loads, drawn().values())
    artists = [a for picture in pictures for axes in picture["axes"] for a in axes["artists"]]
    found = {a["class"]: dict(a) for a in artists}
    for artist in artists:  # what one of them has, any may have
        found[artist["class"]] |= {k: v for k, v in artist.items() if k in ("shift", "clip")}
    for name, codec in BY_NAME.items():
        known = [field.name for field in (*codec.fields, *PLACEMENT)]
        found[name] = dict.fromkeys(known) | found[name]
    found["Legend"] |= {part: found["Legend"][part][:1] for part in ("handles", "texts")}
    return found


def test_each_class_of_artists_is_drawn_by_some_style() -> None:
    assert each_artist().keys() == {*BY_NAME, "Legend"}


@pytest.mark.parametrize("name", [*BY_NAME, "Legend"])
def test_each_value_of_an_artist_may_be_forged(name: str) -> None:
    artist = each_artist()[name]
    picture = with_artists(artist)
    assert outcome(picture) == "axes"
    said, readable = forge(picture, artist)
    assert len(said) > 5
    if outcome(with_artists(*readable)) != "axes":  # one of them spoils it for the others
        assert [outcome(with_artists(each)) for each in readable].count("axes") > 5


def test_a_forged_label_breaks_a_reader_that_checks_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = with_artists(each_artist()["Line2D"] | {"label": deep()})
    assert outcome(picture) == "the picture's label cannot be read"
    monkeypatch.setattr(fields, fields.checked.__name__, lambda _, value: value)
    with pytest.raises(RecursionError):
        decode_axes(picture)


def test_any_artist_may_stand_in_a_legend_but_a_legend() -> None:
    found = each_artist()
    for name, artist in found.items():
        legend = found["Legend"] | {"handles": [artist]}
        said = outcome(with_artists(legend))
        assert (said == "axes") == (name != "Legend"), name


@pytest.mark.parametrize(
    ("style", "count"), [("second_of_four_panels", 1), ("inset_with_indication", 2)]
)
def test_each_value_of_a_picture_may_be_forged(style: str, count: int) -> None:
    picture = json.loads(drawn()[style]) | {"meant": 0}
    picture["axes"] = picture["axes"][:count]
    for axes in picture["axes"]:
        axes |= {"artists": [], "legend": None, "aspect": [2.0, "box"], "box_aspect": None}
    assert outcome(picture) == "axes"
    said, readable = forge(picture, picture)
    assert len(said) > 10
    assert [outcome(each) for each in readable].count("axes") > 50


def test_the_whole_description_may_be_forged() -> None:
    for value in FORGED:
        assert outcome(value) != "axes"


@given(st.data())
def test_any_change_of_a_description_makes_axes_or_a_sentence(data: st.DataObject) -> None:
    picture = json.loads(drawn()[data.draw(st.sampled_from([*drawn()]))])
    places = list(nodes(picture))
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = places[data.draw(st.integers(0, len(places) - 1))]
        container[key] = data.draw(JSON)
    outcome(picture)


def test_nothing_is_typeset_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "$" in "".join(drawn().values())
    monkeypatch.setattr(MathTextParser, "parse", None)
    with pytest.raises(TypeError):  # as it is where a formula is typeset
        plt.figure().text(0, 0, "$x$").get_window_extent()
    plt.close("all")
    for picture in drawn().values():
        for text in decode_axes(json.loads(picture)).texts:
            text.get_window_extent()  # not even when it is measured
