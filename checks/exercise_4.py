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
from checks.descent import Asked, closed_form, compare
from checks.pictures import Part, check_pictures, drawn, find_cut, find_words, legends
from checks.slips import Hint, Slip, check, each_case, notes, passed
from checks.sweeps import as_rate, find_rate, read_carried
from checks.values import is_near, numbers, rounding, tensor
from checks.visible import axes_are_seen, seen_entries
from checks.walks import Question, Rule

__all__ = ["picture", "sweep", "words"]

PARTS_4 = {"sweep_scalar": 1, "sweep_vector": 2, "plot_sweep": 3, "observations": 4}
RATES, STEPS = (0.01, 0.1, 1.0, 1.5), 15
MEANINGS = {
    "converges": "that word is for a distance that is nearly gone",
    "diverges": "that word is for a distance that grows",
    "oscillates": "that word is for a distance that stays the same, from one side to the other",
    "slow": "that word is for a distance of which most is still there",
}
"""What the four words say of the distance to the minimum at the end, compared with the first."""

WORDS = tuple(MEANINGS)

LOG = ": call set_yscale('log') on the axes you draw on"

Losses = dict[float, list[float]]


@check
@np.errstate(all="ignore")
def sweep(function: Callable[..., Any], *cases: Any) -> None:
    """Compare sweeps: a case is x0, the learning rates and the steps."""
    for case in each_case(cases):
        compare_sweep(function, *case)
    on_line = isinstance(each_case(cases)[0][0], float)
    passed("Part 1" if on_line else "Part 2", each_case(cases), "sweep")


def compare_sweep(
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
    paths = [np.atleast_1d(numbers(entry, "each path")) for entry in entries]
    paths = paths if vector else [path.ravel() for path in paths]
    changed = vector and not same(called.arguments[0], start)
    epsilon = torch.finfo(start.dtype if vector else torch.float32).eps
    lowest = np.array(target)
    words = ("the learning rate", "gradient", epsilon)
    for k, eta in enumerate(learning_rates):
        right = closed_form(start, 1 - 2 * eta, steps, target)
        allowed = rounding(right, epsilon, abs(1 - 2 * eta))
        if is_near(paths[k], right, allowed):
            continue
        begin = np.array(start.tolist() if vector else start)
        question = Question(begin, eta, steps, lambda x: 2 * (x - lowest), lowest, *words)
        known = {"your steps change x0 itself: work on x0.clone().": paths[k]} if changed else {}
        known |= read_carried(paths, k, right, eta, target)
        others = other_rules(eta, learning_rates[:k], question)
        run = f"start {begin.tolist()}, rate {eta:g}"
        compare(paths[k], [Asked(run, question, right, allowed, others, known)])
    if not vector:
        nested = any(isinstance(e, (list, tuple)) and np.ndim(e[0]) > 0 for e in entries)
        notes["Part 1"] = "each x should be a plain number, without brackets of its own" * nested


def other_rules(eta: float, before: Sequence[float], q: Question) -> dict[Hint, Rule]:
    """More rules of wrong steps: those of the rates before, and those of the line in the plane."""
    found = dict[Hint, Rule]()
    for rate in before:
        seen = f"each step uses the rate {rate:g}, not {eta:g}"
        found[Hint("use the rate of this turn of your loop.", seen)] = q._replace(eta=rate).step
    if q.start.ndim:
        on_line = q._replace(slope=lambda x: 2 * (x - 3))
        slip = "each number heads for 3: that is the gradient on the line."
        found[Hint(slip)] = on_line.step
    return found


def looks(artist: Any) -> list[str]:
    """What tells one line from another in a legend: the colour first."""
    colour: Any
    names = ("color", "facecolor", "linestyle", "marker", "linewidth")
    known = [getattr(artist, f"get_{name}", lambda: None)() for name in names]
    colours = [colour for colour in known[:2] if colour is not None]
    colour = np.ravel(colours[0])[:4] if not isinstance(colours[0], str) else colours[0]
    return [mpl.colors.to_hex(colour), *map(str, known[2:])]


def find_label(ax: Axes, line: Any) -> str:
    """What the legend calls a line, or else its own label."""
    entries = [entry for legend in legends(ax) for entry in seen_entries(legend)]
    for share in (4, 3, 2, 1):
        same = [t.get_text() for h, t in entries if looks(h)[:share] == looks(line)[:share]]
        if len(set(same)) == 1:
            return str(same[0])
    lines = [artist for artist, _, _ in drawn(ax)]
    if len(entries) == len(lines):
        return str(entries[lines.index(line)][1].get_text())
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
        "each loss is one step too late: draw it at its own step, the first at step 0": (
            (x[1:], y[:-1])
        ),
        "each loss is one step too early: the first loss belongs to step 0": (x[:-1], y[1:]),
        "it begins before the start: the first loss belongs to step 0": (x - 1, y),
        "the loss at step 0 is left out": (x[1:], y[1:]),
        "the loss at the last step is left out": (x[:-1], y[:-1]),
        "it runs backwards: the first loss belongs to step 0": (x, y[::-1]),
        "steps and losses are swapped": (y, x),
        "draw the losses, not their logarithms": (x, logs / np.log(10)),
        "draw the losses, not their natural logarithms": (x, logs),
        "these are the distances, the roots of the losses: draw the losses": (x, np.sqrt(y)),
        "draw the losses, not their squares": (x, y**2),
        "draw the losses as they are, not as shares of the first": (x, y / y[0]),
        "that is one point a rate: draw all its losses": ([eta], y[-1:]),
        "that is only the end of each path: draw all its losses": (x[-1:], y[-1:]),
        "one line joins all rates": (np.arange(len(joined)), joined),
        "the ends are drawn against the rates: draw the loss against the step": (
            (list(losses), [loss[-1] for loss in losses.values()])
        ),
    }


