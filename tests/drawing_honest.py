"""Styles of honest pictures: after each of them a person sees every part of the picture.

They are for a `drawing_verdicts.picture`, the first as settings, the others as changes to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import matplotlib.transforms as mt
import numpy as np
from matplotlib.markers import MarkerStyle
from matplotlib.patheffects import Normal, SimpleLineShadow, withSimplePatchShadow, withStroke

SETTINGS: dict[str, Any] = {
    "small": {"figure.figsize": (2, 2), "figure.dpi": 50},
    "large and fine": {"figure.figsize": (20, 12), "figure.dpi": 300, "font.size": 5},
    "thin": {"lines.linewidth": 0.25, "lines.markersize": 1.5, "patch.linewidth": 0.25},
    "constrained": {"figure.constrained_layout.use": True},
    "on no paper": {"figure.facecolor": "none", "axes.facecolor": "none"},
    "without frames": {"legend.frameon": False, "axes.spines.top": False, "axes.grid": True},
    "left title": {"axes.titlelocation": "left", "axes.titlesize": 6, "axes.labelsize": 5},
}
STYLES = [
    *("default", "dark_background", "grayscale", "fivethirtyeight", "ggplot", "bmh", "classic"),
    *("seaborn-v0_8", "seaborn-v0_8-whitegrid", "seaborn-v0_8-dark", "Solarize_Light2"),
]


def moved(ax: Any, **points: float) -> mt.Transform:
    return mt.offset_copy(ax.transData, ax.figure, units="points", **points)


def dark(ax: Any) -> None:
    ax.set_facecolor("black")
    ax.lines[0].set_color("white")
    ax.figure.set_facecolor("0.1")
    for text in (*ax.texts, ax.title, ax.xaxis.label, ax.yaxis.label, ax.figure._suptitle):
        text.set_color("white")
    ax.texts[2].arrow_patch.set_color("white")


def white_on(draw: Callable[[Any], Any]) -> Callable[[Any], object]:
    """A white path, white words and a white arrow on something dark."""

    def change(ax: Any) -> None:
        draw(ax)
        ax.lines[0].set_color("white")
        ax.texts[0].set_color("white")
        ax.texts[2].arrow_patch.set_color("white")

    return change


def filled(ax: Any) -> None:
    u, v = np.linspace(-9, 9, 30), np.linspace(-20, 110, 30)[:, None]
    ax.contourf(u, v.ravel(), u**2 + v**2, cmap="Greys_r")


def stroked(ax: Any) -> None:
    ax.texts[0].set(color="white", path_effects=[withStroke(linewidth=3, foreground="black")])
    ax.lines[1].set(color="white", path_effects=[withStroke(linewidth=4, foreground="navy")])


def rest_on_twin(ax: Any) -> None:
    other = ax.twinx()
    other.plot([-7, 3], [0, 4], ":", label="step")
    other.set_ylabel("step")


def with_gaps(ax: Any) -> None:
    x, y = ax.lines[1].get_data()
    ax.lines[1].set_data(np.where(np.arange(len(x)) == 9, np.nan, x), np.ma.masked_less(y, 0.5))
    ax.collections[0].set_offsets(np.ma.masked_greater(ax.collections[0].get_offsets(), 90))


CHANGES: dict[str, Callable[[Any], object]] = {
    "nothing": str,
    "drawn before": lambda ax: ax.figure.canvas.draw(),
    "tight": lambda ax: ax.figure.tight_layout(),
    "symmetric logarithms": lambda ax: ax.set(xscale="symlog", yscale="symlog"),
    "twin axes": rest_on_twin,
    "panel with a bar": lambda ax: ax.figure.colorbar(ax.collections[0]),
    "dark axes": dark,
    "gaps": with_gaps,
    # lines and markers
    "hollow markers": lambda ax: ax.lines[0].set(markerfacecolor="none", linestyle="None"),
    "white markers with an edge": lambda ax: ax.lines[0].set(mfc="white", mec="C0", ls=""),
    "white line, edged markers": lambda ax: ax.lines[0].set(color="white", mec="k"),
    "crosses": lambda ax: ax.lines[0].set(marker="x", linestyle=""),
    "pixels": lambda ax: ax.lines[0].set(marker=",", linestyle=""),
    "letters": lambda ax: ax.lines[0].set(marker="$a$", linestyle=""),
    "asterisks": lambda ax: ax.lines[0].set(marker=(6, 2, 0), linestyle=""),
    "large markers": lambda ax: ax.lines[0].set(markersize=40),
    "turned markers": lambda ax: ax.lines[0].set(
        marker=MarkerStyle("d", transform=mt.Affine2D().rotate_deg(30)), linestyle=""
    ),
    "pale grey": lambda ax: ax.lines[1].set(color="lightgray", linewidth=0.5),
    "nearly transparent": lambda ax: ax.lines[1].set(alpha=0.1),
    "yellow": lambda ax: ax.lines[1].set(color="yellow"),
    "dotted": lambda ax: ax.lines[1].set(linestyle=":"),
    "long gaps": lambda ax: ax.lines[1].set(linestyle=(0, (1, 10))),
    "round dots": lambda ax: ax.lines[1].set(linestyle=(0, (0, 2)), dash_capstyle="round"),
    "shadows": lambda ax: [
        ax.lines[1].set_path_effects([SimpleLineShadow(), Normal()]),
        ax.patches[0].set_path_effects([withSimplePatchShadow()]),
    ],
    "steps": lambda ax: ax.lines[1].set(drawstyle="steps-post"),
    "behind all": lambda ax: ax.lines[1].set(zorder=-5),
    "side by side": lambda ax: ax.lines[0].set_transform(moved(ax, x=5)),
    "not clipped": lambda ax: [artist.set_clip_on(False) for artist in ax.lines],
    # scatters
    "grey colormap": lambda ax: ax.collections[0].set_cmap("Greys"),
    "rings": lambda ax: ax.collections[0].set(array=None, facecolor="none", edgecolor="r"),
    "sizes from 0": lambda ax: ax.collections[0].set_sizes(9 * np.arange(5)),
    "bubbles": lambda ax: ax.collections[0].set_sizes([3000]),
    "dots of 1 square point": lambda ax: ax.collections[0].set_sizes([1]),
    "thin edges": lambda ax: ax.collections[0].set(facecolor="w", edgecolor="k", linewidth=0.2),
    # on something dark
    "white on a contour": white_on(filled),
    "white on an image": white_on(
        lambda ax: ax.imshow(np.eye(9), extent=(-9, 9, -20, 110), aspect="auto")
    ),
    "white on a patch": white_on(lambda ax: ax.axvspan(-9, 9, color="navy")),
    "white on a fill": white_on(lambda ax: ax.fill_between([-9, 9], -20, 110, color="k")),
    "white with a stroke": stroked,
    # words
    "words on a box": lambda ax: ax.texts[0].set(color="w", bbox={"facecolor": "k"}),
    "words beside their place": lambda ax: ax.texts[0].set_transform(moved(ax, x=4, y=-4)),
    "words in corners": lambda ax: ax.texts[0].set(ha="right", va="top", rotation=90),
    "words that are clipped": lambda ax: ax.texts[0].set_clip_on(True),
    "small type": lambda ax: [text.set_size(5) for text in (*ax.texts, ax.title)],
    "title in the axes": lambda ax: ax.set_title("A walk", y=0.9),
    "title on the right": lambda ax: (ax.set_title(""), ax.set_title("A walk", loc="right")),
    "title with room": lambda ax: ax.set_title("A walk", pad=40),
    "head above": lambda ax: ax.figure.suptitle("The head", y=1.1),
    "labels elsewhere": lambda ax: ax.xaxis.set_label_coords(1.1, -0.1),
    "labels on the other sides": lambda ax: (
        ax.xaxis.tick_top(),
        ax.yaxis.set_label_position("right"),
    ),
    "labels with room": lambda ax: ax.set_ylabel("f(x)", labelpad=60),
    # legends
    "legend on the right": lambda ax: ax.legend(bbox_to_anchor=(1.02, 1), loc="upper left"),
    "legend below": lambda ax: ax.legend(bbox_to_anchor=(0.5, -0.2), loc="upper center"),
    "legend at a place": lambda ax: ax.legend(loc=(1.04, 0)),
    "legend above, expanded": lambda ax: ax.legend(bbox_to_anchor=(0, 1, 1, 0.1), mode="expand"),
    "legend of the figure": lambda ax: (ax.get_legend().remove(), ax.figure.legend()),
    "legend outside": lambda ax: (
        ax.get_legend().remove(),
        ax.figure.legend(loc="lower center", bbox_to_anchor=(0.5, -0.1)),
    ),
    "two legends, one outside": lambda ax: (
        ax.add_artist(
            ax.legend(ax.lines, ["path", "f"], bbox_to_anchor=(1.02, 1), loc="upper left")
        ),
        ax.legend(["path"]),
    ),
    "entries in line": lambda ax: [t.set_position((90, 0)) for t in ax.get_legend().get_texts()],
    "dark legend": lambda ax: ax.legend(facecolor="k", labelcolor="w", framealpha=1),
    # sizes and limits
    "all of the figure": lambda ax: ax.set_position((0, 0, 1, 1)),
    "a corner of the figure": lambda ax: ax.set_position((0.7, 0.7, 0.25, 0.2)),
    "equal": lambda ax: ax.set_aspect("equal"),
    "square": lambda ax: ax.set_box_aspect(1),
    "a ratio": lambda ax: ax.set_aspect(0.1),
    "turned round": lambda ax: ax.set(xlim=(20, -20), ylim=(200, -20)),
    "ten times as wide": lambda ax: ax.set(xlim=(-100, 100), ylim=(-500, 1000)),
    "frame off": lambda ax: ax.set_frame_on(False),
    "patch off": lambda ax: ax.patch.set_visible(False),
}


def used(name: str) -> Any:
    """The settings of a style, or those of xkcd, or some of our own."""
    if name == "xkcd":
        return plt.xkcd()
    return plt.rc_context(SETTINGS[name]) if name in SETTINGS else plt.style.context(name)
