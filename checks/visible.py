"""What a person sees of a matplotlib picture, by rules on its artists: none is drawn for that.

What no honest plot does is not there: what is switched off, has no ink, lies outside, is too
small, or stands elsewhere than its numbers say.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text

from checks.ink import blended, corners, is_shown, shows, text_shows

# Points between where an artist stands and where its numbers say: more than a shadow's offset.
SHIFT = 18.0
# Pixels: an icon is as large as the first, no axes with labels are as small as the second, and
# a patch is no ground for words or lines if it is smaller than the third.
FIGURE_SIDE, AXES_SIDE, FILL_SIDE = 40, 20, 20


def figure_is_seen(figure: Any) -> bool:
    """True for a figure, or a part of one, of 40 × 40 pixels or more in which letters can be read.

    The smallest that are in use have 100 × 100. A letter needs 20 pixels an inch.
    """
    shown = is_shown(figure) and is_shown(figure.get_figure(root=True))
    return bool(shown and figure.dpi >= 20 and figure.bbox.size.min() >= FIGURE_SIDE)


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
    """True if limits far too wide crush all that is drawn on the axes into less than 5 pixels.

    A short path far from its minimum is crushed by no limits: the mark of the minimum counts too.
    """
    drawn: list[Any] = [*ax.lines, *ax.collections, *ax.patches, *ax.texts]
    found = [geometry(artist)[0] for artist in drawn if stands_in_data(artist, ax)]
    points = placed(np.concatenate([np.empty((0, 2)), *found]))
    if not len(points) or (np.ptp(points, axis=0) <= 1e-6 * (1 + abs(points).max())).all():
        return False  # one point, but for rounding, takes no room
    places = placed(on_screen(points, ax.transData))
    return not len(places) or bool(np.ptp(places, axis=0).max() < 5)


def geometry(artist: Any) -> tuple[np.ndarray, Any]:
    """The numbers of an artist, shape (n, 2), and the transform that places them on the picture.

    Of an annotation that is the point that it is about, of a patch its outline.
    """
    if isinstance(artist, Annotation):
        note: Any = artist
        point = [note.convert_xunits(note.xy[0]), note.convert_yunits(note.xy[1])]
        return np.array([point], float), note._get_xy_transform(None, note.xycoords)
    if isinstance(artist, Text):
        return np.array([artist.get_unitless_position()], float), artist.get_transform()
    if isinstance(artist, Line2D):
        return np.ma.filled(artist.get_xydata(), np.nan), artist.get_transform()
    if isinstance(artist, PathCollection):
        return np.ma.filled(artist.get_offsets(), np.nan), artist.get_offset_transform()
    if isinstance(artist, Collection):
        paths = [corners(path) for path in artist.get_paths()]
        return np.concatenate([np.empty((0, 2)), *paths]), artist.get_transform()
    if isinstance(artist, Patch):
        outline = artist.get_patch_transform().transform(corners(artist.get_path()))
        return np.asarray(outline), artist.get_data_transform()
    return np.empty((0, 2)), artist.get_transform()


def on_screen(points: np.ndarray, transform: Any) -> np.ndarray:
    """Where points, shape (n, 2), are in pixels; NaN for what has no place."""
    with np.errstate(all="ignore"):
        places = np.asarray(transform.transform(points))
    return np.where(np.isfinite(places), places, np.nan)


def placed(places: np.ndarray) -> np.ndarray:
    """The places, or points, without those that are NaN or infinite."""
    kept: np.ndarray = places[np.isfinite(places).all(axis=1)]
    return kept


def stands_in_data(artist: Any, ax: Axes) -> bool:
    """True if the artist's numbers stand where the axes have them, at most 18 points aside.

    So a line in fractions of the axes is none of data, whatever its numbers are. A small offset
    is how points of one place are drawn side by side; 18 points are a quarter of an inch.
    """
    points, transform = geometry(artist)
    aside = placed(on_screen(points, transform) - on_screen(points, ax.transData))
    return len(aside) > 0 and bool(np.abs(aside).max() <= SHIFT * ax.figure.dpi / 72)


def is_in_view(places: np.ndarray, artist: Any, figure: Any) -> bool:
    """True if the places in pixels, or what lies between them, are where the artist is drawn.

    That is on the figure and as much again on each side, since a notebook shows what stands
    beside a figure, and within what the artist is clipped to: mostly the axes. None is clipped
    to nothing.
    """
    places, page = placed(places), figure.bbox
    low, high = page.p0 - page.size, page.p1 + page.size
    if artist is not None and artist.get_clip_on():
        box, path = artist.get_clip_box(), artist.get_clip_path()
        outlines = [box.get_points()] if box else []
        outlines += [corners(path.get_fully_transformed_path())] if path else []
        for outline in outlines:
            low = np.maximum(low, outline.min(axis=0))
            high = np.minimum(high, outline.max(axis=0))
    if not len(places) or (high - low < 0.5).any():
        return False
    return bool((places.max(axis=0) >= low - 1).all() and (places.min(axis=0) <= high + 1).all())


def page_colour(figure: Any) -> np.ndarray:
    """The RGB of a figure's paper: what it is painted with on the white of a page."""
    ground = np.ones(3)
    for part in dict.fromkeys([figure.get_figure(root=True), figure]):
        if part.patch.get_visible():
            ground = blended(part.get_facecolor(), ground)[0]
    return ground


