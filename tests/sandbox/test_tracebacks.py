"""A cell's traceback has the frames of whoever wrote it, and of these not too many."""

from __future__ import annotations

from types import TracebackType

import pytest

from grading.sandbox.tracebacks import ENDS, _own_frames_cut


def frames(error: BaseException) -> list[str]:
    """The functions of a traceback after the cut, from the outermost."""
    trace: TracebackType | None = _own_frames_cut(error.__traceback__)
    found = []
    while trace:
        found.append(trace.tb_frame.f_code.co_name)
        trace = trace.tb_next
    return found


def raised(depth: int) -> RecursionError:
    """What this raises at that depth."""

    def deeper(left: int) -> None:
        if not left:
            raise RecursionError
        deeper(left - 1)

    try:
        deeper(depth)
    except RecursionError as error:
        return error
    raise AssertionError


def test_a_short_traceback_is_whole() -> None:
    assert frames(raised(3)) == ["raised", *["deeper"] * 4]


def test_of_a_long_one_both_ends_are_kept() -> None:
    found = frames(raised(500))
    assert len(found) == 2 * ENDS
    assert found[0] == "raised"


def test_frames_of_this_package_are_cut_off_at_both_ends() -> None:
    with pytest.raises(AttributeError) as caught:
        _own_frames_cut("no traceback")  # type: ignore[arg-type]
    assert frames(caught.value) == ["test_frames_of_this_package_are_cut_off_at_both_ends"]
