"""What demo 5 finds in other valleys agrees with NumPy's roots and fits, autograd and SGD."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import log
from typing import Any

import numpy as np
import pytest
import torch

from authoring.build import read
from tests.support.courses import COURSE, code_cells
from tests.support.in_process import run

Function = Callable[[torch.Tensor], torch.Tensor]


@cache
def names() -> dict[str, Any]:
    """Everything that the demo defines, but for its figures."""
    space: dict[str, Any] = {}
    for cell in code_cells(read(COURSE.demos / "demo_5_other_landscapes.ipynb")):
        if "alt" not in cell.metadata:
            error, *_ = run(cell, space)
            assert error is None, f"{cell.id}: {error!r}"
    return space


def flat(x: torch.Tensor) -> torch.Tensor:
    return x**2 / (1 + x**2)


def long(x: torch.Tensor) -> torch.Tensor:
    return x[0] ** 2 + 50 * x[1] ** 2


def curved(x: torch.Tensor) -> torch.Tensor:
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def loss(line: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.mse_loss(line[0] * names()["t"] + line[1], names()["co2"])


def double(numbers: Any) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


def sgd(
    function: Function, x0: list[float], steps: int, eta: float, beta: float = 0.0
) -> np.ndarray:
    """The path of torch's own optimizer with autograd in 64 bits, one row a step."""
    x = double(x0)
    optimizer = torch.optim.SGD([x], lr=eta, momentum=beta)
    path = [x.tolist()]
    for _ in range(steps):
        optimizer.zero_grad()
        function(x).backward()
        optimizer.step()
        path.append(x.tolist())
    return np.array(path)


@pytest.mark.parametrize(
    ("by_hand", "function", "places"),
    [
        ("grad_fx_two", lambda x: x**4 - 3 * x**2 + x, [-2.0, 0.1, 4.0]),
        ("grad_fx_flat", flat, [-0.5, 1.0, 10.0]),
        ("grad_f_vec_curved", curved, [[-1.2, 1.0], [0.5, 2.0], [1.0, 1.0]]),
        ("grad_long", long, [[5.0, -3.0], [0.0, 0.1]]),
        ("grad_loss", loss, [[0.0, 0.0], [1.6, 310.0]]),
    ],
)
def test_a_gradient_found_by_hand_is_autograd_s(
    by_hand: str, function: Function, places: list[Any]
) -> None:
    gradient = names()[by_hand]
    for place in places:
        x = double(place)
        (wanted,) = torch.autograd.grad(function(x), x)
        at = x.detach()
        found = gradient(*at, names()["t"]) if by_hand == "grad_loss" else gradient(at)
        found = torch.stack(found) if isinstance(found, tuple) else found
        torch.testing.assert_close(found, wanted, rtol=1e-12, atol=1e-9)


def test_the_two_paths_end_at_the_roots_of_the_slope() -> None:
    left, top, right = sorted(np.roots([4, 0, -6, 1]).real)
    assert 0.1 < top < 0.2
    assert names()["path_1"][-1] == pytest.approx(left, abs=1e-12)
    assert names()["path_2"][-1] == pytest.approx(right, abs=1e-12)
    assert names()["gap"] == round(right - left, 2)


def test_the_steps_on_the_plateau_are_those_of_the_flow() -> None:
    def time(x: float) -> float:
        """How long x' = -f'(x) takes from 1 to x: the integral of 1 / f'."""
        return log(x) / 2 + (x**2 - 1) / 2 + (x**4 - 1) / 8

    between = names()["flat_steps"] - names()["count_flat"](1.0, 0.1)
    assert between == pytest.approx(time(10.0) / 0.1, rel=1e-3)


def test_rosenbrock_s_valley_is_walked_as_by_sgd() -> None:
    path = names()["curved_path"].numpy()
    np.testing.assert_allclose(path[:201], sgd(curved, [-1.2, 1.0], 200, 0.001), rtol=1e-9)
    distance = np.hypot(*(path - 1).T)
    assert distance[-1] < 0.1 <= distance[:-1].min()
    assert names()["curved_steps"] == len(path) - 1


@pytest.mark.parametrize("beta", [0.0, 0.7, 0.95])
def test_momentum_is_that_of_sgd(beta: float) -> None:
    path = names()["descend_long"](0.015, beta).numpy()
    wanted = sgd(long, [5.0, -3.0], len(path) - 1, 0.015, beta)
    np.testing.assert_allclose(path, wanted, atol=1e-5)
    distance = np.hypot(*wanted.T)
    assert distance[-1] < 0.01 <= distance[:-1].min(), "the count is that of 64 bits too"


def test_the_line_is_the_one_of_polyfit() -> None:
    t, u, co2 = (names()[name].numpy() for name in ("t", "u", "co2"))
    w, b = names()["fit"](names()["u"], 0.5, 1)
    wanted = np.polyfit(u, co2, 1)
    np.testing.assert_allclose([w, b], wanted, rtol=1e-12)
    np.testing.assert_allclose(names()["bottom"].numpy(), wanted, rtol=1e-12)
    assert float(w) / t.std() == pytest.approx(np.polyfit(t, co2, 1)[0])


def test_the_steps_on_scaled_years_follow_the_closed_form() -> None:
    start = np.linalg.norm(names()["bottom"].numpy())
    steps = names()["fit_steps"]
    assert start * 0.2**steps < 0.01 <= start * 0.2 ** (steps - 1)


def test_the_rate_on_plain_years_is_limited_by_the_steepest_direction() -> None:
    at = double([0.0, 0.0])
    hessian = torch.autograd.functional.hessian(loss, at)
    steepest = float(torch.linalg.eigvalsh(hessian).max())
    assert 0.0007 < 2 / steepest < 1 / 1300 < 0.0008
