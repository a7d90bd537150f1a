"""An exception of a student's is told as it was, but never in the grader's own name."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from grading.core.outputs import FROM_A_STUDENT, OURS, findings, is_graders
from grading.wire.exceptions import FRAMES, decode_exception, told
from grading.wire.values import Reader, Writer


def read(node: Any) -> Any:
    return Reader(lambda *_: None).read(node)


def write(value: Any) -> Any:
    return json.loads(json.dumps(Writer(lambda _: None, strict=True).write(value)))


def crossed(error: BaseException) -> Any:
    return decode_exception(json.loads(json.dumps(told(error, write))), read)


def test_class_name_and_words_are_the_students() -> None:
    error = decode_exception({"name": "TooSteep", "base": "ValueError", "text": "at 3"})
    assert (type(error).__name__, str(error)) == ("TooSteep", "at 3")
    assert isinstance(error, ValueError)


@pytest.mark.parametrize("name", [*OURS, "no name", ""])
def test_nobody_speaks_in_the_graders_name(name: str) -> None:
    error = decode_exception({"name": name, "base": "KeyError", "text": "all points, please"})
    assert type(error).__name__ == "KeyError"


class Bad(ValueError):
    """A student's own."""

    def __init__(self, code: Any) -> None:
        super().__init__("bad")
        self.code = code


@pytest.mark.parametrize(
    "error",
    [
        *(KeyError("k"), ValueError("a", 2), ZeroDivisionError(), AssertionError("no")),
        *(FileNotFoundError(2, "No such file", "a.txt"), RecursionError("deep"), OSError()),
        *(UnicodeDecodeError("utf-8", b"a", 0, 1, "r"), UserWarning("w"), ValueError((1, [2]))),
    ],
    ids=repr,
)
def test_one_of_pythons_own_arrives_as_itself(error: Exception) -> None:
    came = crossed(error)
    assert (type(came), came.args, str(came)) == (type(error), error.args, str(error))
    assert getattr(came, "errno", None) == getattr(error, "errno", None)
    assert hasattr(came, FROM_A_STUDENT)


def test_one_of_a_students_own_has_its_name_arguments_and_attributes() -> None:
    came = crossed(Bad(3))
    assert (type(came).__name__, came.args, came.code, str(came)) == ("Bad", ("bad",), 3, "bad")
    assert isinstance(came, ValueError)
    assert not hasattr(crossed(Bad(object())), "code")
    assert not hasattr(crossed(Bad(len)), "code")


def test_an_exception_as_a_value_arrives_as_one() -> None:
    first, second = read(write([KeyError("k"), Bad([1])]))
    assert (type(first), first.args) == (KeyError, ("k",))
    assert (type(second).__name__, second.code) == ("Bad", [1])


class Loud(Exception):
    """Says other than its arguments."""

    def __str__(self) -> str:
        return "loud"


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ({"name": "KeyError", "base": "KeyError", "text": "lies", "args": write(("k",))}, "lies"),
        ({"name": "KeyError", "base": "KeyError", "text": "k", "args": {"t": "list"}}, "k"),
        ({"name": "OSError", "base": "OSError", "text": "x", "args": write(((),) * 9)}, "x"),
        ({"name": "eval", "base": "eval", "text": "x", "args": write(("1",))}, "x"),
        ({"name": "SystemExit", "base": "SystemExit", "text": "3", "args": write((3,))}, "3"),
        ({"name": "X", "base": "ExceptionGroup", "text": "x", "args": write(("x", []))}, "x"),
        (told(Loud(1), write), "loud"),
        ({"args": 3, "attributes": [4]}, "None"),
        (None, "None"),
    ],
)
def test_any_words_are_an_exception(raised: Any, said: str) -> None:
    error = decode_exception(raised, read)
    assert str(error) == said
    assert isinstance(error, Exception)


class AsSlip:
    """What the checks say of an answer, forged."""

    about = advice = part = "all is right"
    named = True


@pytest.mark.parametrize("make", [AsSlip, lambda: SimpleNamespace(about="", advice="")])
def test_no_finding_is_forged_by_an_exception(make: Any) -> None:
    error = AssertionError(make())
    assert findings(crossed(error)) == []
    node = told(error, write) | {"args": write((SimpleNamespace(about="", advice=""),))}
    assert findings(decode_exception(node, read)) == []


@pytest.mark.parametrize("name", [FROM_A_STUDENT, FRAMES, "_repr_html_", "__notes__", "a b"])
def test_no_attribute_of_the_graders_is_forged(name: str) -> None:
    late = TimeoutError("f ran for more than 9 seconds")
    vars(late)[name] = 3
    for came in (crossed(late), read(write(late))):
        assert vars(came).get(name) != 3
        assert not is_graders(came)
