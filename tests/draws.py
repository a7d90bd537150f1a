"""Knows random questions within the contract: starts, rates, steps, precisions; not the answers."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import numpy as np
import torch

Case = object
FAR = 1e30
"""A path stays below this, so that its values stay within the range of 32 bits."""


def start(rng: Random) -> float:
    """A start anywhere: near the lowest points, far away, or just there."""
    return rng.choice([rng.uniform(-10, 10), rng.uniform(-1e4, 1e4), 3.0, rng.gauss(3, 1e-3)])


def rate(rng: Random) -> float:
    """A learning rate in (0, 1.5] of two digits, often one of those that are special."""
    return rng.choice([float(f"{rng.uniform(1e-3, 1.5):.2g}"), rng.choice([0.001, 0.5, 1.0, 1.5])])


def steps(rng: Random, eta: float, most: int = 200, far: float = FAR) -> int:
    """A number of steps, few enough for the path to stay in range."""
    factor = abs(1 - 2 * eta)
    if factor > 1:
        most = min(most, int(math.log(far / 1e4) / math.log(factor)))
    return rng.choice([0, 1, rng.randint(0, most)])


def run(rng: Random, *, least: int = 0, **limits: float) -> tuple[float, float, int]:
    """A start, a rate and at least so many steps."""
    eta = rate(rng)
    return start(rng), eta, max(least, steps(rng, eta, **limits))  # type: ignore[arg-type]


def vector(rng: Random) -> torch.Tensor:
    """A start in the plane, in 32 or 64 bits."""
    kind = rng.choice([torch.float32, torch.float64])
    return torch.tensor([start(rng), start(rng)], dtype=kind)


def rates(rng: Random) -> list[float] | tuple[float, ...]:
    """One to five different rates, as a list or a tuple."""
    found = list({rate(rng) for _ in range(rng.randint(1, 5))})
    return found if rng.random() < 0.5 else tuple(found)


def sweep(
    rng: Random, first: object, *, least: int = 0, **limits: float
) -> tuple[object, object, int]:
    """A start, rates, and as many steps as the fastest of them allows."""
    chosen = rates(rng)
    return first, chosen, max(least, steps(rng, max(chosen), **limits))  # type: ignore[arg-type]


def places(rng: Random) -> float | np.ndarray:
    """A number, or an array of numbers of any shape."""
    shape = rng.choice([(), (1,), (7,), (2, 3)])
    drawn = np.array([start(rng) for _ in range(math.prod(shape))]).reshape(shape)
    return drawn if shape else float(drawn)


def walk(rng: Random) -> tuple[tuple[float, float], float, int]:
    """A start in the plane, the factor of a step, and at least two steps."""
    _, eta, count = run(rng, least=2, most=30, far=1e9)
    return (rng.uniform(-50, 50), rng.uniform(-50, 50)), 1 - 2 * eta, count


QUESTIONS: dict[str, Callable[[Random], Case]] = {
    "test_grad_fx_shifted": start,
    "test_descend_scalar": run,
    "test_fx_shifted": places,
    "test_plot_path": lambda rng: run(rng, least=2, most=30, far=1e9),
    "test_grad_fvec_shifted": vector,
    "test_descend_vector": lambda rng: (vector(rng), *run(rng)[1:]),
    "test_plot_path_2d": walk,
    "test_sweep_scalar": lambda rng: sweep(rng, start(rng)),
    "test_sweep_vector": lambda rng: sweep(rng, vector(rng)),
    "test_plot_sweep": lambda rng: sweep(rng, rng.uniform(-50, 50), least=2, most=30, far=1e9),
}
"""How one case of each test cell is drawn, in the form in which the cell lists its cases."""
