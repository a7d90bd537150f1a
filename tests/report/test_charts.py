"""Charts are well-formed SVG whose blocks are as high as their numbers, and say them in words."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.report.charts import (
    CELL,
    NAMED,
    Chart,
    Columns,
    Map,
    Row,
    bar_chart,
    box,
    element,
    part_map,
    plain,
)

HEIGHTS = re.compile(r"v([\d.]+)h")


def blocks(picture: str, kind: str) -> list[float]:
    """The heights of all blocks in the paths of this class."""
    paths = [p.get("d", "") for p in ET.fromstring(picture).iter("path") if p.get("class") == kind]
    return [float(height) for path in paths for height in HEIGHTS.findall(path)]


def texts(picture: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(picture).iter("text")]


def class_map(shares: list[float | None], names: list[str]) -> str:
    whole = Row("all parts", "10 points", [1.0 if s is None else s for s in shares], "80 %")
    return part_map(Map([Row("f", "note", shares, "80 %")], names, names, whole, "Map of 1 part"))


@given(st.floats(-1e6, 1e6))
def test_a_number_has_two_decimals_at_the_most(value: float) -> None:
    assert float(plain(value)) == pytest.approx(value, abs=0.00501)
    assert re.fullmatch(r"-?\d+(\.\d?[1-9])?", plain(value))


@given(st.text())
def test_text_stays_text(said: str) -> None:
    shown = element("text", said, title=said)
    assert len(re.findall(r"[<>]", shown)) == 4, "those of the element"
    assert len(re.findall(r"[\"']", shown)) == 2, "those of its attribute"


def test_an_attribute_may_have_a_name_that_is_python_s() -> None:
    assert element("path", class_="bar", stroke_width=1.50) == (
        '<path class="bar" stroke-width="1.5"></path>'
    )


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_a_bar_is_as_high_as_its_count(counts: list[int]) -> None:
    edges = [str(edge) for edge in range(len(counts) + 1)]
    picture = bar_chart(Chart(counts, edges, "points", "Bar chart", (0.5, "median 3")))
    heights, held = blocks(picture, "bar"), [count for count in counts if count]
    assert heights == pytest.approx([c / max(counts) * max(heights) for c in held], abs=0.02)
    assert texts(picture)[1 : len(held) + 1] == [str(count) for count in held]
    assert texts(picture)[-len(edges) - 1 :] == [*edges, "points"]
    assert ET.fromstring(picture).get("aria-label") == "Bar chart"


@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=NAMED))
def test_a_block_of_the_map_is_as_high_as_what_was_lost(shares: list[float | None]) -> None:
    picture = class_map(shares, [f"s{number}" for number in range(len(shares))])
    lost = [CELL * (1 - share) for share in shares if share is not None and share < 1]
    assert blocks(picture, "lost")[: len(lost)] == pytest.approx(
        [max(2.5, height) for height in lost], abs=0.01
    )
    assert len(blocks(picture, "absent")) == shares.count(None)


def test_names_stand_below_a_few_columns_and_are_cut_if_they_are_long() -> None:
    shown = texts(class_map([1.0, 0.5], ["ada", "a very long name indeed"]))
    assert shown[-2:] == ["ada", "a very long name …"]
    many = class_map([0.5] * (NAMED + 1), ["ada"] * (NAMED + 1))
    assert texts(many)[-2:] == ["← lowest score", "highest score →"]
    assert len(ET.fromstring(many).findall(".//title")) == NAMED + 1


@pytest.mark.parametrize(("count", "gap"), [(8, 4.0), (60, 2.0), (500, 0.0)])
def test_columns_that_are_close_together_are_one_skyline(count: int, gap: float) -> None:
    columns = Columns(count)
    assert columns.gap == gap
    path = columns.path([CELL] * count, 0.0)
    assert path.count("M") == (count if gap else 1)
    assert columns.path([0.0] * count, 0.0) == ""


def test_a_box_is_a_closed_path() -> None:
    assert box(1, 2.5, 3, 4) == "M1 2.5h3v4h-3z"
