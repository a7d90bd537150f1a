"""Messages between the processes that grade: a frozen dataclass for each, as JSON both ways.

`encode` is the only way to make a message plain, `decode` and `decode_answer` the only ways to read
one. A message is an object with its class's name as "message" and its fields, of exactly the types
that stand here; bytes are text in base64 (RFC 4648). What a field of type Any, Node or Output holds
is JSON, and is checked by whoever reads it: values by `wire.values`, figures by `wire.figures`,
outputs by `core.outputs`, exceptions by `wire.exceptions`.

How long a message may be says `wire.channel`: to and from a student's process as long as the
largest value, 64 MiB between trusted ones.
"""

from __future__ import annotations

import base64
import dataclasses
import enum
import struct
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from grading.core.errors import GradingError
from grading.core.global_names import AnswerNames, GlobalNames
from grading.core.limits import Limits
from grading.core.outputs import Finding, Output

Node = Any
"""A value of a student's or a test's, as `wire.values` writes it."""


class Malformed(GradingError):
    """What came is no message: too large, not JSON, or not of the fields that it has to have."""


# To a zygote: its start, and forks. A request for a fork is one byte, since descriptors go with it.


class Fork(bytes, enum.Enum):
    """What a zygote is asked: on its control line, or on a line that asks for students."""

    ZYGOTE = b"b"
    """Control line, with the control line of the new one: another zygote, to be prepared."""
    CHECKER = b"c"
    """Control line, with a lifeline, a connection to a grader and lines for students: a checker.
    Once the other end of its lifeline sends no more, it is ended, and END comes back.
    """
    LINE = b"l"
    """Control line, with a line on which students will be asked for."""
    COMPILER = b"i"
    """Control line: import torch's compiler, for all that is forked afterwards."""
    STUDENT = b"s"
    """Line: a student's process in place of the last; NUMBER and a connection come back."""
    STATUS = b"w"
    """Line: how the student's process has ended, as END; it is ended if it has not."""


NUMBER = struct.Struct("!q")
"""The number of a process; 0, and no connection with it, if the system has no room for one."""

END = struct.Struct("!qB")
"""How a process has ended: its exit status as of os.waitstatus_to_exitcode, and an Excess."""


class Excess(enum.IntEnum):
    """Of what a process has used too much, so that its parent has ended it."""

    NOTHING = 0
    MEMORY = 1
    PROCESSES = 2
    TIME = 3
    ROOM = 4
    """It was never there: the system had no room for another process."""


@dataclass(frozen=True)
class Start:
    """Pool to zygote, first of all: how students' processes are shut in.

    `hidden` are the folders that nothing may see, `groups` is a descriptor of a folder of control
    groups, or -1.
    """

    hidden: list[str]
    isolated: bool
    limits: Limits
    groups: int = -1


@dataclass(frozen=True)
class Started:
    """Zygote to pool: it is ready, and has imported these `modules`, or the `reason` why nothing
    can be shut in here.
    """

    reason: str = ""
    modules: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Prepare:
    """Pool to a new zygote: what it has to have before it forks.

    `imports` are modules, and names that are wanted from each, `files` the folder of the files
    beside the notebooks, by its name, or none; then the sources of `cells` to run.
    """

    imports: dict[str, list[str]] = field(default_factory=dict)
    files: str = ""
    cells: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Prepared:
    """The answer: what each cell has shown, fewer than there were if one has failed.

    `unfit` are modules that nobody may import before a fork; if there are any, it has ended.
    """

    outputs: list[list[Output]]
    unfit: list[str] = field(default_factory=list)


# Between a grader and its checker: one notebook.


