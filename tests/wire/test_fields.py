"""Fields of artists arrive as they were, and plain data of another form is refused."""

from __future__ import annotations

import contextlib
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.colors import to_hex
from matplotlib.markers import MarkerStyle
from matplotlib.patheffects import Normal, SimpleLineShadow, Stroke, withStroke

from grading.wire import fields
from grading.wire.fields import (
    COLOUR,
    DASHES,
    EFFECTS,
    EVERY,
    FLAG,
    MANY,
    MARKER,
    NUMBER,
    POINTS,
    SIZE,
    STYLES,
    TEXT,
    UNREADABLE,
    WORDS,
    FieldCodec,
    Unreadable,
    array,
    field,
    index,
    numbers,
    one_of,
    optional,
    read_fields,
    within,
    write_fields,
)
from tests.support.pictures import JSON

CODECS = {name: codec for name, codec in vars(fields).items() if isinstance(codec, FieldCodec)} | {
    "array(0)": array(0),
    "array(2)": array(2),
    "numbers(2)": numbers(2),
    "finite numbers(2)": numbers(2, finite=True),
    "index(3)": index(3),
    "one_of(a, b)": one_of("a", "b", instead="a"),
    "within(0, 1)": within(0, 1),
    "optional(FLAG)": optional(FLAG),
}
FLOATS = st.floats(width=64)
SHARE = st.floats(0, 1)


def crossed(codec: FieldCodec, value: object) -> Any:
    return codec.read(json.loads(json.dumps(codec.write(value))))


def plain_array(rows: object, text: object) -> dict[str, object]:
    return {"rows": rows, "base64": text}


@pytest.mark.parametrize("name", CODECS)
@settings(max_examples=50)
@given(plain=JSON | st.builds(plain_array, JSON, JSON | st.just("AAAAAAAA8D8=")))
def test_anything_is_read_as_a_value_or_refused(name: str, plain: object) -> None:
    with contextlib.suppress(*UNREADABLE):
        value = CODECS[name].read(plain)
        assert json.dumps(CODECS[name].write(value))


@given(st.integers(0, 3).flatmap(lambda n: st.sampled_from([(n,), (n, 2), (n, 4)])), st.data())
def test_an_array_arrives_to_the_last_bit(shape: tuple[int, ...], data: st.DataObject) -> None:
    values = data.draw(arrays(float, shape))
    came = crossed(array(shape[1] if shape[1:] else 0), values)
    assert (came.shape, came.tobytes()) == (values.shape, values.tobytes())


def test_what_an_array_masks_becomes_nan() -> None:
    came = crossed(array(0), np.ma.masked_greater([1.0, 2.0, 3.0], 2))
    np.testing.assert_equal(came, [1.0, 2.0, np.nan])


@pytest.mark.parametrize("rows", [-1, True, 1.0, "1", POINTS + 1, 2, None])
def test_an_array_has_the_rows_that_it_says(rows: object) -> None:
    plain = array(2).write([[1.0, 2.0]])
    with pytest.raises(ValueError, match="unexpected"):
        array(2).read(plain | {"rows": rows})


@given(FLOATS, st.lists(FLOATS, min_size=2, max_size=2), st.booleans(), st.text(max_size=TEXT))
def test_numbers_flags_and_words_arrive_as_they_were(
    number: float, pair: list[float], flag: bool, words: str
) -> None:
    assert repr(crossed(NUMBER, number)) == repr(number)
    assert repr(crossed(numbers(2), pair)) == repr(tuple(pair))
    assert crossed(FLAG, flag) is flag
    assert crossed(WORDS, words) == words


@given(FLOATS.filter(lambda value: not math.isnan(value)))
def test_a_number_outside_of_its_limits_becomes_the_nearest(value: float) -> None:
    assert crossed(within(-1, 2), value) == min(max(value, -1), 2)
    assert crossed(SIZE, abs(value)) == min(abs(value), 1000)


@given(st.tuples(SHARE, SHARE, SHARE, SHARE))
def test_a_colour_arrives_as_its_eight_digits(
    colour: tuple[float, float, float, float],
) -> None:
    assert crossed(COLOUR, colour) == to_hex(colour, keep_alpha=True)


@pytest.mark.parametrize(
    ("colour", "came"), [("none", "none"), ("r", "#ff0000ff"), ("0.2", "#333333ff")]
)
def test_a_named_colour_arrives(colour: str, came: str) -> None:
    assert crossed(COLOUR, colour) == came


@pytest.mark.parametrize("marker", [*MarkerStyle.markers], ids=repr)
def test_a_marker_of_matplotlibs_own_arrives(marker: object) -> None:
    assert crossed(MARKER, marker) == marker


def test_other_markers_arrive_as_stars_that_differ() -> None:
    stars = [crossed(MARKER, marker) for marker in ("$a$", "$b$", (4, 0, 45), ((0, 0), (1, 1)))]
    assert len(set(stars)) == 4
    assert {star[:2] for star in stars} == {(5, 1)}
    assert crossed(MARKER, (6, 2, 0))[:2] == (5, 2)
    assert all(MarkerStyle(star).get_path() for star in stars)


@pytest.mark.parametrize(
    ("every", "came"),
    [(None, None), (3, 3), (np.int64(3), 3), (0.1, 0.1), ((0, 3), slice(0, None, 2))],
)
def test_a_choice_of_points_arrives(every: object, came: object) -> None:
    assert crossed(EVERY, every) == came


LENGTHS = st.lists(st.floats(0, 1e6), min_size=1, max_size=MANY).map(tuple)


@given(st.sampled_from(STYLES) | st.tuples(st.floats(-1e6, 1e6), st.none() | LENGTHS))
def test_dashes_arrive_as_they_were(style: object) -> None:
    assert crossed(DASHES, style) == style


@pytest.mark.parametrize(
    ("effects", "kinds"),
    [
        ([], None),
        ([Normal()], [Normal]),
        ([withStroke(foreground="r")], [Normal, Stroke]),
        ([SimpleLineShadow()], [Stroke]),
        ([Normal(offset=(900, 0))], [Stroke]),
    ],
)
def test_of_effects_it_crosses_whether_the_artist_is_drawn(
    effects: list[Any], kinds: list[type] | None
) -> None:
    came = crossed(EFFECTS, effects)
    assert (came and [type(effect) for effect in came]) == kinds


def test_a_field_that_cannot_be_read_is_named() -> None:
    both = (field("real", NUMBER, lambda z: z.real), field("imag", NUMBER, lambda z: z.imag))
    plain = write_fields(1 + 2j, both)
    assert read_fields(plain, both) == {"real": 1.0, "imag": 2.0}
    with pytest.raises(Unreadable, match=r"^the picture's imag cannot be read$"):
        read_fields(plain | {"imag": "2"}, both)
    with pytest.raises(Unreadable, match=r"^a part of the picture cannot be read$"):
        read_fields([plain], both)
