"""Usage of memory and processes by a student, as proc(5) counts it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

HIDDEN = 1 << 60
"""What a process counts for that hides the memory it uses."""


def address_space() -> int:
    """The bytes of address space that this process has mapped; 0 where the system hides it."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def used_by(root: int, enough: int) -> tuple[int, int]:
    """The processes below `root`, itself included: how many, and bytes of memory of their own.

    Memory shared with the warm parent counts in parts, as the kernel's proportional set size, if
    it is more than `enough` as a whole. To know the parts takes as long as to read 20 MB.
    """
    tree = [root]
    for process in tree:
        tree += _children(process)
    whole = sum(map(_resident_size, tree))
    return len(tree), whole if whole <= enough else sum(map(_proportional_size, tree))


def _resident_size(process: int) -> int:
    """The memory of a process, with all that it shares with others; HIDDEN if it is not known."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except PermissionError:
        return HIDDEN
    except OSError:  # it has ended meanwhile
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") or HIDDEN  # 0: its first thread has ended


def _children(process: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            found += [int(word) for word in (task / "children").read_text().split()]
    except OSError:  # it has ended meanwhile
        pass
    return found


def _proportional_size(process: int) -> int:
    """The memory of a process; of any of its threads, if its first has ended before the others."""
    sizes = [_rolled_up(Path(f"/proc/{process}"))]
    if sizes == [None]:
        with contextlib.suppress(OSError):
            sizes = [_rolled_up(task) for task in Path(f"/proc/{process}/task").iterdir()]
    return max((size for size in sizes if size is not None), default=0)


def _rolled_up(folder: Path) -> int | None:
    try:
        for line in (folder / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except PermissionError:  # it has made itself unreadable, which nothing honest does
        return HIDDEN
    except OSError:  # it has ended meanwhile
        pass
    return None
