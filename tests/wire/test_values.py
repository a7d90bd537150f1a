"""Values arrive as they were, and nodes that nobody writes are refused."""

from __future__ import annotations

import array
import base64
import contextlib
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import matplotlib.pyplot as plt
import mpmath
import numpy as np
import pytest
import sympy
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from matplotlib.axes import Axes

from grading.wire import values
from grading.wire.values import BY_TAG, CONTAINERS, DEPTH, TENSORS, Reader, Refused, Writer
from tests.support.pictures import JSON


def write(value: object) -> Any:
    return json.loads(json.dumps(Writer(lambda _: None).write(value)))


def read(node: object) -> Any:
    return Reader(lambda handle, name: (handle, name)).read(node)


def crossed(value: object) -> Any:
    return read(write(value))


SIMPLE = (
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    *(st.complex_numbers(allow_nan=False), st.binary(), st.fractions()),
    *(st.decimals(allow_nan=False), st.builds(range, *[st.integers(-99, 99)] * 2)),
)
HASHABLE = st.recursive(
    st.one_of(*SIMPLE),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3),
    max_leaves=4,
)
VALUES = st.recursive(
    HASHABLE | st.sets(HASHABLE, max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(HASHABLE, inner, max_size=3),
    max_leaves=6,
)
DTYPES = st.one_of(
    *(st_numpy.boolean_dtypes(), st_numpy.integer_dtypes(), st_numpy.unsigned_integer_dtypes()),
    *(st_numpy.floating_dtypes(), st_numpy.complex_number_dtypes()),
)
ARRAYS = st_numpy.arrays(DTYPES, st_numpy.array_shapes(min_dims=0, min_side=0, max_side=3))


@given(VALUES)
def test_a_value_arrives_as_it_was(value: object) -> None:
    came = crossed(value)
    assert (type(came), came) == (type(value), value)


@given(ARRAYS)
def test_an_array_arrives_to_the_last_bit(sent: np.ndarray) -> None:
    came = crossed(sent)
    assert (came.dtype, came.shape) == (sent.dtype.newbyteorder("="), sent.shape)
    np.testing.assert_array_equal(came, sent)


@given(ARRAYS.filter(lambda sent: str(sent.dtype) in TENSORS), st.booleans())
def test_a_tensor_arrives_to_the_last_bit(sent: np.ndarray, grad: bool) -> None:
    tensor = torch.from_numpy(sent.astype(sent.dtype.newbyteorder("=")))
    tensor.requires_grad_(grad and (tensor.is_floating_point() or tensor.is_complex()))
    came = crossed(tensor)
    assert came.requires_grad == tensor.requires_grad
    torch.testing.assert_close(came, tensor, rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        (np.str_("slow"), "slow"),
        (np.bytes_(b"slow"), b"slow"),
        (np.float64(0.5), np.float64(0.5)),
        (np.int8(-3), np.int8(-3)),
        (bytearray(b"slow"), b"slow"),
        (array.array("d", [1, 2]), [1.0, 2.0]),
        (torch.Size([2, 3]), (2, 3)),
        (Decimal("1e-3"), Decimal("0.001")),
        (Fraction(2, 6), Fraction(1, 3)),
    ],
    ids=repr,
)
def test_what_is_nearly_a_value_arrives_as_one(sent: object, came: object) -> None:
    arrived = crossed(sent)
    assert (type(arrived), arrived) == (type(came), came)


class Half:
    """A number of nobody's library."""

    def __float__(self) -> float:
        return 0.5

    def __repr__(self) -> str:
        return "½"


class Three:
    """Like Half, and whole."""

    def __index__(self) -> int:
        return 3


class Failing:
    """Fails as a number and as a text."""

    def __float__(self) -> float:
        raise OSError

    def __repr__(self) -> str:
        raise OSError


