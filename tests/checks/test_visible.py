"""What no honest plot does hides a part of a picture from the checks, and no honest style does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from checks.ink import stand_out, words_left
from checks.visible import axes_are_seen, is_seen, seen_words, stands_in_data
from tests.support.pictures import CHANGES, SETTINGS, STYLES, TRICKS, used
from tests.support.seen import draw_picture, picture, seen_parts


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_hides_its_part(trick: str) -> None:
    part, change = TRICKS[trick]
    ax = picture()
    change(ax)
    assert not seen_parts(ax)[part]


@pytest.mark.parametrize("change", CHANGES)
def test_an_honest_change_hides_nothing(change: str) -> None:
    ax = picture()
    CHANGES[change](ax)
    assert [part for part, seen in seen_parts(ax).items() if not seen] == []


@pytest.mark.parametrize("name", [*STYLES, *SETTINGS, "xkcd"])
def test_an_honest_style_hides_nothing(name: str) -> None:
    with used(name):
        ax = draw_picture()
        assert [part for part, seen in seen_parts(ax).items() if not seen] == []


def test_a_picture_that_is_looked_at_stays_as_it_is() -> None:
    ax = picture()
    before = ax.get_position().bounds, ax.lines[0].get_color(), ax.get_legend().get_visible()
    assert seen_parts(ax) == seen_parts(ax)
    after = ax.get_position().bounds, ax.lines[0].get_color(), ax.get_legend().get_visible()
    assert before == after


def test_no_picture_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    ax = picture()
    for kind in (type(ax.figure), type(ax), type(ax.lines[0]), type(ax.texts[0])):
        monkeypatch.setattr(kind, "draw", None)
    monkeypatch.setattr(type(ax.figure), "_get_renderer", None)
    assert all(seen_parts(ax).values())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("η = 0.1", "η=0.1"),
        ("$x_1$", "x_1"),
        (r"$\eta$ and $f'(x)$", r"\etaandf'(x)"),
        ("costs $5", "costs$5"),
        ("हिन्दी", "हनद"),
        ("", ""),
        (" \t\r\n\u00a0\u2003\u3000", ""),
        ("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e", ""),
        ("\u2800\u3164\u115f\u1160\uffa0", ""),
        ("\x00\x07\x1b", ""),
        ("\u0301\ufe0f\u034f", ""),
        (r"$\,\;\:\!\ \quad\qquad\hspace{2}~$", ""),
        (r"$\mathrm{\ }$ $\text{ }$", ""),
    ],
)
def test_words_are_what_leaves_ink(text: str, left: str) -> None:
    assert words_left(text) == left


def test_colours_stand_out_when_they_are_blended() -> None:
    white, black = np.ones(3), np.zeros(3)
    clear, faint, snow = (0, 0, 0, 0), (0, 0, 0, 0.04), (0.98, 0.98, 0.98, 1)
    assert stand_out([clear, faint, snow, (0, 0, 0, 0.1)], white).tolist() == [False] * 3 + [True]
    assert stand_out([clear, snow, (0, 0, 0.02, 1)], black).tolist() == [False, True, False]
    assert stand_out([], white).tolist() == []


def test_one_point_takes_no_room_and_is_seen() -> None:
    ax: Any = plt.subplots()[1]
    ax.plot([3.0], [0.0], "o")
    ax.scatter([3.0, 3.0 + 1e-15], [0.0, 1e-30])
    assert axes_are_seen(ax)
    assert is_seen(ax.lines[0], ax)
    assert is_seen(ax.collections[0], ax)


def test_a_line_through_one_point_is_not_seen() -> None:
    ax: Any = plt.subplots()[1]
    for x, y in (([3], [0]), ([], []), ([np.nan, 1, np.nan], [1, 1, 1]), ([np.nan] * 2, [0, 1])):
        (line,) = ax.plot(x, y, "-")
        assert not is_seen(line, ax)


def test_dates_and_categories_stand_in_data() -> None:
    ax: Any = plt.subplots()[1]
    (line,) = ax.plot(["a", "b"], np.array(["2026-01-01", "2026-01-03"], "M8[D]"), "o")
    note = ax.annotate("here", ("a", np.datetime64("2026-01-01")))
    text = ax.text("b", np.datetime64("2026-01-03"), "there")
    for artist in (line, note, text):
        assert is_seen(artist, ax)
        assert stands_in_data(artist, ax)


def test_what_cannot_be_drawn_is_not_seen() -> None:
    ax = picture()
    ax.lines[0].set_data([None, "here"], [object(), object()])
    assert not is_seen(ax.lines[0], ax)


def test_words_of_parts_and_insets_are_seen_with_what_they_are_in() -> None:
    fig: Any = plt.figure()
    left, right = fig.subfigures(1, 2)
    ax, other = left.subplots(), right.subplots()
    left.suptitle("left"), fig.suptitle("all"), other.set_title("right"), ax.set_xlabel("x")
    inset = ax.inset_axes((0.5, 0.5, 0.4, 0.4))
    assert seen_words(ax) == {"x label": ["x"], "y label": [], "title": ["left", "all"]}
    assert axes_are_seen(inset)
    ax.set_visible(False)
    assert not axes_are_seen(inset)
    fig.set_visible(False)
    assert seen_words(other) == {"x label": [], "y label": [], "title": []}
