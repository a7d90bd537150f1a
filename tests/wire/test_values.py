"""Values arrive as they were, and nodes that nobody writes are refused."""

from __future__ import annotations

import array
import base64
import contextlib
import datetime
import io
import itertools
import json
import pathlib
import types
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
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

from grading.core.limits import MEBI
from grading.wire.arrays import TENSORS
from grading.wire.codec import Most
from grading.wire.values import (
    ALIKE,
    BITS,
    BY_TAG,
    DEPTH,
    ENTRIES,
    ITEMS,
    OpaqueValue,
    Reader,
    Refused,
    Writer,
)
from tests.support.pictures import JSON


def write(value: object) -> Any:
    return json.loads(json.dumps(Writer(lambda _: None).write(value)))


def read(node: object) -> Any:
    return Reader(lambda handle, name: (handle, name)).read(node)


def crossed(value: Any) -> Any:
    return read(write(value))


SIMPLE = (
    *(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    *(st.complex_numbers(allow_nan=False), st.binary(), st.fractions()),
    *(st.decimals(allow_nan=False), st.builds(range, *[st.integers(-99, 99)] * 2)),
    *(st.dates(), st.times(), st.datetimes(timezones=st.just(datetime.UTC) | st.none())),
    *(st.timedeltas(), st.sampled_from([..., NotImplemented, int, KeyError, np.float32])),
    st.integers(1_300, 2_000).map(lambda digits: -((7**digits) ** 9)),
)
HASHABLE = st.recursive(
    st.one_of(*SIMPLE),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3),
    max_leaves=4,
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    HASHABLE | st.sets(HASHABLE, max_size=3) | st.builds(slice, HASHABLE, HASHABLE, HASHABLE),
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.builds(deque, st.lists(inner, max_size=3), st.none() | st.integers(0, 3))
        | st.builds(
            lambda kind, pairs: kind(pairs),
            st.sampled_from([dict, OrderedDict, Counter]),
            st.dictionaries(HASHABLE, inner, max_size=3),
        )
    ),
    max_leaves=6,
)
DTYPES = st.one_of(
    *(st_numpy.byte_string_dtypes(max_len=4), st_numpy.datetime64_dtypes()),
    st_numpy.timedelta64_dtypes(),
    *(st_numpy.boolean_dtypes(), st_numpy.integer_dtypes(), st_numpy.unsigned_integer_dtypes()),
    *(st_numpy.floating_dtypes(), st_numpy.complex_number_dtypes()),
)
ARRAYS = st_numpy.arrays(DTYPES, st_numpy.array_shapes(min_dims=0, min_side=0, max_side=3))


@given(VALUES)
def test_a_value_arrives_as_it_was(value: object) -> None:
    came = crossed(value)
    assert (type(came), came) == (type(value), value)


@given(ARRAYS, st.booleans())
def test_an_array_arrives_to_the_last_bit(sent: np.ndarray, turned: bool) -> None:
    sent = sent.T if turned else sent
    came = crossed(sent)
    assert (came.dtype, came.shape) == (sent.dtype.newbyteorder("="), sent.shape)
    assert (came.flags.c_contiguous, came.flags.f_contiguous) == (
        *(sent.flags.c_contiguous, sent.flags.f_contiguous),
    )
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
        (bytearray(b"slow"), bytearray(b"slow")),
        (pathlib.Path("a/b.txt"), pathlib.Path("a/b.txt")),
        (pathlib.PurePath("a"), pathlib.PurePath("a")),
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
    assert mixed["t"] == "objects"


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

    came = crossed([io.StringIO(), Silent, Silent()])
    assert "StringIO" in repr(came[0])
    assert [type(part).__name__ for part in came] == ["StringIO", "type", "Silent"]
    assert repr(came[2]) == "<Silent without a text>"
    with pytest.raises(Refused, match="an object of class Silent cannot cross"):
        Writer(lambda _: None, strict=True).write(Silent())


def test_stand_ins_have_a_hundred_classes_at_the_most() -> None:
    reader = Reader(lambda *_: None)
    nodes = [{"t": "opaque", "v": "", "name": f"n{k}"} for k in range(200)]
    assert len({type(reader.read(node)) for node in nodes}) == 101