@pytest.mark.parametrize(
    ("sent", "number", "text"),
    [
        (sympy.Float(-20), -20, "-20.0000000000000"),
        (sympy.Rational(1, 3), 1 / 3, "1/3"),
        (sympy.Integer(10**20), 10**20, str(10**20)),
        (sympy.sqrt(2), 2**0.5, "sqrt(2)"),
        (mpmath.mpf("0.25"), 0.25, "mpf('0.25')"),
        (Half(), 0.5, "½"),
    ],
    ids=repr,
)
def test_what_turns_into_a_number_arrives_as_one_with_its_text(
    sent: object, number: float, text: str
) -> None:
    came = crossed(sent)
    assert isinstance(came, (int, float))
    assert (came, repr(came), f"{came}", f"{came:.1f}") == (number, text, text, f"{number:.1f}")
    assert type(crossed(came)) in (int, float), "the other way it is a plain number"


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        ([[Half(), 1], [Three(), 2]], [[0.5, 1], [3, 2]]),
        (np.array([Half(), 1, 2.5], dtype=object), [0.5, 1, 2.5]),
        (np.array([[Three()], [1]], dtype=object), [[3], [1]]),
        (sympy.Matrix([[1, sympy.pi], [2, 3]]), [[1, float(sympy.pi)], [2, 3]]),
        (memoryview(b"ab"), [97, 98]),
        (mpmath.mpc(1, 2), 1 + 2j),
        (sympy.I, 1j),
    ],
)
def test_containers_of_such_numbers_arrive_as_containers_of_numbers(
    sent: object, came: object
) -> None:
    arrived = crossed(sent)
    assert (arrived.tolist() if isinstance(arrived, np.ndarray) else arrived) == came
    assert isinstance(arrived, np.ndarray) is isinstance(sent, np.ndarray)


@pytest.mark.parametrize("sent", [sympy.Symbol("x"), Failing(), [Failing()], Half])
def test_what_turns_into_no_number_does_not_arrive_as_one(sent: object) -> None:
    node = write(sent)
    assert (node["v"][0] if isinstance(sent, list) else node)["t"] == "opaque"
    mixed = write(np.array([sent, 1], dtype=object))
    assert mixed["t"] == "list"


@pytest.mark.parametrize("v", ["1", True, None, [1], {"t": "number", "v": 1, "text": ""}])
def test_a_number_that_is_none_is_refused(v: object) -> None:
    with pytest.raises(Refused):
        read({"t": "number", "v": v, "text": "1"})


def test_numbers_that_json_has_not_arrive() -> None:
    assert repr(crossed([float("nan"), float("inf"), -float("inf"), -0.0])) == (
        "[nan, inf, -inf, -0.0]"
    )


def test_what_an_array_masks_becomes_nan_and_its_texts_stay() -> None:
    np.testing.assert_equal(crossed(np.ma.masked_less([1.0, 2.0], 2)), [np.nan, 2.0])
    assert crossed(np.array([["slow"], ["x"]])).tolist() == [["slow"], ["x"]]


def test_tensors_of_any_layout_and_precision_arrive_as_plain_ones() -> None:
    assert crossed(torch.ones(2, dtype=torch.bfloat16)).dtype is torch.float32
    assert crossed(torch.arange(6).reshape(2, 3).T).tolist() == [[0, 3], [1, 4], [2, 5]]
    assert crossed(torch.tensor([1j]).conj()).tolist() == [-1j]
    assert write(torch.eye(2).to_sparse())["t"] == "opaque"


def test_axes_arrive_as_axes() -> None:
    came = crossed(plt.figure().add_subplot(xlabel="x"))
    plt.close("all")
    assert isinstance(came, Axes)
    assert came.get_xlabel() == "x"


def test_a_function_crosses_as_its_handle() -> None:
    node = Writer(lambda _: 7).write([len])
    assert node["v"] == [{"t": "function", "v": 7, "name": "len"}]
    assert read(node) == [(7, "len")]


def test_what_cannot_cross_arrives_as_its_text_and_class() -> None:
    class Silent:
        def __repr__(self) -> str:
            raise KeyError

    came = crossed([np.datetime64("2026-01-30"), object, Silent()])
    assert "2026-01-30" in repr(came[0])
    assert [type(part).__name__ for part in came] == ["datetime64", "type", "Silent"]
    assert repr(came[2]) == "<Silent without a text>"
    with pytest.raises(Refused, match="an object of class Silent cannot cross"):
        Writer(lambda _: None, strict=True).write(Silent())


