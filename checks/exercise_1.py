"""The checks of exercise 1: the slope of (x − 3)², a descent on the line, the lines it prints."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from checks.calls import call
from checks.descent import Asked, closed_form, compare, find_same
from checks.slips import Slip, check, each_case, notes, passed
from checks.values import numbers, rounding
from checks.walks import Question, Rule, walk

__all__ = ["descent", "slope"]

PARTS_1 = {"grad_fx_shifted": 1, "descend_scalar": 2}
NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
ALONE, NAMED = re.compile(NUMBER), re.compile(rf"x\s*=\s*({NUMBER})")
CALLED = re.compile(rf"[^\W\d]+\s*[=:]?\s*{NUMBER}")

own: dict[str, Any] = {}
"""What the check of part 1 has found out, for that of part 2: a slip is punished once."""

WRONG_SLOPES: dict[str, Rule] = {
    "is the sign the wrong way round?": lambda x: -2 * (x - 3),
    "is the factor 2 missing?": lambda x: x - 3,
    "did you forget to subtract 3?": lambda x: 2 * x,
    "the brackets: it is 2 (x − 3), not 2x − 3.": lambda x: 2 * x - 3,
    "did you add 3 instead of subtracting it?": lambda x: 2 * (x + 3),
    "is this f itself, and not its slope?": lambda x: (x - 3) ** 2,
    "the slope of a square has no square: it is 2 (x − 3).": lambda x: 2 * (x - 3) ** 2,
    "left of 3 the valley falls: there the slope is negative.": lambda x: 2 * np.abs(x - 3),
    "is it rounded to a whole number? Return the slope itself.": lambda x: np.round(2 * (x - 3)),
    "is it cut to a whole number? Return the slope itself.": lambda x: np.trunc(2 * (x - 3)),
    "is x cut to a whole number? Take the slope at x itself.": lambda x: 2 * (np.trunc(x) - 3),
    "that is only the sign of the slope: return how steep it is too.": lambda x: np.sign(x - 3),
    "the slope is cut to a range: return it as it is.": lambda x: np.clip(2 * (x - 3), -1, 1),
    "is it divided by 2 instead of multiplied?": lambda x: (x - 3) / 2,
}
"""Well-known wrong slopes, by what to say about them."""


def own_slope(x: np.ndarray, got: np.ndarray) -> Rule | None:
    """The formula of the slopes got at x: a line, or a known slip; None if it is neither.

    A line has to be near those of honest slips: on one so high or so flat that a step is lost in
    roundings, or that all steps are the same, a wrong descent would be as good as a right one.
    """
    if got.shape != x.shape or not np.isfinite(got).all() or len(set(x)) < 3:
        return None
    a, b = np.polyfit(x, got, 1).round(6).tolist()
    if 0.05 < abs(a) < 100 and abs(b) < 1000 and np.allclose(a * x + b, got, 1e-5, 1e-5):
        return lambda at: a * at + b
    same = [rule for rule in WRONG_SLOPES.values() if np.allclose(rule(x), got)]
    return same[0] if same else None


@check
@np.errstate(all="ignore")
def slope(grad: Callable[[float], Any], cases: list[float]) -> None:
    """Compare the slope at each of the places with 2 (x − 3)."""
    own.clear()
    called = [call(PARTS_1, "grad_fx_shifted", grad, x).answer for x in cases]
    answers = [numbers(answer, "grad_fx_shifted") for answer in called]
    x, got = np.array(cases), np.concatenate([answer.ravel() for answer in answers])
    own["slope"] = own_slope(x, got)
    hint = find_same(got, {advice: rule(x) for advice, rule in WRONG_SLOPES.items()})
    for place, answer in zip(cases, answers, strict=True):
        right = 2 * (place - 3)
        if answer.size != 1 or not np.allclose(answer, right, 0, 1e-6 * (1 + abs(place))):
            about = f"at x = {place:g} the slope is {right:g}; yours is {answer.tolist()}"
            if not hint.named and place != cases[0] and answer.size == 1:
                about += f"; yours is right at {cases[0]:g}, but not everywhere"
                raise Slip(about, "does it use x?")
            raise Slip(about, hint.advice, hint.named)
    own.clear()
    bare = all(answer.ndim == 0 for answer in answers)
    need = "part 2 calculates with it as a plain number, so return it without brackets around"
    notes["Part 1"] = "" if bare else f"{need} it"
    passed("Part 1", cases)


def own_walk(x0: float, eta: float, steps: int) -> tuple[float, np.ndarray | None]:
    """A rate, and the path with the student's own wrong slope and that rate.

    Where the slope leads far away, a smaller rate is taken: all the steps are asked for, whatever
    the slope. The path is None if the slope is right or unknown, or too steep for such a rate.
    """
    for rate in eta * 10.0 ** -np.arange(4) if own.get("slope") else ():
        question = Question(np.array(x0), float(rate), steps, own["slope"], np.array(3.0))
        path = walk(x0, question.step, steps)
        if (np.abs(path) < 1e4 * (1 + abs(x0))).all():
            return float(rate), path
    return eta, None


@check
@np.errstate(all="ignore")
def descent(descend: Callable[..., Any], *cases: Any) -> None:
    """Compare descents and their lines: a case is x0, the learning rate and the steps."""
    for case in each_case(cases):
        compare_descent(descend, *case)
    passed("Part 2", each_case(cases))


def compare_descent(
    descend: Callable[..., Any], x0: float, learning_rate: float, steps: int
) -> None:
    """Compare a descent and its lines with the closed form, or with the walk of the own slope."""
    eta, path = own_walk(x0, learning_rate, steps)
    called = call(PARTS_1, "descend_scalar", descend, x0, eta, steps)
    got = numbers(called.answer, "descend_scalar").ravel()
    question = Question(np.array(x0), eta, steps, lambda x: 2 * (x - 3), np.array(3.0))
    right = closed_form(x0, 1 - 2 * eta, steps, 3.0)
    run = f"descend_scalar({x0:g}, {eta:g}, {steps})"
    example = {
        "is this the path of the example, whatever is asked? Use x0 and learning_rate.": (
            closed_form(-7.0, 0.6, steps, 3.0)
        )
    }
    paths = [Asked(run, question, right, rounding(right, 1.2e-7, abs(1 - 2 * eta)), {}, example)]
    if path is not None:
        run, question = f"with your slope of part 1, {run}", question._replace(slope=own["slope"])
        paths.append(Asked(run, question, path, rounding(path, 1.2e-7), {}, example))
    asked = compare(got, paths)
    check_lines(asked.run, called.printed, asked.right, 1e-4 + asked.allowed)
    nested = numbers(called.answer, "descend_scalar").ndim > 1
    notes["Part 2"] = "each x should be a plain number, without brackets of its own" * nested


def check_lines(run: str, printed: str, right: np.ndarray, allowed: np.ndarray) -> None:
    """Compare the printed lines 'x = …' with the path after its start; others are ignored.

    The time that this takes grows with the text and no faster, whatever stands in it.
    """
    every = [line.strip() for line in printed.replace("\r", "\n").split("\n") if len(line) < 10_000]
    every = [line for line in every if line]
    found = [NAMED.fullmatch(line) for line in every]
    lines = [line[1] for line in found if line]
    if len(lines) == len(right) and abs(float(lines[0]) - right[0]) <= 1e-4 * (1 + abs(right[0])):
        lines = lines[1:]  # the start may be printed too
    count = len(right) - 1
    if len(lines) != count:
        form = "of the form 'x = -3.0000', one after each step"
        about = f"{run} should print {count} line(s) {form}; it printed {len(lines)} of them"
        advice = find_count_slip(np.array(lines, dtype=float), right) or find_form_slip(
            every, count
        )
        advice = advice or ("" if every else "print the new x after each step, as in the example.")
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
        "that is f(x) before the step: print x, after it.": (right[:-1] - 3) ** 2,
        "that is the slope: print x.": 2 * (right[:-1] - 3),
        "that is the slope after the step: print x.": 2 * (x - 3),
        "that is the step: print x.": np.diff(right),
        "that is the step, the other way: print x.": -np.diff(right),
        "that is the distance to the minimum: print x.": np.abs(x - 3),
        "that is the number of the step: print x.": np.arange(1, len(right)),
        "that is the number of the step, from 0: print x.": np.arange(len(x)),
        "each line is the end of the path: print inside the loop, after each step.": (
            x * 0 + right[-1]
        ),
        "that is x0 each time: print the new x.": x * 0 + right[0],
        "the lines run backwards: print x after each step.": x[::-1],
    }
    slips = [slip for slip, path in known.items() if np.allclose(values, path, atol=1e-3)]
    short = all(len(line.partition(".")[2]) < 4 for line in lines)
    if short and np.allclose(values, x, atol=1.01):
        slips = ["print four decimals."]
    general = "print x itself, after the step, with four decimals."
    return [*slips, general][0], bool(slips)


def find_count_slip(values: np.ndarray, right: np.ndarray) -> str:
    """What to say about too few or too many lines of a right path; empty if nothing fits."""
    known = {
        "the last x is not printed: print after each step, the last one too.": right[1:-1],
        "the last x is not printed: print after each step, and not before it.": right[:-1],
        "the first x is not printed: print after each step, the first one too.": right[2:],
        "each x is printed twice: print it once, after its step.": np.repeat(right[1:], 2),
        "each x is printed twice: print it only after its step.": np.repeat(right, 2)[1:-1],
        "only the end is printed: print inside the loop.": right[-1:],
    }
    same = [
        s for s, x in known.items() if x.shape == values.shape and np.allclose(x, values, 0, 1e-3)
    ]
    return same[0] if same and len(right) > 2 else ""


def find_form_slip(lines: list[str], steps: int) -> str:
    """In which other form as many numbers as steps were printed; empty if in none."""
    named = sum(len(NAMED.findall(line)) for line in lines)
    if steps and named == steps:
        return "put each x on a line of its own, with nothing else on it"
    if steps and sum(bool(ALONE.fullmatch(line)) for line in lines) == steps:
        return "write 'x = ' before each number"
    short = [line for line in lines if len(line) < 50]
    other = [CALLED.fullmatch(line) for line in short]
    if steps and sum(map(bool, other)) == steps:
        return "write 'x = ' before each number, with a small x and the sign ="
    return ""
