"""Styles in which students draw, honest and tricky, and forged descriptions of a picture."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import matplotlib as mpl
import matplotlib.patches as mp
import matplotlib.pyplot as plt
import matplotlib.transforms as mt
import numpy as np
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.patheffects import (
    Normal,
    SimpleLineShadow,
    Stroke,
    withSimplePatchShadow,
    withStroke,
)
from matplotlib.spines import Spine

from grading.wire.fields import UNREADABLE, array
from grading.wire.figures import check_size, decode_axes, read_figure

# The picture that the tests' styles of drawing start from.

Points = np.ndarray[Any, Any]
Style = Callable[[Points], Any]


def axes() -> Any:
    """New axes, of a type that allows for what matplotlib takes beyond its own annotations."""
    return plt.subplots()[1]


def words(ax: Any) -> Any:
    ax.set(xlabel="$x$", ylabel="f(x)", title="The steps shorten")
    ax.legend()
    return ax


def plain(points: Points, ax: Any = None) -> Any:
    ax = ax or axes()
    x = np.linspace(points[:, 0].min() - 1, max(4, points[:, 0].max() + 1), 80)
    ax.plot(x, (x - 3) ** 2, "--", color="0.5", label="f")
    ax.plot(points[:, 0], points[:, 1], "o-", label=r"$\eta = 0.1$")
    ax.plot(3, 0, "*", markersize=16, label="minimum")
    return words(ax)


# Many ways in which students set up axes, scales and legends.


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


# Many ways in which students draw a path.


def scatter_with_sizes_and_colours(points: Points) -> Any:
    ax = plain(points[:1])
    ax.scatter(*points.T, s=np.arange(len(points)) + 1, c=range(len(points)), label="0.1")
    ax.scatter(*points.T, marker="x", facecolor=(0.25, 0.5, 0.75, 0.5), alpha=0.75)
    ax.scatter(*points.T, facecolors="none", edgecolors="k", linestyles=[(0, (1, 2)), "dotted"])
    return words(ax)


def errorbar_and_stem(points: Points) -> Any:
    ax = axes()
    ax.errorbar(*points.T, yerr=0.5, fmt="s-", capsize=3, label="rate 0.1")
    ax.stem(*points.T, linefmt="C1:", label="stems")
    return words(ax)


def arrows_and_notes(points: Points) -> Any:
    ax = plain(points)
    ax.annotate("minimum", (3, 0), (4, 9), arrowprops={"arrowstyle": "->"})
    ax.annotate("corner", (0, 0), (5, 5), xycoords="axes fraction", textcoords="offset points")
    ax.add_patch(mp.FancyArrowPatch(tuple(points[0]), tuple(points[-1]), label="arrow"))
    ax.arrow(*points[0], 1.0, 1.0)
    ax.quiver(*points[:-1].T, *np.diff(points, axis=0).T, angles="xy")
    ax.text(3, 0, "here"), ax.text(0.5, 0.5, "there", transform=ax.transAxes)
    ax.text(3, 0, "seen", transform=ax.transData, visible=False)
    return ax


def patches(points: Points) -> Any:
    ax = plain(points)
    for patch in [
        mp.Circle((3, 0), 0.2, ls="--", fill=False),
        mp.Ellipse((3, 0), 1, 2, angle=30, color="#12345678"),
        mp.Polygon([(2, -1), (3, 0), (4, 1)], closed=False, hatch="/"),
        mp.RegularPolygon((2, -1), 5, ls=(0, (1, 2))),
        mp.Wedge((2, -1), 0.1, 10, 350, width=0.05),
        mp.Annulus((3, 0), 0.3, 0.1),
        mp.Rectangle((2, -1), 1, 2, rotation_point="center", angle=5),
        mp.FancyBboxPatch((2, -1), 1, 2),
        mp.ConnectionPatch((0, 0), (1, 1), "data", "axes fraction"),
    ]:
        ax.add_patch(patch)
    ax.stairs([1, 2, 3]), ax.pie([1, 2]), ax.hist([1, 2, 2]), ax.fill([1, 2, 3], [0, 1, 0])
    return ax


def lines_across(points: Points) -> Any:
    ax = plain(points)
    ax.axvline(3, label="x = 3"), ax.axhline(0, ls=(0, (1, 2))), ax.axline((3, 0), slope=1)
    ax.axvspan(1, 2), ax.axhspan(1, 2), ax.hlines(2, 0, 1), ax.vlines([1, 2], 0, 1)
    ax.plot([0.5], [0.5], "o", transform=ax.transAxes)
    return words(ax)


def contours_image_and_colour_bar(points: Points) -> Any:
    ax = axes()
    z = np.add.outer(np.arange(4.0), np.arange(5.0))
    ax.imshow(z, extent=(-10, 10, 0, 100), aspect="auto", alpha=0.5)
    ax.figure.colorbar(ax.contourf(z), label="f")
    ax.clabel(ax.contour(z)), ax.pcolormesh(z), ax.hexbin(*points.T)
    ax.set_aspect("equal", adjustable="datalim")
    return plain(points, ax)


def hidden_and_transparent(points: Points) -> Any:
    ax = plain(points[:1])
    ax.plot(*points.T, "o-", visible=False), ax.plot(*points.T, "o", alpha=0)
    ax.scatter(*points.T, alpha=0), ax.scatter(*points.T, s=0)
    ax.title.set_visible(False), ax.get_legend().set_visible(False)
    return ax


def gaps(points: Points) -> Any:
    holes = np.vstack([points, [[np.nan, 1.0], [2.0, np.inf]]])
    masked = np.ma.masked_greater(points, 5)
    ax = plain(holes[:-1])
    ax.scatter(*holes.T), ax.scatter(*masked.T), ax.plot(*masked.T, "s:")
    ax.set(xlim=(20, -20), ylim=(-1, 200))
    return ax


def alpha_for_each_point(points: Points) -> Any:
    ax = plain(points)
    ax.scatter(*points.T, alpha=np.linspace(0, 1, len(points)))
    return ax


def segments(points: Points) -> Any:
    ax = axes()
    lines = LineCollection(list(np.stack([points[:-1], points[1:]], axis=1)), colors=["r", "b"])
    lines.set_label("0.1")
    ax.add_collection(lines)
    ax.fill_between(*points.T), ax.stackplot(*points.T), ax.eventplot([1, 2])
    ax.autoscale_view()
    return words(ax)


def markers(points: Points) -> Any:
    ax = plain(points)
    known = [None, "", " ", "None", ",", 7, (5, 1), (4, 0, 45), "$a$", [(0, 0), (1, 1)]]
    every = [None, 1, 2, (0, 3), [0, 1], slice(0, 5), 0.1, np.int64(1), True, 1]
    for marker, step in zip(known, every, strict=True):
        looks = {"ms": 4, "mfc": "none", "mec": "C1", "ds": "steps"}
        ax.plot(*points.T, "k", marker=marker, markevery=step, **looks)
    ax.plot(*points.T, label="no line", ls=(0, (1, 2, 3, 4)), ms=0, marker="o")
    return words(ax)


MARKS: list[Style] = [
    plain,
    scatter_with_sizes_and_colours,
    errorbar_and_stem,
    arrows_and_notes,
    patches,
    lines_across,
    contours_image_and_colour_bar,
    hidden_and_transparent,
    gaps,
    alpha_for_each_point,
    segments,
    markers,
]


# Styles of honest pictures: after each of them a person sees every part of the picture.

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


# Tricks by which a part of a picture is there for a program and not for a person.


def on(part: str, **values: Any) -> tuple[str, Callable[[Any], object]]:
    """Set a property of a part."""
    return part, lambda ax: artist(part, ax).set(**values)


def artist(part: str, ax: Any) -> Any:
    """The artist that a part is named after."""
    return {
        "line": lambda: ax.lines[0],
        "curve": lambda: ax.lines[1],
        "dots": lambda: ax.collections[0],
        "word": lambda: ax.texts[0],
        "note": lambda: ax.texts[1],
        "arrow": lambda: ax.texts[2].arrow_patch,
        "ring": lambda: ax.patches[0],
        "x label": lambda: ax.xaxis.label,
        "y label": lambda: ax.yaxis.label,
        "title": lambda: ax.title,
        "head": lambda: ax.figure._suptitle,
        "legend": lambda: ax.get_legend(),
    }[part]()


def entries(**values: Any) -> tuple[str, Callable[[Any], object]]:
    """Set a property of each text of the legend."""
    return "legend", lambda ax: [text.set(**values) for text in ax.get_legend().get_texts()]


NOWHERE = mt.Bbox.from_extents(0, 0, 0, 0)
CORNER = mt.Bbox.from_extents(0, 0, 5, 5)
WHITE = ListedColormap(["white"])
CLEAR = ListedColormap([(0, 0, 0, 0)])
BARE = {"marker": ""}


def wiped(image: Any, _: float) -> Any:
    return image * 0, 0, 0


def only_markers(ax: Any, **values: Any) -> None:
    ax.lines[0].set(linestyle="None", **values)


TRICKS: dict[str, tuple[str, Callable[[Any], object]]] = {
    # switched off
    "figure invisible": ("line", lambda ax: ax.figure.set_visible(False)),
    "axes invisible": ("line", lambda ax: ax.set_visible(False)),
    "title of invisible axes": ("title", lambda ax: ax.set_visible(False)),
    "legend of invisible axes": ("legend", lambda ax: ax.set_visible(False)),
    "head of invisible figure": ("legend", lambda ax: ax.figure.set_visible(False)),
    "axis off": ("x label", lambda ax: ax.set_axis_off()),
    "axis invisible": ("y label", lambda ax: ax.yaxis.set_visible(False)),
    **{
        f"{part} invisible": on(part, visible=False)
        for part in ("line", "curve", "dots", "word", "note", "arrow", "ring")
    },
    **{f"{part} invisible": on(part, visible=False) for part in ("x label", "title", "head")},
    "legend invisible": on("legend", visible=False),
    "entries invisible": entries(visible=False),
    "line through a filter": on("line", agg_filter=wiped),
    "axes through a filter": ("line", lambda ax: ax.set_agg_filter(wiped)),
    "title through a filter": on("title", agg_filter=wiped),
    # no colour, or that of the ground
    **{
        f"{part} of alpha 0.01": on(part, alpha=0.01)
        for part in ("line", "curve", "dots", "word", "note", "arrow", "ring")
    },
    **{f"{part} of alpha 0.01": on(part, alpha=0.01) for part in ("y label", "title", "head")},
    **{
        f"{part} of no colour": on(part, color="none")
        for part in ("curve", "word", "note", "arrow", "ring", "x label", "title", "head")
    },
    **{
        f"{part} white on white": on(part, color="#fefefe")
        for part in ("curve", "word", "note", "arrow", "ring", "x label", "title", "head")
    },
    "line white, markers too": on("line", color="white"),
    "dots white on white": on("dots", array=None, color="white"),
    "dots by a white colormap": on("dots", cmap=WHITE),
    "dots by a clear colormap": on("dots", cmap=CLEAR),
    "entries white on white": entries(color="white"),
    "entries of alpha 0": entries(alpha=0),
    "frame as dark as the words": (
        "legend",
        lambda ax: ax.get_legend().get_frame().set(fc="k", alpha=1),
    ),
    "axes in the colour of a line": ("curve", lambda ax: ax.set_facecolor(ax.lines[1].get_color())),
    "figure in the colour of words": ("title", lambda ax: ax.figure.set_facecolor("black")),
    "word on a box of its colour": ("word", lambda ax: ax.texts[0].set_bbox({"fc": "k"})),
    "curve drawn by its shadow only": on("curve", path_effects=[SimpleLineShadow(alpha=0)]),
    "curve drawn by a white stroke": on("curve", path_effects=[Stroke(foreground="w")]),
    # no width, no size
    "curve of no width": on("curve", linewidth=0),
    "curve of hardly any width": on("curve", linewidth=0.01),
    "curve of no style": on("curve", linestyle=""),
    "curve of gaps": on("curve", linestyle=(0, (0.001, 1000))),
    "curve in one gap": on("curve", linestyle=(5000, (5000, 5000))),
    "curve of dots without length": on("curve", linestyle=(0, (0, 5))),
    "markers of no size": ("line", lambda ax: only_markers(ax, markersize=0)),
    "markers of hardly any size": ("line", lambda ax: only_markers(ax, markersize=0.01)),
    "no markers": ("line", lambda ax: only_markers(ax, marker="")),
    "markers of no colour": ("line", lambda ax: only_markers(ax, mfc="none", mec="none")),
    "crosses without edges": ("line", lambda ax: only_markers(ax, marker="x", mec="none")),
    "crosses without width": ("line", lambda ax: only_markers(ax, marker="+", mew=0)),
    "carets without width": ("line", lambda ax: only_markers(ax, marker=6, mew=0)),
    "asterisks without width": ("line", lambda ax: only_markers(ax, marker=(5, 2, 0), mew=0)),
    "dots of no size": ("dots", lambda ax: ax.collections[0].set_sizes([0])),
    "dots of hardly any size": ("dots", lambda ax: ax.collections[0].set_sizes([1e-4])),
    "dots of no outline": (
        "dots",
        lambda ax: ax.collections[0].set_paths([Path(np.empty((0, 2)))]),
    ),
    "dots of a tiny outline": (
        "dots",
        lambda ax: ax.collections[0].set_paths([Path([(0, 0), (1e-6, 0), (0, 1e-6)])]),
    ),
    "dots with an outline elsewhere": (
        "dots",
        lambda ax: ax.collections[0].set_paths([Path([(900, 900), (901, 900), (900, 901)])]),
    ),
    "dots that are shrunk": (
        "dots",
        lambda ax: ax.collections[0].set_transform(mt.Affine2D().scale(1e-6)),
    ),
    "ring of an edge without width": on("ring", fill=False, linewidth=0),
    "ring of an edge without style": on("ring", fill=False, linestyle="None"),
    "markers that their style shrinks": (
        "line",
        lambda ax: only_markers(ax, marker=MarkerStyle("o", transform=mt.Affine2D().scale(1e-4))),
    ),
    "markers that their style moves": (
        "line",
        lambda ax: only_markers(
            ax, marker=MarkerStyle("o", transform=mt.Affine2D().translate(50, 0))
        ),
    ),
    "markers that cover all": ("line", lambda ax: only_markers(ax, markersize=5000)),
    "dots that cover all": ("dots", lambda ax: ax.collections[0].set_sizes([1e7])),
    "curve that covers all": on("curve", linewidth=5000),
    "curve scattered by a sketch": ("curve", lambda ax: ax.lines[1].set_sketch_params(5000)),
    "curve drawn elsewhere by an effect": on("curve", path_effects=[Normal(offset=(900, 0))]),
    # no words
    "title of a zero-width space": on("title", text="\u200b"),
    "title of a braille blank": on("title", text="\u2800"),
    "title of a Hangul filler": on("title", text="\u3164 \uffa0"),
    "title of a lonely accent": on("title", text="\u0301"),
    "title of a formula of spaces": on("title", text=r"$\quad\,\mathrm{\ }$"),
    "x label of a soft hyphen": on("x label", text="\u00ad"),
    "word of a line break": on("word", text="\n\u2028\ufeff"),
    "entries of zero-width spaces": entries(text="\u200b"),
    "title of 1 point": on("title", size=1),
    "x label of 3 points": on("x label", size=3),
    "head of 0.1 points": on("head", size=0.1),
    "word of 2 points": on("word", size=2),
    "entries of 1 point": entries(size=1),
    # too small, or outside
    "figure of some pixels": ("line", lambda ax: ax.figure.set_size_inches(0.2, 0.2)),
    "figure of some dots an inch": ("head", lambda ax: ax.figure.set_dpi(5)),
    "axes of some pixels": ("line", lambda ax: ax.set_position((0.1, 0.1, 0.01, 0.8))),
    "axes outside the figure": ("line", lambda ax: ax.set_position((5, 5, 0.8, 0.8))),
    "title of axes outside": ("title", lambda ax: ax.set_position((5, 5, 0.8, 0.8))),
    "axes flattened by their aspect": ("line", lambda ax: ax.set_aspect(1e-9)),
    "axes flattened by their box": ("line", lambda ax: ax.set_box_aspect(1e-4)),
    "title far above": ("title", lambda ax: ax.set_title("A walk", y=50)),
    "title padded away": ("title", lambda ax: ax.set_title("A walk", pad=1e5)),
    "title at no place": on("title", position=(np.nan, 1)),
    "x label far below": ("x label", lambda ax: ax.xaxis.set_label_coords(0.5, -30)),
    "y label padded away": ("y label", lambda ax: ax.set_ylabel("f(x)", labelpad=1e5)),
    "head far above": ("head", lambda ax: ax.figure.suptitle("The head", y=40)),
    "legend far away": ("legend", lambda ax: ax.legend(bbox_to_anchor=(40, 40))),
    "legend at a far place": ("legend", lambda ax: ax.legend(loc=(40, 40))),
    "limits elsewhere": ("curve", lambda ax: ax.set_xlim(100, 200)),
    "limits so wide that all is one pixel": (
        "curve",
        lambda ax: ax.set(xlim=(-1e6, 1e6), ylim=(-1e6, 1e6)),
    ),
    "note far away": ("note", lambda ax: ax.texts[1].set_position((3e5, 3e5))),
    "line clipped to nowhere": ("line", lambda ax: ax.lines[0].set_clip_box(NOWHERE)),
    "dots clipped to a corner": ("dots", lambda ax: ax.collections[0].set_clip_box(CORNER)),
    "ring clipped to a circle elsewhere": (
        "ring",
        lambda ax: ax.patches[0].set_clip_path(mp.Circle((0, 0), 3, transform=None)),
    ),
    "word clipped away": ("word", lambda ax: ax.texts[0].set(clip_on=True, clip_box=CORNER)),
    "title clipped away": on("title", clip_on=True, clip_box=CORNER),
    "entries moved away": entries(position=(1e4, 0)),
    # in another transform
    "line in fractions of the axes": ("line", lambda ax: ax.lines[0].set_transform(ax.transAxes)),
    "curve in pixels": ("curve", lambda ax: ax.lines[1].set_transform(mt.IdentityTransform())),
    "curve in fractions across": (
        "curve",
        lambda ax: ax.lines[1].set_transform(ax.get_xaxis_transform()),
    ),
    "curve moved aside": (
        "curve",
        lambda ax: ax.lines[1].set_transform(ax.transData + mt.Affine2D().translate(0, 90)),
    ),
    "curve stretched": (
        "curve",
        lambda ax: ax.lines[1].set_transform(mt.Affine2D().scale(1, 2) + ax.transData),
    ),
    "dots in fractions of the figure": (
        "dots",
        lambda ax: ax.collections[0].set_offset_transform(ax.figure.transFigure),
    ),
    "dots moved aside": (
        "dots",
        lambda ax: ax.collections[0].set_transform(mt.Affine2D().translate(200, 0)),
    ),
    "word in fractions of the axes": ("word", lambda ax: ax.texts[0].set_transform(ax.transAxes)),
    "note about a place on the page": (
        "note",
        lambda ax: setattr(ax.texts[1], "xycoords", "figure points"),
    ),
    "ring in fractions of the axes": ("ring", lambda ax: ax.patches[0].set_transform(ax.transAxes)),
}


# How to forge a description of a picture in every place.


def deep() -> list[Any]:
    nest: list[Any] = []
    for _ in range(2_000):
        nest = [nest]
    return nest


FORGED: list[Any] = [None, True, -1, 1e20, 1e308, float("nan"), "x" * 10**6, "$\\frac{", [], {}]
FORGED += [10**400, deep()]
ARRAYS = [
    array(columns).write(np.full(rows * max(columns, 1), value))
    for columns in (0, 2, 4)
    for rows in (0, 3)
    for value in (np.nan, -np.inf, 1e20)
]


def nodes(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in the tree, as a container and a key."""
    for key in list(part) if isinstance(part, dict) else range(len(part)):
        yield part, key
        if isinstance(part[key], (dict, list)):
            yield from nodes(part[key])