@dataclass(frozen=True)
class GradeNotebook:
    """Grader to checker: what was handed in (20 MiB at the most), and what it is graded with.

    `instructor` is a notebook (nbformat 4.5), `public` the sources of its cells without hidden
    tests by grade_id, `prepared` what the cells that the zygotes have run have shown, `files` what
    the student has handed in beside the notebook (20 MiB at the most).
    """

    handed_in: bytes
    instructor: dict[str, Any]
    public: dict[str, str]
    prepared: list[list[Output]]
    files: dict[str, bytes]
    limits: Limits
    names: GlobalNames = field(default_factory=GlobalNames)
    alone: bool = False
    """Nothing else is graded meanwhile, and there is no other try: no KeptWaiting comes back."""
    beside: list[str] = field(default_factory=list)
    """Tests that run in the student's process, by `grade_id`."""
    kinds: dict[str, list[str]] = field(default_factory=dict)
    """Kinds of values (`checker.kinds`) that may cross in a test that runs apart, by `grade_id`."""
    rehearsal: bool = False
    """It is the instructor's own solution: each CellGraded says which kinds crossed."""


@dataclass(frozen=True)
class SubmissionRefused:
    """Checker to grader, and the last: nothing of what was handed in can be taken."""

    reason: str


@dataclass(frozen=True)
class Merged:
    """Checker to grader: the notebook that is graded, and what was mended in it."""

    notebook: dict[str, Any]
    remarks: list[str]


@dataclass(frozen=True)
class CellGraded:
    """Checker to grader: what became of the cell at an index, what a person should know."""

    cell: int
    count: int
    outputs: list[Output]
    trouble: str = ""
    findings: list[Finding] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    beside: bool = False
    """It is a test that ran in the student's process: all of this is what that has reported."""


@dataclass(frozen=True)
class PublicOutputs:
    """Checker to grader: what a test shows without its hidden part, for the student's eyes."""

    cell: int
    outputs: list[Output]


@dataclass(frozen=True)
class GradingDone:
    """Checker to grader: all cells have run."""


@dataclass(frozen=True)
class KeptWaiting:
    """Checker to grader, and the last: others kept the student's code from running, or the system
    had no room for it, and another try may end otherwise.
    """

    reason: str


# From a checker to a student's process, which is trusted by nobody, and back.


@dataclass(frozen=True)
class WriteFile:
    """Add bytes, 6 MiB at the most, to a file of that name in the home; answered by Done."""

    name: str
    piece: bytes


@dataclass(frozen=True)
class RunCell:
    """Run a cell as In [`count`]; answered by CellRun.

    Before that, `names` get other values: those that tests have given them.
    """

    source: str
    count: int
    names: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class GetValue:
    """The value of a name; answered by Value, NoSuchName or Refused."""

    name: str


@dataclass(frozen=True)
class CallFunction:
    """Call a function by its number; answered by Returned, Raised or Refused.

    `close` says whether open figures are closed before. So are `names` given other values, and
    generators of random numbers other states (`wire.generators`); `draws` asks for these back.
    """

    function: int
    arguments: list[Node]
    keywords: dict[str, Node]
    close: bool
    names: dict[str, Node] = field(default_factory=dict)
    generators: dict[str, Any] = field(default_factory=dict)
    draws: bool = False


@dataclass(frozen=True)
class Ready:
    """Student to checker, first of all, and before any code of the student's has run."""


@dataclass(frozen=True)
class Done:
    """What was asked is done."""


@dataclass(frozen=True)
class CellRun:
    """A cell has run or was interrupted: up to 10,000 `names` of the student's exist now."""

    names: list[str]


@dataclass(frozen=True)
class Value:
    """The value of a name."""

    value: Node


@dataclass(frozen=True)
class NoSuchName:
    """There is no such name."""


@dataclass(frozen=True)
class Returned:
    """What a function has returned, and by place ("0", "1", …) the arguments that it has changed.

    How large a value may be says `Limits.value`; figures have bounds of their own.
    """

    value: Node
    changed: dict[str, Node]
    generators: dict[str, Any] = field(default_factory=dict)
    """The states of generators that it has drawn from, if they were asked for."""


@dataclass(frozen=True)
class Raised:
    """The exception of a call; `worn` if memory ran out and the process is of no more use."""

    error: dict[str, Any]
    worn: bool


@dataclass(frozen=True)
class Refused:
    """What was asked for cannot be sent, and why."""

    reason: str


