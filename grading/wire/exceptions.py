"""A student's exception as plain data, and as an exception of a built-in class in the checker."""

from __future__ import annotations

import builtins
import contextlib
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

from grading.core.outputs import FROM_A_STUDENT, OURS, said
from grading.wire.codec import Refused

FRAMES = "frames_elsewhere"
"""The attribute of an exception whose traceback goes on in another process: what was said there of
its causes, of the frames from the call on, and of the innermost one that is a notebook's."""


def notebook_line(trace: TracebackType | None) -> TracebackType | None:
    """The innermost frame of a notebook's own, alone; None if there is none."""
    found = None
    while trace:
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            found = TracebackType(None, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)
        trace = trace.tb_next
    return found


HEADER = "Traceback (most recent call last)"


PLAIN = (type(None), bool, int, float, complex, str, bytes)
"""What an exception may hold beside its text, and what lists, tuples and dicts of it may."""

FILES = {
    kind for kind in vars(builtins).values() if isinstance(kind, type) and issubclass(kind, OSError)
}
"""Exceptions that have a file's name beside their arguments."""

DETAILS = 100
"""Arguments of an exception, and attributes."""

ATTRIBUTE = re.compile(r"[a-zA-Z]\w{0,79}")
"""The name of an attribute that crosses; who shows an exception asks it for others (`_repr_…`)."""


def told(error: BaseException, write: Callable[[Any], Any]) -> dict[str, Any]:
    """An exception as plain data: its class, its text, and its arguments and attributes as nodes,
    where they are plain.
    """
    kind = type(error)
    known = [c.__name__ for c in kind.__mro__ if getattr(builtins, c.__name__, None) is c]
    own = {k: v for k, v in vars(error).items() if isinstance(k, str) and _is_plain(v)}
    plain = {"name": kind.__name__, "base": known[0], "text": said(error)}
    details: dict[str, Any] = {"args": None, "attributes": None}
    with contextlib.suppress(Exception):  # too large, or a class of the student's own that fails
        named = getattr(error, "filename", None) if kind in FILES else None
        arguments = error.args if named is None else (*error.args, named)
        if _is_plain(arguments):
            details["args"] = write(arguments)
        details["attributes"] = write({k: v for k, v in own.items() if ATTRIBUTE.fullmatch(k)})
    return {**plain, **details}


def _is_plain(value: Any, deep: int = 4) -> bool:
    """True for data that has no attributes and no methods but Python's own."""
    if type(value) in PLAIN:
        return True
    if deep == 0 or type(value) not in (list, tuple, dict) or len(value) > DETAILS:
        return False
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    return all(_is_plain(each, deep - 1) for each in inner)


def encode_exception(
    error: BaseException, tracebacks: Any, write: Callable[[Any], Any]
) -> dict[str, Any]:
    """An exception as plain data, set by IPython's `tracebacks`; in the student's process."""
    line = notebook_line(error.__traceback__)
    causes, frames = _set(error, error.__traceback__, tracebacks)
    return {
        **told(error, write),
        "causes": causes,
        "frames": frames,
        "line": _set(error, line, tracebacks)[1] if line else frames[-1:],
        "function": line.tb_frame.f_code.co_name if line else "",
    }


def _set(error: BaseException, trace: Any, tracebacks: Any) -> tuple[list[str], list[str]]:
    """What IPython says of the error's causes, and of the frames of `trace`."""
    try:
        lines = tracebacks.structured_traceback(type(error), error, trace, tb_offset=0)
        parts = [str(line) for line in lines]
        start = max(number for number, part in enumerate(parts) if HEADER in part)
    except Exception:  # an exception of the student's own making may resist
        return [], []
    return parts[1:start], parts[start + 1 : -1]


def decode_exception(raised: Any, read: Callable[[Any], Any] | None = None) -> Exception:
    """An exception that a student's code has raised, with its frames there; as `made` has it."""
    raised = raised if isinstance(raised, dict) else {}
    error = made(raised, read)
    setattr(error, FRAMES, tuple(_lines(raised.get(key)) for key in ("causes", "frames", "line")))
    setattr(error, FROM_A_STUDENT, str(raised.get("function"))[:80])
    return error


def made(raised: Any, read: Callable[[Any], Any] | None) -> Exception:
    """An exception that says what the other end's said, of the same built-in class and name.

    One of Python's own is made of its arguments, where it then says the same. A name under which
    the grader itself speaks becomes that of the class. Without `read` it has a text only.
    """
    raised = raised if isinstance(raised, dict) else {}
    known = getattr(builtins, str(raised.get("base")), Exception)
    base = known if isinstance(known, type) and issubclass(known, Exception) else Exception
    base = Exception if issubclass(base, ExceptionGroup) else base
    name, text = str(raised.get("name"))[:80], str(raised.get("text"))[:10_000]
    arguments = _read(raised.get("args"), read, tuple)
    if issubclass(base, (StopIteration, StopAsyncIteration)):  # or a loop of the test's would end
        base = RuntimeError
    error: Exception | None = None
    if name == base.__name__ and arguments is not None:
        with contextlib.suppress(Exception):  # no arguments of that class
            error = base(*arguments)
    if error is None or type(error) is not base or said(error) != text:
        looks = {"__init__": lambda *_: None, "__str__": lambda _: text, "__module__": "builtins"}
        name = name if name.isidentifier() and name not in OURS else base.__name__
        error = type(name, (base,), looks)(text)
        error.args = arguments if arguments is not None else (text,)
    own = _read(raised.get("attributes"), read, dict) or {}
    vars(error).update((k, v) for k, v in own.items() if ATTRIBUTE.fullmatch(str(k)))
    vars(error).pop(FRAMES, None)
    setattr(error, FROM_A_STUDENT, "")  # whoever raises it
    return error


def _read(node: Any, read: Callable[[Any], Any] | None, kind: type) -> Any:
    """What a node holds, if it is plain and of this kind; otherwise None."""
    value = None
    if node is not None and read is not None:
        with contextlib.suppress(Refused):
            value = read(node)
    return value if type(value) is kind and _is_plain(value) else None


def _lines(parts: Any) -> list[str]:
    """The first and the last of the parts of a traceback, each of bounded length."""
    texts = [str(part)[:10_000] for part in parts] if isinstance(parts, list) else []
    return texts if len(texts) <= 80 else [*texts[:40], "... Traceback truncated ...", *texts[-40:]]
