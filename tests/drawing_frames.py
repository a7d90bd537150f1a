"""Knows many ways in which students set up axes, scales and legends; not what is drawn there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import matplotlib as mpl
import matplotlib.patches as mp
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D

from tests.drawing import Points, Style, axes, plain, words


def twin_axes_with_two_legends(points: Points) -> Any:
    ax = plain(points)
    other = ax.twinx()
    other.plot(*points.T, "v", color="C7", label="again")
    other.legend(loc="lower left", title="right")
    ax.add_artist(ax.legend(["first"], title="$t$"))
    ax.legend(handles=[Line2D([], [], color="r", marker="$a$", label="proxy"), mp.Patch(fc="b")])
    return ax


def second_of_four_panels(points: Points) -> Any:
    fig: Any = plt.figure()
    panels = fig.subplots(2, 2, sharex=True)
    panels[0, 0].set_title("there")
    fig.suptitle("over all"), fig.supxlabel("x"), fig.supylabel("y").set_visible(False)
    fig.text(0.5, 0.5, "somewhere")
    panels[0, 1].plot(*points.T, "o")
    fig.legend(["path"], loc="outside right")
    return panels[0, 1]


def subfigures(points: Points) -> Any:
    fig: Any = plt.figure()
    left, right = fig.subfigures(1, 2)
    plain(points, right.subplots())
    fig.suptitle("all"), left.suptitle("left"), left.supxlabel("x"), left.legend(["no"])
    ax = left.subplots(2, 1)[1]
    ax.plot(*points.T, "o-", label="0.1")
    return words(ax)


def inset_with_indication(points: Points) -> Any:
    ax = plain(points)
    inset = ax.inset_axes((0.5, 0.5, 0.4, 0.4), xlim=(0, 1), ylim=(0, 1))
    inset.plot(*points.T, ".")
    ax.indicate_inset_zoom(inset)
    ax.secondary_xaxis("top")
    return ax


def the_inset_itself(points: Points) -> Any:
    return plain(points, axes().inset_axes((0.5, 0.5, 0.4, 0.4)))


def axis_off_and_panel_hidden(points: Points) -> Any:
    ax = plain(points)
    ax.set_axis_off()
    ax.figure.add_subplot(facecolor="r").set_visible(False)
    return ax


def legends_around(points: Points) -> Any:
    ax = plain(points)
    ax.legend(*ax.get_legend_handles_labels(), bbox_to_anchor=(1, 1), ncols=2, reverse=True)
    bars = ax.bar([1], [2], color="C4")
    ax.figure.legend([bars, (ax.lines[0], ax.lines[1])], ["bars", "0,1"], title="all")
    ax.figure.add_artist(mpl.legend.Legend(ax, ax.lines, ["one"]))
    ax.set_title("L", loc="left"), ax.set_title("R", loc="right"), ax.set_title("")
    ax.tick_params(labelbottom=False), ax.grid(alpha=0.3)
    return ax


def categories(points: Points) -> Any:
    ax = axes()
    ax.plot([str(k) for k in range(len(points))], points[:, 1], "o-", label="0.1")
    ax.bar(["a", "3"], [1, 2])
    return words(ax)


def dates(points: Points) -> Any:
    ax = axes()
    days = [datetime(2026, 1, 1) + timedelta(days=k) for k in range(len(points))]
    ax.plot(days, points[:, 1], "o-", label="0.1")
    return words(ax)


def words_at_dates_and_categories(_: Points) -> Any:
    ax = axes()
    ax.figure.suptitle("$$"), ax.figure.text(0, 0, "$$")
    ax.plot(["a", "b"], [datetime(2026, 1, 1), datetime(2026, 1, 2)], label="0.1")
    ax.annotate("first", ("a", datetime(2026, 1, 1)), ("b", datetime(2026, 1, 3)))
    ax.text("b", datetime(2026, 1, 3), r"$\frac{")
    return words(ax)


def polar_and_bare(points: Points) -> Any:
    ax: Any = plt.subplot(projection="polar")
    ax.plot(*points.T, "o")
    ax.table([["1"]]), ax.add_artist(mpl.artist.Artist())
    return ax


def nothing(_: Points) -> Any:
    ax: Any = plt.figure().add_axes((0, 0, 1, 1), label="empty")
    ax.text(3, 0, "no data"), ax.set(xlabel=" ", title="")
    return ax


def scaled(name: str, **options: Any) -> Style:
    def style(points: Points) -> Any:
        ax = plain(points)
        ax.set_yscale(name, **options)
        return ax

    style.__name__ = f"{name}_scale"
    return style


FRAMES: list[Style] = [
    twin_axes_with_two_legends,
    second_of_four_panels,
    subfigures,
    inset_with_indication,
    the_inset_itself,
    axis_off_and_panel_hidden,
    legends_around,
    categories,
    dates,
    words_at_dates_and_categories,
    polar_and_bare,
    nothing,
    scaled("log", base=2, nonpositive="mask"),
    scaled("symlog"),
    scaled("asinh"),
    scaled("logit"),
]
