"""Sweeps over learning rates: a dictionary from each rate to the path of its descent."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from checks.descent import closed_form
from checks.slips import Slip


def find_key_slip(answer: dict[Any, Any], rates: Sequence[float]) -> tuple[str, bool]:
    """What to say about the keys of a dictionary, and whether that names a slip."""
    keys, rates = list(answer), list(rates)
    known = {
        "only the last rate is left: make the dictionary once, before the loop.": rates[-1:],
        "only the first rate is there: is return inside the loop?": rates[:1],
        "your keys are texts: use the rate itself, a number.": list(map(str, rates)),
        "your keys count the rates: use the rate itself.": list(range(len(rates))),
        "these are the rates of the example: use those that you are given.": [0.01, 0.1, 1.0, 1.5],
    }
    slips = [slip for slip, wrong in known.items() if keys == wrong]
    if keys and all(isinstance(key, str) for key in keys):
        slips.append("your keys are texts: use the rate itself, a number.")
    general = "there should be one key for each rate, the rate itself."
    return [*slips, general][0], bool(slips)


def find_rate(answer: Any, eta: float, rates: Sequence[float]) -> Any:
    """The entry of the rate eta in a dictionary with an entry for each of the rates."""
    if not isinstance(answer, dict):
        raise Slip(f"return a dictionary; you returned {answer!r:.60}")
    numbers = [key for key in answer if isinstance(key, (int, float)) or hasattr(key, "item")]
    same = [key for key in numbers if math.isclose(float(key), eta, rel_tol=1e-6)]
    if not same or len(answer) != len(rates):
        about = f"rates {list(rates)}, keys {list(answer)!r:.80}"
        raise Slip(about, *find_key_slip(answer, rates))
    return answer[same[0]]


def read_carried(
    paths: list[np.ndarray], k: int, right: np.ndarray, eta: float, target: Any
) -> dict[str, np.ndarray]:
    """What the path number k has carried over from the others, with the path; else nothing."""
    got, same = paths[k], all(np.array_equal(path, paths[0]) for path in paths)
    if len(paths) > 1 and same and got.shape != right.shape:
        return {"the rates share one list: make a new one for each.": got}
    if not k or len(got) < 2 or got.shape != paths[k - 1].shape:
        return {}
    on = closed_form(paths[k - 1][-1], 1 - 2 * eta, len(got) - 1, target)
    slip = "it goes on from where the last rate stopped: start each rate from x0."
    goes_on = np.allclose(got[1:], on[1:]) and not np.allclose(on[1:], right[1:])
    return {slip: got} if goes_on else {}
