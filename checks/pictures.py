"""What a picture shows: paths, marks, limits, labels and legends of matplotlib's axes.

Pictures are read by their artists, never by their style, and none is drawn for that.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from checks.calls import call
from checks.ink import is_shown, markers_show, stroke_shows, words_left
from checks.slips import Hint, Slip
from checks.visible import (
    axes_are_seen,
    geometry,
    is_seen,
    legend_is_seen,
    seen_entries,
    seen_words,
    stands_in_data,
)

Part = tuple[str, float, Hint | None]
"""A part of a picture: its name, its points, and what is wrong with it (None if nothing is)."""


kept: dict[Axes, list[tuple[Any, np.ndarray, bool]]] = {}
"""What is drawn on the axes that are being looked at, since every part of a picture asks for it."""


def drawn(ax: Axes) -> list[tuple[Any, np.ndarray, bool]]:
    """Each line or scatter that a person sees: the artist, its points, whether each has a marker.

    What only the limits of the axes leave out is there too, for `find_cut` to say so.
    """
    return kept[ax] if ax in kept else list(seen_lines(ax))


def seen_lines(ax: Axes) -> Iterator[tuple[Any, np.ndarray, bool]]:
    """What `drawn` gives, found anew."""
    artists: list[Any] = ax.get_children() if axes_are_seen(ax) else []
    for artist in artists:
        if isinstance(artist, (Line2D, PathCollection)) and is_there(artist, ax):
            points, _ = geometry(artist)
            cut, every = is_cut(points, ax), str(getattr(artist, "get_markevery", str)())
            inked = cut or isinstance(artist, PathCollection) or is_seen(artist, ax, markers_show)
            yield artist, points, inked and every in ("None", "1", "")


def is_there(artist: Any, ax: Axes) -> bool:
    """True if a person sees the artist where its numbers say, or only the limits cut it off."""
    if is_cut(geometry(artist)[0], ax):
        return is_shown(artist)
    return stands_in_data(artist, ax) and is_seen(artist, ax)


def is_cut(points: np.ndarray, ax: Axes) -> bool:
    """True if all the points are outside of the limits of the axes."""
    low, high = np.sort(np.transpose([ax.get_xlim(), ax.get_ylim()]), axis=0)
    return bool(((points < low) | (points > high)).any(axis=1).all())


MARKERS = "give each point a marker, as in 'o-'"


def path_slips(path: np.ndarray) -> dict[str, np.ndarray]:
    """The points of well-known wrong paths, by what to say about them."""
    x, y = path.T
    steps = np.arange(len(path))
    return {
        "it runs backwards": path[::-1],
        "x and y are swapped": path[:, ::-1],
        "the first number is drawn against the step": np.column_stack([steps, x]),
        "the second number is drawn against the step": np.column_stack([steps, y]),
        "the markers lie on the x axis: lift each to its height": np.column_stack([x, 0 * y]),
    }


def name_lost(path: np.ndarray, lost: list[int]) -> Hint:
    """Say which of the steps have no marker: only an end of the path, or the first of several."""
    ends = {0: "the start", len(path) - 1: "the end"}
    if len(lost) == 1 and lost[0] in ends and len(path) > 1:
        return Hint(f"only {ends[lost[0]]} of the path has no marker: did you leave it out?")
    if 1 < len(lost) < len(path) and lost == list(range(len(lost))):
        return Hint("the first points have no marker: draw every point of the path")
    seen = f"no marker at step {lost[0]}, {path[lost[0]].round(4)}"
    return Hint("draw each point of the path where it is.", seen, named=False)


def follows(points: Any, steps: np.ndarray, close: np.ndarray) -> bool:
    """True if the steps are among the points, one after the other, within the distance close."""
    near = (np.abs(np.reshape(points, (-1, 1, 2)) - steps) <= close).all(axis=2)
    at = 0
    for step in range(len(steps)):
        hits = np.flatnonzero(near[at:, step])
        if not len(hits):
            return False
        at += hits[0] + 1
    return True


def find_path(ax: Axes, path: np.ndarray, known: Mapping[str, np.ndarray] = {}) -> Hint | None:
    """None if the markers follow the path, else what is wrong with them.

    `known` are more wrong paths, by what to say about them.
    """
    lines, close = [points for _, points, _ in drawn(ax)], 1e-4 * (1 + np.abs(path).max(axis=0))
    marked = [point for _, points, marker in drawn(ax) if marker for point in points]
    same = [
        slip
        for slip, steps in {"": path, **path_slips(path), **(known or {})}.items()
        if any(follows(points, steps, close) for points in [marked, *lines])
    ]
    lost = [k for k in range(len(path)) if not follows(marked, path[[k]], close)]
    if not lost and "" in same:
        return None
    if "" in same:
        hint = name_lost(path, lost)
        return hint if len(lost) == 1 and hint.named else Hint(MARKERS, hint.seen)
    if same:
        return Hint(same[0])
    return name_lost(path, lost) if lost else Hint("the markers are out of order")


def find_stray(ax: Axes, path: np.ndarray) -> Hint | None:
    """None unless a second line with markers, as long as the path, leads elsewhere."""
    close = 1e-4 * (1 + np.abs(path).max(axis=0))
    for artist, points, marker in drawn(ax):
        joined = marker and isinstance(artist, Line2D) and len(points) == len(path) > 2
        if not joined or not is_seen(artist, ax, stroke_shows):
            continue
        for point in points:
            if not (np.abs(path - point) <= close).all(axis=1).any():
                seen = f"a second line with markers, through {point.round(4)}, is not the path"
                return Hint("leave it out, or draw it without markers.", seen)
    return None


def slipped_marks(x: float, y: float) -> dict[tuple[float, float], str]:
    """Where a mark may stand by mistake, and what to say to it."""
    slips = {(y, x): "x and y are swapped", (x, -y): "look at the sign"}
    slips |= {(-x, y): "look at the sign", (-x, -y): "look at the signs"}
    slips |= {(0, 0): "that is the lowest point of another valley", (0, x): "x is the first number"}
    return {place: slip for place, slip in slips.items() if place != (x, y)}


def find_mark(ax: Axes, x: float, y: float, end: np.ndarray | None = None) -> Hint | None:
    """None if the point (x, y) is marked and in view, else what is wrong.

    `end` is the end of the path, which may have a mark of its own instead.
    """
    points = [point for _, points, marker in drawn(ax) for point in points if marker]
    markers = np.reshape(points, (-1, 2))
    others: list[Any] = [*ax.texts, *ax.patches] if axes_are_seen(ax) else []
    for artist in others:
        if is_there(artist, ax):
            outline, _ = geometry(artist)  # of an annotation, the point that it is about
            points += [(outline.min(axis=0) + outline.max(axis=0)) / 2, *outline]
    marks = np.reshape(points, (-1, 2))
    missing = f"nothing marks the point ({x:g}, {y:g})"
    if is_at(marks, x, y).any():
        return find_cut(ax, np.array([[x, y]]))
    for (px, py), slip in slipped_marks(x, y).items():
        if is_at(marks, px, py).any():
            return Hint(slip, f"{missing}; your mark is at ({px:g}, {py:g})")
    if end is not None and (abs(markers - end) <= 1e-9 * (1 + abs(end))).all(axis=1).sum() > 1:
        advice = "the end of the path is not the lowest point: mark that, wherever the path ends."
        return Hint(advice, f"{missing}; your mark is at ({end[0]:.4g}, {end[1]:.4g})")
    return Hint("draw a mark of its own there, such as a star.", missing)


def is_at(marks: np.ndarray, x: float, y: float) -> np.ndarray:
    """Which of the marks, shape (n, 2), are at the point, as far as one can see."""
    near: np.ndarray = (np.abs(marks - [x, y]) <= 0.05).all(axis=1)
    return near


def find_cut(ax: Axes, points: np.ndarray) -> Hint | None:
    """None if all the points are in view, else what is wrong."""
    low, high = np.sort(np.transpose([ax.get_xlim(), ax.get_ylim()]), axis=0)
    slack = 1e-3 * (high - low) + 1e-9 * abs(high)  # one height: only rounding is left
    log = np.array([ax.get_xscale() == "log", ax.get_yscale() == "log"])
    for point in points:
        name = f"the point ({point[0]:.4g}, {point[1]:.4g})"
        if (point[log] <= 0).any():
            seen = f"{name} has no place on a logarithmic axis"
            return Hint("a logarithmic axis has no zero: leave this axis as it is.", seen)
        if (point < low - slack).any() or (point > high + slack).any():
            seen = f"{name} is outside the limits of the axes"
            return Hint("leave the limits out, or take them from the data.", seen)
    return None


def legends(ax: Axes) -> list[Any]:
    """Every legend of the picture that is seen, on any of its axes or on the figure."""
    holders: list[Any] = [*ax.figure.axes, ax.figure, ax.get_figure(root=True)]
    found = dict.fromkeys(artist for holder in holders for artist in holder.get_children())
    return [each for each in found if isinstance(each, Legend) and legend_is_seen(each)]


def find_legend_slip(ax: Axes) -> str:
    """Say why there is no legend: no labels, or labels that no legend shows."""
    if ax.get_legend_handles_labels()[1]:
        return "your lines have labels, so call legend after them"
    return "give each line a label= before you call legend"


def find_words(ax: Axes, *wanted: str) -> Hint | None:
    """None if all the wanted words are there, else which are missing."""
    entries = [entry for legend in legends(ax) for entry in seen_entries(legend)]
    texts = {**seen_words(ax), "legend": [text.get_text() for _, text in entries]}
    missing = [name for name in wanted if not any(map(words_left, texts[name]))]
    hint = f"; {find_legend_slip(ax)}" if "legend" in missing else ""
    return Hint("missing: " + " and ".join(missing) + hint) if missing else None


def get_axes(parts: Mapping[str, int], name: str, plot: Callable[[Any], Any], data: Any) -> Axes:
    """The axes that a student's function draws on, in a figure of its own."""
    plt.close("all")
    axes = call(parts, name, plot, data).answer
    kind = "nothing" if axes is None else f"a {type(axes).__name__}"
    if not isinstance(axes, Axes):
        raise Slip(name, f"return the axes you drew on; you returned {kind}")
    return axes


