"""The checks of exercise 3: the gradient of ‖x − [2, −1]‖², a descent in the plane, its picture."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes

from checks.calls import call, same
from checks.descent import Asked, closed_form, compare, find_same
from checks.pictures import (
    Part,
    check_pictures,
    find_cut,
    find_mark,
    find_path,
    find_stray,
    find_words,
)
from checks.slips import Hint, Slip, check, each_case, notes, passed
from checks.values import numbers, rounding, tensor
from checks.walks import Question

__all__ = ["descent", "gradient", "picture"]

PARTS_3 = {"grad_fvec_shifted": 1, "descend_vector": 2, "plot_path_2d": 3}
LOWEST = (2.0, -1.0)

own: dict[str, Any] = {}
"""What the check of part 1 has found out, for that of part 2: a slip is punished once."""


def wrong_gradients(x: np.ndarray) -> dict[str, np.ndarray]:
    """The values of well-known wrong gradients at the rows of x, by what to say about them."""
    away = x - [2.0, -1.0]
    return {
        "is the sign the wrong way round?": -2 * away,
        "is the factor 2 missing?": away,
        "did you forget to subtract [2, −1]?": 2 * x,
        "look at the signs of [2, −1].": 2 * (x - [2.0, 1.0]),
        "is [2, −1] added instead of subtracted?": 2 * (x + np.array([2.0, -1.0])),
        "the brackets: it is 2 (x − c), not 2x − c.": 2 * x - [2.0, -1.0],
        "the gradient of a square has no square.": away**2,
        "the two numbers are in the wrong order.": 2 * away[:, ::-1],
        "that is one number, the sum of both: return one for each direction.": 2 * away.sum(axis=1),
        "that is f itself, and not its gradient.": (away**2).sum(axis=1),
        "the second number of [2, −1] is −1: is the first one subtracted from both?": 2 * (x - 2.0),
        "the first number of [2, −1] is 2: is the second one subtracted from both?": 2 * (x + 1.0),
        "[2, −1] is in the wrong order.": 2 * (x - [-1.0, 2.0]),
        "is the gradient divided by its length? Return it as it is.": (
            away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-12)
        ),
        "those are only the signs: return how steep it is too.": np.sign(away),
        "is it rounded to whole numbers? Return the gradient itself.": np.round(2 * away),
        "is it cut to whole numbers? Return the gradient itself.": np.trunc(2 * away),
        "that is the distance: the gradient has two numbers.": np.linalg.norm(away, axis=1),
        "that is the length of the gradient: return its two numbers.": (
            2 * np.linalg.norm(away, axis=1)
        ),
        "only the first number is there: return one for each direction.": 2 * away[:, 0],
        "the second number is 0: use both.": 2 * away * [1.0, 0.0],
        "the first number is 0: use both.": 2 * away * [0.0, 1.0],
    }


def own_gradient(x: np.ndarray, got: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The a and b of gradients a x + b got at the rows of x, two numbers each; else None.

    They have to be near those of honest slips: on a slope so high or so flat that a step is lost
    in roundings, a wrong descent would be as good as a right one.
    """
    if len(set(x[:, 0])) < 3 or len(set(x[:, 1])) < 3:
        return None
    a, b = np.array([np.polyfit(x[:, i], got[:, i], 1) for i in (0, 1)]).T.round(6)
    known = np.allclose(a * x + b, got, rtol=1e-5, atol=1e-4) and (np.abs(b) < 1000).all()
    return (a, b) if known and (np.abs(a) > 0.05).all() and (np.abs(a) < 100).all() else None


def compare_gradient(x: torch.Tensor, at: np.ndarray, got: np.ndarray, hint: Hint) -> None:
    """Compare a gradient, got for the tensor x with the numbers at, with 2 (x − [2, −1])."""
    right, is_vector = 2 * (at - LOWEST), got.shape == (2,)
    if got.size == 2 and np.allclose(got.ravel(), right, 1e-5, 1e-5):
        digits = "only seven digits agree: keep the data type of x."
        shape = "the numbers are right: return them in shape (2,)."
        hint = Hint(digits if is_vector else shape)
    allowed = rounding(at[None], torch.finfo(x.dtype).eps)
    if not is_vector or not np.allclose(got, right, 0, float(allowed[0])):
        wanted, yours = right.round(6).tolist(), got.round(6).tolist()
        about = f"at {at.round(6).tolist()} the gradient is {wanted}; yours is {yours}"
        raise Slip(about, hint.advice, hint.named)


