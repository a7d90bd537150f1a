"""A picture is described with matplotlib's own classes, whatever a student's code made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from grading.wire import figures
from grading.wire.figures import encode_axes
from grading.wire.matplotlib_restored import restore_matplotlib


@pytest.fixture
def ax() -> Iterator[Any]:
    ax = plt.figure().add_subplot(xlabel="x")
    ax.plot([1, 2], label="one")
    yield ax
    plt.close("all")


def line(ax: Any) -> dict[str, Any]:
    """The line of the picture, as it is described."""
    found: dict[str, Any] = encode_axes(ax)["axes"][0]["artists"][0]
    return found


def test_a_method_that_was_replaced_is_back(ax: Any) -> None:
    for known, name in ((Axes, "get_title"), (Figure, "get_suptitle"), (Line2D, "get_label")):
        setattr(known, name, lambda _: "forged")
    told = (ax.get_title(), ax.figure.get_suptitle(), ax.lines[0].get_label())
    assert set(told) == {"forged"}
    described = encode_axes(ax)
    assert "forged" not in str(described)
    assert line(ax)["label"] == "one"


def test_a_method_that_was_removed_or_added_is_as_it_was(ax: Any) -> None:
    was = Line2D.get_xydata
    del Line2D.get_xydata
    Line2D.get_everything = lambda _: 1  # type: ignore[attr-defined]
    assert ax.lines[0].get_everything() == 1
    assert not hasattr(ax.lines[0], "get_xydata")
    restore_matplotlib(ax.figure)
    assert Line2D.get_xydata is was
    assert not hasattr(Line2D, "get_everything")


def test_an_artist_has_no_methods_of_its_own(ax: Any) -> None:
    ax.lines[0].get_visible = lambda: False
    assert not ax.lines[0].get_visible()
    assert line(ax)["visible"]


def test_an_artist_of_another_class_is_one_of_matplotlibs(ax: Any) -> None:
    class Liar(Line2D):
        def get_visible(self) -> bool:
            return False

    ax.lines[0].__class__ = Liar
    assert not ax.lines[0].get_visible()
    assert line(ax)["visible"]
    assert type(ax.lines[0]) is Line2D


def test_a_class_that_says_it_is_a_line_is_not_believed(ax: Any) -> None:
    class Equal(type):
        def __eq__(cls, _: object) -> bool:
            return True

        def __hash__(cls) -> int:
            return hash(Line2D)

    class Liar(Line2D, metaclass=Equal):
        def get_visible(self) -> bool:
            return False

    ax.lines[0].__class__ = Liar
    assert not ax.lines[0].get_visible()
    assert line(ax)["visible"]


def test_whoever_does_not_undo_the_lies_describes_them(
    ax: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, restore_matplotlib.__name__, lambda _: None)
    ax.lines[0].get_visible = lambda: False
    assert not line(ax)["visible"]
    monkeypatch.setattr(Line2D, "get_label", lambda _: "forged")
    assert line(ax)["label"] == "forged"
