"""The worker: runs a student's cells and calls the student's functions in the sandbox."""

from __future__ import annotations

import base64
import contextlib
import gc
import json
import os
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

from grading.core.outputs import Output, said
from grading.sandbox.shell import SCREEN, Shell, attach, run
from grading.wire.channel import Channel, Closed, Malformed
from grading.wire.exceptions import encode_exception
from grading.wire.values import Reader, Writer

# The files of a student's process: what lies beside the notebook, where streams go.


def write_piece(name: str, piece: str) -> None:
    """Add bytes, in base64, to a file of that name where this process is."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(base64.b64decode(piece))


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

    def __init__(self, channel: Channel, shell: Shell) -> None:
        self._channel, self._shell = channel, shell
        self._functions: list[Any] = []
        self._number, self._own = "", os.getpid()
        self._streams = {name: append_to_nothing(number) for name, number in STREAMS.items()}
        attach(self._show)

    def serve(self) -> None:
        """Answer until the other end is gone."""
        while True:
            try:
                message = self._channel.receive()
                self._number = message["number"]
                answer = getattr(self, f"do_{message['do']}")(message)
                if os.getpid() != self._own:  # a copy that the student's code has forked
                    os._exit(0)
                self._show_streams()
                SCREEN.flush()
                self._answer(answer)
            except KeyboardInterrupt:  # too late to interrupt anything
                continue
            except Closed:
                return

    def _answer(self, answer: dict[str, Any]) -> None:
        try:
            self._channel.send({"number": self._number, "done": answer})
        except Malformed as error:
            self._channel.send({"number": self._number, "done": {"refused": str(error)}})

    def do_file(self, message: dict[str, Any]) -> dict[str, Any]:
        """Put a piece of a file that lies beside the notebook into the home."""
        with contextlib.suppress(OSError):  # a full disk: whoever opens the file will see it
            write_piece(message["name"], message["piece"])
        return {}

    def do_run(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run a cell; the answer holds the names that exist afterwards."""
        plt.close("all")  # figures that a test has left open belong to no later cell
        result = run(self._shell, message["source"], message["count"])
        if isinstance(result.error_in_exec, MemoryError):
            gc.collect()  # or the next cell would find no memory either
        space, hidden = self._shell.user_ns, self._shell.user_ns_hidden
        names = [n for n in list(space) if isinstance(n, str) and not n.startswith("_")]
        own = [n for n in names if n not in hidden or space[n] is not hidden[n]]
        return {"ok": bool(result.success), "names": own[:10_000]}

    def do_value(self, message: dict[str, Any]) -> dict[str, Any]:
        """The value of a name."""
        try:
            return {"value": Writer(self._handle).write(self._shell.user_ns[message["name"]])}
        except KeyError:
            return {"missing": True}
        except Exception as error:
            return {"refused": said(error)}

    def do_call(self, message: dict[str, Any]) -> dict[str, Any]:
        """Call a function with plain data; the answer holds its value and changed arguments."""
        if message["close"]:
            plt.close("all")
        reader = Reader(lambda number, _: self._functions[number])
        arguments = [reader.read(node) for node in message["arguments"]]
        keywords = {name: reader.read(node) for name, node in message["keywords"].items()}
        try:
            value = self._functions[message["function"]](*arguments, **keywords)
        except BaseException as error:
            return {
                "raised": encode_exception(error, self._shell.InteractiveTB),
                "worn": isinstance(error, MemoryError),
            }
        try:
            return {
                "value": Writer(self._handle).write(value),
                "changed": self._changed(arguments, message["arguments"]),
            }
        except Exception as error:  # too large, or a class of the student's own that fails
            return {"refused": said(error)}

    def _changed(self, arguments: list[Any], before: list[Any]) -> dict[int, Any]:
        after = [json.loads(json.dumps(Writer(self._handle).write(part))) for part in arguments]
        pairs = enumerate(zip(before, after, strict=True))
        return {i: new for i, (old, new) in pairs if json.dumps(old) != json.dumps(new)}

    def _handle(self, function: Any) -> int:
        self._functions.append(function)
        return len(self._functions) - 1

    def _show(self, output: Output) -> None:
        if os.getpid() != self._own:
            return
        try:
            plain = json.loads(json.dumps(output, default=_text))
            self._channel.send({"number": self._number, "output": plain})
        except Malformed as error:
            text = f"[an output is left out: {error}]\n"
            stream = {"output_type": "stream", "name": "stdout", "text": text}
            self._channel.send({"number": self._number, "output": stream})

    def _show_streams(self) -> None:
        """Show what was written past Python: by subprocesses, and by code in C."""
        for name, file in self._streams.items():
            if os.fstat(file).st_size:
                SCREEN.text(name, os.pread(file, LONGEST, 0).decode(errors="replace"))
                os.ftruncate(file, 0)


def _text(value: object) -> str:
    """What a display holds beside JSON: bytes of pictures, or anything."""
    return base64.b64encode(value).decode() if isinstance(value, bytes) else repr(value)
