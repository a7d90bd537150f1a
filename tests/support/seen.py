"""What can be seen of a picture: by matplotlib's getters, and by the rules of checks/visible.py."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib.collections as mc
import matplotlib.patches as mp
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from checks.visible import (
    axes_are_seen,
    is_seen,
    legend_is_seen,
    seen_entries,
    seen_words,
    stands_in_data,
)

# What can be seen of a picture through matplotlib's own getters.

KINDS = (
    *(Line2D, Text, Annotation, Legend, AxesImage, mp.Patch, mp.Polygon, mp.Circle),
    *(mc.PathCollection, mc.LineCollection, mc.PolyCollection, mc.Collection),
)
GETTERS: dict[type[Artist], str] = {
    Artist: "visible label zorder",
    Line2D: "xydata linestyle linewidth markersize drawstyle markeredgewidth",
    Text: "text",
    mc.PathCollection: "sizes linewidth linestyle facecolor edgecolor",
    mc.LineCollection: "segments linewidth linestyle color",
    mp.Patch: "linewidth linestyle facecolor edgecolor",
    mp.Rectangle: "xy width height angle",
    mp.Polygon: "xy closed",
    mp.Circle: "radius center",
    AxesImage: "extent",
}
HEADINGS = ("suptitle", "supxlabel", "supylabel")
COLOURS = ("color", "markerfacecolor", "markeredgecolor")


def seen(ax: Axes) -> dict[str, Any]:
    """All that is on the picture of these axes, as numbers and words."""
    figures = list(dict.fromkeys([ax.get_figure(root=False), ax.get_figure(root=True)]))
    axes: list[Any] = [*figures[0].axes]  # type: ignore[union-attr]
    for part in axes:
        axes += part.child_axes
    words = [[getattr(f, f"get_{name}")() for f in figures] for name in HEADINGS]
    legends = [c for f in figures if f for c in f.get_children() if isinstance(c, Legend)]
    return {
        "axes": [seen_axes(part) for part in axes],
        "meant": axes.index(ax),
        "words": [next(filter(str.strip, texts), "") for texts in words],
        "legends": [seen_artist(legend) for legend in legends],
    }


def seen_axes(axes: Axes) -> dict[str, Any]:
    getters = "xlim ylim xlabel ylabel visible label"
    return {
        **{name: getattr(axes, f"get_{name}")() for name in getters.split()},
        "scales": [
            s if s != "function" else "linear" for s in (axes.get_xscale(), axes.get_yscale())
        ],
        "titles": [[text.get_text(), text.get_visible()] for text in titles(axes)],
        "place": axes.get_position(original=True).bounds,
        "shown": [axes.axison, axes.xaxis.label.get_visible()],
        "artists": [seen_artist(artist, axes) for artist in own(axes)],
        "legend": axes.get_legend() is not None,
        "data": axes.has_data(),
    }


def titles(axes: Axes) -> list[Text]:
    """The titles in the centre, on the left and on the right."""
    texts = [child for child in axes.get_children() if isinstance(child, Text)]
    return [text for text in texts if text not in axes.texts]


def own(axes: Axes) -> list[Artist]:
    """The children, without what all axes have."""
    usual = {*axes.spines.values(), axes.xaxis, axes.yaxis, axes.patch}
    usual |= {*titles(axes), *axes.child_axes}
    return [child for child in axes.get_children() if child not in usual]


def seen_artist(artist: Artist, axes: Axes | None = None) -> dict[str, Any]:
    names = " ".join(v for kind, v in GETTERS.items() if isinstance(artist, kind)).split()
    values = {name: getattr(artist, f"get_{name}")() for name in names}
    if "color" in values:
        values["color"] = np.reshape(values["color"], (-1, 4))
    alpha: Any = artist.get_alpha()
    values["alpha"] = None if np.ndim(alpha) else alpha  # each point's own is in the colours
    values["kinds"] = [kind for kind in KINDS if isinstance(artist, kind)]
    for kind, more in MORE.items():
        if isinstance(artist, kind):
            values |= more(artist)
    if axes and isinstance(artist, (Line2D, Text)):
        values["in data"] = artist.get_transform() == axes.transData
    if axes and isinstance(artist, mc.PathCollection):
        values["in data"] = artist.get_offset_transform() == axes.transData
    return values


def seen_line(line: Line2D) -> dict[str, Any]:
    return {
        **{name: to_hex(getattr(line, f"get_{name}")(), True) for name in COLOURS},
        "marked": str(line.get_marker()) not in ("", " ", "None", "none"),
        "each": str(line.get_markevery()) in ("None", "1"),
    }


def seen_scatter(marks: mc.PathCollection) -> dict[str, Any]:
    return {"offsets": np.ma.filled(marks.get_offsets(), np.nan)}


def seen_text(text: Any) -> dict[str, Any]:
    x, y = text.get_position()
    return {"position": (text.convert_xunits(x), text.convert_yunits(y))}


def seen_legend(legend: Legend) -> dict[str, Any]:
    return {
        "title": legend.get_title().get_text(),
        "texts": [seen_artist(text) for text in legend.get_texts()],
        "handles": [seen_artist(handle) for handle in legend.legend_handles if handle],
        **dict.fromkeys(("label", "zorder")),  # nobody gives a legend these
    }


MORE: dict[type[Artist], Callable[[Any], dict[str, Any]]] = {
    Line2D: seen_line,
    mc.PathCollection: seen_scatter,
    Text: seen_text,
    Legend: seen_legend,
}


# What the rules of checks/visible.py say of a picture: of each part, or of everything on it.

X = np.array([-7.0, -3.0, -0.6, 0.84, 1.7])


def picture() -> Any:
    """Axes of a picture with one of each part, on which each is seen, in the default style."""
    return pickle.loads(_pickled()).axes[0]  # in a third of the time that it takes to draw


@cache
def _pickled() -> bytes:
    with plt.rc_context():
        plt.rcdefaults()
        return pickle.dumps(draw_picture().figure)


def draw_picture() -> Any:
    """The same in the style that is set."""
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
