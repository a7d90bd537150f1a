"""Knows a legend as plain data, both ways: its words and the artists beside them; not its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Transform

from grading.artists import describe_artist, read_artist
from grading.traits import FLAG, WORDS, checked, read_traits

LEGEND = {"visible": FLAG, "title": WORDS}


@dataclass(frozen=True)
class Entries:
    """What a legend says: each text, and the line or patch beside it."""

    visible: bool
    title: str
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
    return {
        "class": "legend",
        "visible": bool(legend.get_visible()),
        "title": legend.get_title().get_text(),
        "texts": [describe_artist(text) for text in legend.get_texts()],
        "handles": [describe_artist(handle) for handle in handles],
    }


def kept(
    artists: Iterable[Artist | None], known: dict[str, Transform] | None = None
) -> Iterator[dict[str, Any]]:
    """Artists, legends among them, as plain data, without those that cannot say what they are."""
    for artist in filter(None, artists):
        try:
            if isinstance(artist, Legend):
                plain = describe_legend(artist)
            else:
                plain = describe_artist(artist, known)
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
    return legend
