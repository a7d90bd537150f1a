"""The checks of exercise 1: the slope of (x − 3)², a descent on the line, the lines it prints."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from checks.calls import call
from checks.descent import closed_form, compare, find_slip, mixups, read_steps, walks
from checks.slips import Slip, check, passed
from checks.values import is_near, numbers, rounding

__all__ = ["descent", "passed", "slope"]

PARTS_1 = {"grad_fx_shifted": 1, "descend_scalar": 2}
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"

own: dict[str, Any] = {}
"""What the check of part 1 has found out, for that of part 2: a slip is punished once."""


def wrong_slopes(x: np.ndarray) -> dict[str, np.ndarray]:
    """The values of well-known wrong slopes at the places x, by what to say about them."""
    right = 2 * (x - 3)
    return {
        "is the sign the wrong way round?": -right,
        "is the factor 2 missing?": right / 2,
        "did you forget to subtract 3?": 2 * x,
        "the brackets: it is 2 (x − 3), not 2x − 3.": 2 * x - 3,
        "did you add 3 in place of subtracting it?": 2 * (x + 3),
        "is this f itself, and not its slope?": (x - 3) ** 2,
        "the slope of a square has no square: it is 2 (x − 3).": 2 * (x - 3) ** 2,
        "left of 3 the valley falls: there the slope is negative.": np.abs(right),
        "is it rounded to a whole number? Return the slope itself.": np.round(right),
        "is it cut to a whole number? Return the slope itself.": np.trunc(right),
    }


def own_slope(x: np.ndarray, got: np.ndarray) -> Callable[[float], float] | None:
    """The formula of the slopes got at x: a line, or a known slip; None if it is neither."""
    if got.shape != x.shape or not np.isfinite(got).all() or len(set(x)) < 3:
        return None
    fit = np.polyfit(x, got, 1).round(6)
    if 0.05 < abs(fit[0]) < 100 and np.allclose(np.polyval(fit, x), got, rtol=1e-5, atol=1e-5):
        return lambda at: float(np.polyval(fit, at))
    same = [slip for slip, values in wrong_slopes(x).items() if np.allclose(values, got)]
    return (lambda at: float(wrong_slopes(np.asarray(at))[same[0]])) if same else None


@check
def slope(grad: Callable[[float], Any], cases: list[float]) -> None:
    """Compare the slope at each of the places with 2 (x − 3)."""
    own.clear()
    called = [call(PARTS_1, "grad_fx_shifted", grad, x).answer for x in cases]
    answers = [numbers(answer, "grad_fx_shifted") for answer in called]
    x, got = np.array(cases), np.concatenate([answer.ravel() for answer in answers])
    own["slope"] = own_slope(x, got)
    advice, named = find_slip(got, 2 * (x - 3), wrong_slopes(x))
    for place, answer in zip(cases, answers, strict=True):
        right = 2 * (place - 3)
        if not named and place != cases[0]:
            advice, named = (
                f"yours is right at {cases[0]:g}, but not everywhere: does it use x?",
                True,
            )
        if answer.size != 1 or not np.allclose(answer, right, 0, 1e-6 * (1 + abs(place))):
            about = f"at x = {place:g} the slope is {right:g}; yours is {answer.tolist()}"
            raise Slip(about, advice, named)
    own.clear()


def own_walk(x0: float, eta: float, steps: int) -> tuple[float, np.ndarray | None]:
    """A rate, and the path with the student's own wrong slope and that rate.

    Where the slope leads beyond all bounds, a smaller rate is taken: all the steps are asked for,
    whatever the slope. The path is None if the slope is right or unknown.
    """
    for rate in eta * 10.0 ** -np.arange(25) if own.get("slope") else ():
        path = [x0]
        while len(path) <= steps and abs(path[-1]) < 1e15:
            path.append(path[-1] - rate * own["slope"](path[-1]))
        if abs(path[-1]) < 1e15:
            return float(rate), np.array(path)
    return eta, None


@check
def descent(descend: Callable[..., Any], x0: float, learning_rate: float, steps: int) -> None:
    """Compare a descent and its lines with the closed form, or with the walk of the own slope."""
    eta, path = own_walk(x0, learning_rate, steps)
    called = call(PARTS_1, "descend_scalar", descend, x0, eta, steps)
    got = numbers(called.answer, "descend_scalar").ravel()
    right = closed_form(x0, 1 - 2 * eta, steps, 3.0)
    run, allowed = f"descend_scalar({x0:g}, {eta:g}, {steps})", rounding(right, 1.2e-7, eta)
    if path is not None and not is_near(got, right, allowed):
        run, right = f"with your slope of part 1, {run}", path
        allowed = rounding(right, 1.2e-7, eta)
    if not is_near(got, right, allowed):
        compare(run, got, right, wrong_descents(x0, eta, steps, got, right), allowed)
    check_lines(run, called.printed, right, 1e-4 + allowed)


def wrong_descents(
    x0: float, eta: float, steps: int, got: np.ndarray, right: np.ndarray
) -> dict[str, np.ndarray]:
    """The paths of wrong descents on the line, by what to say about them."""
    known = walks(x0, eta, steps, 3.0, "learning_rate", "slope")
    formula = closed_form(x0, 1 - 2 * eta, steps, 3.0)
    return {
        **known,
        "the path heads for 0, not 3.": closed_form(x0, 1 - 2 * eta, steps, 0.0),
        "after the start come the values of f: record x.": np.append(x0, (formula[1:] - 3) ** 2),
        "is this the path of the example, whatever is asked? Use x0 and learning_rate.": (
            closed_form(-7.0, 0.6, steps, 3.0)
        ),
        **read_steps(got, right, eta, 3.0),
        **mixups(right, 3.0),
    }


def check_lines(run: str, printed: str, right: np.ndarray, allowed: np.ndarray) -> None:
    """Compare the printed lines 'x = …' with the path after its start; others are ignored."""
    every = [line.strip() for line in printed.replace("\r", "\n").split("\n") if len(line) < 10_000]
    found = [re.fullmatch(rf"x\s*=\s*({NUMBER})", line) for line in every]
    lines = [line[1] for line in found if line]
    if len(lines) == len(right) and abs(float(lines[0]) - right[0]) <= 1e-4 * (1 + abs(right[0])):
        lines = lines[1:]  # the start may be printed too
    count = len(right) - 1
    if len(lines) != count:
        form = "of the form 'x = -3.0000', one after each step"
        about = f"{run} should print {count} line(s) {form}; it printed {len(lines)} of them"
        advice = find_form_slip(every, count)
        raise Slip(about, advice or "print x after each step, as in the example.", bool(advice))
    for k, line in enumerate(lines, start=1):
        if not abs(float(line) - right[k]) <= allowed[k]:
            about = f"{run}: line {k} should be 'x = {right[k]:.4f}'; yours is 'x = {line}'"
            raise Slip(about, *find_line_slip(lines, right))


def find_line_slip(lines: list[str], right: np.ndarray) -> tuple[str, bool]:
    """What to say about wrong lines of a right path, and whether that names a slip."""
    values, x = np.array(lines, dtype=float), right[1:]
    known = {
        "that is x before the step: print the new x.": right[:-1],
        "that is f(x): print x.": (x - 3) ** 2,
        "that is the slope: print x.": 2 * (right[:-1] - 3),
        "that is the slope after the step: print x.": 2 * (x - 3),
    }
    slips = [slip for slip, path in known.items() if np.allclose(values, path, atol=1e-3)]
    short = all(len(line.partition(".")[2]) < 4 for line in lines)
    if short and np.allclose(values, x, atol=0.51):
        slips = ["print four decimals."]
    general = "print x itself, after the step, with four decimals."
    return [*slips, general][0], bool(slips)


def find_form_slip(lines: list[str], steps: int) -> str:
    """In which other form as many numbers as steps were printed; empty if in none."""
    named = sum(len(re.findall(rf"x\s*=\s*{NUMBER}", line)) for line in lines)
    if steps and named == steps:
        return "put each x on a line of its own, with nothing else on it"
    if steps and sum(bool(re.fullmatch(NUMBER, line)) for line in lines) == steps:
        return "write 'x = ' before each number"
    return ""
