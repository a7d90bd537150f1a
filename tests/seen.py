"""Knows what can be seen of a picture through matplotlib's own getters; not how a grader asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.collections as mc
import matplotlib.patches as mp
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

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
