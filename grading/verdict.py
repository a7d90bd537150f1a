"""Knows what makes the outputs of a test cell a verdict; not how the test was run."""

from __future__ import annotations

import math
from typing import Any

from grading.outputs import LINE, Output, error_output, said

VERDICTS = ("error", "execute_result")
"""Kinds of output by which nbgrader scores; a test cell has one of them at the most."""

INVALID, NOT_GRADED, REFUSED = "InvalidScore", "NotGraded", "AnswerRefused"
FOR_A_PERSON = (INVALID, NOT_GRADED, REFUSED)
"""Names of errors in a test cell that an instructor should look at."""

OURS = (*FOR_A_PERSON, "ProcessEnded", "CellTimeoutError", "TooSlow")
"""Names of errors under which the grader itself speaks; no exception of a student's is shown so."""

BROKE_OFF = "the grading of this notebook broke off; your instructor has been told"
KILLED = "the process that graded this notebook died each time; your instructor has been told"
"""What a test cell says where grading could not go on; the next run tries again."""


def judged(
    outputs: list[Output], value: Any, error: BaseException | None, points: float
) -> tuple[list[Output], str]:
    """The outputs by which nbgrader scores, and a sentence for the instructor if the test is off.

    Whether the test failed is what its run says, and never what is left of its outputs. Text on
    stderr says nothing about an answer, so it goes. A last value is a partial score: a finite
    number between 0 and `points`, or else the test itself is wrong and gives nothing. A test that
    shows such a number and fails after it gives that number, as with nbgrader itself: the error
    says what is missing. (Nothing that a student shows is a result here: `Session` sees to it.)
    """
    kept = [o for o in outputs if o.get("name") != "stderr" and o["output_type"] not in VERDICTS]
    if error is not None:
        name, text = type(error).__name__, said(error)[:LINE]
        shown = [o for o in outputs if o["output_type"] == "error" and o["ename"] == name]
        score = [o for o in outputs if o["output_type"] == "execute_result"][:1]
        kept += [o for o in score if _is_score(_number(o), points)]
        return [*kept, *(shown[-1:] or [error_output(name, text)])], ""
    if value is None:
        return kept, ""
    if _is_score(value, points):
        text = repr(value.item() if hasattr(value, "item") else value)
        result: Output = {"output_type": "execute_result", "execution_count": None, "metadata": {}}
        return [*kept, {**result, "data": {"text/plain": text}}], ""
    fault = f"this test ended in {value!r:.60}, which is no score between 0 and {points:g}"
    return [*kept, error_output(INVALID, f"{fault}: your instructor has been told")], fault


def _number(result: Output) -> float | None:
    """The number that a result shows, as nbgrader reads it; None if it is none."""
    try:
        return float(result["data"]["text/plain"])
    except (KeyError, ValueError):
        return None


def _is_score(value: Any, points: float) -> bool:
    plain = value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value
    if isinstance(plain, bool) or not isinstance(plain, (int, float)):
        return False
    return math.isfinite(plain) and 0 <= plain <= points
