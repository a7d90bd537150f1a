"""What is seen of a picture, and what is not, is the same after it has crossed as plain data."""

from __future__ import annotations

import json
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

from grading.wire.figures import decode_axes, encode_axes
from tests.support.pictures import CHANGES, SETTINGS, STYLES, TRICKS, used
from tests.support.seen import draw_picture, picture, seen_parts, verdicts


def crossed(ax: Axes) -> Axes:
    """The axes as the trusted process has them, in its own style."""
    plain = json.dumps(encode_axes(ax))
    with plt.rc_context():
        plt.rcdefaults()
        return decode_axes(json.loads(plain))


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_is_one_on_the_other_side_too(trick: str) -> None:
    part, change = TRICKS[trick]
    ax = picture()
    change(ax)
    again = seen_parts(crossed(ax))
    assert not again[part]
    assert again == seen_parts(ax)


@pytest.mark.parametrize("change", CHANGES)
def test_an_honest_change_crosses(change: str) -> None:
    ax = picture()
    CHANGES[change](ax)
    again = crossed(ax)
    assert all(seen_parts(again).values())
    assert verdicts(again) == verdicts(ax)


@pytest.mark.parametrize("name", [*STYLES, *SETTINGS, "xkcd"])
def test_an_honest_style_crosses(name: str) -> None:
    with used(name):
        ax = draw_picture()
        again = crossed(ax)
        assert all(seen_parts(again).values())
        assert verdicts(again) == verdicts(ax)


@pytest.mark.parametrize("trick", ["line invisible", "word on a box of its colour", "no markers"])
def test_a_picture_that_has_crossed_may_cross_again(trick: str) -> None:
    ax = picture()
    TRICKS[trick][1](ax)
    once = crossed(ax)
    assert seen_parts(crossed(once)) == seen_parts(once)


def test_colours_sizes_and_places_cross() -> None:
    ax: Any = picture()
    ax.figure.set(size_inches=(4, 3), dpi=80, facecolor="0.25")
    ax.set(facecolor="0.75", zorder=3, frame_on=False, aspect=0.5, box_aspect=2)
    ax.patch.set_visible(False), ax.yaxis.set_visible(False)
    ax.set_xlabel("x", labelpad=7, size=13, color="r", alpha=0.5)
    ax.set_title("A walk", y=3)
    ax.texts[0].set(size=14, color=(0.2, 0.4, 0.6), bbox={"facecolor": "y"})
    ax.lines[0].set(linestyle=(0, (1, 7)), dash_capstyle="round", clip_on=False)
    ax.lines[1].set_clip_box(ax.figure.bbox)
    ax.legend(facecolor="0.5", framealpha=1, bbox_to_anchor=(2, 2))
    again: Any = crossed(ax)
    figure = again.figure
    assert (*figure.get_size_inches(), figure.dpi) == (4, 3, 80)
    np.testing.assert_allclose(figure.get_facecolor(), (0.25, 0.25, 0.25, 1), atol=0.003)
    np.testing.assert_allclose(again.get_facecolor(), (0.75, 0.75, 0.75, 1), atol=0.003)
    assert (again.get_zorder(), again.get_frame_on()) == (3, False)
    assert (again.get_aspect(), again.get_box_aspect()) == (0.5, 2)
    assert not again.patch.get_visible()
    assert not again.yaxis.get_visible()
    label = again.xaxis.label
    assert (again.xaxis.labelpad, label.get_size(), label.get_color()) == (7, 13, "#ff000080")
    text = again.texts[0]
    assert (text.get_size(), text.get_color()) == (14, "#336699ff")
    box, as_it_was = (words.get_bbox_patch().get_facecolor() for words in (text, ax.texts[0]))
    np.testing.assert_allclose(box, as_it_was, atol=0.003)
    line, curve = again.lines
    assert line._unscaled_dash_pattern == (0, (1, 7))
    assert (line.get_dash_capstyle(), line.get_clip_on()) == ("round", False)
    np.testing.assert_allclose(curve.get_clip_box().bounds, ax.figure.bbox.bounds)
    legends = [key.get_legend() for key in (again, ax)]
    np.testing.assert_allclose(*(key.get_bbox_to_anchor().bounds for key in legends))
    for key in legends:
        np.testing.assert_allclose(key.get_frame().get_facecolor()[:3], 0.5, atol=0.003)
    places = [a.title.get_transform().transform(a.title.get_position()) for a in (again, ax)]
    np.testing.assert_allclose(*places)
