"""Lines and their labels find each other in a picture that has crossed as they did before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from checks.exercise_4 import find_label, find_lines
from grading.wire.figures import decode_axes, encode_axes

RATES = (0.1, 0.5, 0.05)
LOOKS: dict[str, Callable[[int], dict[str, Any]]] = {
    "colours": lambda k: {"color": (0.2 * k, 0.5, 0.123456)},
    "cycle": lambda k: {"color": f"C{k}", "marker": "o"},
    "dashes": lambda k: {"color": "k", "linestyle": ["-", "--", (0, (1, 2))][k]},
    "widths": lambda k: {"color": "k", "linewidth": k + 0.7},
    "markers": lambda k: {"color": "k", "marker": "os^"[k]},
    "typeset markers": lambda k: {"color": "k", "marker": ["$a$", "$b$", (5, 1)][k]},
    "nothing": lambda _: {"color": "k"},
}


def lines(looks: dict[str, Any], label: str, loss: list[float]) -> None:
    plt.gca().plot(loss, **looks, label=label)


def dots(looks: dict[str, Any], label: str, loss: list[float]) -> None:
    plt.gca().scatter(range(len(loss)), loss, **looks, label=label)


def legend() -> None:
    plt.legend()


def legend_reversed() -> None:
    plt.legend(reverse=True)


def legend_of_the_figure() -> None:
    plt.gcf().legend(title="$\\eta$")


def legend_that_hides() -> None:
    plt.legend().set_visible(False)


def legend_of_stand_ins() -> None:
    colours: list[Any] = [line.get_color() for line in plt.gca().lines]
    colours += [np.ravel(marks.get_facecolor())[:4] for marks in plt.gca().collections]
    proxies = [Line2D([], [], color=colour) for colour in colours[::-1]]
    segment = LineCollection([[(0, 0), (1, 1)]], color="C7")
    plt.legend([*proxies, segment], [*(f"{eta}" for eta in RATES[::-1]), "0.7"])


LEGENDS = (legend, legend_reversed, legend_of_the_figure, legend_that_hides, legend_of_stand_ins)


def losses() -> dict[float, list[float]]:
    return {eta: [100 * (1 - 2 * eta) ** (2 * k) for k in range(6)] for eta in RATES}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("draw", [lines, dots])
@pytest.mark.parametrize("add_legend", LEGENDS)
def test_a_line_has_the_label_it_had(
    add_legend: Callable[[], None], draw: Callable[..., None], look: str
) -> None:
    for k, (eta, loss) in enumerate(losses().items()):
        draw(LOOKS[look](k), f"η = {eta}", loss)
    add_legend()
    ax: Any = plt.gca()
    again = decode_axes(json.loads(json.dumps(encode_axes(ax))))
    for artists, others in ((ax.lines, again.lines), (ax.collections, again.collections)):
        for line, other in zip(artists, others, strict=True):
            assert find_label(again, other) == find_label(ax, line)
    assert find_lines(again, losses()) == find_lines(ax, losses())
    if add_legend is legend and look != "nothing":
        assert not find_lines(again, losses())


def test_the_rebuilt_legend_has_its_words_among_its_children() -> None:
    plt.plot([1, 2], label="one")
    plt.legend(title="rates")
    again: Any = decode_axes(encode_axes(plt.gca()))
    kept = [text.get_text() for text in again.get_legend().findobj() if hasattr(text, "get_text")]
    assert kept == ["one", "rates"]
    assert np.ndim(again.get_legend().legend_handles[0].get_xydata()) == 2
