"""Knows an artist on axes as plain data, both ways; not the picture around it."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any, cast

import matplotlib.collections as mc
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from matplotlib.transforms import IdentityTransform, Transform

from grading import shapes
from grading.looks import COLOUR, COMMON, DASHES, EVERY, MARKER
from grading.traits import NUMBER, WORDS, Family, Unreadable, array, numbers, one_of, read_traits

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
}
TEXT = COMMON | {"text": WORDS, "position": numbers(2)}
POINTED = one_of(
    "data", "axes fraction", "figure fraction", "figure pixels", instead="figure pixels"
)
NOTE = TEXT | {"xy": numbers(2), "xycoords": POINTED}
PLACE = one_of("data", "axes", "xaxis", "yaxis", "figure", "other", instead="other")


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


def _text(text: Text) -> dict[str, Any]:
    return {"position": _placed(text, *text.get_position())}


def _note(note: Annotation) -> dict[str, Any]:
    return _text(note) | {"xy": _placed(note, *note.xy), "xycoords": note.xycoords}


# From special to general: the first family that knows an artist is its own.
FAMILIES = {
    "line": Family(Line2D, _line, LINE),
    "note": Family(Annotation, partial(Annotation, parse_math=False), NOTE, _note),
    "text": Family(Text, partial(Text, parse_math=False), TEXT, _text),
    "image": Family(AxesImage, _image, COMMON | {"extent": numbers(4)}),
    **shapes.FAMILIES,
    "artist": Family(Artist, _stand_in, COMMON),
}


def places(axes: Axes) -> dict[str, Transform]:
    """What an artist's coordinates may mean, by name."""
    figure = axes.get_figure(root=False)
    return {
        "data": axes.transData,
        "axes": axes.transAxes,
        "xaxis": axes.get_xaxis_transform(),
        "yaxis": axes.get_yaxis_transform(),
        "figure": figure.transSubfigure if figure else IdentityTransform(),
        "other": IdentityTransform(),
    }


def describe_artist(artist: Artist, known: dict[str, Transform] | None = None) -> dict[str, Any]:
    """The artist as plain data; where its coordinates mean one of the known places, which."""
    name, family = next((n, f) for n, f in FAMILIES.items() if isinstance(artist, f.known))
    values, plain = family.own(artist), {"class": name, "place": _place(artist, known or {})}
    for trait, kind in family.traits.items():
        value = values[trait] if trait in values else getattr(artist, f"get_{trait}")()
        plain[trait] = kind.write(value)
    return plain


def _place(artist: Artist, known: dict[str, Transform]) -> str:
    """The name of the transform; a collection's markers have one of their own."""
    getters = {mc.PathCollection: "get_offset_transform", Patch: "get_data_transform"}
    getter = next((g for c, g in getters.items() if isinstance(artist, c)), "get_transform")
    with contextlib.suppress(Exception):  # an infinite line on a logarithmic axis has none
        transform = getattr(artist, getter)()
        return next(name for name, place in known.items() if transform == place)
    return "other"


def read_artist(plain: Any) -> Artist:
    """The artist that was described, on no axes yet; Unreadable if none was."""
    family = FAMILIES.get(plain["class"])
    if family is None:
        raise Unreadable("the picture has an artist of no known class")
    return family.make(**read_traits(plain, family.traits))


def put(artist: Artist, axes: Axes, place: Transform) -> None:
    """Add the artist to the axes, as the last of their children, its coordinates in this place."""
    if isinstance(artist, mc.PathCollection):
        artist.set_offset_transform(place)
        place = IdentityTransform()
    artist.set_transform(place)
    axes.add_artist(artist)
