"""Knows the picture that the tests' styles of drawing start from; not how they go on.

Each style takes points, shape (n, 2), and returns the axes that a student would return.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

Points = np.ndarray[Any, Any]
Style = Callable[[Points], Any]


def axes() -> Any:
    """New axes, of a type that allows for what matplotlib takes beyond its own annotations."""
    return plt.subplots()[1]


def words(ax: Any) -> Any:
    ax.set(xlabel="$x$", ylabel="f(x)", title="The steps shorten")
    ax.legend()
    return ax


def plain(points: Points, ax: Any = None) -> Any:
    ax = ax or axes()
    x = np.linspace(points[:, 0].min() - 1, max(4, points[:, 0].max() + 1), 80)
    ax.plot(x, (x - 3) ** 2, "--", color="0.5", label="f")
    ax.plot(points[:, 0], points[:, 1], "o-", label=r"$\eta = 0.1$")
    ax.plot(3, 0, "*", markersize=16, label="minimum")
    return words(ax)