def axes_colour(ax: Axes) -> np.ndarray:
    """The RGB under the artists of axes; for twin axes the other ones may have painted it."""
    ground = page_colour(ax.figure)
    for other in dict.fromkeys([*ax.figure.axes, ax]):
        painted = other.axison and other.get_frame_on() and other.patch.get_visible()
        same = other is ax or np.allclose(other.bbox.bounds, ax.bbox.bounds)
        if painted and same and is_shown(other):
            ground = blended(other.get_facecolor(), ground)[0]
    return ground


def grounds(artist: Any, places: np.ndarray, ax: Axes) -> Iterator[np.ndarray]:
    """The colours that an artist may stand on: that of the axes, and of what fills them there.

    A filled contour, an image or a patch counts that is drawn before the artist and lies under
    half of its places, so that a white path on a dark map is seen. Words may stand outside.
    """
    inside = ((places >= ax.bbox.min) & (places <= ax.bbox.max)).all(axis=1)
    own = page_colour(ax.figure) if isinstance(artist, Text) and not inside.any() else None
    yield axes_colour(ax) if own is None else own
    for fill in ax.get_children():
        if not isinstance(fill, (AxesImage, Collection, Patch)) or isinstance(fill, Spine):
            continue
        over = isinstance(fill, PathCollection) or fill.get_zorder() > artist.get_zorder()
        if over or fill in (artist, ax.patch) or not is_shown(fill):
            continue
        low, high = box_of(fill, ax)
        under = ((places >= low) & (places <= high)).all(axis=1)
        if under.sum() * 2 < len(places) or not (high - low).min() >= FILL_SIDE:
            continue
        if isinstance(fill, Collection):
            fill.update_scalarmappable()
        faces = [(0.5, 0.5, 0.5, 1)] if isinstance(fill, AxesImage) else fill.get_facecolor()
        colours = blended(faces, axes_colour(ax))
        yield from colours[:: len(colours) // 20 + 1]


def box_of(fill: Any, ax: Axes) -> np.ndarray:
    """Two corners of the box around an image, a collection or a patch, in pixels."""
    if isinstance(fill, AxesImage):
        corners = on_screen(np.reshape(fill.get_extent(), (2, 2)).T, ax.transData)
    elif isinstance(fill, Collection):
        corners = on_screen(fill.get_datalim(ax.transData).get_points(), ax.transData)
    else:
        corners = on_screen(*geometry(fill))
    return np.array([corners.min(axis=0), corners.max(axis=0)])


def is_seen(artist: Any, ax: Axes, inks: Callable[[Any, np.ndarray], bool] = shows) -> bool:
    """True if a person sees the artist on the axes, wherever its numbers stand.

    It is switched on, leaves ink that stands out from what is under it, and is in view. Whether
    the axes are seen themselves is for axes_are_seen to say. With stroke_shows or markers_show
    for inks, it is about that of a line alone.
    """
    ax.get_xlim(), ax.get_ylim()  # until they are asked for, limits do not follow the data
    try:
        places = word_place(artist) if isinstance(artist, Text) else on_screen(*geometry(artist))
        if not is_shown(artist) or not is_in_view(places, artist, ax.figure):
            return False
        return any(inks(artist, ground) for ground in grounds(artist, placed(places), ax))
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RuntimeError):
        return False  # it could not be drawn either


