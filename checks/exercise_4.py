"""The checks of exercise 4: sweeps over learning rates, the picture of losses, four words."""

import math
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import torch
from matplotlib.axes import Axes

from checks.calls import call, same
from checks.descent import closed_form, compare, mixups, read_steps, vector_walks, walks
from checks.pictures import Part, check_pictures, drawn, find_cut, find_words, legends
from checks.slips import Slip, check, passed
from checks.sweeps import find_rate, read_carried
from checks.values import is_near, numbers, rounding, tensor

__all__ = ["looked_at", "passed", "picture", "sweep", "words"]

PARTS_4 = {"sweep_scalar": 1, "sweep_vector": 2, "plot_sweep": 3, "observations": 4}
RATES = (0.01, 0.1, 1.0, 1.5)
WORDS = ("converges", "diverges", "oscillates", "slow")

Losses = dict[float, list[float]]


@check
def sweep(
    function: Callable[..., Any], x0: Any, learning_rates: Sequence[float], steps: int
) -> None:
    """Compare the path of each rate with the closed form.

    `x0` is a number on the line. In the plane it is two numbers, of 32 bits, or ("float64", two
    numbers).
    """
    vector = not isinstance(x0, float)
    start = tensor(x0) if vector else x0
    name, target = ("sweep_vector", [2.0, -1.0]) if vector else ("sweep_scalar", 3.0)
    called = call(PARTS_4, name, function, start, learning_rates, steps)
    entries = [find_rate(called.answer, eta, learning_rates) for eta in learning_rates]
    paths = [numbers(entry, "each path") for entry in entries]
    paths = paths if vector else [path.ravel() for path in paths]
    changed = vector and not same(called.arguments[0], start)
    epsilon = torch.finfo(start.dtype if vector else torch.float32).eps
    for k, eta in enumerate(learning_rates):
        right = closed_form(start, 1 - 2 * eta, steps, target)
        allowed = rounding(right, epsilon, eta)
        if not is_near(paths[k], right, allowed):
            known = {"your steps change x0 itself: work on x0.clone().": paths[k]}
            known = (known if changed else {}) | read_carried(paths, k, right, eta, target)
            known |= wrong_sweeps(start, eta, paths[k], right, target)
            run = f"start {np.asarray(start).tolist()}, rate {eta:g}"
            compare(run, paths[k], right, known, allowed)


def wrong_sweeps(
    start: Any, eta: float, got: np.ndarray, right: np.ndarray, target: Any
) -> dict[str, np.ndarray]:
    """What may stand in the place of the right path of a rate, by what to say about it."""
    steps = len(right) - 1
    known = walks(start, eta, steps, target, "the learning rate", "gradient")
    if right.ndim > 1:
        known |= vector_walks(start, eta, steps, target)
        line = closed_form(start, 1 - 2 * eta, steps, 3.0)
        known["each number heads for 3: that is the gradient on the line."] = line
    return known | mixups(right, target) | read_steps(got, right, eta, target)


def looks(artist: Any) -> list[str]:
    """What tells one line from another in a legend: the colour first."""
    names = ("color", "facecolor", "linestyle", "marker", "linewidth")
    known = [getattr(artist, f"get_{name}", lambda: None)() for name in names]
    colours = [colour for colour in known[:2] if colour is not None]
    colour = np.ravel(colours[0])[:4] if not isinstance(colours[0], str) else colours[0]
    return [mpl.colors.to_hex(colour), *map(str, known[2:])]


def find_label(ax: Axes, line: Any) -> str:
    """What the legend calls a line, or else its own label."""
    keys = [(key.legend_handles, key.get_texts()) for key in legends(ax)]
    entries = [entry for key in keys for entry in zip(*key, strict=False)]
    for share in (4, 3, 2, 1):
        same = [t.get_text() for h, t in entries if looks(h)[:share] == looks(line)[:share]]
        if len(set(same)) == 1:
            return same[0]
    lines = [artist for artist, _, _ in drawn(ax)]
    if len(entries) == len(lines):
        return entries[lines.index(line)][1].get_text()
    return "_" if entries else str(line.get_label())


def names_rate(label: str, eta: float, rates: list[float]) -> bool:
    """True if the label tells the rate eta from the others."""
    text = re.sub(r"(\d),(\d)", r"\1.\2", label)
    text = re.sub(r"\s*(?:\\times|\\cdot|×|·)\s*10\^\{?([-−]?\d+)\}?", r"e\1", text)
    text = re.sub(r"10\^\{?([-−]?\d+)\}?", r"1e\1", text).replace("−", "-")
    found = [float(number) for number in re.findall(r"\d*\.?\d+(?:[eE][-+]?\d+)?", text)]
    nearest = [(min(rates, key=lambda rate: abs(n - rate)), n) for n in found]
    named = [rate for rate, number in nearest if math.isclose(number, rate, rel_tol=0.02)]
    return eta in named and (named[0] == eta or len(set(named)) < len(rates))


def line_slips(losses: Losses, eta: float) -> dict[str, tuple[Any, Any]]:
    """The points of well-known wrong lines for the rate eta, by what to say about them."""
    y, joined = np.array(losses[eta]), np.concatenate(list(losses.values()))
    x, logs = np.arange(len(y)), np.log(np.maximum(y, 1e-300))
    return {
        "it begins at step 1: the first loss belongs to step 0": (x + 1, y),
        "the loss at step 0 is left out": (x[1:], y[1:]),
        "steps and losses are swapped": (y, x),
        "draw the losses, not their logarithms": (x, logs / np.log(10)),
        "draw the losses, not their natural logarithms": (x, logs),
        "that is one point a rate: draw all its losses": ([eta], y[-1:]),
        "one line joins all rates": (np.arange(len(joined)), joined),
    }


