"""The closed forms that grade the exercises agree with torch.optim.SGD and autograd."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from authoring.build import read
from checks import exercise_1
from checks.descent import closed_form
from checks.values import tensor
from grading.core.course import notebooks_in
from tests.support.courses import COURSE
from tests.support.in_process import grade

Function = Callable[[torch.Tensor], torch.Tensor]


def fx_shifted(x: torch.Tensor) -> torch.Tensor:
    return (x - 3).square().sum()


def fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    return (x - torch.tensor([2.0, -1.0], dtype=x.dtype)).square().sum()


def sgd(function: Function, x0: Any, learning_rate: float, steps: int) -> np.ndarray:
    """The path of plain SGD with autograd in 64 bits, one row a step."""
    x = torch.tensor(np.atleast_1d(x0), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=learning_rate)
    path = [x.detach().clone()]
    for _ in range(steps):
        optimizer.zero_grad()
        function(x).backward()
        optimizer.step()
        path.append(x.detach().clone())
    return np.asarray(torch.stack(path))


@cache
def names(exercise: int) -> dict[str, Any]:
    """Everything that the source notebook defines, its last test inputs included."""
    return grade(read(COURSE.source / f"{COURSE.notebooks[exercise - 1]}.ipynb")).names


def runs(exercise: int) -> list[tuple[Any, float, int]]:
    """Each start, rate and number of steps that the tests of an exercise use, hidden ones too."""
    notebook = read(COURSE.source / f"{COURSE.notebooks[exercise - 1]}.ipynb")
    space: dict[str, Any] = {}
    found: list[tuple[Any, float, int]] = []
    for cell in notebook.cells:
        if cell.id in {"test_descend_scalar", "test_descend_vector"}:
            exec(listed_cases(cell.source), space)
            found += space["cases"]
        if cell.id in {"test_sweep_scalar", "test_sweep_vector"}:
            exec(listed_cases(cell.source), space)
            found += [(x0, eta, steps) for x0, rates, steps in space["cases"] for eta in rates]
    return found


def listed_cases(source: str) -> str:
    """The statements of a test cell that list its cases."""
    nodes = ast.parse(source).body
    kept = [node for node in nodes if isinstance(node, (ast.Assign, ast.AugAssign))]
    return "\n".join(text for text in map(ast.unparse, kept) if text.startswith("cases"))


@pytest.mark.parametrize("exercise", [1, 3, 4])
def test_the_closed_form_is_the_path_of_sgd(exercise: int) -> None:
    tested = runs(exercise)
    assert len(tested) >= 8
    for x0, eta, steps in tested:
        start = x0 if isinstance(x0, float) else tensor(x0).double().numpy()
        function = fx_shifted if isinstance(x0, float) else fvec_shifted
        target = 3.0 if isinstance(x0, float) else [2.0, -1.0]
        path = closed_form(start, 1 - 2 * eta, steps, target).reshape(steps + 1, -1)
        wanted = sgd(function, start, eta, steps)
        scale = np.maximum.accumulate(1 + np.abs(wanted).max(axis=1))[:, None]
        assert np.abs(path - wanted).max() <= 1e-12 * scale.max(), (x0, eta, steps)


def test_the_given_path_of_exercise_2_is_the_path_of_sgd() -> None:
    path = names(2)["trajectory"]
    np.testing.assert_allclose(path, sgd(fx_shifted, -7.0, 0.2, 20)[:, 0], rtol=1e-12)


@pytest.mark.parametrize("x", [-7.0, 0.0, 2.999, 3.0, 5.0, 4096.25])
def test_the_slope_in_the_check_is_autograd_s(x: float) -> None:
    def slope(x: float) -> float:
        at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        return float(torch.autograd.grad(fx_shifted(at), at)[0])

    assert exercise_1.slope(slope, [x]) is None


def test_the_words_of_exercise_4_follow_from_the_paths() -> None:
    words = {}
    for eta in (0.01, 0.1, 1.0, 1.5):
        path = sgd(fx_shifted, -7.0, eta, 15)[:, 0]
        first, last = abs(path[0] - 3), abs(path[-1] - 3)
        still = np.isclose(last, first) and not np.isclose(path[1], path[0])
        words[eta] = "oscillates" if still else "diverges" if last > first else ""
        words[eta] = words[eta] or ("converges" if last < 0.05 * first else "slow")
    assert words == names(4)["observations"]


def demo(number: int, *cells: str) -> dict[str, Any]:
    """What these cells of a demo define, run in this order."""
    sources = {cell.id: cell.source for cell in read(notebooks_in(COURSE.demos)[number - 1]).cells}
    space: dict[str, Any] = {"np": np, "eta": 0.1, "path": closed_form(5.0, 0.8, 5, 0.0)}
    for cell in cells:
        exec(sources[cell], space)
    return space


def test_the_walks_of_demo_1_are_a_parabola_as_steep_as_x_squared() -> None:
    shown = demo(1, "walks", "descend_loss")
    speeds = np.linspace(-10, 20, 31)
    found = np.polyfit(speeds, [shown["loss"](w) for w in speeds], 2)
    hours, km = np.array(shown["hours"]), np.array(shown["km"])
    best = (hours @ km) / (hours @ hours)
    rest = np.mean((best * hours - km) ** 2)
    np.testing.assert_allclose(found, [1, -2 * best, best**2 + rest], atol=1e-9)
    np.testing.assert_allclose([best, *shown["speeds"]], 5 + np.array([0, *shown["path"]]))


def test_the_slope_of_the_walks_of_demo_1_is_autograd_s() -> None:
    shown = demo(1, "walks", "descend_loss")
    for w in (-3.0, 4.5, 12.0):
        at = torch.tensor(w, dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(shown["loss"](at), at)
        assert float(slope) == pytest.approx(shown["grad_loss"](w), rel=1e-12)


@pytest.mark.parametrize("a", [0.5, 1, 4, 10])
def test_on_a_steeper_valley_demo_4_multiplies_by_one_minus_two_a_eta(a: float) -> None:
    end_on = demo(4, "functions", "challenge_run", "steep_run")["end_on"]
    for share in (0.1, 0.5, 0.99, 1, 1.1):
        rate = share / a
        factor = sgd(lambda x: a * x.square().sum(), 1.0, rate, 1)[1, 0]
        assert factor == pytest.approx(1 - 2 * a * rate, abs=1e-12)
        assert end_on(a, rate) == pytest.approx(5 * factor**12, abs=1e-12)


def test_the_limit_of_demo_4_is_the_last_rate_below_one_over_a() -> None:
    assert demo(4, "functions", "challenge_run", "steep_run")["limit"] == 0.24 < 1 / 4


def test_the_challenge_of_demo_4_has_the_answer_that_it_folds_away() -> None:
    largest = demo(4, "functions", "challenge_run")["largest"]
    near = {rate: abs((1 - 2 * rate) ** 12 * 5) < 0.001 for rate in (0.73, 0.74, 0.75, 0.76)}
    assert near == {rate: rate <= largest for rate in near}
    cells = {cell.id: cell.source for cell in read(notebooks_in(COURSE.demos)[3]).cells}
    assert f"{largest} is the largest" in cells["solution"]
