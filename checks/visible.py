"""What a person sees of a matplotlib picture, by rules on its artists: nothing is drawn for that.

What no honest plot does is not there: no colour, no size, no words, another place. The limits
are far from all that a student would choose, so that a style never costs a point.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import Normal, Stroke, withStroke
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text

# An alpha below the first is glass, and two colours nearer than the second are one (0 to 1).
ALPHA, CONTRAST = 0.05, 0.03
# Points (1/72 inch): hairlines have 0.25, pixel markers 0.7, the smallest print in use 5.
LINE_WIDTH, MARKER_SIZE, FONT_SIZE = 0.1, 0.5, 4.0
# Points between where an artist stands and where its numbers say: more than a shadow's offset.
SHIFT = 18.0
# Pixels: an icon is as large as the first, and no axes with labels are as small as the second.
FIGURE_SIDE, AXES_SIDE = 40, 20
# Markers without a face: they consist of edges only.
ONLY_EDGES = {*"1234+x|_", *range(12)}
# Letters that leave no ink, though Unicode counts them as letters, and what moves in a formula.
BLANK = "\u2800\u3164\u115f\u1160\uffa0"
FORMULA_SPACE = re.compile(r"\\(math\w+|text|q?quad|enspace|thinspace|hspace\{[^}]*\}|\W)|[${}~]")


def words(text: str) -> str:
    """What is left of a text without white space and without what shows nothing.

    That is Unicode's spaces (Z), control and invisible characters (C), marks without a letter
    (M) and a few blank letters, and in a formula the commands that only move on.
    """
    text = FORMULA_SPACE.sub("", text) if text.count("$") > 1 else text
    return "".join(c for c in text if unicodedata.category(c)[0] not in "ZCM" and c not in BLANK)


def is_shown(artist: Any) -> bool:
    """False for what is switched off, or goes through a filter, which may wipe it out."""
    return bool(artist.get_visible()) and artist.get_agg_filter() is None


def figure_is_seen(figure: Any) -> bool:
    """True for a figure, or a part of one, of 40 × 40 pixels or more in which letters can be read.

    The smallest that are in use have 100 × 100. A letter needs 20 pixels an inch, and of a
    figure of more than 100 inches no screen shows the letters.
    """
    size, dpi = figure.bbox.size, figure.dpi
    readable = dpi >= 20 and size.max() <= 100 * dpi
    shown = is_shown(figure) and is_shown(figure.get_figure(root=True))
    return bool(shown and readable and size.min() >= FIGURE_SIDE)


def axes_are_seen(ax: Axes) -> bool:
    """True for axes of which 20 × 20 pixels or more lie on a figure that is seen.

    The sides are those that set_aspect and set_box_aspect leave, but for "equal", an honest
    choice even where it makes a narrow picture. Inset axes go with those they are in.
    """
    outer: Any = ax.axes
    if not is_shown(ax) or not (figure_is_seen(ax.figure) if outer is ax else axes_are_seen(outer)):
        return False
    low, high = np.clip(ax.get_position(original=True).get_points(), 0, 1)
    sides, aspect, box = (high - low) * ax.figure.bbox.size, ax.get_aspect(), ax.get_box_aspect()
    if aspect not in ("auto", 1.0) and box is None and ax.get_adjustable() == "box":
        box = float(aspect) * float(abs(np.ptp(ax.get_ylim()) / np.ptp(ax.get_xlim())))
    if box is not None:
        sides = np.minimum(sides, [sides[1] / box, sides[0] * box])
    return bool(sides.min() >= AXES_SIDE) and not is_crushed(ax)


def is_crushed(ax: Axes) -> bool:
    """True if limits far too wide crush all lines and dots of the axes into less than 5 pixels."""
    lines = [a for a in ax.get_children() if isinstance(a, (Line2D, PathCollection))]
    points = np.concatenate([np.empty((0, 2)), *(geometry(line)[0] for line in lines)])
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points) or (np.ptp(points, axis=0) <= 1e-6 * (1 + abs(points).max())).all():
        return False  # one point, but for rounding, takes no room
    shown = on_screen(points, ax.transData, ax)
    return not len(shown) or bool(np.ptp(shown, axis=0).max() < 5)


def on_screen(points: np.ndarray, transform: Any, ax: Axes | None = None) -> np.ndarray:
    """Where the points are in pixels, shape (n, 2), without those that have no place."""
    if ax is not None:
        ax.get_xlim(), ax.get_ylim()  # until they are asked for, limits do not follow the data
    with np.errstate(all="ignore"):
        shown = np.ma.filled(transform.transform(points), np.nan).reshape(-1, 2)
    return shown[np.isfinite(shown).all(axis=1)]


def geometry(artist: Any) -> tuple[np.ndarray, Any]:
    """The numbers of an artist, shape (n, 2), and the transform that places them on the picture.

    Of an annotation the point that it is about, of an arrow or a patch the outline.
    """
    if isinstance(artist, Annotation):
        found: Any = artist.convert_xunits(artist.xy[0]), artist.convert_yunits(artist.xy[1])
        return np.array([found], float), artist._get_xy_transform(None, artist.xycoords)
    if isinstance(artist, Text):
        return np.array([artist.get_unitless_position()], float), artist.get_transform()
    if isinstance(artist, Line2D):
        return np.ma.filled(artist.get_xydata(), np.nan), artist.get_transform()
    if isinstance(artist, PathCollection):
        return np.ma.filled(artist.get_offsets(), np.nan), artist.get_offset_transform()
    if isinstance(artist, Collection):
        paths = [path.vertices for path in artist.get_paths()]
        return np.concatenate([np.empty((0, 2)), *paths]), artist.get_transform()
    if isinstance(artist, Patch):
        outline = artist.get_patch_transform().transform(artist.get_path().vertices)
        return np.asarray(outline), artist.get_data_transform()
    return np.empty((0, 2)), artist.get_transform()
