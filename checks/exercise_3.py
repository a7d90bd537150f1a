"""The checks of exercise 3: the gradient of ‖x − [2, −1]‖², a descent in the plane, its picture."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes

from checks.calls import call, same
from checks.descent import (
    closed_form,
    compare,
    find_slip,
    mixups,
    read_steps,
    vector_walks,
    walks,
)
from checks.pictures import (
    Part,
    check_pictures,
    find_cut,
    find_mark,
    find_path,
    find_stray,
    find_words,
)
from checks.slips import Slip, check, passed
from checks.values import is_near, numbers, rounding, tensor

__all__ = ["descent", "gradient", "passed", "picture"]

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
        "is [2, −1] added in place of subtracted?": 2 * (x + np.array([2.0, -1.0])),
        "the brackets: it is 2 (x − c), not 2x − c.": 2 * x - [2.0, -1.0],
        "the gradient of a square has no square.": away**2,
        "the two numbers are in the wrong order.": 2 * away[:, ::-1],
        "that is one number, the sum of both: return one for each direction.": 2 * away.sum(axis=1),
        "that is f itself, and not its gradient.": (away**2).sum(axis=1),
    }


def own_gradient(x: np.ndarray, got: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """The a and b of gradients a x + b got at the rows of x, two numbers each; else None."""
    if len(set(x[:, 0])) < 3 or len(set(x[:, 1])) < 3:
        return None
    a, b = np.array([np.polyfit(x[:, i], got[:, i], 1) for i in (0, 1)]).T.round(6)
    known = np.allclose(a * x + b, got, rtol=1e-5, atol=1e-4)
    return (a, b) if known and (np.abs(a) > 0.05).all() and (np.abs(a) < 100).all() else None


def compare_gradient(
    x: torch.Tensor, at: np.ndarray, got: np.ndarray, advice: str, named: bool
) -> None:
    """Compare a gradient, got for the tensor x with the numbers at, with 2 (x − [2, −1])."""
    right, is_vector = 2 * (at - LOWEST), got.shape == (2,)
    if got.size == 2 and np.allclose(got.ravel(), right, 1e-5, 1e-5):
        digits = "only 7 digits agree: keep the data type of x."
        shape = "the numbers are right: return them in shape (2,)."
        advice, named = digits if is_vector else shape, True
    allowed = rounding(at[None], torch.finfo(x.dtype).eps)
    if not is_vector or not np.allclose(got, right, 0, float(allowed[0])):
        wanted, yours = right.round(6).tolist(), got.round(6).tolist()
        about = f"at {at.round(6).tolist()} the gradient is {wanted}; yours is {yours}"
        raise Slip(about, advice, named)


@check
def gradient(grad: Callable[[torch.Tensor], Any], cases: Sequence[Any]) -> None:
    """Compare the gradient at each case with 2 (x − [2, −1]).

    A case is two numbers, of 32 bits, or ("float64", two numbers).
    """
    own.clear()
    points = [tensor(case) for case in cases]
    called = [call(PARTS_3, "grad_fvec_shifted", grad, x).answer for x in points]
    answers = [numbers(answer, "grad_fvec_shifted") for answer in called]
    places = np.array([x.tolist() for x in points])
    got = np.concatenate([answer.ravel() for answer in answers])
    fits = all(a.shape == (2,) for a in answers) and np.isfinite(got).all()
    own["gradient"] = own_gradient(places, got.reshape(-1, 2)) if fits else None
    advice, named = find_slip(got, np.zeros(0), wrong_gradients(places))
    for x, at, answer in zip(points, places, answers, strict=True):
        compare_gradient(x, at, answer, advice, named)
    own.clear()


@check
def descent(descend: Callable[..., Any], x0: Any, learning_rate: float, steps: int) -> None:
    """Compare a descent with the closed form of the right gradient or the own one, x0 with itself.

    `x0` is two numbers, of 32 bits, or ("float64", two numbers).
    """
    x0, eta = tensor(x0), learning_rate
    called = call(PARTS_3, "descend_vector", descend, x0, eta, steps)
    got = numbers(called.answer, "descend_vector")
    start, epsilon = x0.tolist(), torch.finfo(x0.dtype).eps
    run = f"descend_vector({np.round(start, 6).tolist()}, {eta:g}, {steps})"
    if not same(called.arguments[0], x0):
        raise Slip(f"{run} changed x0 to {called.arguments[0].tolist()}", "work on x0.clone()")
    right = closed_form(start, 1 - 2 * eta, steps, LOWEST)
    allowed = rounding(right, epsilon, eta)
    if own.get("gradient") and not is_near(got, right, allowed):
        a, b = own["gradient"]
        run, right = f"with your gradient, {run}", closed_own(start, a, b, eta, steps)
        allowed = rounding(right, epsilon, eta)
    if not is_near(got, right, allowed):
        compare(run, got, right, wrong_descents(start, eta, got, right), allowed)


def closed_own(start: list[float], a: np.ndarray, b: np.ndarray, eta: float, n: int) -> np.ndarray:
    """The closed form of n steps along the gradient a x + b, one column after the other."""
    columns = [closed_form(start[i], 1 - a[i] * eta, n, -b[i] / a[i]) for i in (0, 1)]
    return np.stack(columns, axis=1)


def wrong_descents(
    start: list[float], eta: float, got: np.ndarray, right: np.ndarray
) -> dict[str, np.ndarray]:
    """What may stand in the place of the right path, by what to say about it."""
    steps = len(right) - 1
    known = walks(start, eta, steps, LOWEST, "learning_rate", "gradient")
    for end in ([0.0, 0.0], [2.0, 1.0], [-2.0, 1.0], [-2.0, -1.0]):
        known[f"the path heads for {end}."] = closed_form(start, 1 - 2 * eta, steps, end)
    known |= vector_walks(start, eta, steps, LOWEST)
    return known | mixups(right, LOWEST) | read_steps(got, right, eta, LOWEST)


def look(ax: Axes, trajectory: torch.Tensor) -> list[Part]:
    """The parts of the picture: name, points, and what is wrong (empty if nothing is)."""
    path = trajectory.double().numpy()
    walk = find_path(ax, path) or find_stray(ax, path) or find_cut(ax, path)
    return [
        ("path in order, with markers", 2, walk),
        ("minimum marked", 1, find_mark(ax, 2, -1)),
        ("labels, title and legend", 1, find_words(ax, "x label", "y label", "title", "legend")),
    ]


@check
def picture(
    plot: Callable[[torch.Tensor], Any], cases: list[tuple[Sequence[float], float, int]]
) -> None:
    """Draw the path from each start with the factor of a step and the steps."""
    paths = [torch.tensor(closed_form(x0, by, n, LOWEST)).float() for x0, by, n in cases]
    check_pictures(PARTS_3, "plot_path_2d", plot, paths, look)