def test_stand_ins_have_a_hundred_classes_at_the_most() -> None:
    reader = Reader(lambda *_: None)
    nodes = [{"t": "opaque", "v": "", "name": f"n{k}"} for k in range(200)]
    assert len({type(reader.read(node)) for node in nodes}) == 101


TAGS = st.sampled_from([*CONTAINERS, *BY_TAG, "dict", "function", "opaque"]) | st.text()
DTYPE = st.sampled_from(["<f8", "<U1", "|b1", "U", "float32", "bool", "O", "f8,f8"])
NODES = st.recursive(
    JSON,
    lambda inner: st.fixed_dictionaries(
        {"t": TAGS, "v": inner | st.lists(inner, max_size=3) | st.just("AAAAAAAA8D8=")},
        optional={
            "dtype": DTYPE | inner,
            "shape": st.lists(st.integers(-1, 3), max_size=3) | inner,
            **dict.fromkeys(["scalar", "grad", "mask", "name"], inner),
        },
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(NODES)
def test_any_node_is_a_value_or_refused(node: object) -> None:
    with contextlib.suppress(Refused):
        read(node)


@pytest.mark.parametrize("dtype", ["(1f8,f8", "f8,f8", "O", "V8", "f8; import os", "", "M8[s]"])
def test_a_forged_type_is_refused(dtype: str) -> None:
    with pytest.raises(Refused, match="no array of numbers"):
        read({"t": "array", "dtype": dtype, "shape": [1], "v": "", "scalar": False})


@pytest.mark.parametrize("tag", ["array", "tensor"])
@pytest.mark.parametrize("shape", [[3], [-1], [True], [1 << 30, 0], [1] * 17, "2", None])
def test_a_forged_shape_is_refused(tag: str, shape: object) -> None:
    node = write(np.ones(2) if tag == "array" else torch.ones(2, dtype=torch.float64))
    assert read(node).shape == (2,)
    with pytest.raises(Refused):
        read(node | {"shape": shape})


def test_a_byte_that_is_neither_0_nor_1_is_true() -> None:
    text = {"v": base64.b64encode(b"\x00\x02").decode()}
    assert read(write(np.zeros(2, bool)) | text).view(np.uint8).tolist() == [0, 1]
    tensor = read(write(torch.zeros(2, dtype=torch.bool)) | text)
    assert tensor.view(torch.uint8).tolist() == [0, 1]


def nested(depth: int) -> list[Any]:
    nest: list[Any] = []
    for _ in range(depth - 1):
        nest = [nest]
    return nest


def test_containers_nest_this_deep_and_no_deeper() -> None:
    assert crossed(nested(DEPTH)) == nested(DEPTH)
    assert "opaque" in json.dumps(write(nested(DEPTH + 1)))
    node: Any = []
    for _ in range(DEPTH + 2):
        node = {"t": "list", "v": [node]}
    with pytest.raises(Refused, match="nests too deep"):
        read(node)


def test_a_message_holds_so_many_values_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (values.NODES, values.ENTRIES) == (400_000, 20_000)
    monkeypatch.setattr(values, "NODES", 10)
    monkeypatch.setattr(values, "ENTRIES", 5)
    assert crossed([0] * 9) == [0] * 9
    for value in ([0] * 10, dict.fromkeys(range(10))):
        with pytest.raises(Refused, match="more than 10 values"):
            write(value)
    for node in ({"t": "list", "v": [0] * 11}, {"t": "range", "v": [0, 12, 1]}):
        with pytest.raises(Refused, match="more than 10 values"):
            read(node)
    for tag, entry in (("set", 0), ("frozenset", 0), ("dict", [0, 0])):
        with pytest.raises(Refused, match=f"a {tag} of more than 5 entries"):
            read({"t": tag, "v": [entry] * 6})
