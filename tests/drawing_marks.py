"""Knows many ways in which students draw a path; not the axes and legends around it."""

from __future__ import annotations

from typing import Any

import matplotlib.patches as mp
import numpy as np
from matplotlib.collections import LineCollection

from tests.drawing import Points, Style, axes, plain, words


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
