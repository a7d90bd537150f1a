"""What demo 3 finds on round and on stretched bowls agrees with torch.optim.SGD and autograd."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch

from authoring.build import read
from tests.notebooks.test_reference import Function, sgd
from tests.support.courses import COURSE, code_cells
from tests.support.in_process import run


@cache
def names() -> dict[str, Any]:
    """Everything that the demo defines, but for its figures."""
    space: dict[str, Any] = {}
    for cell in code_cells(read(COURSE.demos / "demo_3_vector_descent.ipynb")):
        if "alt" not in cell.metadata and "tags" not in cell.metadata:
            cell.source = cell.source.replace("%config", "# %config")
            error, *_ = run(cell, space)
            assert error is None, f"{cell.id}: {error!r}"
    return space


def bowl(stretch: float) -> Function:
    return lambda x: x[0] ** 2 + stretch * x[1] ** 2


@pytest.mark.parametrize("stretch", [1, 4, 6.5, 10, 20])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 1.0])
def test_a_path_on_a_bowl_is_that_of_sgd(stretch: float, rate: float) -> None:
    start = torch.tensor([5.0, -3.0])
    wanted = sgd(bowl(stretch), [5.0, -3.0], rate, 20)
    np.testing.assert_allclose(
        names()["descend"](start, rate, stretch, 20), wanted, rtol=1e-4, atol=1e-4
    )
    np.testing.assert_allclose(wanted[1] / wanted[0], names()["factors"](rate, stretch), atol=1e-12)


@pytest.mark.parametrize("stretch", [4, 6, 6.5, 10])
def test_the_rates_that_reach_the_goal_are_those_with_which_the_loop_does(stretch: float) -> None:
    start, descend = torch.tensor([5.0, -3.0], dtype=torch.float64), names()["descend"]
    rates = [n / 200 for n in range(1, 221)]
    ends = {rate: descend(start, rate, stretch, 20)[-1] for rate in rates}
    near = [rate for rate, end in ends.items() if torch.linalg.norm(end) < 0.01]
    assert names()["good_rates"](stretch) == near
    assert bool(near) == (stretch <= names()["largest"])
