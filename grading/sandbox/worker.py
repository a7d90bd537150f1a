"""The worker: runs a student's cells and calls the student's functions in the sandbox."""

from __future__ import annotations

import contextlib
import gc
import json
import os
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

from grading.core.limits import Limits
from grading.core.outputs import Output, said
from grading.sandbox.beside import import_from_here
from grading.sandbox.shell import SCREEN, Shell, attach, run
from grading.wire.channel import Channel, Closed
from grading.wire.exceptions import encode_exception
from grading.wire.generators import restore, states
from grading.wire.messages import (
    Answer,
    Ask,
    CallFunction,
    CellRun,
    Done,
    GetValue,
    Malformed,
    Node,
    NoSuchName,
    Raised,
    Ready,
    Refused,
    Reply,
    Request,
    Returned,
    RunCell,
    Shown,
    Value,
    WriteFile,
)
from grading.wire.values import Most, Reader, Writer

# The files of a student's process: what lies beside the notebook, where streams go.


def write_piece(name: str, piece: bytes) -> None:
    """Add bytes to a file of that name where this process is."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(piece)


STREAMS = {"stdout": 1, "stderr": 2}


def append_to_nothing(number: int) -> int:
    """Send a descriptor to a file without a name, and return one that reads it."""
    path = f"/tmp/.stream{number}-{os.getpid()}"  # without isolation, others are there too
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
    os.unlink(path)
    os.dup2(file, number)
    return file


# How a student's cells are run and functions called in an isolated process.

LONGEST = 1 << 16
"""Bytes that are shown of what a cell's subprocesses wrote."""


class Student:
    """The student's side of the channel: does what the checker asks for, one thing at a time."""

    def __init__(self, channel: Channel, shell: Shell, limits: Limits) -> None:
        self._channel, self._shell = channel, shell
        self._most = Most(limits.value)
        self._functions: list[Any] = []
        self._number, self._own = "", os.getpid()
        self._streams = {name: append_to_nothing(number) for name, number in STREAMS.items()}
        import_from_here()
        attach(self._show)
        channel.send(Ready())

    def serve(self) -> None:
        """Answer until the other end is gone."""
        while True:
            try:
                asked = self._channel.receive(Ask)
                self._number = asked.number
                answer = self._answer(asked.request)
                if os.getpid() != self._own:  # a copy that the student's code has forked
                    os._exit(0)
                self._show_streams()
                SCREEN.flush()
                self._send(answer)
            except KeyboardInterrupt:  # too late to interrupt anything
                continue
            except Closed:
                return

    def _send(self, answer: Answer) -> None:
        try:
            self._channel.send(Reply(self._number, answer))
        except Malformed as error:
            self._channel.send(Reply(self._number, Refused(str(error))))

    def _answer(self, request: Request) -> Answer:
        match request:
            case WriteFile(name, piece):
                with contextlib.suppress(OSError):  # a full disk: whoever opens it will see it
                    write_piece(name, piece)
                return Done()
            case RunCell(source, count, names):
                self._give(names)
                return self._run(source, count)
            case GetValue(name):
                return self._value(name)
            case CallFunction():
                return self._call(request)

    def _run(self, source: str, count: int) -> Answer:
        plt.close("all")  # figures that a test has left open belong to no later cell
        result = run(self._shell, source, count)
        if isinstance(result.error_in_exec, MemoryError):
            gc.collect()  # or the next cell would find no memory either
        space, hidden = self._shell.user_ns, self._shell.user_ns_hidden
        names = [n for n in list(space) if isinstance(n, str) and not n.startswith("_")]
        own = [n for n in names if n not in hidden or space[n] is not hidden[n]]
        return CellRun(own[:10_000])

    def _value(self, name: str) -> Answer:
        try:
            return Value(self._writer().write(self._shell.user_ns[name]))
        except KeyError:
            return NoSuchName()
        except Exception as error:
            return Refused(said(error))

    def _give(self, names: dict[str, Node]) -> None:
        """Give names these values; one that is the same already stays what it is."""
        space, reader = self._shell.user_ns, Reader(self._stored, self._most)
        for name, node in names.items():
            with contextlib.suppress(Exception):  # a class of the student's own that fails
                if name in space and _same(self._writer().write(space[name]), node):
                    continue
            space[name] = reader.read(node)

    def _stored(self, number: int, _name: str) -> Any:
        return self._functions[number]

    def _call(self, request: CallFunction) -> Answer:
        if request.close:
            plt.close("all")
        self._give(request.names)
        restore(request.generators)
        before = states() if request.draws else {}
        reader = Reader(self._stored, self._most)
        arguments = [reader.read(node) for node in request.arguments]
        keywords = {name: reader.read(node) for name, node in request.keywords.items()}
        try:
            value = self._functions[request.function](*arguments, **keywords)
        except BaseException as error:
            data = Writer(lambda _: None, self._most, strict=True)
            plain = encode_exception(error, self._shell.InteractiveTB, data.write)
            return Raised(plain, worn=isinstance(error, MemoryError))
        try:
            node = self._writer().write(value)
            changed = self._changed(arguments, request.arguments)
            after = states() if request.draws else {}
            drawn = {name: after[name] for name in after if after[name] != before.get(name)}
            return Returned(node, changed, drawn)
        except Exception as error:  # too large, or a class of the student's own that fails
            return Refused(said(error))

    def _changed(self, arguments: list[Any], before: list[Node]) -> dict[str, Node]:
        after = [json.loads(json.dumps(self._writer().write(part))) for part in arguments]
        pairs = enumerate(zip(before, after, strict=True))
        return {str(i): new for i, (old, new) in pairs if not _same(old, new)}

    def _writer(self) -> Writer:
        return Writer(self._handle, self._most)

    def _handle(self, function: Any) -> int:
        self._functions.append(function)
        return len(self._functions) - 1

    def _show(self, output: Output) -> None:
        if os.getpid() != self._own:
            return
        try:
            self._channel.send(Reply(self._number, Shown(plain(output))))
        except Malformed as error:
            text = f"[an output is left out: {error}]\n"
            stream = {"output_type": "stream", "name": "stdout", "text": text}
            self._channel.send(Reply(self._number, Shown(stream)))

    def _show_streams(self) -> None:
        """Show what was written past Python: by subprocesses, and by code in C."""
        for name, file in self._streams.items():
            if os.fstat(file).st_size:
                SCREEN.text(name, os.pread(file, LONGEST, 0).decode(errors="replace"))
                os.ftruncate(file, 0)


def _same(one: Node, other: Node) -> bool:
    return json.dumps(one) == json.dumps(other)  # in which nan is the same as nan


def plain(output: Output) -> Output:
    """An output as JSON has it, whatever a display holds beside that."""
    as_json: Output = json.loads(json.dumps(output, default=repr))
    return as_json
