"""Knows how workers are made to fail in tests: loaded by Dask into each of them before it starts.

`DEADLY` names a student at whose notebook a worker kills itself, `ONCE` a file in whose presence it
does so only the first time; `HELD` names one whose notebook waits until somebody writes to the pipe
`UNTIL`, so that a command cannot end before that.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from grading.core.outcome import Outcome
from grading.scheduler import worker as shard
from grading.scheduler.worker import GradingTask

PRELOADED = {
    "DASK_DISTRIBUTED__WORKER__PRELOAD": "tests.faults",
    "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
}


def dask_setup(_worker: object) -> None:
    """Put a trap in front of what a worker does with a notebook."""
    usual = shard._WarmGrader.outcome

    def outcome(bench: shard._WarmGrader, parcel: GradingTask) -> Outcome:
        if parcel.student == os.environ.get("DEADLY") and _armed():
            os.kill(os.getpid(), signal.SIGKILL)
        if parcel.student == os.environ.get("HELD"):
            Path(os.environ["UNTIL"]).read_bytes()
        return usual(bench, parcel)

    shard._WarmGrader.outcome = outcome  # type: ignore[assignment, method-assign]


def _armed() -> bool:
    once = os.environ.get("ONCE")
    if once is None:
        return True
    try:
        Path(once).unlink()
    except FileNotFoundError:
        return False
    return True


def deadly(student: str, once: Path | None = None) -> dict[str, str]:
    """The environment of a command whose workers die at that student's notebook."""
    if once is not None:
        once.touch()
    return {**PRELOADED, "DEADLY": student, **({"ONCE": str(once)} if once else {})}


def held(student: str, until: Path) -> dict[str, str]:
    """The environment of a command that waits at that student's notebook for a word in a pipe."""
    os.mkfifo(until)
    return {**PRELOADED, "HELD": student, "UNTIL": str(until)}