def word_place(text: Any) -> np.ndarray:
    """Where words are in pixels, and, if an arrow leads away from them, where it ends."""
    at, note = np.array([text.get_unitless_position()], float), isinstance(text, Annotation)
    transform = text._get_xy_transform(None, text.anncoords) if note else text.get_transform()
    arrow = [on_screen(*geometry(text))] if note and text.arrow_patch else []
    return np.concatenate([on_screen(at, transform), *arrow])


def text_is_seen(text: Text, ground: np.ndarray | None = None) -> bool:
    """True if the words of a label or a title show: in view, in type of 4 points or more.

    They stand on the ground's RGB, or else on the paper of their figure.
    """
    figure: Any = text.get_figure(root=False)
    ground = page_colour(figure) if ground is None else ground
    shown = is_shown(text) and text_shows(text, ground)
    return shown and is_in_view(word_place(text), text, figure)


def seen_words(ax: Axes) -> dict[str, list[str]]:
    """The x labels, y labels and titles that a person sees on these axes and their figure.

    A title counts on any axes of the figure: left, centre or right.
    """
    found: dict[str, list[str]] = {"x label": [], "y label": [], "title": []}
    for part, axis in (("x label", ax.xaxis), ("y label", ax.yaxis)):
        near = abs(axis.labelpad) * ax.figure.dpi / 72 <= max(ax.figure.bbox.size)
        on = ax.axison and is_shown(axis) and axes_are_seen(ax)
        if near and on and text_is_seen(axis.label):
            found[part].append(axis.label.get_text())
    for axes in filter(axes_are_seen, ax.figure.axes):
        for title in [child for child in axes.get_children() if isinstance(child, Text)][-3:]:
            at = word_place(title)
            inside = ((at > axes.bbox.min) & (at < axes.bbox.max)).all()
            if text_is_seen(title, axes_colour(axes) if inside else None):
                found["title"].append(title.get_text())
    figures: Any = dict.fromkeys([ax.figure, ax.get_figure(root=True)])
    for figure in filter(figure_is_seen, figures):
        for part, name in zip(found, ("_supxlabel", "_supylabel", "_suptitle"), strict=True):
            text: Any = getattr(figure, name, None)
            if text in figure.texts and text_is_seen(text):
                found[part].append(text.get_text())
    return found


def legend_is_seen(legend: Legend) -> bool:
    """True if a legend is switched on, on axes that are seen, near the figure or on it.

    What it is anchored to may stand beside the figure, but no farther away than it is large.
    """
    figure: Any = legend.get_figure(root=False)
    box: Any = legend.get_bbox_to_anchor()
    place = getattr(legend, "_loc", 0)
    corners = box.p0 + box.size * np.array(place if isinstance(place, tuple) else [[0, 0], [1, 1]])
    near = is_in_view(np.reshape(corners, (-1, 2)), None, figure)
    return near and is_shown(legend) and (legend.axes is None or axes_are_seen(legend.axes))


def seen_entries(legend: Legend) -> list[tuple[Any, Text]]:
    """What stands beside each text of a legend, and the text, where a person sees the text.

    The legend gives it its place; one that is moved away by a figure's size is not there.
    """
    figure: Any = legend.get_figure(root=False)
    ground = page_colour(figure) if legend.axes is None else axes_colour(legend.axes)
    frame = legend.get_frame()
    if legend.get_frame_on():
        ground = blended(frame.get_facecolor(), ground)[0]

    def near(text: Text) -> bool:
        return bool(np.abs(text.get_position()).max() <= figure.bbox.size.max())

    pairs = zip(legend.legend_handles, legend.get_texts(), strict=False)
    return [(h, t) for h, t in pairs if near(t) and is_shown(t) and text_shows(t, ground)]