def name_missing_line(ax: Axes, losses: Losses, eta: float) -> Hint:
    """Say what stands instead of the line of the rate eta."""
    missing = f"no line shows the losses of rate {eta:g}"
    shown = [points for _, points, _ in drawn(ax)]
    for slip, (x, y) in line_slips(losses, eta).items():
        if any(len(p) == len(y) and np.allclose(p, np.column_stack([x, y])) for p in shown):
            return Hint(slip, missing)
    example = losses_of(-7.0, [0.01, 0.1, 1.0, 1.5], 15)[0.01]
    asked = any(np.array_equal(loss, example) for loss in losses.values())
    if not asked and any(len(p) == 16 and np.allclose(p[:, 1], example) for p in shown):
        slip = "use the losses that the function is given, not those of the example"
        return Hint(slip, missing)
    hidden = [line for line in ax.lines if all(line is not artist for artist, _, _ in drawn(ax))]
    if any(line.get_linestyle() == str(line.get_marker()) == "None" for line in hidden):
        return Hint("a line without a style and a marker cannot be seen", missing)
    if hidden:
        unseen = "a line cannot be seen where its numbers are"
        return Hint(f"{unseen}: leave color, width and transform as they are", missing)
    seen = f"{missing}: {len(shown)} line(s) for {len(losses)} rates"
    if len(shown) == 1 < len(losses):
        return Hint("make the figure once, before the loop", seen)
    if len(shown) < len(losses):
        return Hint("draw a line for each rate, however many there are", seen)
    return Hint("draw each loss at its step, as it is", seen, named=False)


def find_lines(ax: Axes, losses: Losses) -> Hint | None:
    """None if every rate has its labelled line, else what is missing."""
    for eta, loss in losses.items():
        wanted = np.column_stack([np.arange(len(loss)), loss])
        pairs = [(line, p) for line, p, _ in drawn(ax) if p.shape == wanted.shape]
        lines = [line for line, p in pairs if np.allclose(p, wanted, rtol=1e-5, atol=1e-9)]
        if not lines:
            return name_missing_line(ax, losses, eta)
        if cut := find_cut(ax, wanted[wanted[:, 1] > 0]):
            return cut._replace(seen=f"the line of rate {eta:g}: {cut.seen}")
        labels = [find_label(ax, line) for line in lines]
        if not any(names_rate(label, eta, list(losses)) for label in labels):
            if labels[0].startswith("_"):
                slip = "give each line a label= that holds its rate"
                return Hint(slip, f"the line of rate {eta:g} has no label")
            slip = "the label should tell the rate of this line and of no other"
            return Hint(slip, f"the line of rate {eta:g} is labelled {labels[0]!r}")
    return None


