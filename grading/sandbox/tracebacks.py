"""Tracebacks of cells: without frames of this package, not too long, and across two processes."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

from IPython.core.ultratb import AutoFormattedTB

from grading.wire.exceptions import FRAMES

SKIPPED = "    [... skipping hidden 1 frame]\n"
"""What IPython says of a frame that asks to be left out; the last one it shows all the same."""

ENDS = 60
"""Frames that are kept at either end of a long traceback."""

_FOLDER = os.path.dirname(os.path.dirname(__file__)) + os.sep


class Tracebacks(AutoFormattedTB):
    """IPython's, for an exception and each of its causes, with the frames of another process."""

    def format_exception_as_a_whole(
        self, etype: Any, evalue: Any, etb: Any, context: Any, tb_offset: Any
    ) -> list[list[str]]:
        etb = _own_frames_cut(etb)
        (parts,) = super().format_exception_as_a_whole(etype, evalue, etb, context, tb_offset)
        causes, frames, line = getattr(evalue, FRAMES, ((), (), ()))
        if frames and _is_hidden(etb):  # a check shows the student's own line, and no more
            causes, frames, parts[-2:-1] = (), line, [SKIPPED]
        return [[*causes, *parts[:-1], *frames, *parts[-1:]]]


def _is_hidden(trace: TracebackType | None) -> bool:
    """True if the last frame asks to be left out."""
    while trace and trace.tb_next:
        trace = trace.tb_next
    return bool(trace and trace.tb_frame.f_locals.get("__tracebackhide__"))


def _own_frames_cut(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of this package at its beginning and its end.

    Of a recursion's thousands of frames, which would take seconds to set, 60 stay at either end:
    more than nbgrader keeps.
    """
    frames = []
    while trace:
        frames.append(trace)
        trace = trace.tb_next
    while frames and _is_own(frames[0]):
        del frames[0]
    while frames and _is_own(frames[-1]):
        del frames[-1]
    frames = frames if len(frames) <= 2 * ENDS else [*frames[:ENDS], *frames[-ENDS:]]
    for frame, following in zip(frames, [*frames[1:], None], strict=False):
        frame.tb_next = following
    return frames[0] if frames else None


def _is_own(trace: TracebackType) -> bool:
    return trace.tb_frame.f_code.co_filename.startswith(_FOLDER)
