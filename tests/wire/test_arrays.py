"""What claims to be an array on its way from a student is one of numbers, or is refused."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from grading.wire.values import Reader, Writer, array_from


def test_an_array_arrives_as_it_was() -> None:
    sent = np.array([[1.5, -2.0]], dtype="<f4")
    node = {"dtype": "<f4", "shape": [1, 2], "v": base64.b64encode(sent.tobytes()).decode()}
    came = array_from(node | {"scalar": False})
    assert (came.dtype, came.tolist()) == (sent.dtype, sent.tolist())


@pytest.mark.parametrize("dtype", ["(1f8,f8", "f8,f8", "O", "V8", "f8; import os", "", "M8[s]"])
def test_a_forged_type_is_refused(dtype: str) -> None:
    with pytest.raises(ValueError, match="no array of numbers"):
        array_from({"dtype": dtype, "shape": [1], "v": "", "scalar": False})


@pytest.mark.parametrize(
    ("sent", "came"),
    [(np.str_("slow"), "slow"), (np.bytes_(b"slow"), b"slow"), (np.float64(0.5), 0.5)],
)
def test_a_scalar_of_numpy_arrives_as_what_it_is(sent: np.generic, came: object) -> None:
    arrived = Reader(lambda *_: None).read(Writer(lambda _: None).write(sent))
    assert type(arrived) in (type(came), type(sent))
    assert arrived == came


def test_a_scalar_that_is_no_number_arrives_as_its_text_and_not_as_none() -> None:
    node = Writer(lambda _: None).write(np.datetime64("2026-01-30"))
    assert node["t"] == "opaque"
    assert "2026-01-30" in node["v"]
