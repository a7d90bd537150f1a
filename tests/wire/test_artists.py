"""Each class of artists crosses by its entry in the table, and another one needs but an entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import matplotlib.collections as mc
import matplotlib.patches as mp
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Annotation, Text

from grading.wire import artists
from grading.wire.artists import ARTISTS, ArtistCodec, codec_of, describe_artist, read_artist
from grading.wire.fields import FINITE, NUMBER, Unreadable, field, index, numbers
from grading.wire.figures import decode_axes, encode_axes
from grading.wire.placement import OF_PATCH

SQUARE = [(0, 0), (1, 0), (1, 1)]
EXAMPLES: dict[Artist, type[Artist]] = {
    Line2D([1, 2], [3, 4], marker="o", label="path"): Line2D,
    Annotation("here", (1, 2), (3, 4), arrowprops={"arrowstyle": "->"}): Annotation,
    Text(1, 2, "there", color="r", bbox={"facecolor": "y"}): Text,
    AxesImage(plt.figure().add_subplot(), extent=(0, 1, 2, 3)): AxesImage,
    mc.PathCollection([Path(SQUARE)], sizes=[9], offsets=[(1, 2), (3, 4)]): mc.PathCollection,
    mc.LineCollection([SQUARE, SQUARE[:2]], linewidths=[1, 2]): mc.LineCollection,
    mc.PolyCollection([SQUARE], facecolors=["r"]): mc.PolyCollection,
    mc.PatchCollection([mp.Rectangle((0, 0), 1, 1)]): mc.Collection,
    mp.Circle((1, 2), 3, fill=False): mp.Circle,
    mp.Ellipse((1, 2), 3, 4, angle=5): mp.Ellipse,
    mp.Annulus((1, 2), 3, 1): mp.Annulus,
    mp.Wedge((1, 2), 3, 10, 80): mp.Wedge,
    mp.Rectangle((1, 2), 3, 4, angle=5, linestyle=":"): mp.Rectangle,
    mp.Polygon(SQUARE, closed=False): mp.Polygon,
    mp.FancyArrowPatch((1, 2), (3, 4)): mp.FancyArrowPatch,
    mp.RegularPolygon((1, 2), 5): mp.Patch,
    Artist(): Artist,
}
plt.close("all")


def crossed(artist: Artist) -> Any:
    return read_artist(json.loads(json.dumps(describe_artist(artist))))


def test_there_is_an_example_of_each_entry() -> None:
    assert [*EXAMPLES.values()] == [codec.cls for codec in ARTISTS]


@pytest.mark.parametrize("artist", EXAMPLES, ids=lambda artist: type(artist).__name__)
def test_an_artist_crosses_by_the_first_entry_that_knows_it(artist: Artist) -> None:
    codec, came = codec_of(artist), crossed(artist)
    assert codec.cls is EXAMPLES[artist]
    if codec.cls is not mp.Annulus:  # which is an ellipse on the other side
        assert isinstance(came, codec.cls)
        np.testing.assert_equal(describe_artist(came), describe_artist(artist))
    assert came.axes is None


def test_a_ring_arrives_as_the_ellipse_around_it() -> None:
    ring = crossed(mp.Annulus((1, 2), (3, 4), 1, angle=5))
    assert (ring.get_center(), ring.width, ring.height, ring.angle) == ((1, 2), 6, 8, 5)


def test_the_arrow_of_an_annotation_is_no_other_artist() -> None:
    note = describe_artist(Annotation("here", (1, 2), (3, 4), arrowprops={"arrowstyle": "->"}))
    assert isinstance(read_artist(note), Annotation)
    with pytest.raises(Unreadable, match=r"^the picture's arrow cannot be read$"):
        read_artist(note | {"arrow": describe_artist(Line2D([1], [2]))})


@pytest.mark.parametrize("plain", [{}, {"class": "Quiver"}, {"class": []}, None, "Line2D"])
def test_what_is_no_artist_is_refused(plain: object) -> None:
    with pytest.raises((Unreadable, TypeError, KeyError)):
        read_artist(plain)


REGULAR_POLYGON = ArtistCodec(
    mp.RegularPolygon,
    mp.RegularPolygon,
    OF_PATCH,
    (
        *artists.PATCH_FIELDS,
        field("xy", numbers(2), attrgetter("xy")),
        field("numVertices", index(100), attrgetter("numvertices")),
        field("radius", NUMBER, attrgetter("radius")),
        field("orientation", FINITE, attrgetter("orientation")),
    ),
)


@pytest.fixture
def _with_regular_polygons(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(artists, "ARTISTS", (REGULAR_POLYGON, *ARTISTS))
    monkeypatch.setitem(artists.BY_NAME, REGULAR_POLYGON.name, REGULAR_POLYGON)
    artists._codec_of_class.cache_clear()
    yield
    artists._codec_of_class.cache_clear()


@pytest.mark.usefixtures("_with_regular_polygons")
def test_an_entry_is_all_that_another_class_needs() -> None:
    ax = plt.figure().add_subplot()
    ax.add_patch(mp.RegularPolygon((1, 2), 5, radius=3, orientation=4, color="r"))
    plt.close("all")
    (came,) = decode_axes(encode_axes(ax)).patches
    assert isinstance(came, mp.RegularPolygon)
    assert (came.xy, came.numvertices, came.radius, came.orientation) == ((1, 2), 5, 3, 4)
    assert came.get_facecolor() == (1, 0, 0, 1)
    assert came.get_data_transform() == came.axes.transData  # type: ignore[union-attr]
