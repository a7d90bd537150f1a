"""Which artists of matplotlib leave ink on a ground: colours, widths, sizes and words.

What no honest plot does leaves none. The limits are far from all that a student would choose, so
that a style never costs a point.
"""

import re
import unicodedata
from typing import Any

import numpy as np
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import (
    Normal,
    Stroke,
    withSimplePatchShadow,
    withStroke,
    withTickedStroke,
)
from matplotlib.text import Text

# An alpha below the first is glass, and two colours nearer than the second are one (0 to 1).
ALPHA, CONTRAST = 0.05, 0.03
# Points (1/72 inch): hairlines have 0.25, pixel markers 0.7, the smallest print in use 5.
LINE_WIDTH, MARKER_SIZE, FONT_SIZE = 0.1, 0.5, 4.0
# Points: a line or a marker of this size is a blot on most of a picture. Large bubbles have 70.
BLOT = 200.0
# Markers without a face: they consist of edges only.
ONLY_EDGES = {*"1234+x|_", *range(12)}
# Letters that leave no ink, though Unicode counts them as letters, and what moves in a formula.
BLANK = "\u2800\u3164\u115f\u1160\uffa0"
FORMULA_SPACE = re.compile(r"\\(math\w+|text|q?quad|enspace|thinspace|hspace\{[^}]*\}|\W)|[${}~]")


def words_left(text: str) -> str:
    """What is left of a text without white space and without what shows nothing.

    That is Unicode's spaces (Z), control and invisible characters (C), marks without a letter
    (M) and a few blank letters, and in a formula the commands that only move on.
    """
    text = FORMULA_SPACE.sub("", text) if text.count("$") > 1 else text
    return "".join(c for c in text if unicodedata.category(c)[0] not in "ZCM" and c not in BLANK)


def is_shown(artist: Any) -> bool:
    """False for what is switched off, or scattered by a sketch, or may be wiped out by a filter.

    xkcd sketches lines by 1 pixel to and fro; 50 are too many to follow a line.
    """
    steady = (artist.get_sketch_params() or (0,))[0] <= 50
    return bool(artist.get_visible()) and steady and artist.get_agg_filter() is None


def blended(colours: Any, ground: np.ndarray) -> np.ndarray:
    """The RGB of colours, shape (n, 4), when they are painted on the RGB of a ground."""
    colours = np.reshape(colours, (-1, 4))
    mixed: np.ndarray = ground + colours[:, 3:] * (colours[:, :3] - ground)
    return mixed


def stand_out(colours: Any, ground: np.ndarray) -> np.ndarray:
    """Which of the colours can be told from the ground: alpha 0.05 or more, RGB 0.03 apart.

    The palest grey that is in use for lines is 0.07 from white, and a fill of alpha 0.1 0.09.
    """
    apart = np.abs(blended(colours, ground) - ground).max(axis=1, initial=0) >= CONTRAST
    kept: np.ndarray = apart & (np.reshape(colours, (-1, 4))[:, 3] >= ALPHA)
    return kept


def shows(artist: Any, ground: np.ndarray) -> bool:
    """True if an artist leaves ink that can be told from the ground.

    With path effects it may be a stroke around it that shows, as of white words on a map, and
    the artist itself is drawn only if one of them does that.
    """
    effects = artist.get_path_effects() or []
    around = [getattr(e, "_gc", {}).get("foreground") for e in effects if isinstance(e, Stroke)]
    if stand_out([to_rgba(colour) for colour in around if colour is not None], ground).any():
        return True
    if effects and not any(draws_itself(effect) for effect in effects):
        return False
    if isinstance(artist, Text):
        arrow = getattr(artist, "arrow_patch", None)
        pointed = arrow is not None and is_shown(arrow) and patch_shows(arrow, ground)
        return pointed or text_shows(artist, ground)
    if isinstance(artist, Line2D):
        return stroke_shows(artist, ground) or markers_show(artist, ground)
    if isinstance(artist, Collection):
        return collection_shows(artist, ground)
    return isinstance(artist, Patch) and patch_shows(artist, ground)


def draws_itself(effect: Any) -> bool:
    """True for a path effect that draws the artist too, and where it is (within 18 points)."""
    near = np.abs(getattr(effect, "_offset", (0, 0))).max() <= 18
    kinds = (Normal, withStroke, withSimplePatchShadow, withTickedStroke)
    return type(effect) in kinds and bool(near)


def text_shows(text: Any, ground: np.ndarray) -> bool:
    """True if a text has words, of 4 points or more, in a colour that shows on its own box."""
    box = text.get_bbox_patch()
    if box is not None and box.get_visible():
        ground = blended(box.get_facecolor(), ground)[0]
    colour = to_rgba(text.get_color(), text.get_alpha())
    large = text.get_fontsize() >= FONT_SIZE and bool(words_left(text.get_text()))
    return large and bool(stand_out(colour, ground).any())


