"""Sweeps over learning rates: a dictionary from each rate to the path of its descent."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from checks.descent import closed_form
from checks.slips import Hint, Slip


def find_key_slip(answer: dict[Any, Any], rates: Sequence[float]) -> Hint:
    """What to say about the keys of a dictionary."""
    rates = list(rates)
    keys = [key if isinstance(key, str) else as_rate(key) for key in answer]
    rounded = [[round(rate, digits) for rate in rates] for digits in range(4)]
    known = {
        "only the last rate is left: make the dictionary once, before the loop.": rates[-1:],
        "only the first rate is there: is return inside the loop?": rates[:1],
        "the last rate is missing: does your loop stop before it?": rates[:-1],
        "the first rate is missing: does your loop begin after it?": rates[1:],
        "your keys count the rates: use the rate itself.": list(range(len(rates))),
        "your keys count the rates, from 1: use the rate itself.": list(range(1, len(rates) + 1)),
        "these are the rates of the example: use those that you are given.": [0.01, 0.1, 1.0, 1.5],
    }
    slips = [slip for slip, wrong in known.items() if keys == wrong]
    if not keys:
        slips.append("your dictionary is empty: put each path into it, under its rate.")
    if keys and all(isinstance(key, str) for key in keys):
        slips.append("your keys are texts: use the rate itself, a number.")
    if any(keys == list(dict.fromkeys(wrong)) for wrong in rounded):
        slips.append("your keys are rounded: use the rate itself.")
    missing = [rate for rate in rates if rate not in keys]
    if missing and len(missing) < len(rates) and not slips:
        seen = ", ".join(f"{rate:g}" for rate in missing)
        return Hint("give every rate its path.", f"there is none for {seen}")
    if not missing and not slips:
        slips.append("there are keys besides the rates: leave them out.")
    general = "there should be one key for each rate, the rate itself."
    return Hint([*slips, general][0], named=bool(slips))


def as_rate(key: Any) -> float:
    """The number that a key is, of Python's, NumPy's or torch's; NaN for anything else."""
    try:
        return math.nan if isinstance(key, str) else float(key)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        return math.nan


def find_rate(answer: Any, eta: float, rates: Sequence[float]) -> Any:
    """The entry of the rate eta in a dictionary with an entry for each of the rates."""
    if not isinstance(answer, dict):
        about = f"return a dictionary; you returned {answer!r:.60}"
        raise Slip(about, "put each path under its rate, as in paths[eta] = path.")
    same = [key for key in answer if math.isclose(as_rate(key), eta, rel_tol=1e-6)]
    if not same or len(answer) != len(rates):
        hint = find_key_slip(answer, rates)
        about = f"rates {list(rates)}, keys {list(answer)!r:.80}"
        raise Slip(f"{about}; {hint.seen}" if hint.seen else about, hint.advice, hint.named)
    return answer[same[0]]


def read_carried(
    paths: list[np.ndarray], k: int, right: np.ndarray, eta: float, target: Any
) -> dict[str, np.ndarray]:
    """What the path number k has carried over from the others, with the path; else nothing."""
    got, same = paths[k], all(np.array_equal(path, paths[0]) for path in paths)
    if len(paths) > 1 and same and got.shape != right.shape:
        return {"the rates share one list: make a new one for each.": got}
    before = paths[k - 1]
    if not k or not len(before) or before.shape[1:] != right.shape[1:]:
        return {}
    on = closed_form(before[-1], 1 - 2 * eta, len(right), target)
    if np.allclose(on[1 : len(right)], right[1:]):
        return {}
    slip = "it goes on from where the last rate stopped: start each rate from x0."
    starts = (on[:-1], np.concatenate([right[:1], on[1:-1]]), on[1:], on[1:-1])
    fits = any(got.shape == rows.shape and np.allclose(got, rows) for rows in starts)
    return {slip: got} if fits else {}
