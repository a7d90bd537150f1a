"""The checks of exercise 2: the heights of (x − 3)², and the picture of a path on its curve."""

from collections.abc import Callable
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from checks.calls import call
from checks.descent import closed_form, find_same
from checks.pictures import (
    Part,
    check_pictures,
    drawn,
    find_cut,
    find_mark,
    find_path,
    find_stray,
    find_words,
)
from checks.slips import Hint, Slip, check, notes, passed
from checks.values import numbers

__all__ = ["height", "picture"]

PARTS_2 = {"fx_shifted": 1, "plot_path": 2}

own: dict[str, Any] = {}
"""What the check of part 1 has found out, for that of part 2: a slip is punished once."""


COARSE = "the curve has too few points to look round"
NEEDS_ARRAY = "a picture may calculate with the heights, so give an array for an array"


def own_heights(x: np.ndarray, got: np.ndarray) -> Callable[[Any], Any] | None:
    """The formula of the heights got at x: a parabola, or a known slip; None if it is neither."""
    if len(set(x)) < 3:
        return None
    fit = np.polyfit(x, got, 2).round(6)
    if len(x) > 3 and np.allclose(np.polyval(fit, x), got) and np.ptp(got) > 1:
        return lambda at: np.polyval(fit, at)
    slips = [slip for slip, values in wrong_heights(x).items() if np.allclose(values, got)]
    return (lambda at: wrong_heights(at)[slips[0]]) if slips else None


def get_heights(height: Callable[[Any], Any], x: Any) -> np.ndarray:
    """The heights that a student's function gives at x, as plain numbers."""
    return numbers(call(PARTS_2, "fx_shifted", height, x).answer, "fx_shifted")


def wrong_heights(x: Any) -> dict[str, Any]:
    """The values of well-known wrong functions at x, by what to say about them."""
    return {
        "did you forget to subtract 3?": x**2,
        "is 3 added instead of subtracted?": (x + 3) ** 2,
        "is the square missing?": x - 3,
        "is this the distance |x − 3|, and not its square?": np.abs(x - 3),
        "is it doubled instead of squared? 2 (x − 3) is the slope.": 2 * (x - 3),
        "the brackets: subtract 3 first, then square.": x**2 - 3,
        "the power comes before the minus: are brackets missing?": x - 9,
        "the square of x − 3 is not x² − 3².": x**2 - 9,
        "is the sign the wrong way round?": -((x - 3) ** 2),
        "is it cubed instead of squared?": (x - 3) ** 3,
        "is it the square root instead of the square?": np.sqrt(np.abs(x - 3)),
        "is the square rounded? Return it as it is.": np.round((x - 3) ** 2),
        "is the square cut to a whole number? Return it as it is.": np.trunc((x - 3) ** 2),
        "is x cut to a whole number? Square x − 3 itself.": (np.trunc(x) - 3) ** 2,
        "is it divided by 2? f has no ½.": (x - 3) ** 2 / 2,
        "is the 2 there twice? f is the square alone.": 2 * (x - 3) ** 2,
    }


@check
@np.errstate(all="ignore")
def height(function: Callable[[Any], Any], cases: list[Any]) -> None:
    """Compare the heights at each case, a float or a list of floats for an array, with (x − 3)²."""
    own.clear()
    notes["Part 1"] = ""
    floats = np.array([x for x in cases if not np.ndim(x)])
    got = np.array([get_heights(function, x).ravel()[:1] for x in floats.tolist()]).ravel()
    own["f"] = own_heights(floats, got) if got.shape == floats.shape else None
    for case in cases:
        x = np.array(case) if np.ndim(case) else case
        answer = call(PARTS_2, "fx_shifted", function, x).answer
        got, right = numbers(answer, "fx_shifted"), np.array((x - 3) ** 2)
        hint = find_same(got, wrong_heights(np.asarray(x)))
        if right.size > 1 and got.size == 1:
            hint = Hint("one number for all places: give one height for each")
        close = got.size == right.size and got.ndim >= right.ndim
        if not close or not np.allclose(got.reshape(right.shape), right, 0, 1e-6 * (1 + x**2)):
            about = f"at x = {x} the height is {right.tolist()}; yours is {got.tolist()}"
            raise Slip(about, hint.advice, hint.named)
        array = right.ndim and isinstance(answer, (list, tuple))
        notes["Part 1"] = NEEDS_ARRAY if array else notes["Part 1"]
    own.clear()
    passed("Part 1", cases)


def curve_places(ax: Axes, path: np.ndarray, f: Callable[[Any], Any]) -> np.ndarray:
    """The sorted x of all that is drawn along f, but for the path."""
    places = [np.empty(0)]
    for artist, points, _ in drawn(ax):
        x, y = points.T
        line = isinstance(artist, mpl.lines.Line2D)
        is_path = len(x) == len(path) and np.allclose(np.sort(x), np.sort(path[:, 0]))
        follows = len(x) > 10 and np.allclose(y, f(x), rtol=1e-3, atol=1e-3)
        steady = (np.diff(x) >= 0).all() or (np.diff(x) <= 0).all()
        if follows and not is_path and (steady or not line):
            places.append(x)
    return np.sort(np.concatenate(places))


