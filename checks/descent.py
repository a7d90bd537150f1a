"""Gradient descent in closed form, and the paths of well-known wrong descents."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from checks.slips import Slip
from checks.values import is_near

Known = Mapping[str, np.ndarray]
"""Paths by what to say about them: an answer that equals one has most likely that slip."""

GENERAL = "compare your lines with the formula, one by one."


def closed_form(x0: Any, factor: float, steps: int, target: Any) -> np.ndarray:
    """x_k = target + factor^k (x0 − target) for k = 0 … steps, one row a step.

    That is gradient descent on a parabola or a round bowl with its bottom at the target, where
    each step multiplies the distance by the factor 1 − 2η. It needs no loop, and with another
    factor or target it gives the paths of wrong descents too.
    """
    start, target = np.asarray(x0, dtype=float), np.asarray(target, dtype=float)
    with np.errstate(over="ignore", invalid="ignore"):
        shares = np.power(float(factor), np.arange(steps + 1))
        return np.asarray(target + np.multiply.outer(shares, start - target))


def records(right: np.ndarray) -> dict[str, np.ndarray]:
    """What slips in recording leave of a path, by what to say about them."""
    doubled = np.concatenate([right[:1], right[:-1]])
    return {
        "that is the path without its start: record x0 before the first step.": right[1:],
        "the end is missing: one step too few, or each x recorded before its step?": right[:-1],
        "x0 is there twice and the end is missing: record each x after its step.": doubled,
        "that is only the end of the path: record every x.": right[-1:],
        "that is the path of one step: is return inside the loop?": right[:2],
        "every row is the end: append a copy, such as x.clone().": right[[-1] * len(right)],
        "rows and columns are swapped: stack the steps as rows.": right.T,
        "the numbers are right and their shape is not: one row a step.": right,
    }


def walks(
    x0: Any, eta: float, steps: int, target: Any, rate: str, slope: str
) -> dict[str, np.ndarray]:
    """The paths of well-known wrong descents, by what to say about them.

    Most wrong descents are right descents of something else: adding the slope also walks by a
    fixed factor, only by 1 + 2η. `rate` and `slope` are the words for them in this exercise.
    """
    factors = {
        f"uphill at step 1: is the {slope} added, or its sign wrong?": 1 + 2 * eta,
        "the path stands still: is the new x kept?": 1.0,
        f"the steps ignore {rate}.": -1.0,
        f"is the {slope} divided by {rate}? Multiply it.": 1 - 2 / eta if eta else 1.0,
    }
    return {slip: closed_form(x0, factor, steps, target) for slip, factor in factors.items()}


def vector_walks(x0: Any, eta: float, steps: int, target: Any) -> dict[str, np.ndarray]:
    """The paths of descents in the plane that treat the two numbers of a point wrongly."""
    right, start = (closed_form(x0, factor, steps, target) for factor in (1 - 2 * eta, 1.0))
    away = start - target
    length = eta * np.arange(steps + 1)[:, None] / max(float(np.linalg.norm(away[0])), 1e-9)
    return {
        "only the first number moves: use the whole vector.": np.where([1, 0], right, start),
        "only the second number moves: use the whole vector.": np.where([0, 1], right, start),
        "all steps have one length: do not divide by the gradient's.": start - length * away,
    }


def mixups(right: np.ndarray, lowest: Any) -> dict[str, np.ndarray]:
    """What may stand in the place of a right path, by what to say about it."""
    start, first, step = right[0], right[:2][-1], np.arange(len(right))
    step = step if right.ndim == 1 else step[:, None]
    heights = ((right - lowest) ** 2).reshape(len(right), -1).sum(axis=1)
    line = start + step * (first - start)
    return {
        "these are the values of f: record x.": heights,
        "these are the distances to the minimum: record x.": np.sqrt(heights),
        "these are the slopes: record x.": 2 * (right - lowest),
        "every step is the first again: take the slope at each new x.": line,
        "every step begins at x0 again: go on from the last x.": np.where(step, first, start),
        "all rows after the start are the end: append a copy.": np.where(step, right[-1], start),
    }


def read_count(got: np.ndarray, right: np.ndarray) -> dict[str, np.ndarray]:
    """What the length of a path tells, with the path itself; nothing if it tells nothing."""
    if got.shape == right.shape:
        return {}
    most, least = got[-len(right) :], right[: len(got)]
    known = {
        "an earlier run is still in your list: make a new one in the function.": (most, right),
        f"your loop takes {len(got) - 1} steps, not {len(right) - 1}.": (got[: len(right)], right),
        f"it stops after {len(got) - 1} of {len(right) - 1} steps.": (got, least),
    }
    same = {slip: a.shape == b.shape and np.allclose(a, b) for slip, (a, b) in known.items()}
    return {slip: got for slip in known if same[slip]}


def read_rates(got: np.ndarray, eta: float, lowest: Any) -> tuple[np.ndarray, np.ndarray]:
    """The rate of each of the first steps, and the share that each repeats of the step before.

    Divide each step by the slope where it began, and you have its rate. What is left over,
    divided by the step before, is the share of that step which was made again: plain descent has
    none.
    """
    step, slope = np.diff(got[:6], axis=0), 2 * (got[:6] - lowest)[:-1]
    with np.errstate(all="ignore"):
        return -step / slope, (step + eta * slope)[1:] / step[:-1]


def read_steps(
    got: np.ndarray, right: np.ndarray, eta: float, lowest: Any
) -> dict[str, np.ndarray]:
    """What the first steps of a path tell about its rate, with the path; else nothing."""
    if got.shape != right.shape or len(got) < 3:
        return {}
    rates, shares = read_rates(got, eta, lowest)
    rate, share, begins = rates.flat[0], shares.flat[0], np.allclose(rates[0], eta)
    same = np.allclose(rates, rate) and abs(rate) > 1e-9 and abs(rate - eta) > 1e-6
    again = begins and abs(share) > 1e-3 and np.allclose(shares, share)
    hint = {0.5: ": is the 2 missing?", 2: ": is the 2 there twice?"}.get(round(rate / eta, 6), ".")
    slips = {
        f"each step uses the rate {rate:.4g}, not {eta:g}{hint}": same,
        "each step repeats part of the last: drop momentum, reset gradients.": again,
        "the rate shrinks: use the same one each time.": begins and (rates[1:] < rates[:-1]).all(),
    }
    return {slip: got for slip, is_so in slips.items() if is_so}


def find_slip(got: np.ndarray, right: np.ndarray, known: Known) -> tuple[str, bool]:
    """What to say about wrong numbers, and whether that names a slip: the one that gives them."""
    if got.shape == right.shape and np.allclose(got, right):
        return "the rows agree to 32 bits only: keep the data type of x0, for the rate too.", True
    for slip, values in known.items():
        if got.size == np.size(values) and np.allclose(got.ravel(), np.ravel(values)):
            return slip, True
    return GENERAL, False


def compare(
    run: str, got: np.ndarray, right: np.ndarray, known: Known, allowed: np.ndarray
) -> None:
    """Compare a path with the right one, row by row; a Slip where they differ.

    The number of rows comes first, then each row up to the first that differs. The sentence holds
    both and the likely mistake.
    """
    advice, named = find_slip(got, right, {**known, **records(right), **read_count(got, right)})
    if got.shape != right.shape:
        raise Slip(f"{run} {_counts(got, right)}", advice, named)
    off = np.abs(got - right).reshape(len(right), -1).max(axis=1)
    if not is_near(got, right, allowed):
        k = int((~(off <= allowed)).argmax())
        if k == 0 and not named:
            advice, named = "the path starts at x0.", True
        place = f"at step {k} you should be at {_row(right[k])}; you are at {_row(got[k])}"
        raise Slip(f"{run}: {place}", advice, named)


def _counts(got: np.ndarray, right: np.ndarray) -> str:
    if right.ndim == 1:
        return f"should return {right.size} number(s); it returned {got.size}"
    yours = len(got) if got.shape[1:] == right.shape[1:] else f"shape {got.shape}"
    return f"should return a path of {len(right)} rows; yours has {yours}"


def _row(row: np.ndarray) -> str:
    return f"{row:.6g}" if row.ndim == 0 else str(row.round(6).tolist())