def name_missing_line(ax: Axes, losses: Losses, eta: float) -> str:
    """Say what stands in place of the line of the rate eta."""
    shown = [points for _, points, _ in drawn(ax)]
    for slip, (x, y) in line_slips(losses, eta).items():
        if any(len(p) == len(y) and np.allclose(p, np.column_stack([x, y])) for p in shown):
            return slip
    example = losses_of(-7.0, [0.01, 0.1, 1.0, 1.5], 15)[0.01]
    asked = any(np.array_equal(loss, example) for loss in losses.values())
    if not asked and any(len(p) == 16 and np.allclose(p[:, 1], example) for p in shown):
        return "use the losses that the function is given, not those of the example"
    if len(shown) < len(ax.lines):
        return "a line without a style and a marker cannot be seen"
    once = ": make the figure once, before the loop" if len(shown) == 1 < len(losses) else ""
    return f"{len(shown)} line(s) for {len(losses)} rates{once}"


def find_lines(ax: Axes, losses: Losses) -> str:
    """An empty text if every rate has its labelled line, else what is missing."""
    for eta, loss in losses.items():
        wanted = np.column_stack([np.arange(len(loss)), loss])
        pairs = [(line, p) for line, p, _ in drawn(ax) if p.shape == wanted.shape]
        lines = [line for line, p in pairs if np.allclose(p, wanted, rtol=1e-5, atol=1e-9)]
        if not lines:
            return f"no line shows the losses of rate {eta:g}: {name_missing_line(ax, losses, eta)}"
        if cut := find_cut(ax, wanted[wanted[:, 1] > 0]):
            return f"the line of rate {eta:g}: {cut}"
        labels = [find_label(ax, line) for line in lines]
        if not any(names_rate(label, eta, list(losses)) for label in labels):
            said = "has no label" if labels[0].startswith("_") else f"is labelled {labels[0]!r}"
            return f"the line of rate {eta:g} {said}"
    return ""


def look(ax: Axes, losses: Losses) -> list[Part]:
    """The parts of the picture: name, points, and what is wrong (empty if nothing is)."""
    scale = ax.get_yscale()
    log = "" if scale in ("log", "symlog") else f"the loss axis is {scale}"
    return [
        ("a labelled line for each rate", 1, find_lines(ax, losses)),
        ("logarithmic loss axis", 0.5, log),
        ("labels, title and legend", 0.5, find_words(ax, "x label", "y label", "title", "legend")),
    ]


def find_word(observations: dict[Any, Any], eta: float) -> Any:
    """The word for the rate eta, or None."""
    for key, word in observations.items():
        is_number = isinstance(key, (int, float)) or hasattr(key, "item")
        if is_number and np.isclose(float(key), eta):
            return word
    return None


def find_word_slip(observations: dict[Any, Any], said: Any) -> str:
    """Say why a rate has none of the four words."""
    have = "you have no entry for this rate" if said is None else f"you have {said!r:.40}"
    if str(said).lower().strip() in WORDS:
        return f"{have}: write it in small letters, without spaces"
    if any(key in WORDS for key in observations if isinstance(key, str)):
        return f"{have}: the rates are the keys, and the words the values"
    if any(isinstance(key, str) for key in observations):
        return f"{have}: your keys are texts, so use the rate itself, a number"
    return f"{have}: choose one of {', '.join(WORDS)}"


@check
def words(observations: Any, right: dict[float, str]) -> None:
    """Compare each word with the right one, as far as `right` tells it; half a point each.

    Where only some of the words are compared, a wrong one shows no points: grading will not give
    them for what it has not looked at.
    """
    if not isinstance(observations, dict):
        raise Slip(f"observations is {observations!r:.60}, not a dictionary")
    if all(observations.get(eta) == "" for eta in RATES):
        raise Slip("part 4 is still to be written", "put one of the four words after each rate")
    problems = [word_problem(observations, right, eta) for eta in RATES]
    for problem in filter(None, problems):
        print(problem)
    wrong = [problem for problem in problems if problem]
    if wrong:
        if len(right) == len(RATES):
            sys.displayhook(2.0 - 0.5 * len(wrong))
        raise Slip(wrong[0])


def word_problem(observations: dict[Any, Any], right: dict[float, str], eta: float) -> str:
    """What is wrong with the word of a rate; empty if nothing is."""
    said = find_word(observations, eta)
    if said not in WORDS:
        return f"η = {eta:g}: {find_word_slip(observations, said)}"
    if said != right.get(eta, said):
        share = f"after 15 steps the distance is {abs(1 - 2 * eta) ** 15:.4g} times the first"
        return f"η = {eta:g}: {share}; is that {said!r}?"
    return ""


def looked_at(right: dict[float, str]) -> None:
    """Print how many of the words were compared."""
    which = ", ".join(f"{eta:g}" for eta in right)
    count = f"Part 4: {len(right)} of your {len(RATES)} words compared here (for {which}): right;"
    print(f"{count} grading compares all {len(RATES)}.")


def losses_of(x0: float, rates: Sequence[float], steps: int) -> Losses:
    """The losses of right descents on the line: a list for each rate."""
    paths = {eta: closed_form(x0, 1 - 2 * eta, steps, 3.0) for eta in rates}
    return {eta: ((path - 3) ** 2).tolist() for eta, path in paths.items()}


@check
def picture(plot: Callable[[Losses], Any], cases: list[tuple[float, Sequence[float], int]]) -> None:
    """Draw the losses of right descents from each start with its rates and steps."""
    check_pictures(PARTS_4, "plot_sweep", plot, [losses_of(*case) for case in cases], look)
