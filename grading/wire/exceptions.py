"""A student's exception as plain data, and as an exception of a built-in class in the checker."""

from __future__ import annotations

import builtins
from types import TracebackType
from typing import Any

from grading.core.outputs import FROM_A_STUDENT, OURS, said

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


def encode_exception(error: BaseException, tracebacks: Any) -> dict[str, Any]:
    """An exception as plain data, set by IPython's `tracebacks`; in the student's process."""
    kind, line = type(error), notebook_line(error.__traceback__)
    known = [c.__name__ for c in kind.__mro__ if getattr(builtins, c.__name__, None) is c]
    causes, frames = _set(error, error.__traceback__, tracebacks)
    return {
        "name": kind.__name__,
        "base": known[0],
        "text": said(error),
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


def decode_exception(raised: Any) -> Exception:
    """An exception that says what the student's said, of the same built-in class and name.

    A name under which the grader itself speaks becomes that of the class.
    """
    raised = raised if isinstance(raised, dict) else {}
    base = getattr(builtins, str(raised.get("base")), Exception)
    known = isinstance(base, type) and issubclass(base, Exception)
    known = known and not issubclass(base, ExceptionGroup)
    base = base if known else Exception
    if issubclass(base, (StopIteration, StopAsyncIteration)):  # or a loop of the test's would end
        base = RuntimeError
    name, text = str(raised.get("name"))[:80], str(raised.get("text"))[:10_000]
    looks = {"__init__": lambda *_: None, "__str__": lambda _: text, "__module__": "builtins"}
    name = name if name.isidentifier() and name not in OURS else base.__name__
    error: Exception = type(name, (base,), looks)(text)
    setattr(error, FRAMES, tuple(_lines(raised.get(key)) for key in ("causes", "frames", "line")))
    setattr(error, FROM_A_STUDENT, str(raised.get("function"))[:80])
    return error


def _lines(parts: Any) -> list[str]:
    """The first and the last of the parts of a traceback, each of bounded length."""
    texts = [str(part)[:10_000] for part in parts] if isinstance(parts, list) else []
    return texts if len(texts) <= 80 else [*texts[:40], "... Traceback truncated ...", *texts[-40:]]