TAGS = st.sampled_from([*BY_TAG, "function", "opaque", "same"]) | st.text()
DTYPE = st.sampled_from(
    ["<f8", "<U1", "|b1", "U", "float32", "bool", "O", "f8,f8", "M8[s]", "S2", [["a", "<f4"]]]
)
NODES = st.recursive(
    JSON,
    lambda inner: st.fixed_dictionaries(
        {"t": TAGS, "v": inner | st.lists(inner, max_size=3) | st.just("AAAAAAAA8D8=")},
        optional={
            "dtype": DTYPE | inner,
            "shape": st.lists(st.integers(-1, 3), max_size=3) | inner,
            "kind": st.sampled_from(["", "Counter", "OrderedDict", "defaultdict", "map"]) | inner,
            "end": st.sampled_from(["whole", "more", "fails"]) | inner,
            "gradient": st.just(write(torch.ones(1))) | inner,
            **dict.fromkeys(
                [*("scalar", "grad", "mask", "name", "text", "zone", "order", "most", "module")],
                inner,
            ),
            **dict.fromkeys(["fields", "factory", "record"], inner),
        },
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(NODES)
def test_any_node_is_a_value_or_refused(node: object) -> None:
    with contextlib.suppress(Refused):
        read(node)


@pytest.mark.parametrize(
    "dtype", ["(1f8,f8", "f8,f8", "O", "V8", "f8; import os", "", "M8[fortnight]", "S-1", "float"]
)
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


SMALL = Most(10 * 32)


def test_a_message_holds_so_many_values_and_no_more() -> None:
    assert (Most().nodes, ENTRIES) == (524_288, 20_000)
    few, reader = Writer(lambda _: None, SMALL), Reader(lambda *_: None, SMALL)
    assert reader.read(few.write([0] * 9)) == [0] * 9
    for value in ([0] * 10, ["", 0] * 5, [[0]] * 5, dict.fromkeys(range(10))):
        with pytest.raises(Refused, match=r"more than 10 values \(value_mib allows more\)"):
            Writer(lambda _: None, SMALL).write(value)
    for node in (
        *({"t": "list", "v": [0] * 11}, {"t": "range", "v": [0, 12, 1]}),
        {"t": "list", "v": [{"t": "list", "v": [0] * 4}, *[{"t": "same", "v": 0}] * 2]},
    ):
        with pytest.raises(Refused, match="more than 10 values"):
            reader.read(node)


@pytest.mark.parametrize(
    "value",
    [np.zeros(3 * MEBI, np.uint8), np.zeros((2, MEBI)), torch.zeros(1).expand(1 << 40)],
    ids=["bytes", "floats", "one number of a billion"],
)
def test_an_array_is_as_large_as_the_budget_says(value: Any) -> None:
    with pytest.raises(Refused, match=r"more than the 2 MiB that a value may have \(value_mib\)"):
        Writer(lambda _: None, Most(2 * MEBI)).write(value)


def test_a_larger_array_crosses_when_the_budget_says_so() -> None:
    value, more = np.ones(3 * MEBI, np.uint8), Most(3 * MEBI)
    node = Writer(lambda _: None, more).write(value)
    assert Reader(lambda *_: None, more).read(node).shape == value.shape
    with pytest.raises(Refused, match="its shape is too large"):
        Reader(lambda *_: None, Most(2 * MEBI)).read(node)


def test_a_large_set_crosses_and_one_of_a_single_hash_does_not() -> None:
    many = ENTRIES + 1
    assert crossed(set(range(many))) == set(range(many))
    assert crossed(dict.fromkeys(map(str, range(many)))).keys() == set(map(str, range(many)))
    alike = [k * (2**61 - 1) for k in range(1, many + 1)]
    for node in (
        *({"t": tag, "v": alike} for tag in ("set", "frozenset", "keys")),
        *({"t": tag, "v": [[key, 0] for key in alike]} for tag in ("dict", "items")),
        {"t": "dict", "v": [[key, 0] for key in alike], "kind": "Counter"},
        {"t": "set", "v": [*range(1, many), *alike[: ALIKE + 1]]},
    ):
        with pytest.raises(Refused, match="of one hash"):
            read(node)


# Numbers, types and containers of Python's library.


@pytest.mark.parametrize(
    "sent", [7**9000, -(2 ** (BITS - 1)), 10**4000, 10**4000 - 1], ids=["7", "2", "10", "below"]
)
def test_a_number_of_thousands_of_digits_arrives(sent: int) -> None:
    assert crossed(sent) == sent
    assert crossed([0] * 20 + [sent]) == [0] * 20 + [sent]


@pytest.mark.parametrize("v", ["0x", "0b1", "1" * 300_000, "0x" + "f" * 300_000, 3, "0xG", None])
def test_a_long_number_that_is_none_is_refused(v: object) -> None:
    with pytest.raises(Refused):
        read({"t": "int", "v": v})
    with pytest.raises(Refused, match="bits"):
        write(1 << BITS)


def test_a_dict_keeps_its_kind_and_a_factory_that_is_a_class() -> None:
    lists: defaultdict[str, Any] = defaultdict(list, a=[1])
    ours: defaultdict[str, float] = defaultdict(lambda: 41.0)
    came, other = crossed(lists), crossed(ours)
    assert (type(came), came) == (defaultdict, {"a": [1]})
    assert came["new"] == []
    with pytest.raises(KeyError):
        other["new"]
    assert crossed(Counter("aab")).most_common(1) == [("a", 2)]
    assert type(crossed(type("Mine", (OrderedDict,), {})(a=1))) is OrderedDict


@pytest.mark.parametrize("zone", [datetime.timezone(datetime.timedelta(hours=-5)), datetime.UTC])
def test_a_zone_arrives_as_its_offset(zone: datetime.timezone) -> None:
    then = datetime.datetime(2026, 1, 30, 10, tzinfo=zone)
    assert crossed([zone, then, then.timetz()]) == [zone, then, then.timetz()]
    assert crossed(then).utcoffset() == zone.utcoffset(None)


def test_what_a_dict_shows_arrives_as_that() -> None:
    given = {"a": [1], "b": [2]}
    came: list[Any] = crossed([given.keys(), given.values(), given.items()])
    keys, held, pairs = came
    assert keys == given.keys()
    assert list(held) == [[1], [2]]
    assert dict(pairs) == given
    assert [type(each) for each in (keys, held, pairs)] == [
        *(type(given.keys()), type(given.values()), type(given.items())),
    ]


class TwoTurns:
    """An iterator of a student's own."""

    def __init__(self) -> None:
        self.left = 2

    def __iter__(self) -> TwoTurns:
        return self

    def __next__(self) -> int:
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return self.left


@pytest.mark.parametrize(
    ("sent", "came", "kind"),
    [
        ((n * n for n in range(3)), [0, 1, 4], types.GeneratorType),
        (map(str, range(2)), ["0", "1"], map),
        (filter(None, [0, 1, 2]), [1, 2], filter),
        (zip("ab", [1, 2], strict=True), [("a", 1), ("b", 2)], Iterator),
        (enumerate("a"), [(0, "a")], Iterator),
        (reversed([1, 2]), [2, 1], Iterator),
        (itertools.chain([1], [2]), [1, 2], Iterator),
        (iter({"a": 1}), ["a"], Iterator),
        (TwoTurns(), [1, 0], Iterator),
        (iter([]), [], Iterator),
    ],
    ids=lambda each: type(each).__name__,
)
def test_an_iterator_arrives_with_what_it_gives(sent: Any, came: list[Any], kind: Any) -> None:
    arrived = crossed(sent)
    assert isinstance(arrived, kind)
    assert list(arrived) == came
    assert list(arrived) == [], "it is used up"


def test_of_an_endless_iterator_the_first_values_arrive() -> None:
    came = crossed(itertools.count())
    assert list(itertools.islice(came, ITEMS)) == list(range(ITEMS))
    with pytest.raises(Refused, match="1,000 values of an iterator, and no more"):
        next(came)


def test_an_iterator_that_fails_does_so_where_it_did() -> None:
    def fails() -> Iterator[int]:
        yield 1
        raise KeyError("k")

    came = crossed(fails())
    assert next(came) == 1
    with pytest.raises(KeyError, match="k"):
        next(came)
    assert (came.__name__, crossed(0)) == ("fails", 0)


def test_a_file_arrives_as_no_iterator() -> None:
    assert isinstance(crossed(io.StringIO("a\nb")), OpaqueValue)


# The same object is the same at the other end.


@pytest.mark.parametrize(
    "make",
    [list, dict, set, deque, OrderedDict, lambda: np.ones(2), lambda: torch.ones(2)],
)
def test_what_stands_twice_arrives_as_one(make: Any) -> None:
    part = make()
    one, other, third = crossed([part, {"a": part}, make()])
    assert one is other["a"]
    assert one is not third


def test_rows_that_are_one_list_stay_one() -> None:
    rows = crossed([[0]] * 2)
    rows[0].append(1)
    assert rows == [[0, 1], [0, 1]]
    assert crossed([[[0]] * 2, [[0]] * 2]) == [[[0], [0]], [[0], [0]]]


def test_temporary_lists_of_other_containers_are_not_taken_for_each_other() -> None:
    sent = [array.array("d", [k]) for k in range(50)]
    assert crossed(sent) == [[float(k)] for k in range(50)]


class Bag:
    """A container of another library."""

    def tolist(self) -> list[Any]:
        return [[0]]


@pytest.mark.parametrize("make", [Bag, lambda: np.zeros(1, "V2"), lambda: array.array("d", [1])])
def test_what_arrives_as_a_list_counts_as_one(make: Any) -> None:
    last = [7]
    came = crossed([make(), [make()], last, last])
    assert came[2] == [7]
    assert came[2] is came[3]


def test_a_list_in_itself_arrives_as_what_it_shows() -> None:
    ring: list[Any] = [1]
    ring.append(ring)
    came = crossed([ring, ring])
    assert came[0] is came[1]
    assert repr(came[0]) == "[1, [1, [...]]]"


def test_a_few_lists_of_lists_count_as_the_many_that_they_are() -> None:
    laughs: list[Any] = [0]
    for _ in range(30):
        laughs = [laughs] * 2
    with pytest.raises(Refused, match="more than"):
        write(laughs)
    node: Any = {"t": "list", "v": [0]}
    for number in range(30):
        node = {"t": "list", "v": [node, {"t": "same", "v": number}]}
    with pytest.raises(Refused, match="more than"):
        read(node)


@pytest.mark.parametrize("number", [0, 1, -1, True, None, "0", 1 << 70])
def test_the_number_of_nothing_is_refused(number: object) -> None:
    with pytest.raises(Refused):
        read({"t": "list", "v": [{"t": "same", "v": number}]})


# Arrays of other things, types of numbers, gradients.


@pytest.mark.parametrize(
    "sent",
    [
        np.array([(1, 2.0, True, b"a")], [("a", "i4"), ("b", ">f8"), ("c", "?"), ("d", "S3")]),
        np.zeros((2, 3), [("t", "M8[D]"), ("x", "c8")]),
        np.zeros(0, [("a", "f4")]),
        np.array([(1, 2)], np.dtype([("a", "i1"), ("b", "i8")], align=True)),
    ],
    ids=["mixed", "plane", "empty", "aligned"],
)
def test_an_array_of_rows_arrives_with_its_fields(sent: Any) -> None:
    came = crossed(sent)
    assert came.dtype.names == sent.dtype.names
    assert came.tolist() == sent.tolist()
    assert crossed(sent.view(np.recarray))[sent.dtype.names[0]].shape == sent.shape
    if sent.size:
        assert crossed(sent.flat[0]) == sent.flat[0]


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_a_matrix_arrives_as_one() -> None:
    came = crossed(np.array([[1, 2], [3, 4]]).view(np.matrix))
    assert (came * came).tolist() == [[7, 10], [15, 22]]
    assert type(crossed(np.ones((2, 0)).view(np.matrix))) is np.matrix


def test_an_array_of_objects_arrives_with_them() -> None:
    sent = np.array([[None, "a"], [{1: [2]}, ...]], dtype=object)
    came = crossed(sent)
    assert (came.dtype, came.tolist()) == (sent.dtype, sent.tolist())
    ragged = np.array([np.ones(2), [1]], dtype=object)
    assert crossed(ragged)[0].tolist() == [1, 1]
    with pytest.raises(Refused):
        read({"t": "objects", "shape": [3], "v": [1]})


@pytest.mark.parametrize(
    "sent",
    [
        *(np.dtype("int32"), np.dtype("M8[ns]"), np.dtype("U5"), np.dtype("S3"), np.dtype(object)),
        np.dtype([("a", "f4"), ("b", "?")]),
        *(torch.float64, torch.bfloat16, torch.bool, torch.device("cpu")),
        *(float, list, np.float32, np.ndarray, torch.Tensor, KeyError, UserWarning, type(None)),
    ],
    ids=str,
)
def test_a_type_arrives_as_itself(sent: object) -> None:
    came = crossed(sent)
    assert came == sent
    assert type(came) is type(sent)


@pytest.mark.parametrize(
    "node",
    [
        *({"t": "class", "v": name} for name in ("type", "eval", "Half", "os.system", "")),
        *({"t": "class", "v": None}, {"t": "class", "v": []}),
        *({"t": "torch.dtype", "v": name} for name in ("load", "nothing", "")),
        *({"t": "dtype", "v": name} for name in ("f8,f8", "V8")),
        {"t": "dtype", "v": [["a", "O"]]},
        {"t": "dtype", "v": [["a", "f8"], ["a", "f8"]]},
        {"t": "torch.device", "v": "cuda"},
    ],
    ids=str,
)
def test_a_type_that_is_none_is_refused(node: object) -> None:
    with pytest.raises(Refused):
        read(node)


def test_a_leafs_gradient_arrives_with_it() -> None:
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    (leaf**2).sum().backward()
    came = crossed(leaf)
    assert (came.is_leaf, came.grad.tolist()) == (True, [2.0, 4.0])
    assert crossed(leaf * 2).grad is None
    node = write(leaf)
    others: list[Any] = [write(torch.ones(3)), write(torch.ones(2, dtype=torch.float64)), 3, []]
    for other in others:
        with pytest.raises(Refused):
            read({**node, "gradient": other})
