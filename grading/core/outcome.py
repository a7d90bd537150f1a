"""What a worker returns for one notebook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """A graded notebook as a file's text, and what grading it had to say.

    It is not `settled` where another try may end otherwise, and `again` where that should be at
    once, since others kept it from running; `seconds` are those of a worker.
    """

    text: str
    remarks: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    settled: bool = True
    seconds: float | None = None
    again: bool = False