def outcome(description: object) -> str:
    """What comes of a description: "axes" or a sentence; all else fails the test."""
    try:
        ax = decode_axes(description)
    except ValueError as error:
        said = str(error)
        assert said.startswith(("the picture", "a part of the picture"))
        assert len(said) < 80
        return said
    assert isinstance(ax, Axes)
    for child in takewhile(lambda child: not isinstance(child, Spine), ax.get_children()):
        for artist in [child, *getattr(child, "legend_handles", [])]:
            artist.properties()  # as the test cells do: there matplotlib may lose itself
    return "axes"


def forge(picture: Any, parts: Any) -> tuple[set[str], list[Any]]:
    """Put each forged value in each place of the parts of a picture.

    The sentences with which pictures are refused, and the parts of those that can be read, of which
    a figure is still to be made. At each place some value is refused: what is forged there has
    reached the reader.
    """
    said, readable = set[str](), list[Any]()
    for container, key in list(nodes(parts)):
        whole = container[key]
        arrays = ARRAYS if isinstance(whole, dict) and "rows" in whole else []
        here = len(readable)
        for value in [*FORGED, *arrays]:
            container[key] = value
            if is_readable(picture):
                readable.append(_copied(parts, value))
            else:
                said.add(outcome(picture))
        assert len(readable) - here < len(FORGED + arrays), f"nobody has looked at {key}"
        del container[key]
        if not is_readable(picture):  # else it is as if it was None
            said.add(outcome(picture))
        if isinstance(container, dict):
            container[key] = whole
        else:
            container.insert(key, whole)
    assert "axes" not in said
    return said, readable


def _copied(part: Any, forged: Any) -> Any:
    """A copy that shares what is forged, which may nest too deep to be copied."""
    if part is forged or not isinstance(part, (dict, list)):
        return part
    if isinstance(part, dict):
        return {key: _copied(value, forged) for key, value in part.items()}
    return [_copied(value, forged) for value in part]


def is_readable(picture: object) -> bool:
    """Whether all of a description is what it has to be, each part for itself."""
    try:
        check_size(picture)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read_figure(picture)
    except (*UNREADABLE, AttributeError):
        return False
    return True


# Hypothesis strategies of JSON data: what anybody may send where a description is expected.

TEXT = st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