def stroke_shows(line: Line2D, ground: np.ndarray) -> bool:
    """True if the line between the points shows: 0.1 to 200 points wide, and not made of gaps.

    Of dashes 2 % have to be ink, unless they are round dots of no length, 20 widths apart or
    less, and no gap may be longer than 500 widths, in which a whole line would vanish.
    """
    points: Any = line.get_xydata()
    has_place: Any = np.isfinite(np.ma.filled(points, np.nan)).all(axis=1)
    wide = line.get_linestyle() != "None" and LINE_WIDTH <= line.get_linewidth() <= BLOT
    if not wide or not (has_place[1:] & has_place[:-1]).any():
        return False
    pattern: Any = getattr(line, "_unscaled_dash_pattern", (0, None))
    dashes = pattern[1] or (1, 0)
    ink, gaps, longest = sum(dashes[::2]), sum(dashes[1::2]), max([0, *dashes[1::2]])
    dotted = line.get_dash_capstyle() != "butt" and longest <= 20
    inked = dotted or (ink > 0 and ink >= 0.02 * (ink + gaps) and longest <= 500)
    return inked and bool(stand_out(to_rgba(line.get_color(), line.get_alpha()), ground).any())


def markers_show(line: Line2D, ground: np.ndarray) -> bool:
    """True if the markers of a line show: 0.5 to 200 points large, by their faces or edges."""
    marker: Any = line.get_marker()
    if str(marker) in ("", " ", "None", "none"):
        return False
    strokes = isinstance(marker, (str, int)) and marker in ONLY_EDGES
    strokes = strokes or (isinstance(marker, tuple) and marker[1:2] == (2,))  # an asterisk
    colours = [] if strokes else [line.get_markerfacecolor()]
    colours += [line.get_markeredgecolor()] if line.get_markeredgewidth() >= LINE_WIDTH else []
    large = str(marker) == "," or MARKER_SIZE <= line.get_markersize() * marker_scale(line) <= BLOT
    return large and bool(
        stand_out([to_rgba(each, line.get_alpha()) for each in colours], ground).any()
    )


def marker_scale(line: Any) -> float:
    """How many times as large as its size a style draws a marker; 0 if it moves it away."""
    user = line._marker.get_user_transform()
    if user is None:
        return 1.0
    matrix = user.get_matrix()
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    return scale if np.abs(matrix[:2, 2]).max() <= 2 else 0.0


def collection_shows(found: Collection, ground: np.ndarray) -> bool:
    """True if half of a scatter's markers show, or any of the pieces of another collection.

    Half, since a colormap may begin with the colour of the ground, and sizes with 0.
    """
    found.update_scalarmappable()  # gives each point its colour, as drawing would
    paths, dots = found.get_paths(), isinstance(found, PathCollection)
    count = np.shape(found.get_offsets())[0] if dots else len(paths)
    values: Any = found.get_facecolor(), found.get_edgecolor(), found.get_linewidth()
    faces, edges, widths = (np.resize(v, (count, *np.shape(v)[1:])) for v in values)
    ink = stand_out(edges, ground) & (widths >= LINE_WIDTH)
    if not dots or any(has_area(corners(path)) for path in paths):
        ink |= stand_out(faces, ground)
    if isinstance(found, PathCollection):
        if not has_usual_markers(found):
            return False
        sizes = np.sqrt(np.resize(found.get_sizes(), count))
        ink &= (sizes >= MARKER_SIZE) & (sizes <= BLOT)
        return bool(count) and bool(ink.mean() >= 0.5)
    return bool(ink.any())


def has_usual_markers(dots: PathCollection) -> bool:
    """True if the outlines of a scatter's markers are as large as its sizes say, and in place.

    Those of matplotlib reach 0.5 or 1 from the point, in units of the size.
    """
    outlines = [corners(path) for path in dots.get_paths() if len(corners(path))]
    reach = max((np.abs(outline).max() for outline in outlines), default=0)
    same: bool = (dots.get_transform().get_matrix() == np.eye(3)).all()
    return same and bool(0.01 <= reach <= 5)


def corners(path: Any) -> np.ndarray:
    """The vertices of a path, shape (n, 2), without those that only say that it is closed."""
    codes, vertices = path.codes, np.asarray(path.vertices)
    return vertices if codes is None else vertices[codes != path.CLOSEPOLY]


def has_area(outline: np.ndarray) -> bool:
    """False for a marker of strokes only, such as a cross: it has no face."""
    x, y = outline.T
    return bool(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) > 1e-6)


def patch_shows(patch: Patch, ground: np.ndarray) -> bool:
    """True if a patch has a face, or an edge of 0.1 points, that shows."""
    edge = patch.get_linewidth() >= LINE_WIDTH and patch.get_linestyle() != "None"
    colours = [patch.get_facecolor(), *([patch.get_edgecolor()] if edge else [])]
    return bool(stand_out(colours, ground).any())
