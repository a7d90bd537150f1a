"""What the rules of checks/visible.py say of a picture: of each part, or of everything on it."""

from __future__ import annotations

from typing import Any

import matplotlib.patches as mp
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import Collection
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text

from checks.visible import (
    axes_are_seen,
    is_seen,
    legend_is_seen,
    seen_entries,
    seen_words,
    stands_in_data,
)
from tests.seen import own

X = np.array([-7.0, -3.0, -0.6, 0.84, 1.7])


def picture() -> Any:
    """A picture with one of each part, and axes on which each is seen."""
    fig, ax = plt.subplots()
    ax.plot(X, (X - 3) ** 2, "o-", color="C1", label="path")
    x = np.linspace(-8, 8, 50)
    ax.plot(x, (x - 3) ** 2, label="f")
    ax.scatter(X, (X - 3) ** 2, c=X, label="steps")
    ax.text(3, 0, "minimum")
    ax.annotate("lowest", (3, 0), (3, 20))
    ax.annotate("", (3, 0), (3, 40), arrowprops={"arrowstyle": "->"})
    ax.add_patch(mp.Circle((3, 0), 0.3, color="C3"))
    ax.set(xlabel="x", ylabel="f(x)", title="A walk")
    ax.legend()
    fig.suptitle("The head")
    return ax


def seen_parts(ax: Any) -> dict[str, bool]:
    """Whether each part of such a picture is seen, where its numbers say."""
    parts = {
        **dict(zip(("line", "curve"), ax.lines, strict=True)),
        "dots": ax.collections[0],
        **dict(zip(("word", "note", "arrow"), ax.texts, strict=True)),
        "ring": ax.patches[0],
    }
    on = axes_are_seen(ax)
    found = {k: on and is_seen(a, ax) and stands_in_data(a, ax) for k, a in parts.items()}
    texts = seen_words(ax)
    holders = [*ax.figure.get_children(), *ax.get_children()]
    legends = [a for a in holders if isinstance(a, Legend) and legend_is_seen(a)]
    return found | {
        "x label": on and texts["x label"] == ["x"],
        "y label": on and texts["y label"] == ["f(x)"],
        "title": "A walk" in texts["title"],
        "head": "The head" in texts["title"],
        "legend": [t.get_text() for key in legends for _, t in seen_entries(key)][:1] == ["path"],
    }


def verdicts(ax: Any) -> dict[str, Any]:
    """Whether the axes, the words, the legends and every artist of the axes are seen.

    Of what is no data only words count.
    """
    kinds = (Line2D, Collection, mp.Patch, Text)
    artists = [a for a in own(ax) if isinstance(a, kinds)]
    seen = [is_seen(a, ax) and (isinstance(a, Text) or stands_in_data(a, ax)) for a in artists]
    holders = dict.fromkeys([*ax.figure.axes, ax.figure, ax.get_figure(root=True)])
    legends = [a for part in holders for a in part.get_children() if isinstance(a, Legend)]
    return {
        "axes": axes_are_seen(ax),
        "words": {part: texts[:1] for part, texts in seen_words(ax).items()},
        "artists": seen,
        "in data": [isinstance(a, Text) and stands_in_data(a, ax) for a in artists],
        "legends": [legend_is_seen(legend) for legend in legends],
        "entries": [[t.get_text() for _, t in seen_entries(legend)] for legend in legends],
    }