@dataclass(frozen=True)
class Shown:
    """Something was shown meanwhile; the answer is still to come.

    A request may show 16 times what is kept of a cell (`Limits.cell_output`), then it is ended.
    """

    output: Output


Request = WriteFile | RunCell | GetValue | CallFunction
Answer = Done | CellRun | Value | NoSuchName | Returned | Raised | Refused


@dataclass(frozen=True)
class Ask:
    """Checker to student: a request, under a `number` (64 random bits in 16 hexadecimal digits)
    that nobody can know before.
    """

    number: str
    request: Request


@dataclass(frozen=True)
class Reply:
    """Student to checker: what belongs to the request of that number."""

    number: str
    body: Answer | Shown


# How messages become plain and are read; by hand, for a library would copy every output.

M = TypeVar("M")

_KIND = "message"


def encode(message: Any) -> dict[str, Any]:
    """A message as plain data for JSON; its parts are not copied, but for bytes and messages."""
    plain = {name: codec[0](getattr(message, name)) for name, codec in _FIELDS[type(message)]}
    return {_KIND: type(message).__name__, **plain}


def decode(plain: object, *kinds: type[M]) -> M:
    """The message of one of these kinds; Malformed if it is no other than exactly that."""
    if not isinstance(plain, dict):
        raise Malformed("it is no message")
    for kind in kinds:
        if kind.__name__ == plain.get(_KIND):
            codecs = _FIELDS[kind]
            if len(plain) != len(codecs) + 1:
                raise Malformed(f"a {kind.__name__} has other fields")
            try:
                return kind(**{name: codec[1](plain[name]) for name, codec in codecs})
            except (KeyError, TypeError, ValueError, OverflowError) as error:
                raise Malformed(f"a {kind.__name__} has a field that it cannot have") from error
    raise Malformed("it is no answer")


def decode_answer(plain: object, number: str) -> Answer | Shown | None:
    """What a student's process says to the request of this number; None if it says nothing to it.

    What carries another number is of no account: a copy of the process, or a forger, has sent it.
    Malformed if it is an answer to this request and cannot be read.
    """
    if not isinstance(plain, dict) or plain.get("number") != number:
        return None
    return decode(plain, Reply).body


Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""How a field is written and read; a reader raises TypeError or ValueError, or Malformed."""


def _fields(kind: Any) -> tuple[tuple[str, Codec], ...]:
    """The fields of a message, in their order."""
    known = get_type_hints(kind)
    return tuple((each.name, _codec(known[each.name])) for each in dataclasses.fields(kind))


def _codec(kind: Any) -> Codec:
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any:
        return _same, _same
    if origin in (Union, types.UnionType):
        return encode, lambda plain: decode(plain, *parts)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return encode, lambda plain: decode(plain, kind)
    if kind is bytes:
        return _text, _bytes
    if kind is float:
        return float, lambda plain: float(_of_type(plain, int, float))
    if origin is list:
        write, read = _codec(parts[0])
        return (
            _same if write is _same else lambda value: [write(each) for each in value],
            lambda plain: [read(each) for each in _of_type(plain, list)],
        )
    if origin is dict:
        write, read = _codec(parts[1])
        return (
            _same if write is _same else lambda value: {k: write(v) for k, v in value.items()},
            lambda plain: {k: read(v) for k, v in _of_type(plain, dict).items()},
        )
    return _same, lambda plain: _of_type(plain, kind)


def _same(value: Any) -> Any:
    return value


def _of_type(plain: Any, *kinds: type) -> Any:
    if type(plain) not in kinds:
        raise TypeError(f"{type(plain).__name__} is none of {kinds}")
    return plain


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(plain: Any) -> bytes:
    return base64.b64decode(_of_type(plain, str), validate=True)


_FIELDS: dict[type, tuple[tuple[str, Codec], ...]] = {
    kind: _fields(kind)
    for kind in [*globals().values(), Limits, Finding, AnswerNames]
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
}
"""By class, found out before any fork: a student's process may be too broken to find out more."""
