"""Messages arrive as they were sent, and nothing else is taken for one."""

from __future__ import annotations

import dataclasses
import json
import socket
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading import wire
from grading.core.limits import Limits
from grading.wire import messages
from grading.wire.channel import Channel, Closed, Late
from grading.wire.messages import Ask, Malformed, Reply, decode, decode_answer, encode

OWN = messages.__name__
KINDS = [
    kind
    for kind in vars(messages).values()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == OWN
]
TEXT = st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
st.register_type_strategy(dict, st.dictionaries(TEXT, JSON, max_size=3))


def of_type(kind: Any) -> st.SearchStrategy[Any]:
    """Any value that a field of this type may have."""
    if kind is Any:
        return JSON
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return message(kind)
    parts = get_args(kind)
    if kind in (str, bytes, bool, int):
        return st.from_type(kind)
    if kind is float:
        return st.floats(allow_nan=False)
    if getattr(kind, "__origin__", None) is list:
        return st.lists(of_type(parts[0]), max_size=3)
    if getattr(kind, "__origin__", None) is dict:
        return st.dictionaries(TEXT, of_type(parts[1]), max_size=3)
    return st.one_of([of_type(part) for part in parts])


def message(kind: type) -> st.SearchStrategy[Any]:
    """Any message of a kind."""
    known = get_type_hints(kind)
    fields = {each.name: of_type(known[each.name]) for each in dataclasses.fields(kind)}
    return st.builds(kind, **fields)


ANY = st.sampled_from(KINDS).flatmap(message)


def crossed(sent: Any) -> Any:
    """What arrives of it as plain data."""
    return json.loads(json.dumps(encode(sent)))


def test_there_are_all_the_messages_of_the_table() -> None:
    assert len(KINDS) > 20
    for kind in KINDS:
        assert kind.__name__ in str(wire.__doc__), kind
        assert kind.__doc__
        assert vars(kind)["__dataclass_params__"].frozen


@given(ANY)
def test_a_message_arrives_as_it_was_sent(sent: Any) -> None:
    assert decode(crossed(sent), *KINDS) == sent


@given(ANY, JSON, st.data())
def test_a_message_with_anything_else_in_a_field_is_read_or_refused(
    sent: Any, other: Any, data: st.DataObject
) -> None:
    plain = crossed(sent)
    plain[data.draw(st.sampled_from(sorted(plain)) | TEXT)] = other
    try:
        read = decode(plain, *KINDS)
    except Malformed:
        return
    assert crossed(read) == plain, "nothing is taken for what it is not"


@given(JSON)
def test_what_is_no_message_is_refused(plain: Any) -> None:
    with pytest.raises(Malformed):
        decode(plain, *KINDS)


@pytest.mark.parametrize(
    "plain",
    [
        {"message": "Shown"},
        {"message": "Shown", "output": {}, "more": 1},
        {"message": "Shown", "output": []},
        {"message": "CellRun", "names": "answer"},
        {"message": "CellRun", "names": [1]},
        {"message": "Raised", "error": {}, "worn": 0},
        {"message": "Limits"},
        {"message": ["Shown"], "output": {}},
    ],
)
def test_an_answer_has_exactly_its_fields_and_their_types(plain: dict[str, Any]) -> None:
    assert isinstance(decode({"message": "Shown", "output": {}}, messages.Shown), messages.Shown)
    with pytest.raises(Malformed):
        decode({"message": "Reply", "number": "7", "body": plain}, Reply)


def test_a_number_that_no_float_can_hold_is_refused() -> None:
    plain = crossed(messages.Start([], True, Limits()))
    plain["limits"]["cell_seconds"] = 10**400
    with pytest.raises(Malformed):
        decode(plain, messages.Start)


def test_an_answer_to_another_question_says_nothing() -> None:
    done = crossed(Reply("7", messages.Done()))
    assert decode_answer(done, "7") == messages.Done()
    assert decode_answer(done, "8") is None
    assert decode_answer({"number": "8", "body": 3}, "7") is None
    assert decode_answer([], "7") is None
    with pytest.raises(Malformed):
        decode_answer({"number": "7", "body": 3}, "7")


def test_a_channel_frames_messages_waits_and_says_who_is_gone() -> None:
    ours, theirs = map(Channel, socket.socketpair())
    asked = Ask("7", messages.RunCell("1 / 0", 1))
    theirs.send(asked)
    theirs.send(asked)
    assert [ours.receive(Ask), ours.receive(Ask)] == [asked, asked]
    with pytest.raises(Late):
        ours.receive(Ask, seconds=0)
    theirs.close()
    with pytest.raises(Closed):
        ours.receive(Ask)
    ours.close()


@pytest.mark.parametrize(
    "sent", [b"\xff\xff\xff\xff", b"\0\0\0\1{", b"\0\0\0\2[]", b"\0\0\0\4null", b"\0\0\0\0"]
)
def test_bytes_that_are_no_message_are_malformed(sent: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(sent)
        with pytest.raises(Malformed):
            Channel(ours).receive(Ask, seconds=5)


def test_a_message_that_is_too_large_is_not_sent() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(Malformed, match="too large"):
        Channel(ours, largest=100).send(messages.GetValue("x" * 100))
