"""A figure is drawn once, and looks as IPython's picture of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from unittest.mock import patch

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.pylabtools import print_figure
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread

from grading.sandbox.drawing import picture


def labelled() -> Figure:
    figure, ax = plt.subplots()
    ax.semilogy([1e-3, 1e5], label="$f(x)$")
    ax.set(xlabel="step", ylabel="loss", title="It falls")
    ax.legend()
    return figure


def square_on_colour() -> Figure:
    figure, ax = plt.subplots(facecolor="lightblue", dpi=150)
    ax.contour(np.arange(25.0).reshape(5, 5))
    ax.set_aspect("equal")
    return figure


def laid_out() -> Figure:
    figure, grid = plt.subplots(2, 2, layout="constrained")
    grid[0, 1].plot([1, 2])
    return figure


def legend_outside() -> Figure:
    figure, ax = plt.subplots()
    ax.plot([1, 2], label="a path that is long")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def by_ipython(figure: Figure) -> bytes:
    png: bytes = print_figure(figure)  # type: ignore[no-untyped-call]
    return png


def number_of_draws(figure: Figure, drawn: Callable[[Figure], bytes | None]) -> int:
    with patch.object(figure, "draw", wraps=figure.draw) as draw:
        assert drawn(figure)
    return draw.call_count


def pixels(png: bytes | None) -> np.ndarray:
    assert png
    return np.asarray(imread(io.BytesIO(png)))


@pytest.mark.parametrize("make", [labelled, square_on_colour, laid_out, legend_outside])
def test_a_picture_is_as_ipython_s(make: Callable[[], Figure]) -> None:
    ours, theirs = pixels(picture(make())), pixels(by_ipython(make()))
    assert np.abs(np.subtract(ours.shape, theirs.shape)).max() <= 2
    high, wide = np.minimum(ours.shape, theirs.shape)[:2]
    # A shift by less than a pixel changes the edges of lines, and no area.
    assert np.abs(ours[:high, :wide] - theirs[:high, :wide]).mean() < 0.03
    assert ours[0, 0].tolist() == theirs[0, 0].tolist()


def test_it_is_drawn_once_unless_something_reaches_beyond_it() -> None:
    assert number_of_draws(labelled(), picture) == 1
    assert number_of_draws(labelled(), by_ipython) == 2
    assert number_of_draws(legend_outside(), picture) == 2


def test_an_empty_figure_has_none_and_one_of_another_canvas_has_one() -> None:
    assert picture(plt.figure()) is None
    other = Figure()
    other.subplots().plot([1, 2])
    assert not isinstance(other.canvas, FigureCanvasAgg)
    assert pixels(picture(other)).size
