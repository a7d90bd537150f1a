"""Tricks by which a part of a picture is there for a program and not for a person.

Each trick is one property of one artist, of the axes or of the figure. Each part of a
`drawing_verdicts.picture` is seen before a trick, and the part that it names is not seen after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib.patches as mp
import matplotlib.transforms as mt
import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.patheffects import Normal, SimpleLineShadow, Stroke


def on(part: str, **values: Any) -> tuple[str, Callable[[Any], object]]:
    """Set a property of a part."""
    return part, lambda ax: artist(part, ax).set(**values)


def artist(part: str, ax: Any) -> Any:
    """The artist that a part is named after."""
    return {
        "line": lambda: ax.lines[0],
        "curve": lambda: ax.lines[1],
        "dots": lambda: ax.collections[0],
        "word": lambda: ax.texts[0],
        "note": lambda: ax.texts[1],
        "arrow": lambda: ax.texts[2].arrow_patch,
        "ring": lambda: ax.patches[0],
        "x label": lambda: ax.xaxis.label,
        "y label": lambda: ax.yaxis.label,
        "title": lambda: ax.title,
        "head": lambda: ax.figure._suptitle,
        "legend": lambda: ax.get_legend(),
    }[part]()


def entries(**values: Any) -> tuple[str, Callable[[Any], object]]:
    """Set a property of each text of the legend."""
    return "legend", lambda ax: [text.set(**values) for text in ax.get_legend().get_texts()]


NOWHERE = mt.Bbox.from_extents(0, 0, 0, 0)
CORNER = mt.Bbox.from_extents(0, 0, 5, 5)
WHITE = ListedColormap(["white"])
CLEAR = ListedColormap([(0, 0, 0, 0)])
BARE = {"marker": ""}


def wiped(image: Any, _: float) -> Any:
    return image * 0, 0, 0


def only_markers(ax: Any, **values: Any) -> None:
    ax.lines[0].set(linestyle="None", **values)


TRICKS: dict[str, tuple[str, Callable[[Any], object]]] = {
    # switched off
    "figure invisible": ("line", lambda ax: ax.figure.set_visible(False)),
    "axes invisible": ("line", lambda ax: ax.set_visible(False)),
    "title of invisible axes": ("title", lambda ax: ax.set_visible(False)),
    "legend of invisible axes": ("legend", lambda ax: ax.set_visible(False)),
    "head of invisible figure": ("legend", lambda ax: ax.figure.set_visible(False)),
    "axis off": ("x label", lambda ax: ax.set_axis_off()),
    "axis invisible": ("y label", lambda ax: ax.yaxis.set_visible(False)),
    **{
        f"{part} invisible": on(part, visible=False)
        for part in ("line", "curve", "dots", "word", "note", "arrow", "ring")
    },
    **{f"{part} invisible": on(part, visible=False) for part in ("x label", "title", "head")},
    "legend invisible": on("legend", visible=False),
    "entries invisible": entries(visible=False),
    "line through a filter": on("line", agg_filter=wiped),
    "axes through a filter": ("line", lambda ax: ax.set_agg_filter(wiped)),
    "title through a filter": on("title", agg_filter=wiped),
    # no colour, or that of the ground
    **{
        f"{part} of alpha 0.01": on(part, alpha=0.01)
        for part in ("line", "curve", "dots", "word", "note", "arrow", "ring")
    },
    **{f"{part} of alpha 0.01": on(part, alpha=0.01) for part in ("y label", "title", "head")},
    **{
        f"{part} of no colour": on(part, color="none")
        for part in ("curve", "word", "note", "arrow", "ring", "x label", "title", "head")
    },
    **{
        f"{part} white on white": on(part, color="#fefefe")
        for part in ("curve", "word", "note", "arrow", "ring", "x label", "title", "head")
    },
    "line white, markers too": on("line", color="white"),
    "dots white on white": on("dots", array=None, color="white"),
    "dots by a white colormap": on("dots", cmap=WHITE),
    "dots by a clear colormap": on("dots", cmap=CLEAR),
    "entries white on white": entries(color="white"),
    "entries of alpha 0": entries(alpha=0),
    "frame as dark as the words": (
        "legend",
        lambda ax: ax.get_legend().get_frame().set(fc="k", alpha=1),
    ),
    "axes in the colour of a line": ("curve", lambda ax: ax.set_facecolor(ax.lines[1].get_color())),
    "figure in the colour of words": ("title", lambda ax: ax.figure.set_facecolor("black")),
    "word on a box of its colour": ("word", lambda ax: ax.texts[0].set_bbox({"fc": "k"})),
    "curve drawn by its shadow only": on("curve", path_effects=[SimpleLineShadow(alpha=0)]),
    "curve drawn by a white stroke": on("curve", path_effects=[Stroke(foreground="w")]),
    # no width, no size
    "curve of no width": on("curve", linewidth=0),
    "curve of hardly any width": on("curve", linewidth=0.01),
    "curve of no style": on("curve", linestyle=""),
    "curve of gaps": on("curve", linestyle=(0, (0.001, 1000))),
    "curve in one gap": on("curve", linestyle=(5000, (5000, 5000))),
    "curve of dots without length": on("curve", linestyle=(0, (0, 5))),
    "markers of no size": ("line", lambda ax: only_markers(ax, markersize=0)),
    "markers of hardly any size": ("line", lambda ax: only_markers(ax, markersize=0.01)),
    "no markers": ("line", lambda ax: only_markers(ax, marker="")),
    "markers of no colour": ("line", lambda ax: only_markers(ax, mfc="none", mec="none")),
    "crosses without edges": ("line", lambda ax: only_markers(ax, marker="x", mec="none")),
    "crosses without width": ("line", lambda ax: only_markers(ax, marker="+", mew=0)),
    "carets without width": ("line", lambda ax: only_markers(ax, marker=6, mew=0)),
    "asterisks without width": ("line", lambda ax: only_markers(ax, marker=(5, 2, 0), mew=0)),
    "dots of no size": ("dots", lambda ax: ax.collections[0].set_sizes([0])),
    "dots of hardly any size": ("dots", lambda ax: ax.collections[0].set_sizes([1e-4])),
    "dots of no outline": (
        "dots",
        lambda ax: ax.collections[0].set_paths([Path(np.empty((0, 2)))]),
    ),
    "dots of a tiny outline": (
        "dots",
        lambda ax: ax.collections[0].set_paths([Path([(0, 0), (1e-6, 0), (0, 1e-6)])]),
    ),
    "dots with an outline elsewhere": (
        "dots",
        lambda ax: ax.collections[0].set_paths([Path([(900, 900), (901, 900), (900, 901)])]),
    ),
    "dots that are shrunk": (
        "dots",
        lambda ax: ax.collections[0].set_transform(mt.Affine2D().scale(1e-6)),
    ),
    "ring of an edge without width": on("ring", fill=False, linewidth=0),
    "ring of an edge without style": on("ring", fill=False, linestyle="None"),
    "markers that their style shrinks": (
        "line",
        lambda ax: only_markers(ax, marker=MarkerStyle("o", transform=mt.Affine2D().scale(1e-4))),
    ),
    "markers that their style moves": (
        "line",
        lambda ax: only_markers(
            ax, marker=MarkerStyle("o", transform=mt.Affine2D().translate(50, 0))
        ),
    ),
    "markers that cover all": ("line", lambda ax: only_markers(ax, markersize=5000)),
    "dots that cover all": ("dots", lambda ax: ax.collections[0].set_sizes([1e7])),
    "curve that covers all": on("curve", linewidth=5000),
    "curve scattered by a sketch": ("curve", lambda ax: ax.lines[1].set_sketch_params(5000)),
    "curve drawn elsewhere by an effect": on("curve", path_effects=[Normal(offset=(900, 0))]),
    # no words
    "title of a zero-width space": on("title", text="\u200b"),
    "title of a braille blank": on("title", text="\u2800"),
    "title of a Hangul filler": on("title", text="\u3164 \uffa0"),
    "title of a lonely accent": on("title", text="\u0301"),
    "title of a formula of spaces": on("title", text=r"$\quad\,\mathrm{\ }$"),
    "x label of a soft hyphen": on("x label", text="\u00ad"),
    "word of a line break": on("word", text="\n\u2028\ufeff"),
    "entries of zero-width spaces": entries(text="\u200b"),
    "title of 1 point": on("title", size=1),
    "x label of 3 points": on("x label", size=3),
    "head of 0.1 points": on("head", size=0.1),
    "word of 2 points": on("word", size=2),
    "entries of 1 point": entries(size=1),
    # too small, or outside
    "figure of some pixels": ("line", lambda ax: ax.figure.set_size_inches(0.2, 0.2)),
    "figure of some dots an inch": ("head", lambda ax: ax.figure.set_dpi(5)),
    "axes of some pixels": ("line", lambda ax: ax.set_position((0.1, 0.1, 0.01, 0.8))),
    "axes outside the figure": ("line", lambda ax: ax.set_position((5, 5, 0.8, 0.8))),
    "title of axes outside": ("title", lambda ax: ax.set_position((5, 5, 0.8, 0.8))),
    "axes flattened by their aspect": ("line", lambda ax: ax.set_aspect(1e-9)),
    "axes flattened by their box": ("line", lambda ax: ax.set_box_aspect(1e-4)),
    "title far above": ("title", lambda ax: ax.set_title("A walk", y=50)),
    "title padded away": ("title", lambda ax: ax.set_title("A walk", pad=1e5)),
    "title at no place": on("title", position=(np.nan, 1)),
    "x label far below": ("x label", lambda ax: ax.xaxis.set_label_coords(0.5, -30)),
    "y label padded away": ("y label", lambda ax: ax.set_ylabel("f(x)", labelpad=1e5)),
    "head far above": ("head", lambda ax: ax.figure.suptitle("The head", y=40)),
    "legend far away": ("legend", lambda ax: ax.legend(bbox_to_anchor=(40, 40))),
    "legend at a far place": ("legend", lambda ax: ax.legend(loc=(40, 40))),
    "limits elsewhere": ("curve", lambda ax: ax.set_xlim(100, 200)),
    "limits so wide that all is one pixel": (
        "curve",
        lambda ax: ax.set(xlim=(-1e6, 1e6), ylim=(-1e6, 1e6)),
    ),
    "note far away": ("note", lambda ax: ax.texts[1].set_position((3e5, 3e5))),
    "line clipped to nowhere": ("line", lambda ax: ax.lines[0].set_clip_box(NOWHERE)),
    "dots clipped to a corner": ("dots", lambda ax: ax.collections[0].set_clip_box(CORNER)),
    "ring clipped to a circle elsewhere": (
        "ring",
        lambda ax: ax.patches[0].set_clip_path(mp.Circle((0, 0), 3, transform=None)),
    ),
    "word clipped away": ("word", lambda ax: ax.texts[0].set(clip_on=True, clip_box=CORNER)),
    "title clipped away": on("title", clip_on=True, clip_box=CORNER),
    "entries moved away": entries(position=(1e4, 0)),
    # in another transform
    "line in fractions of the axes": ("line", lambda ax: ax.lines[0].set_transform(ax.transAxes)),
    "curve in pixels": ("curve", lambda ax: ax.lines[1].set_transform(mt.IdentityTransform())),
    "curve in fractions across": (
        "curve",
        lambda ax: ax.lines[1].set_transform(ax.get_xaxis_transform()),
    ),
    "curve moved aside": (
        "curve",
        lambda ax: ax.lines[1].set_transform(ax.transData + mt.Affine2D().translate(0, 90)),
    ),
    "curve stretched": (
        "curve",
        lambda ax: ax.lines[1].set_transform(mt.Affine2D().scale(1, 2) + ax.transData),
    ),
    "dots in fractions of the figure": (
        "dots",
        lambda ax: ax.collections[0].set_offset_transform(ax.figure.transFigure),
    ),
    "dots moved aside": (
        "dots",
        lambda ax: ax.collections[0].set_transform(mt.Affine2D().translate(200, 0)),
    ),
    "word in fractions of the axes": ("word", lambda ax: ax.texts[0].set_transform(ax.transAxes)),
    "note about a place on the page": (
        "note",
        lambda ax: setattr(ax.texts[1], "xycoords", "figure points"),
    ),
    "ring in fractions of the axes": ("ring", lambda ax: ax.patches[0].set_transform(ax.transAxes)),
}