def find_curve_slip(ax: Axes, path: np.ndarray, f: Callable[[Any], Any]) -> Hint:
    """Say what stands instead of the curve of f."""
    lines = [points.T for _, points, _ in drawn(ax) if len(points) > 2]
    others = [(x, y) for x, y in lines if (np.abs(path[:, :1] - x).min(axis=0) > 1e-3).any()]
    for x, y in others:
        if np.allclose(y, f(x), rtol=1e-3, atol=1e-3):
            return Hint(COARSE)
        for slip, values in wrong_heights(x).items():
            if np.allclose(y, values):
                return Hint(f"the curve is that of another function: {slip}")
        if np.allclose(x, np.arange(len(x))) and len(x) > 10:
            return Hint("the heights are drawn against their number: give plot both x and f(x)")
    if elsewhere := other_figures(ax):
        return Hint(elsewhere)
    missing = "no smooth line follows (x − 3)²"
    if len(others) < len(lines):
        return Hint(f"{missing}: the path alone is no curve, which needs many x of its own")
    return Hint(f"{missing}: draw f over many x, as from np.linspace")


def other_figures(ax: Axes) -> str:
    """What to say if lines were drawn on another figure or other axes too; empty if none were."""
    figures = [plt.figure(number) for number in plt.get_fignums()]
    others = [other for figure in figures for other in figure.axes if other.figure != ax.figure]
    if any(other.lines for other in others):
        return "part of the picture is in another figure: call plt.figure() or plt.subplots() once"
    if any(other.lines for other in ax.figure.axes if other is not ax):
        return "part of the picture is on other axes: draw all on the axes that you return"
    return ""


def find_curve(ax: Axes, path: np.ndarray, f: Callable[[Any], Any]) -> Hint | None:
    """None if the curve of f spans the whole path, else what is wrong with it."""
    x, low, high = curve_places(ax, path, f), path[:, 0].min(), path[:, 0].max()
    if not len(x):
        return find_curve_slip(ax, path, f)
    half = (f(x[1:]) + f(x[:-1])) / 2 - f((x[1:] + x[:-1]) / 2)  # between a chord and the curve
    if np.abs(half).max() > 0.05 * max(1, np.abs(path[:, 1]).max()):
        return Hint(COARSE)
    if x[0] <= low + 1e-3 and x[-1] >= high - 1e-3:
        return None
    spans = f"the curve spans {x[0]:g} to {x[-1]:g}, but the path {low:g} to {high:g}"
    return Hint("take the ends of the curve from the path.", spans)


def look(ax: Axes, trajectory: list[float]) -> list[Part]:
    """The parts of the picture: name, points, and what is wrong."""
    found = []
    for f in filter(None, (own.get("f"), lambda x: (x - 3) ** 2)):
        path = np.array([(x, f(x)) for x in trajectory])
        walk = find_path(ax, path, other_paths(path, f))
        walk = walk or find_stray(ax, path) or find_cut(ax, path)
        found.append((find_curve(ax, path, f), walk, find_mark(ax, 3, f(3), path[-1])))
    curve, walk, mark = (None if None in both else both[0] for both in zip(*found, strict=True))
    return [
        ("curve of f over the whole path", 2, curve),
        ("path in order, with markers", 2, walk),
        ("minimum marked", 1, mark),
        ("labels of both axes", 1, find_words(ax, "x label", "y label")),
        ("title and legend", 1, find_words(ax, "title", "legend")),
    ]


def other_paths(path: np.ndarray, f: Callable[[Any], Any]) -> dict[str, np.ndarray]:
    """More wrong paths on the curve, by what to say about them: with other heights, or another."""
    example = closed_form(-7.0, 0.6, 20, 3.0)
    wrong = wrong_heights(path[:, 0])
    known = {f"the markers are at other heights: {slip}": y for slip, y in wrong.items()}
    known = {slip: np.column_stack([path[:, 0], y]) for slip, y in known.items()}
    if not np.allclose(path[0], [example[0], f(example[0])]):
        slip = "that is the path of the example: draw the one that the function is given"
        known[slip] = np.column_stack([example, f(example)])
    return known


@check
@np.errstate(all="ignore")
def picture(plot: Callable[[Any], Any], cases: list[tuple[float, float, int]]) -> None:
    """Draw the path from each start with its rate and steps, and look at every part."""
    paths = [closed_form(x0, 1 - 2 * eta, steps, 3.0).tolist() for x0, eta, steps in cases]
    check_pictures(PARTS_2, "plot_path", plot, paths, look)
    passed("Part 2", cases, "picture")
