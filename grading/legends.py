"""Legends of matplotlib as plain data: words, the artists beside them, frame and anchor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox, Transform

from grading.artists import describe_artist, read_artist
from grading.looks import COLOUR, is_shown
from grading.traits import FLAG, WORDS, checked, numbers, optional, read_traits

LEGEND = {
    "visible": FLAG,
    "title": WORDS,
    "frame": optional(COLOUR),
    "anchor": optional(numbers(4, finite=True)),
}
FAR = 1e6
"""Figures between a legend and its own: a legend that is farther away is as far away."""


@dataclass(frozen=True)
class Entries:
    """What a legend says: each text, and the line or patch beside it.

    An anchor of None lies on the figure; any other is in fractions of it, from corner to corner.
    """

    visible: bool
    title: str
    frame: str | None
    anchor: tuple[float, float, float, float] | None
    texts: list[Text]
    handles: list[Artist]


class RebuiltLegend(Legend):
    """A legend that holds its entries without the boxes that would draw them."""

    def get_children(self) -> list[Artist]:
        """The entries: first what stands beside the words, then the words and the title."""
        handles = [artist for artist in self.legend_handles if artist]
        return [*handles, *self.texts, self.get_title()]


def describe_legend(legend: Legend) -> dict[str, Any]:
    """What a legend says, and what tells the lines beside it apart."""
    handles = [
        artist if isinstance(artist, Artist) else Artist() for artist in legend.legend_handles
    ]
    values = {
        "visible": is_shown(legend),
        "title": legend.get_title().get_text(),
        "frame": legend.get_frame().get_facecolor() if legend.get_frame_on() else None,
        "anchor": _anchor(legend),
    }
    return {
        "class": "legend",
        **{name: trait.write(values[name]) for name, trait in LEGEND.items()},
        "texts": [describe_artist(text) for text in legend.get_texts()],
        "handles": [describe_artist(handle) for handle in handles],
    }


def _anchor(legend: Legend) -> list[float] | None:
    """What the legend is anchored to, or the one point of it that is its place."""
    box: Any = legend.get_bbox_to_anchor()
    figure: Any = legend.get_figure(root=False)
    place = getattr(legend, "_loc", 0)
    if figure is None or (box is legend.parent.bbox and not isinstance(place, tuple)):
        return None
    fractions = [place, place] if isinstance(place, tuple) else [(0, 0), (1, 1)]
    corners = box.p0 + box.size * np.array(fractions, float)
    corners = (corners - figure.bbox.p0) / figure.bbox.size
    return [float(side) for side in np.nan_to_num(corners, nan=FAR).clip(-FAR, FAR).ravel()]


def kept(
    artists: Iterable[Artist | None],
    axes: Axes | None = None,
    known: dict[str, Transform] | None = None,
) -> Iterator[dict[str, Any]]:
    """Artists, legends among them, as plain data, without those that cannot say what they are."""
    for artist in filter(None, artists):
        try:
            if isinstance(artist, Legend):
                plain = describe_legend(artist)
            else:
                plain = describe_artist(artist, axes, known)
        except Exception:  # a class of the student's may fail at anything
            continue
        yield plain


def read_legend(plain: Any) -> Entries:
    """The entries of the legend that was described; ValueError if none was."""
    return Entries(
        **read_traits(plain, LEGEND),
        texts=[read_text(text) for text in plain["texts"]],
        handles=[read_artist(handle) for handle in plain["handles"]],
    )


def read_text(plain: Any) -> Text:
    """The text that was described; ValueError if it was another artist."""
    text: Text = checked(lambda artist: isinstance(artist, Text), read_artist(plain))
    return text


def make_legend(entries: Entries, parent: Axes | Figure) -> Legend:
    """A legend with these entries for the axes or the figure, but on neither yet."""
    legend = RebuiltLegend(parent, [], [], loc="upper right")
    legend.legend_handles, legend.texts = [*entries.handles], [*entries.texts]
    legend.set_title(entries.title)
    legend.get_title().set_parse_math(False)
    legend.set_visible(entries.visible)
    frame = legend.get_frame()
    frame.set_visible(entries.frame is not None)
    frame.set_alpha(None)
    frame.set_facecolor(entries.frame or "none")
    if entries.anchor:
        left, bottom, right, top = entries.anchor
        figure = parent.figure if isinstance(parent, Axes) else parent
        box = Bbox([(left, bottom), (right, top)])
        legend.set_bbox_to_anchor(box, figure.transFigure)
    return legend