def check_pictures(
    parts: Mapping[str, int],
    name: str,
    plot: Callable[[Any], Any],
    inputs: list[Any],
    look: Callable[[Axes, Any], Iterable[Part]],
) -> None:
    """Draw each input; where a part is missing, show the points and raise the Slip.

    A part earns its points when every picture shows it. The points are a result of the cell, by
    which nbgrader gives a partial score; the Slip is for the student.
    """
    points, lost = dict[str, float](), dict[str, tuple[Hint, str] | None]()
    for k, data in enumerate(inputs, start=1):
        axes = get_axes(parts, name, plot, data)
        if k == 1 and not axes.has_data():
            empty = "plt.show() and plt.close() end a picture, so leave them out"
            raise Slip("the axes are empty", empty)
        kept[axes] = list(seen_lines(axes))
        seen = list(look(axes, data))
        kept.clear()
        for part, worth, hint in seen:
            points[part] = worth
            where = f"(picture {k} of {len(inputs)})"
            lost[part] = lost.get(part) or (hint and (hint, where))
    plt.close("all")
    if not any(lost.values()):
        return
    slips = []
    for part, found in lost.items():
        if found:
            slips.append(part_slip(part, found[0]))
            print(f"0 of {points[part]}: {slips[-1].line} {found[1]}")
        else:
            print(f"{points[part]} of {points[part]}: {part}")
    sys.displayhook(sum(worth for part, worth in points.items() if not lost[part]))
    slips[0].also = slips[1:]
    raise slips[0]


def part_slip(part: str, hint: Hint) -> Slip:
    """The Slip about a part of a picture."""
    about = f"{part}: {hint.seen}" if hint.seen else part
    return Slip(about, hint.advice, hint.named, part)
