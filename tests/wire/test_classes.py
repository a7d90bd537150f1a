"""Instances of the notebook's own classes arrive as such, and nobody else's code runs for it."""

from __future__ import annotations

import dataclasses
import enum
import http
import json
import sys
import time
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch

from grading.wire.values import OpaqueValue, Reader, Refused, Writer


class Pair(NamedTuple):
    left: Any
    right: Any = 0


class Mark(enum.Enum):
    GOOD = "g"
    BAD = ("b",)


class Grade(enum.IntEnum):
    ONE = 1


class Word(enum.StrEnum):
    SLOW = "slow"


class May(enum.Flag):
    READ = 1
    WRITE = 2


@dataclasses.dataclass
class Point:
    x: float
    y: Any = 0

    def __post_init__(self) -> None:
        raise AssertionError("no constructor runs")


@dataclasses.dataclass(frozen=True, slots=True)
class Fixed:
    name: str
    size: int = dataclasses.field(default=0, init=False)


CLASSES = (Pair, Mark, Grade, Word, May, Point, Fixed)


def point(x: float, y: Any) -> Point:
    made = object.__new__(Point)
    made.x, made.y = x, y
    return made


@pytest.fixture(autouse=True)
def notebook(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A notebook's names, in which its cells have defined these classes."""
    names = SimpleNamespace(**{kind.__name__: kind for kind in CLASSES})
    monkeypatch.setitem(sys.modules, "__main__", names)
    for kind in CLASSES:
        monkeypatch.setattr(kind, "__module__", "__main__")
    return names


def write(value: object, *, strict: bool = False) -> Any:
    return json.loads(json.dumps(Writer(lambda _: None, strict=strict).write(value)))


def read(node: object) -> Any:
    return Reader(lambda *_: None).read(node)


@pytest.mark.parametrize(
    "sent",
    [
        *(Pair(1, [2.5]), Pair(Pair(1, 2), None), Mark.GOOD, Mark.BAD, Grade.ONE, Word.SLOW),
        *(May.READ, May.READ | May.WRITE, May(0), point(1.0, [2]), point(0.5, point(1.0, 2))),
        *(Fixed("a"), {Fixed("a"): Mark.GOOD}, [Pair(1, 2)] * 2),
    ],
    ids=lambda sent: type(sent).__name__,
)
@pytest.mark.parametrize("strict", [False, True])
def test_an_instance_of_the_notebooks_own_arrives_as_one(sent: Any, strict: bool) -> None:
    came = read(write(sent, strict=strict))
    assert (type(came), came) == (type(sent), sent)
    if isinstance(sent, enum.Enum):
        assert came is sent


@pytest.mark.parametrize(
    ("sent", "came"),
    [
        *((Pair(1, 2), (1, 2)), (Grade.ONE, 1), (Word.SLOW, "slow")),
        *((http.HTTPStatus.OK, 200), (time.gmtime(0), tuple(time.gmtime(0)))),
    ],
    ids=repr,
)
def test_of_a_class_that_is_not_known_the_data_arrive(
    notebook: SimpleNamespace, sent: Any, came: Any
) -> None:
    vars(notebook).clear()
    arrived = read(write(sent))
    assert (type(arrived), arrived) == (type(came), came)


@pytest.mark.parametrize("sent", [Mark.GOOD, May.READ | May.WRITE, Fixed("a")], ids=repr)
def test_of_a_class_that_is_not_known_an_object_shows_itself(
    notebook: SimpleNamespace, sent: Any
) -> None:
    vars(notebook).clear()
    arrived = read(write(sent))
    assert isinstance(arrived, OpaqueValue)
    assert (repr(arrived), type(arrived).__name__) == (repr(sent), type(sent).__name__)


@pytest.mark.parametrize(
    "fields", [["left"], ["left", "right", "more"], ["right", "left"], ["left", "__class__"]]
)
def test_a_named_tuple_of_other_fields_is_a_tuple(fields: list[str]) -> None:
    node = write(Pair(0)) | {"fields": fields, "v": [*range(len(fields))]}
    assert type(read(node)) is tuple
    assert type(read({**node, "fields": ["left", "right"], "v": [1, 2, 3]})) is tuple


@pytest.mark.parametrize("v", [[["x", 1]], [["y", 1], ["x", 2]], [["x", 1], ["y", 2], ["z", 3]]])
def test_an_object_of_other_fields_is_none_of_that_class(v: Any) -> None:
    node = write(point(1.0, 2))
    assert type(read(node)) is Point
    assert isinstance(read({**node, "v": v}), OpaqueValue)


class Tricky:
    """A class of the notebook's that is no data: it would tell what it knows."""

    def __new__(cls, *_: object) -> Tricky:
        raise AssertionError("no constructor runs")

    __init__ = __new__


@dataclasses.dataclass
class WithNew:
    x: int = 0

    def __new__(cls, *_: object) -> WithNew:
        raise AssertionError("no constructor runs")


@pytest.mark.parametrize("kind", [Tricky, WithNew, Point, dict, type, print, 3, None])
@pytest.mark.parametrize("tag", ["dataclass", "enum", "namedtuple"])
def test_a_forged_class_makes_nothing_run(notebook: SimpleNamespace, kind: Any, tag: str) -> None:
    notebook.Pair = kind
    forged = {"t": tag, "name": "Pair", "text": "", "module": "__main__", "fields": ["x"]}
    for v in ([["x", 1]], ["x", None], ["GOOD", 1], [1], []):
        try:
            came = read({**forged, "v": v})
        except Refused:
            continue
        assert isinstance(came, (tuple, int, OpaqueValue))


@dataclasses.dataclass(frozen=True)
class Fussy:
    x: int

    def __hash__(self) -> int:
        raise AssertionError(f"no size of mine is {self.x}")


def test_a_method_of_the_notebooks_own_may_fail_at_what_a_student_gives(
    notebook: SimpleNamespace,
) -> None:
    notebook.Fussy = Fussy
    node = {"t": "dataclass", "name": "Fussy", "text": "", "v": [["x", 1]]}
    assert read(node).x == 1
    with pytest.raises(Refused, match="no size of mine is 1"):
        read({"t": "set", "v": [node]})


@pytest.mark.parametrize(
    ("module", "name"),
    [("os", "stat_result"), ("grading.wire.values", "Reader"), ("numpy", "dtype"), (None, "x")],
)
def test_no_class_of_any_module_is_looked_up(module: Any, name: str) -> None:
    node = {"t": "namedtuple", "module": module, "name": name, "fields": ["a"], "v": [1]}
    assert read(node) == (1,)
    assert type(read(node)) is tuple


def test_results_of_libraries_keep_their_names() -> None:
    most = read(write(torch.tensor([[1.0, 3.0]]).max(dim=1)))
    assert (most.values.item(), most.indices.item()) == (3, 1)
    assert type(most) is torch.return_types.max
    eigen = read(write(np.linalg.eigh(np.eye(2))))
    assert eigen.eigenvalues.tolist() == [1, 1]
    both = read(write(torch.linalg.eigh(torch.eye(2))))
    assert both.eigenvalues.tolist() == [1, 1]


def test_an_object_that_holds_names_arrives_with_them() -> None:
    inner = SimpleNamespace(a=1)
    came = read(write(SimpleNamespace(x=[inner, inner], __class__="no")))
    assert came.x[0] is came.x[1]
    assert came.x[0] == inner
    assert type(came) is SimpleNamespace
