"""Wrong descents, each as a rule for one step: the walk that a slip in the loop leads to."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from checks.slips import Hint

Rule = Callable[[np.ndarray], np.ndarray]
"""What a loop makes of x in one step."""


class Question(NamedTuple):
    """What a descent is asked for: start, learning rate, steps, slope and lowest point.

    `rate` and `word` are what the learning rate and the slope are called in the exercise;
    `epsilon` is that of the data type of the start.
    """

    start: np.ndarray
    eta: float
    steps: int
    slope: Rule
    lowest: np.ndarray
    rate: str = "learning_rate"
    word: str = "slope"
    epsilon: float = 1.2e-7

    def step(self, x: np.ndarray) -> np.ndarray:
        """The x after a right step."""
        return x - self.eta * self.slope(x)


def walk(start: Any, rule: Rule, steps: int) -> np.ndarray:
    """The start and the x after each of the steps, one row each."""
    rows = [np.asarray(start, dtype=float)]
    with np.errstate(all="ignore"):
        while len(rows) <= steps:
            rows.append(np.asarray(rule(rows[-1]), dtype=float))
    return np.array(rows)


def wrong_rules(q: Question) -> dict[str, Rule]:
    """The rules of well-known wrong descents, by what to say about them."""
    eta, slope = q.eta, q.slope
    first = slope(q.start)
    rules: dict[str, Rule] = {
        f"uphill at step 1: is the {q.word} added, or its sign wrong?": (
            lambda x: x + eta * slope(x)
        ),
        "the path stands still: is the new x kept?": lambda x: x,
        f"the steps ignore {q.rate}.": lambda x: x - slope(x),
        f"is the {q.word} divided by {q.rate}? Multiply it.": lambda x: x - slope(x) / eta,
        "every step is the first again: take the slope at each new x.": lambda x: x - eta * first,
        "every step begins at x0 again: go on from the last x.": lambda _: q.step(q.start),
        "each row is two steps on: take one step each time round the loop.": (
            lambda x: q.step(q.step(x))
        ),
        "that is the step alone: subtract it from x.": lambda x: eta * slope(x),
        "that is the step alone: add it to x.": lambda x: -eta * slope(x),
        f"all steps have one length: use the {q.word} itself, neither its sign nor clipped.": (
            lambda x: x - eta * np.sign(slope(x))
        ),
        "is that Adam? Plain gradient descent only subtracts the rate times the slope.": (
            adaptive(q, 0.9, 0.999)
        ),
        "is that RMSprop? Plain gradient descent only subtracts the rate times the slope.": (
            adaptive(q, 0.0, 0.99)
        ),
        "is that Adagrad? Plain gradient descent only subtracts the rate times the slope.": (
            adaptive(q, 0.0, 1.0)
        ),
    }
    return rules if q.start.ndim == 0 else rules | vector_rules(q)


def vector_rules(q: Question) -> dict[str, Rule]:
    """The rules of descents in the plane that treat the two numbers of a point wrongly."""
    return {
        "only the first number moves: use the whole vector.": (
            lambda x: np.where([True, False], q.step(x), x)
        ),
        "only the second number moves: use the whole vector.": (
            lambda x: np.where([False, True], q.step(x), x)
        ),
        "all steps have one length: do not divide by the gradient's.": (
            lambda x: x - q.eta * q.slope(x) / np.linalg.norm(q.slope(x))
        ),
        "each number takes the step of the other one: look at their order.": (
            lambda x: x - q.eta * q.slope(x)[::-1]
        ),
        "both numbers take the same step: do not add up the gradient.": (
            lambda x: x - q.eta * q.slope(x).sum()
        ),
    }


def adaptive(q: Question, first: float, second: float) -> Rule:
    """An optimizer that divides by the root of the mean, or of the sum, of all squared slopes.

    With the memories 0.9 and 0.999 it is Adam, with 0 and 0.99 RMSprop, with 0 and 1 Adagrad.
    """
    mean, square, count = np.zeros(()), np.zeros(()), 0

    def rule(x: np.ndarray) -> np.ndarray:
        nonlocal mean, square, count
        if np.array_equal(x, q.start):
            mean, square, count = np.zeros(()), np.zeros(()), 0  # a new walk
        slope, count = q.slope(x), count + 1
        mean = first * mean + (1 - first) * slope
        square = second * square + (1 - second or 1) * slope**2
        corrected = square / (1 - second**count if first else 1)
        return x - q.eta * mean / (1 - first**count) / (np.sqrt(corrected) + 1e-8)

    return rule


def reads_rows(got: np.ndarray, q: Question) -> bool:
    """True if got is rows of points of which steps can be read: three or more that move."""
    if got.shape[1:] != q.start.shape or len(got) < 3 or not np.isfinite(got[:3]).all():
        return False
    return bool((np.abs(np.diff(got[:3], axis=0)).reshape(2, -1).max(axis=1) > 0).any())


def grain(got: np.ndarray) -> float:
    """How far rounding may lead away, relative to numbers: those of 32 bits are all coarse."""
    coarse = (got.astype(np.float32) == got) | ~np.isfinite(got)
    return 1e-5 if coarse.all() else 1e-8


def follows_rule(got: np.ndarray, rule: Rule, slack: float = 0.0) -> bool:
    """True if the rule leads from each row that got has to the next one, but for the slack."""
    finite = np.isfinite(got).reshape(len(got), -1).all(axis=1)
    got = got[: np.argmin(np.append(finite, False))]
    size = 1e-3 + np.abs(got).reshape(len(got), -1).max(axis=1, initial=0)
    after = np.array([rule(row) for row in got[:-1]]).reshape(len(got) - 1, -1)
    off = np.abs(got[1:].reshape(after.shape) - after).max(axis=1, initial=0)
    return bool((off <= slack + grain(got) * np.maximum(size[1:], size[:-1])).all())


def read_rules(got: np.ndarray, q: Question) -> list[tuple[Hint, Rule]]:
    """The rules that lead from each row of got to the next, and what to say about each.

    Divide a step by the slope where it began, and you have its rate; the quotient of two steps is
    the factor of a descent, and tells where it leads.
    """
    step, rows = np.diff(got, axis=0), got[:-1]
    slope = np.array([q.slope(row) for row in rows]).reshape(rows.shape)
    rate = -float(np.sum(step[0] * slope[0]) / np.sum(slope[0] ** 2))
    by = float(np.sum(step[1] * step[0]) / np.sum(step[0] ** 2))
    end = got[0] - step[0] / (by - 1)
    most = float(np.abs(step[np.isfinite(step)]).max(initial=0)) / q.eta
    length = float(np.linalg.norm(step.reshape(len(step), -1), axis=1).max()) / q.eta
    cut = Hint(f"is the {q.word} clipped? Use it as it is.")
    found: list[tuple[Hint, Rule]] = [
        (
            Hint(f"all steps are the same: is the {q.word} clipped, or taken only once?"),
            lambda x: x + step[0],
        ),
        (cut, lambda x: x - q.eta * np.clip(q.slope(x), -most, most)),
        (cut, lambda x: x - q.eta * shortened(q.slope(x), length)),
        (name_rate(rate, q), lambda x: x - rate * q.slope(x)),
        (name_end(end, by, q), lambda x: end + by * (x - end)),
    ]
    if not abs(by) > 1e-6 or np.allclose(end, q.lowest, atol=1e-4):
        found.pop()  # rows that are all the same, or another rate
    return [(hint, rule) for hint, rule in found if follows_rule(got, rule)]


def shortened(vector: np.ndarray, length: float) -> np.ndarray:
    """The vector, or one of that length in its direction if it is longer."""
    return vector * min(1.0, length / max(float(np.linalg.norm(vector)), 1e-300))


def name_rate(rate: float, q: Question) -> Hint:
    """What to say about steps that all have another rate."""
    share = round(rate / q.eta, 6) if np.isfinite(rate) else 0.0
    known = {0.5: "is the 2 missing?", 2.0: "is the 2 there twice?"}
    if share < 0:
        return Hint(f"uphill at step 1: is the {q.word} added, or its sign wrong?")
    known[round(q.eta, 6)] = f"is {q.rate} there twice? Multiply by it once."
    advice = known.get(share, f"use {q.rate} in each step.")
    return Hint(advice, f"each step uses the rate {rate:.4g}, not {q.eta:g}")


def name_end(end: np.ndarray, by: float, q: Question) -> Hint:
    """What to say about steps that are a share of the distance to another point."""
    there, right = (np.round(point, 4).tolist() for point in (end, q.lowest))
    leads = "heads for" if abs(by) < 1 else "leads away from"
    advice = f"is the {q.word} that of another function? Look at what you subtract from x."
    return Hint(advice, f"the path {leads} {there}, not {right}")


def read_changes(got: np.ndarray, q: Question) -> Hint | None:
    """What to say about rows whose rate changes."""
    step = np.diff(got[:6], axis=0).reshape(len(got[:6]) - 1, -1)
    slope = np.array([q.slope(row) for row in got[:6][:-1]]).reshape(step.shape)
    rates = -(step * slope).sum(axis=1) / (slope**2).sum(axis=1)
    straight = np.allclose(step, -rates[:, None] * slope)
    fall = rates[1:] / rates[:-1]
    begins = np.isclose(rates[0], q.eta) or np.isclose(fall[0], rates[0] / q.eta)
    if straight and len(rates) > 4 and begins and (fall > 0).all():
        if (fall < 0.999).all():
            return Hint("the rate shrinks: use the same one each time.")
        if (fall > 1.001).all():
            return Hint("the rate grows: use the same one each time.")
    return None


def is_rounded(got: np.ndarray, q: Question) -> bool:
    """True if got has few decimals, and each row comes from the one before but for rounding."""
    rows = got[1:]  # the start is what it is
    grain = 1e-9 + (2e-7 * np.abs(rows) if q.epsilon > 1e-9 else 0)
    few = [d for d in range(7) if (np.abs(rows - rows.round(d)) <= np.minimum(grain, 1)).all()]
    unit = 10.0 ** -few[0] if few else 0.0
    slack = unit * (1 + abs(1 - 2 * q.eta))
    return len(got) > 4 and unit > 0 and follows_rule(got, q.step, slack)


def has_memory(got: np.ndarray, q: Question) -> bool:
    """True if each distance is a fixed mix of the two before it, as with momentum.

    That is a descent of second order: x_{k+1} − c = a (x_k − c) + b (x_{k−1} − c). Where a + b is
    1, so that the mix does not depend on c, it is a line, or something else than points.
    """
    away = (got[:16] - q.lowest).reshape(len(got[:16]), -1)
    if len(away) < 6 or not np.isfinite(away).all():
        return False
    before, after = np.stack([away[1:-1].ravel(), away[:-2].ravel()], axis=1), away[2:].ravel()
    shares, _, rank, _ = np.linalg.lstsq(before, after, rcond=1e-7)
    close = np.abs(before @ shares - after).max() <= 2e-6 * np.abs(away).max()
    mixed = np.abs(shares).min() > 1e-3 and abs(shares.sum() - 1) > 1e-6
    return bool(rank == 2 and close and mixed)
