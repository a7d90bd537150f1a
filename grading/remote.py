"""Knows how an exception of a student's is told in another process; not where it came from."""

from __future__ import annotations

import builtins
from typing import Any

from grading.outputs import said
from grading.tracebacks import FRAMES
from grading.verdict import OURS

HEADER = "Traceback (most recent call last)"


def told(error: BaseException, tracebacks: Any) -> dict[str, Any]:
    """An exception as plain data, set by IPython's `tracebacks`; in the student's process."""
    kind = type(error)
    known = [c.__name__ for c in kind.__mro__ if getattr(builtins, c.__name__, None) is c]
    try:
        lines = tracebacks.structured_traceback(kind, error, error.__traceback__, tb_offset=0)
        parts = [str(line) for line in lines]
        start = max(number for number, part in enumerate(parts) if HEADER in part)
    except Exception:  # an exception of the student's own making may resist
        parts, start = [], 0
    return {
        "name": kind.__name__,
        "base": known[0],
        "text": said(error),
        "causes": parts[1:start],
        "frames": parts[start + 1 : -1],
    }


def remote_error(raised: Any) -> Exception:
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
    setattr(error, FRAMES, (_lines(raised.get("causes")), _lines(raised.get("frames"))))
    return error


def _lines(parts: Any) -> list[str]:
    """The first and the last of the parts of a traceback, each of bounded length."""
    texts = [str(part)[:10_000] for part in parts] if isinstance(parts, list) else []
    return texts if len(texts) <= 80 else [*texts[:40], "... Traceback truncated ...", *texts[-40:]]
