"""Limits of time, memory and output for one notebook of a student's.

The kernel's own are set in `sandbox.namespaces`, the system calls that there are in
`sandbox.seccomp`. What a student uses is counted in `sandbox.usage`; memory and processes are
judged in `sandbox.zygote`, time in `checker.process`, outputs and restarts in `checker.session`.
Those that an instructor may change stand in `checker.settings`. How large a file may be that is
handed in says `intake`.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBI = 1 << 20

CHECKER_SECONDS = 60
"""Of computing time, for all tests of one notebook by themselves."""


@dataclass(frozen=True)
class Limits:
    """What one notebook may use: seconds of wall clock and CPU, bytes, processes."""

    cell_seconds: float = 30.0
    """Of the clock, for one cell, or for one call of a student's function by a test: who sleeps
    or waits uses no other time.
    """
    notebook_seconds: float = 180.0
    cell_cpu_seconds: float = 10.0
    """Of computing time, of all processes of a student together; no more than `cell_seconds`."""
    notebook_cpu_seconds: float = 60.0
    memory: int = 1024 * MEBI
    """For all processes of a notebook together, beyond what the warm parent has imported; what the
    kernel keeps for them counts, too, and their files.
    """
    processes: int = 32
    disk: int = 256 * MEBI
    """For each folder that can be written to, and for one file. What is in them counts as memory.
    """
    open_files: int = 64
    cell_output: int = 2 * MEBI
    """What is kept of the outputs of one cell; the rest is cut with a remark."""
    value: int = 16 * MEBI
    """Bytes of one value that crosses between a test and a student's code: of the numbers of its
    arrays, or 32 for each value in it. The longest message follows from it (`wire.channel`), and
    what the checker may use for itself.
    """
    restarts: int = 8
    """How often a process that has ended is replaced by another, for the cells that follow."""
