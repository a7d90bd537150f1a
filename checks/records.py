"""Wrong records: what a slip in collecting the path leaves of a walk that is right or wrong."""

import numpy as np

from checks.slips import Hint
from checks.walks import Question

Records = list[tuple[Hint, np.ndarray]]
"""What may be handed back instead of a path, and what to say about it."""

NO_START = "that is the path without its start: record x0 before the first step."
COUNT = "take as many steps as `steps` says."
EARLY = "does the loop stop when it is close enough? Take all the steps."


def wrong_records(walk: np.ndarray, q: Question) -> Records:
    """What wrong records leave of a walk, which may be longer than the steps asked for."""
    n, slope = q.steps + 1, np.array([q.slope(row) for row in walk[: q.steps + 1]])
    right, later = walk[:n], walk[1:n]
    twice, once = np.repeat(right, 2, axis=0), np.arange(n).reshape(-1, *[1] * (right.ndim - 1))
    height = ((right - q.lowest) ** 2).reshape(n, -1).sum(axis=1)
    known = {
        NO_START: later,
        "the end is missing: one step too few, or each x recorded before its step?": right[:-1],
        "x0 is there twice and the end is missing: record each x after its step.": (
            np.concatenate([right[:1], right[:-1]])
        ),
        "x0 comes last: record it before the first step.": np.concatenate([later, right[:1]]),
        "that is only the end of the path: record every x.": right[-1:],
        "that is the path of one step: is return inside the loop?": right[:2],
        "that is only x0: record the x after each step too.": right[:1],
        "these are only the last two: record every x.": right[-2:],
        "these are only the start and the end: record each x inside the loop.": right[[0, -1]],
        "every row is the end: append a copy, such as x.clone().": right[[-1] * n],
        "all rows after the start are the end: append a copy.": np.where(once, right[-1], right),
        "the path runs backwards: append each x at the end of the list.": right[::-1],
        "rows and columns are swapped: stack the steps as rows.": right.T,
        "these are the values of f: record x.": height,
        "after the start come the values of f: record x.": (
            np.concatenate([right.ravel()[:1], height[1:]])
        ),
        "these are the distances to the minimum: record x.": np.sqrt(height),
        "these are the slopes: record x.": slope,
        "these are the steps: record x itself.": np.diff(right, axis=0),
        "after the start come the steps: record x itself.": (
            np.concatenate([right[:1], np.diff(right, axis=0)])
        ),
        "the number of the step stands beside x: record x alone.": (
            np.column_stack([np.arange(n), right.reshape(n, -1)])
        ),
        "f(x) stands beside x: record x alone.": (np.column_stack([right.reshape(n, -1), height])),
        "x0 is missing, and the loop takes one step too many: record x0 first.": walk[1 : n + 1],
    }
    again = "each x is there twice: record it once, after its step."
    doubled = [(again, rows) for rows in (twice, twice[:-1], twice[1:], twice[1:-1])]
    return [(Hint(advice), rows) for advice, rows in [*known.items(), *doubled]]


def wrong_counts(got: np.ndarray, walk: np.ndarray, q: Question) -> Records:
    """What the number of rows tells of a walk that goes on for as long as they do."""
    n, took = q.steps + 1, len(got) - 1
    if len(got) in (0, 1, 2, n - 1, n) or got.shape[1:] != walk.shape[1:]:
        return []  # these have names of their own
    no_start = (Hint(f"{NO_START[:-1]}, and count the steps."), walk[1 : len(got) + 1])
    if len(got) > n:
        again = "an earlier run is still in your list: make a new one in the function."
        long = Hint(COUNT, f"your loop takes {took} steps, not {q.steps}")
        rows = np.concatenate([got[:-n], walk[:n]])
        return [(Hint(again), rows), (long, walk[: len(got)]), no_start]
    near = distance(walk[took], q) <= 0.1 * max(1.0, distance(walk[0], q))
    advice = EARLY if near else COUNT
    return [(Hint(advice, f"it stops after {took} of {q.steps} steps"), walk[: len(got)]), no_start]


def distance(x: np.ndarray, q: Question) -> float:
    """How far x is from the lowest point."""
    return float(np.linalg.norm(x - q.lowest))