@check
@np.errstate(all="ignore")
def gradient(grad: Callable[[torch.Tensor], Any], cases: Sequence[Any]) -> None:
    """Compare the gradient at each case with 2 (x − [2, −1]).

    A case is two numbers, of 32 bits, or ("float64", two numbers).
    """
    own.clear()
    points = [tensor(case) for case in cases]
    called = [call(PARTS_3, "grad_fvec_shifted", grad, x) for x in points]
    answers = [numbers(each.answer, "grad_fvec_shifted") for each in called]
    places = np.array([x.tolist() for x in points])
    got = np.concatenate([answer.ravel() for answer in answers])
    fits = all(a.shape == (2,) for a in answers) and np.isfinite(got).all()
    own["gradient"] = own_gradient(places, got.reshape(-1, 2)) if fits else None
    hint = find_same(got, wrong_gradients(places))
    for x, at, answer in zip(points, places, answers, strict=True):
        compare_gradient(x, at, answer, hint)
    changes = any(not same(e.arguments[0], x) for e, x in zip(called, points, strict=True))
    own.clear()
    own["changes"] = changes
    is_tensor = all(isinstance(each.answer, torch.Tensor) for each in called)
    need = "part 2 needs them as a tensor, so return torch.tensor([...])"
    if changes:
        need = "your function changes x, which part 2 still needs: write x - c, and not x -= c"
    notes["Part 1"] = need if changes or not is_tensor else ""
    passed("Part 1", cases)


@check
@np.errstate(all="ignore")
def descent(descend: Callable[..., Any], *cases: Any) -> None:
    """Compare descents: a case is x0, the learning rate and the steps."""
    for case in each_case(cases):
        compare_descent(descend, *case)
    passed("Part 2", each_case(cases))


def compare_descent(descend: Callable[..., Any], x0: Any, learning_rate: float, steps: int) -> None:
    """Compare a descent with the closed form of the right gradient or the own one, x0 with itself.

    `x0` is two numbers, of 32 bits, or ("float64", two numbers).
    """
    x0, eta = tensor(x0), learning_rate
    called = call(PARTS_3, "descend_vector", descend, x0, eta, steps)
    got = numbers(called.answer, "descend_vector")
    start, epsilon = np.array(x0.tolist()), torch.finfo(x0.dtype).eps
    run = f"descend_vector({start.round(6).tolist()}, {eta:g}, {steps})"
    by_gradient = "does your gradient change x? Write x - c there, and not x -= c."
    if not same(called.arguments[0], x0):
        about = f"{run} changed x0 to {called.arguments[0].tolist()}"
        raise Slip(about, by_gradient if own.get("changes") else "work on x0.clone()")
    lowest = np.array(LOWEST)
    question = Question(start, eta, steps, lambda x: 2 * (x - lowest), lowest)
    question = question._replace(word="gradient", epsilon=epsilon)
    right = closed_form(start, 1 - 2 * eta, steps, LOWEST)
    paths = [Asked(run, question, right, rounding(right, epsilon, abs(1 - 2 * eta)))]
    if own.get("gradient"):
        a, b = own["gradient"]
        question = question._replace(slope=lambda x: a * x + b, lowest=-b / a)
        path = closed_own(start, a, b, eta, steps)
        growth = float(np.abs(1 - a * eta).max())
        allowed = rounding(path, epsilon, growth)
        paths.append(Asked(f"with your gradient, {run}", question, path, allowed))
    try:
        compare(got, paths)
    except Slip as slip:
        raise Slip(slip.about, by_gradient) if own.get("changes") else slip from None
    is_tensor = isinstance(called.answer, torch.Tensor)
    need = "part 3 needs one tensor, as torch.stack makes of tensors, and torch.tensor of numbers"
    notes["Part 2"] = "" if is_tensor else need


def closed_own(start: np.ndarray, a: np.ndarray, b: np.ndarray, eta: float, n: int) -> np.ndarray:
    """The closed form of n steps along the gradient a x + b, one column after the other."""
    columns = [closed_form(start[i], 1 - a[i] * eta, n, -b[i] / a[i]) for i in (0, 1)]
    return np.stack(columns, axis=1)


def look(ax: Axes, trajectory: torch.Tensor) -> list[Part]:
    """The parts of the picture: name, points, and what is wrong."""
    path = trajectory.double().numpy()
    example = closed_form([5.0, 5.0], 0.8, 20, LOWEST)
    slip = "that is the path of the example: draw the one that the function is given"
    known = {} if np.allclose(path[0], example[0]) else {slip: example}
    heights = ((path - LOWEST) ** 2).sum(axis=1)
    slip = "the value of f is drawn against the step: draw the second number against the first"
    known[slip] = np.column_stack([np.arange(len(path)), heights])
    walk = find_path(ax, path, known) or find_stray(ax, path) or find_cut(ax, path)
    return [
        ("path in order, with markers", 2, walk),
        ("minimum marked", 1, find_mark(ax, 2, -1, path[-1])),
        ("labels, title and legend", 1, find_words(ax, "x label", "y label", "title", "legend")),
    ]


@check
@np.errstate(all="ignore")
def picture(
    plot: Callable[[torch.Tensor], Any], cases: list[tuple[Sequence[float], float, int]]
) -> None:
    """Draw the path from each start with the factor of a step and the steps."""
    paths = [torch.tensor(closed_form(x0, by, n, LOWEST)).float() for x0, by, n in cases]
    check_pictures(PARTS_3, "plot_path_2d", plot, paths, look)
    passed("Part 3", cases, "picture")
