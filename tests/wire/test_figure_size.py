"""A picture that is too large does not cross, and both ends say so in the same words."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from grading.wire import figures
from grading.wire.fields import TEXT, array
from grading.wire.figures import decode_axes, encode_axes


def axes() -> Any:
    plt.close("all")
    return plt.subplots()[1]


def many_points(count: int) -> Any:
    ax = axes()
    ax.scatter(np.zeros(count), np.zeros(count), c=np.zeros((count, 3)), s=np.ones(count))
    return ax


def many_artists(count: int) -> Any:
    ax = axes()
    for _ in range(count):
        ax.text(0, 0, "")
    return ax


def many_entries(count: int) -> Any:
    ax = axes()
    (line,) = ax.plot([1, 2])
    ax.legend([line] * count, ["a"] * count)
    return ax


def many_axes(count: int) -> Any:
    ax = axes()
    for _ in range(count - 1):
        ax.figure.add_axes((0, 0, 1, 1))
    return ax


def long_text(count: int) -> Any:
    ax = axes()
    ax.set_title("x" * count)
    return ax


def test_a_picture_may_have_this_much() -> None:
    assert figures.MOST == {"axes": 16, "artists": 2_000, "points": 200_000}
    assert TEXT == 2_000


@pytest.mark.parametrize(
    ("draw", "most", "sentence"),
    [
        (many_points, 200_000, "the picture has more than 200,000 points"),
        (many_artists, 20, "the picture has more than 20 artists"),
        (many_entries, 9, "the picture has more than 20 artists"),
        (many_axes, 16, "the picture has more than 16 axes"),
        (long_text, 2_000, "the picture has a text of more than 2,000 characters"),
    ],
)
def test_a_picture_may_be_as_large_as_this_and_no_larger(
    draw: Callable[[int], Any], most: int, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(figures.MOST, "artists", 20)  # so that nobody draws 2,000
    whole = encode_axes(draw(most))
    assert decode_axes(whole).figure.axes
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        encode_axes(draw(most + 1))
    plt.close("all")


@cache
def honest() -> str:
    """The description of a line and its legend."""
    ax = axes()
    ax.plot([1, 2], label="one")
    ax.legend()
    plt.close("all")
    return json.dumps(encode_axes(ax))


def line(picture: dict[str, Any]) -> dict[str, Any]:
    """The line of the picture."""
    found: dict[str, Any] = picture["axes"][0]["artists"][0]
    return found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda p: p["axes"].extend(p["axes"] * 16), "has more than 16 axes"),
        (lambda p: p["axes"][0]["artists"].extend([line(p)] * 2000), "more than 2,000 artists"),
        (lambda p: p["axes"][0]["legend"]["texts"].extend([line(p)] * 2000), "2,000 artists"),
        (lambda p: line(p).update(xydata=array(2).write(np.zeros(400_002))), "200,000 points"),
        (lambda p: line(p).update(xydata={"rows": 10**9, "base64": "AAAA"}), "200,000 points"),
        (lambda p: line(p)["xydata"].update(rows=1), "the picture's xydata cannot be read"),
        (lambda p: line(p)["xydata"].update(rows=-2), "the picture's xydata cannot be read"),
        (lambda p: line(p).update(label="x" * 2001), "a text of more than 2,000 characters"),
        (lambda p: line(p).update(marker="$x$"), "the picture's marker cannot be read"),
        (lambda p: line(p).update(color="C0"), "the picture's color cannot be read"),
    ],
)
def test_a_forger_is_held_to_the_same(
    change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    picture = json.loads(honest())
    assert decode_axes(picture).lines
    change(picture)
    with pytest.raises(ValueError, match=sentence):
        decode_axes(picture)
