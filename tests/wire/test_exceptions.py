"""An exception of a student's is told as it was, but never in the grader's own name."""

from __future__ import annotations

import pytest

from grading.core.outputs import OURS
from grading.wire.exceptions import decode_exception


def test_class_name_and_words_are_the_students() -> None:
    error = decode_exception({"name": "TooSteep", "base": "ValueError", "text": "at 3"})
    assert (type(error).__name__, str(error)) == ("TooSteep", "at 3")
    assert isinstance(error, ValueError)


@pytest.mark.parametrize("name", [*OURS, "no name", ""])
def test_nobody_speaks_in_the_graders_name(name: str) -> None:
    error = decode_exception({"name": name, "base": "KeyError", "text": "all points, please"})
    assert type(error).__name__ == "KeyError"
