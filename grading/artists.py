"""Lines, words, patches and other artists of matplotlib as plain data, and made anew from it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from typing import Any, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Transform

from grading import shapes
from grading.coordinates import standing
from grading.looks import COLOUR, COMMON, DASHES, EVERY, MARKER, SIZE, is_shown
from grading.traits import (
    NUMBER,
    WORDS,
    Family,
    Trait,
    Unreadable,
    array,
    checked,
    numbers,
    one_of,
    optional,
    read_traits,
)

LINE = COMMON | {
    "xydata": array(2),
    "color": COLOUR,
    "linestyle": DASHES,
    "linewidth": NUMBER,
    "marker": MARKER,
    "markersize": NUMBER,
    "markevery": EVERY,
    "markerfacecolor": COLOUR,
    "markeredgecolor": COLOUR,
    "markeredgewidth": NUMBER,
    "drawstyle": one_of(
        "default", "steps", "steps-pre", "steps-mid", "steps-post", instead="default"
    ),
    "dash_capstyle": one_of("butt", "round", "projecting", instead="butt"),
}
TEXT = COMMON | {
    "text": WORDS,
    "position": numbers(2),
    "fontsize": SIZE,
    "color": COLOUR,
    "bbox": optional(COLOUR),
}
DASHED = (3.7, 1.6)
"""What matplotlib itself takes for "--"."""
POINTED = one_of(
    "data", "axes fraction", "figure fraction", "figure pixels", instead="figure pixels"
)
ARROW = optional(Trait(lambda arrow: describe_artist(arrow), lambda plain: read_arrow(plain)))
NOTE = TEXT | {"xy": numbers(2), "xycoords": POINTED, "arrow": ARROW}


def _line(xydata: np.ndarray[Any, Any], **traits: Any) -> Artist:
    return Line2D(*xydata.T, **traits)


def _image(extent: tuple[float, float, float, float], **traits: Any) -> Artist:
    image = AxesImage(cast(Axes, None), extent=extent, **traits)  # its axes come with add_artist
    image.set_data(np.zeros((1, 1)))
    return image


def _stand_in(**traits: Any) -> Artist:
    artist = Artist()
    artist.set(**traits)
    return artist


def _placed(artist: Any, x: Any, y: Any) -> tuple[float, float]:
    """A place in numbers, where it was a date or a category."""
    return artist.convert_xunits(x), artist.convert_yunits(y)


def _own(line: Any) -> dict[str, Any]:
    """Dashes of the line's own, which the getter calls "--", and markers that a style resizes."""
    found: dict[str, Any] = {}
    dashes, style = line._unscaled_dash_pattern, line._marker.get_user_transform()
    if line.get_linestyle() == "--" and tuple(dashes[1] or ()) != DASHED:
        found["linestyle"] = dashes
    if style is not None:
        matrix = style.get_matrix()
        scale = np.sqrt(abs(np.linalg.det(matrix[:2, :2])))
        moved = np.abs(matrix[:2, 2]).max() > 2  # sizes
        found["markersize"] = 0.0 if moved else line.get_markersize() * scale
    return found


def _words(text: Text) -> dict[str, Any]:
    box = text.get_bbox_patch()
    return {
        "position": _placed(text, *text.get_position()),
        "bbox": box.get_facecolor() if box and box.get_visible() else None,
    }


def _make_words(made: Callable[..., Artist], bbox: Any, **traits: Any) -> Artist:
    """Words that are not typeset, on a box of a colour, if they have one."""
    box = {"bbox": {"facecolor": bbox}} if bbox else {}
    return made(parse_math=False, **box, **traits)


def _note(note: Any) -> dict[str, Any]:
    """What it is about; data may be said in three ways."""
    data = note.xycoords == ("data", "data") or (note.axes and note.xycoords == note.axes.transData)
    return _words(note) | {
        "xy": _placed(note, *note.xy),
        "xycoords": "data" if data else note.xycoords,
        "arrow": note.arrow_patch,
    }


def _make_note(arrow: Any, **traits: Any) -> Artist:
    note = cast(Annotation, _make_words(Annotation, **traits))
    note.arrow_patch = arrow
    return note


def read_arrow(plain: Any) -> Artist:
    """The arrow of an annotation; ValueError if it was another artist."""
    return read_artist(checked(lambda v: v["class"] == "arrow", plain))


# From special to general: the first family that knows an artist is its own.
FAMILIES = {
    "line": Family(Line2D, _line, LINE, _own),
    "note": Family(Annotation, _make_note, NOTE, _note),
    "text": Family(Text, partial(_make_words, Text), TEXT, _words),
    "image": Family(AxesImage, _image, COMMON | {"extent": numbers(4)}),
    **shapes.FAMILIES,
    "artist": Family(Artist, _stand_in, COMMON),
}


def describe_artist(
    artist: Artist, axes: Axes | None = None, known: dict[str, Transform] | None = None
) -> dict[str, Any]:
    """The artist as plain data, and where it stands on the axes, whose places are known."""
    name, family = _family(cast(Hashable, type(artist)))
    values = {"visible": is_shown(artist), **family.own(artist)}
    plain: dict[str, Any] = {"class": name}
    for trait, kind in family.traits.items():
        value = values[trait] if trait in values else getattr(artist, f"get_{trait}")()
        written = kind.write(value)
        if written is not None:  # which is what reading finds where nothing is
            plain[trait] = written
    return plain | standing(artist, axes, known) if axes and known else plain


@lru_cache(maxsize=100)
def _family(made: Hashable) -> tuple[str, Family]:
    known = cast(type[Artist], made)
    return next((name, each) for name, each in FAMILIES.items() if issubclass(known, each.known))


def read_artist(plain: Any) -> Artist:
    """The artist that was described, on no axes yet; Unreadable if none was."""
    family = FAMILIES.get(plain["class"])
    if family is None:
        raise Unreadable("the picture has an artist of no known class")
    return family.make(**read_traits(plain, family.traits))
