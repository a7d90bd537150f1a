"""What a picture shows: paths, marks, limits, labels and legends of matplotlib's axes.

Pictures are read by their artists, never by their style, and none is drawn for that.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from checks.calls import call
from checks.slips import Slip

Part = tuple[str, float, str]
"""A part of a picture: its name, its points, and what is wrong with it (empty if nothing is)."""


def drawn(ax: Axes) -> Iterator[tuple[Any, np.ndarray, bool]]:
    """Each visible line or scatter: the artist, its points, and whether each has a marker."""
    for artist in ax.get_children():
        if not artist.get_visible() or np.array_equal(np.unique(artist.get_alpha()), [0]):
            continue
        if isinstance(artist, mpl.collections.PathCollection) and np.any(artist.get_sizes() > 0):
            yield artist, np.ma.filled(artist.get_offsets(), np.nan), True
        elif isinstance(artist, mpl.lines.Line2D):
            marker = str(artist.get_marker()) not in ("", " ", "None", "none")
            every = str(artist.get_markevery()) in ("None", "1") and artist.get_markersize() > 0
            if marker or artist.get_linestyle() != "None":
                yield artist, artist.get_xydata(), marker and every


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


def name_lost(path: np.ndarray, lost: list[int]) -> str:
    """Say which of the steps have no marker: only an end of the path, or the first of several."""
    ends = {0: "the start", len(path) - 1: "the end"}
    if len(lost) == 1 and lost[0] in ends and len(path) > 1:
        return f"only {ends[lost[0]]} of the path has no marker: did you leave it out?"
    return f"no marker at step {lost[0]}, {path[lost[0]].round(4)}"


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


def find_path(ax: Axes, path: np.ndarray) -> str:
    """An empty text if the markers follow the path, else what is wrong with them."""
    lines, close = [points for _, points, _ in drawn(ax)], 1e-4 * (1 + np.abs(path).max(axis=0))
    marked = [point for _, points, marker in drawn(ax) if marker for point in points]
    slips = {"": path, **path_slips(path)}
    same = [
        s for s, steps in slips.items() if any(follows(p, steps, close) for p in [marked, *lines])
    ]
    lost = [k for k in range(len(path)) if not follows(marked, path[[k]], close)]
    if lost and "" in same:
        return f"{name_lost(path, lost)}; give each point a marker, as in 'o-'"
    return [*same, name_lost(path, lost) if lost else "the markers are out of order"][0]


def find_stray(ax: Axes, path: np.ndarray) -> str:
    """An empty text unless a second line with markers, as long as the path, leads elsewhere."""
    close = 1e-4 * (1 + np.abs(path).max(axis=0))
    for artist, points, marker in drawn(ax):
        joined = marker and isinstance(artist, mpl.lines.Line2D) and len(points) == len(path) > 2
        if not joined or artist.get_linestyle() == "None":
            continue
        for point in points:
            if not (np.abs(path - point) <= close).all(axis=1).any():
                return f"a second line with markers, through {point.round(4)}, is not the path"
    return ""


def slipped_marks(x: float, y: float) -> Iterator[tuple[float, float, str]]:
    """Where a mark may stand, and what to say to it; first of all the place where it should."""
    yield x, y, ""
    slips = {
        (y, x): "x and y are swapped",
        (x, -y): "look at the sign",
        (-x, y): "look at the sign",
    }
    slips |= {(0, 0): "that is the lowest point of another valley", (0, x): "x is the first number"}
    for (px, py), slip in slips.items():
        yield (
            px,
            py,
            f"nothing marks the point ({x:g}, {y:g}); your mark is at ({px:g}, {py:g}): {slip}",
        )


def find_mark(ax: Axes, x: float, y: float) -> str:
    """An empty text if the point (x, y) is marked and in view, else a sentence."""
    points = [point for _, points, marker in drawn(ax) for point in points if marker]
    for text in ax.texts:
        if hasattr(text, "xy"):  # an annotation points there
            points.append(text.xy)
        elif text.get_text().strip() and text.get_transform() == ax.transData:
            points.append(text.get_position())
    for patch in ax.patches:
        shape = patch.get_patch_transform().transform_path(patch.get_path())
        points += [shape.get_extents().get_points().mean(axis=0), *shape.vertices]
    for px, py, slip in slipped_marks(x, y):
        if any(abs(qx - px) <= 0.05 and abs(qy - py) <= 0.05 for qx, qy in points):
            return slip or find_cut(ax, np.array([[x, y]]))
    return f"nothing marks the point ({x:g}, {y:g})"


def find_cut(ax: Axes, points: np.ndarray) -> str:
    """An empty text if all the points are in view, else a sentence."""
    low, high = np.sort(np.transpose([ax.get_xlim(), ax.get_ylim()]), axis=0)
    slack = 1e-3 * (high - low) + 1e-9 * abs(high)  # one height: only rounding is left
    log = np.array([ax.get_xscale() == "log", ax.get_yscale() == "log"])
    for point in points:
        name = f"the point ({point[0]:.4g}, {point[1]:.4g})"
        if (point[log] <= 0).any():
            return f"{name} has no place on a logarithmic axis"
        if (point < low - slack).any() or (point > high + slack).any():
            return f"{name} is outside the limits of the axes"
    return ""


def legends(ax: Axes) -> list[Any]:
    """Every visible legend of the picture, on any of its axes or on the figure."""
    holders = [*ax.figure.axes, ax.figure, ax.get_figure(root=True)]
    found = dict.fromkeys(artist for holder in holders for artist in holder.get_children())
    return [
        artist for artist in found if isinstance(artist, mpl.legend.Legend) and artist.get_visible()
    ]


def find_legend_slip(ax: Axes) -> str:
    """Say why there is no legend: no labels, or labels that no legend shows."""
    if ax.get_legend_handles_labels()[1]:
        return "your lines have labels, so call legend after them"
    return "give each line a label= before you call legend"


def find_words(ax: Axes, *wanted: str) -> str:
    """An empty text if all the wanted words are there, else which are missing."""
    figures = [ax.figure, ax.get_figure(root=True)]
    titles = [a.get_title(place) for a in ax.figure.axes for place in ("left", "center", "right")]
    on_axes = ax.axison
    texts = {
        "x label": [on_axes and ax.get_xlabel(), *(f.get_supxlabel() for f in figures)],
        "y label": [on_axes and ax.get_ylabel(), *(f.get_supylabel() for f in figures)],
        "title": [*titles, *(figure.get_suptitle() for figure in figures)],
        "legend": [text.get_text() for legend in legends(ax) for text in legend.get_texts()],
    }
    missing = [name for name in wanted if not any(text and text.strip() for text in texts[name])]
    hint = f"; {find_legend_slip(ax)}" if "legend" in missing else ""
    return "missing: " + " and ".join(missing) + hint if missing else ""


def get_axes(parts: Mapping[str, int], name: str, plot: Callable[[Any], Any], data: Any) -> Axes:
    """The axes that a student's function draws on, in a figure of its own."""
    plt.close("all")
    axes = call(parts, name, plot, data).answer
    kind = "nothing" if axes is None else f"a {type(axes).__name__}"
    if not isinstance(axes, Axes):
        raise Slip(f"return the axes you drew on; you returned {kind}")
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
    points, problems = dict[str, float](), dict[str, str]()
    for k, data in enumerate(inputs, start=1):
        axes = get_axes(parts, name, plot, data)
        if k == 1 and not axes.has_data():
            empty = "plt.show() and plt.close() end a picture, so leave them out"
            raise Slip("the axes are empty", empty)
        for part, worth, problem in look(axes, data):
            points[part] = worth
            where = f" (picture {k} of {len(inputs)})"
            problems[part] = problems.get(part) or (problem and problem + where)
    plt.close("all")
    if any(problems.values()):
        for part, problem in problems.items():
            lost = f"0 of {points[part]}: {part}: {problem}"
            print(lost if problem else f"{points[part]} of {points[part]}: {part}")
        sys.displayhook(sum(worth for part, worth in points.items() if not problems[part]))
        slips = [Slip(f"{p}: {problem}", part=p) for p, problem in problems.items() if problem]
        slips[0].also = slips[1:]
        raise slips[0]
