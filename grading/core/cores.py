"""Cores that this process may use, and what runs on them at a time."""

from __future__ import annotations

import math
import os


def cores() -> int:
    """Those that the system gives this process, as far as it tells; at least one."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


THREADS = 4
"""Notebooks that one process grades at a time: all come from one warm parent."""


def at_a_time(workers: int | None) -> tuple[int, int]:
    """How many processes grade so many notebooks at a time, and how many each of them.

    With None there are as many as cores.
    """
    count = max(1, workers or cores())
    processes = math.ceil(count / THREADS)
    return processes, math.ceil(count / processes)
