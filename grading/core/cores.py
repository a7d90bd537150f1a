"""Cores that this process may use."""

from __future__ import annotations

import os


def cores() -> int:
    """Those that the system gives this process, as far as it tells; at least one."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
