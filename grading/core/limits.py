"""Limits of time, memory and output for one notebook of a student's.

The kernel's own are set in `sandbox.namespaces`, the system calls that are refused in
`sandbox.seccomp`; time, memory and processes are counted in `sandbox.usage` and judged in
`checker.process`, outputs and restarts in `checker.session`. Those that an instructor may change
stand in `checker.settings`. How large a file may be that is handed in says `intake`.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBI = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one notebook may use: seconds of wall clock and CPU, bytes, processes."""

    cell_seconds: float = 30.0
    """For one cell, or for one call of a student's function by a test."""
    notebook_seconds: float = 180.0
    cpu_seconds: int = 180
    memory: int = 1024 * MEBI
    """For all processes of a notebook together, beyond what the warm parent has imported."""
    processes: int = 32
    disk: int = 32 * MEBI
    """For each folder that can be written to, and for one file."""
    open_files: int = 64
    cell_output: int = 2 * MEBI
    """What is kept of the outputs of one cell; the rest is cut with a remark."""
    restarts: int = 8
    """How often a process that has ended is replaced by another, for the cells that follow."""
