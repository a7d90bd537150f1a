"""Knows what makes the outputs of a test cell a verdict; not how the test was run."""

from __future__ import annotations

import math
from typing import Any

from grading.outputs import Output, error_output

INVALID, NOT_GRADED, REFUSED = "InvalidScore", "NotGraded", "AnswerRefused"
FOR_A_PERSON = (INVALID, NOT_GRADED, REFUSED)
"""Names of errors in a test cell that an instructor should look at."""


def judged(outputs: list[Output], value: Any, points: float) -> tuple[list[Output], str]:
    """The outputs by which nbgrader scores, and a sentence for the instructor if the test is off.

    Text on stderr says nothing about an answer, so it goes. A last value is a partial score: a
    finite number between 0 and `points`, or else the test itself is wrong and gives nothing.
    """
    kept = [output for output in outputs if output.get("name") != "stderr"]
    if value is None or any(output["output_type"] == "error" for output in kept):
        return kept, ""
    kept = [output for output in kept if output["output_type"] != "execute_result"]
    if _is_score(value, points):
        shown = {"text/plain": repr(value.item() if hasattr(value, "item") else value)}
        count = outputs[-1].get("execution_count")
        result = {"output_type": "execute_result", "execution_count": count}
        return [*kept, {**result, "data": shown, "metadata": {}}], ""
    fault = f"this test ended in {value!r:.60}, which is no score between 0 and {points:g}"
    return [*kept, error_output(INVALID, f"{fault}: your instructor has been told")], fault


def _is_score(value: Any, points: float) -> bool:
    plain = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
    if isinstance(plain, bool) or not isinstance(plain, (int, float)):
        return False
    return math.isfinite(plain) and 0 <= plain <= points