def look(ax: Axes, losses: Losses) -> list[Part]:
    """The parts of the picture: name, points, and what is wrong."""
    scale = ax.get_yscale()
    log = None if scale in ("log", "symlog") else Hint(f"the loss axis is {scale}{LOG}")
    if not axes_are_seen(ax):
        log = Hint("the axes cannot be seen: leave their size and place as they are")
    return [
        ("a labelled line for each rate", 1, find_lines(ax, losses)),
        ("logarithmic loss axis", 0.5, log),
        ("labels, title and legend", 0.5, find_words(ax, "x label", "y label", "title", "legend")),
    ]


def find_word(observations: dict[Any, Any], eta: float) -> Any:
    """The word for the rate eta, or None."""
    same = [word for key, word in observations.items() if np.isclose(as_rate(key), eta)]
    return same[0] if same else None


def find_word_slip(observations: dict[Any, Any], said: Any) -> Hint:
    """Say why a rate has none of the four words."""
    have = "you have no entry for this rate" if said is None else f"you have {said!r:.40}"
    advice = f"choose one of {', '.join(WORDS)}"
    if str(said).lower().strip() in WORDS:
        advice = "write it in small letters, without spaces"
    elif any(key in WORDS for key in observations if isinstance(key, str)):
        advice = "the rates are the keys, and the words the values"
    elif any(isinstance(key, str) for key in observations):
        advice = "your keys are texts, so use the rate itself, a number"
    elif isinstance(said, (list, tuple, set)):
        advice = "one word for each rate, without brackets"
    return Hint(advice, have)


@check
@np.errstate(all="ignore")
def words(observations: Any, rates: Sequence[float]) -> None:
    """Compare the words for these rates with what the closed form says; half a point each.

    Where only some of the words are compared, a wrong one shows no points: grading will not give
    them for what it has not looked at.
    """
    if not isinstance(observations, dict):
        about = f"observations is {observations!r:.60}, not a dictionary"
        raise Slip(about, "write each word after its rate, in braces")
    if all(isinstance(w, str) and not w for w in map(observations.get, RATES)):
        raise Slip("part 4 is still to be written", "put one of the four words after each rate")
    slips = [slip for eta in RATES if (slip := word_slip(observations, rates, eta))]
    for slip in slips:
        print(slip.line)
    if slips:
        if len(rates) == len(RATES):
            sys.displayhook(2.0 - 0.5 * len(slips))
        slips[0].also = slips[1:]
        raise slips[0]
    which = ", ".join(f"{eta:g}" for eta in rates)
    compared = f"words compared here, {len(rates)} of {len(RATES)} (for {which}): right"
    print(f"Part 4: {compared}; grading compares all {len(RATES)}.")


def right_word(eta: float) -> str:
    """The word for a rate: by the share of the first distance that is left after the steps."""
    share = abs(1 - 2 * eta) ** STEPS
    if math.isclose(share, 1):
        return "oscillates"
    return "diverges" if share > 1 else "converges" if share < 0.05 else "slow"


def word_slip(observations: dict[Any, Any], rates: Sequence[float], eta: float) -> Slip | None:
    """What is wrong with the word of a rate; None if nothing is."""
    said, part = find_word(observations, eta), f"η = {eta:g}"
    if not isinstance(said, str) or said not in WORDS:
        hint = find_word_slip(observations, said)
        return Slip(f"{part}: {hint.seen}", hint.advice, part=part)
    if eta in rates and said != right_word(eta):
        left = (
            f"after {STEPS} steps the distance is {abs(1 - 2 * eta) ** STEPS:.4g} times the first"
        )
        return Slip(f"{part}: {left}; is that {said!r}?", MEANINGS[said], part=part)
    return None


def losses_of(x0: float, rates: Sequence[float], steps: int) -> Losses:
    """The losses of right descents on the line: a list for each rate."""
    paths = {eta: closed_form(x0, 1 - 2 * eta, steps, 3.0) for eta in rates}
    return {eta: ((path - 3) ** 2).tolist() for eta, path in paths.items()}


@check
@np.errstate(all="ignore")
def picture(plot: Callable[[Losses], Any], cases: list[tuple[float, Sequence[float], int]]) -> None:
    """Draw the losses of right descents from each start with its rates and steps."""
    check_pictures(PARTS_4, "plot_sweep", plot, [losses_of(*case) for case in cases], look)
    passed("Part 3", cases, "picture")
