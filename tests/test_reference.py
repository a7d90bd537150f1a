"""The closed forms that grade the exercises agree with torch.optim.SGD and autograd."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from checks import exercise_1
from checks.descent import closed_form
from checks.values import tensor
from grading.derived import read
from tests.copies import COURSE
from tests.in_process import grade

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
        function(x).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        path.append(x.detach().clone())
    return torch.stack(path).numpy()


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


def test_the_challenge_of_demo_4_has_the_answer_that_it_folds_away() -> None:
    notebook = read(COURSE.demos / "demo_4_learning_rates.ipynb")
    cells = {cell.id: cell.source for cell in notebook.cells}
    space: dict[str, Any] = {"np": np}
    exec(cells["functions"], space)
    exec(cells["challenge_run"], space)
    near = {rate: abs((1 - 2 * rate) ** 12 * 5) < 0.001 for rate in (0.73, 0.74, 0.75, 0.76)}
    assert near == {rate: rate <= space["largest"] for rate in near}
    assert f"{space['largest']} is the largest" in cells["solution"]
