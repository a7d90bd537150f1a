"""Usage of memory, computing time and processes by a student, as proc(5) counts it.

What is counted is a tree: a process and all below it. In a process namespace nothing that it has
started can leave the tree, whoever forks twice.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HIDDEN = 1 << 60
"""What a process counts for that hides the memory it uses."""

SOCKET = 256 << 10
"""Bytes of the kernel's memory that a socket may hold, about: what net.core.wmem_default allows."""

MAPPING = 256
"""Bytes of the kernel's memory that it keeps for a mapping, about."""

LOCK = 256
"""Bytes of the kernel's memory that it keeps for a lock of a part of a file, about."""

_EXITING = 0x4
"""Flag of a thread that is ending: PF_EXITING of the kernel's sched.h, in `flags` of proc(5)."""

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")


def address_space() -> int:
    """The bytes of address space that this process has mapped; 0 where the system hides it."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * _PAGE


def tree(root: int) -> list[int]:
    """The processes below `root`, itself first."""
    found = [root]
    for process in found:
        found += _children(process)
    return found


def used_by(root: int, enough: int, folders: Sequence[str] = ()) -> tuple[int, int]:
    """The processes below `root`, itself included: how many, and bytes of memory of their own.

    Memory shared with the warm parent counts in parts, as the kernel's proportional set size, if
    it is more than `enough` as a whole. To know the parts takes as long as to read 20 MB. What the
    kernel keeps for sockets and locks counts, too; for mappings, where there are many processes.
    `folders` are file systems in memory that `root` sees, and nobody else.
    """
    count = memory = 0
    for _ in range(TRIES):
        processes = tree(root)
        found, complete = _memory(processes, enough, folders)
        count, memory = max(count, len(processes)), max(memory, found)
        if complete:
            return len(processes), found
    return count, memory


def _memory(processes: list[int], enough: int, folders: Sequence[str]) -> tuple[int, bool]:
    """Bytes of all of them, and whether none has gone meanwhile; one that has counts as it was."""
    sizes = [_resident_size(process) for process in processes]
    kernel = SOCKET * _sockets(processes[0]) + _of_locks(processes)
    kernel += sum(map(_page_tables, processes))
    kernel += sum(_of_files(f"/proc/{processes[0]}/root{folder}") for folder in folders)
    if len(processes) > MANY:
        kernel += _of_mappings(processes)
    if kernel + sum(sizes) > enough:
        own = [_proportional_size(process) for process in processes]
        known = [0 if size == HIDDEN else size for size in sizes]  # of those that end meanwhile
        sizes = [whole if part is None else part for whole, part in zip(known, own, strict=True)]
        return kernel + sum(sizes), None not in own
    return kernel + sum(sizes), 0 not in sizes[1:]


TRIES = 5
"""Looks at a tree whose processes hand on their memory and are gone before it is counted."""

MANY = 4
"""Processes whose mappings are not counted: no process can have more than 65,530."""

MAPS = 48 << 20
"""Bytes of lists of mappings that are read in one look; a student may choose the paths in them."""

LOCKS = "/proc/locks"
LISTED = 4 << 20
"""Bytes of the list of locks that are read in one look: some 60,000 locks."""


LONGEST = 0.5
"""Seconds between two looks for which a process that is new at the second one is charged."""


@dataclass(frozen=True)
class Seen:
    """Seconds of a process at one look: its own, those of children it has waited for, those that it
    was charged for; those of its first thread, and for which that was on a run queue.
    """

    own: float = 0.0
    of_children: float = 0.0
    charged: float = 0.0
    first: float = 0.0
    waited: float = 0.0


@dataclass
class Clock:
    """The computing time of a tree, and the time for which it was kept from computing.

    Seconds of all threads together since the tree began. Children that are waited for leave their
    time to their parent; of others, which live for less than the time between two looks, each that
    is seen computing stands for those before it. `waited` is the time for which a process was on a
    run queue because others had the cores: that of whichever waited longest, less what the rest of
    its own tree has computed meanwhile.
    """

    root: int
    computed: float = 0.0
    waited: float = 0.0
    _known: dict[int, Seen] = field(default_factory=dict)
    _looked: float = math.inf

    def look(self) -> None:
        """Count on."""
        now = time.monotonic()
        since, self._looked = min(LONGEST, max(0.0, now - self._looked)), now
        seen = {pid: _seen(pid, self._known.get(pid), since) for pid in tree(self.root)}
        before = {pid: self._known.get(pid, Seen()) for pid in seen}
        left = sum(each.charged for pid, each in self._known.items() if pid not in seen)
        inherited = sum(seen[pid].of_children - before[pid].of_children for pid in seen)
        computed = sum(seen[pid].charged - before[pid].charged for pid in seen)
        computed += max(0.0, inherited - left)
        by_others = (
            (seen[pid].waited - before[pid].waited)
            - (computed - (seen[pid].first - before[pid].first))
            for pid in seen
        )
        self.computed += computed
        self.waited += max(0.0, *by_others)
        self._known = seen


def _seen(process: int, before: Seen | None, since: float) -> Seen:
    """A process at this look; one that is new, and computes, is charged for the time since the
    last, in which others like it have lived: as much of it as it had of its own life.
    """
    try:
        words = _read(f"/proc/{process}/stat").rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return before or Seen()
    state, (user, system, *others) = words[0], (int(word) / _TICK for word in words[11:15])
    ran, first, waited = _scheduled(process)
    own = max(user + system, ran)  # the first in ticks of 10 ms, and of all threads that were
    if before is not None:
        charged = before.charged + own - before.own
    elif state == "R" and own + waited > 0:
        charged = max(own, since * own / (own + waited))
    else:
        charged = own
    return Seen(own, sum(others), charged, first, waited)


def _children(process: int) -> list[int]:
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{process}/task"):
            found += map(int, _read(f"/proc/{process}/task/{task}/children").split())
    except OSError:  # it has ended meanwhile
        pass
    return found


def _read(path: str) -> str:
    with open(path, encoding="ascii", errors="replace") as file:
        return file.read()


def _scheduled(process: int) -> tuple[float, float, float]:
    """Seconds on a core of a process's threads that are there; of its first thread, on a core and
    on a run queue. To the nanosecond; 0 where the kernel does not count them.
    """
    ran = first = waited = 0
    with contextlib.suppress(OSError, IndexError):
        for task in os.listdir(f"/proc/{process}/task"):
            words = _read(f"/proc/{process}/task/{task}/schedstat").split()
            ran += int(words[0])
            if task == str(process):
                first, waited = int(words[0]), int(words[1])
    return ran / 1e9, first / 1e9, waited / 1e9


def _sockets(process: int) -> int:
    """The open sockets of the network namespace that a process is in; none if it is our own, which
    holds those of the whole machine.
    """
    with contextlib.suppress(OSError, IndexError, ValueError):
        if os.path.samefile(f"/proc/{process}/ns/net", "/proc/self/ns/net"):
            return 0
        return int(_read(f"/proc/{process}/net/sockstat").split()[2])
    return 0


def _of_mappings(processes: list[int]) -> int:
    """Bytes that the kernel keeps for mappings; HIDDEN if the lists of them are too long."""
    count, left = 0, MAPS
    for process in processes:
        with contextlib.suppress(OSError), open(f"/proc/{process}/maps", "rb", 0) as file:
            while piece := file.read(1 << 16):
                count, left = count + piece.count(b"\n"), left - len(piece)
                if left < 0:
                    return HIDDEN
    return MAPPING * count


def _of_locks(processes: list[int]) -> int:
    """Bytes that the kernel keeps for locks of parts of files, as proc_locks(5) lists them; HIDDEN
    where the list is too long, for those to whom most of it belongs.
    """
    listed = b""
    with contextlib.suppress(OSError), open(LOCKS, "rb") as file:
        listed = file.read(LISTED)
    own = {b"%d" % process for process in processes}
    owners = [words[4] in own for line in listed.splitlines() if len(words := line.split()) > 7]
    if len(listed) == LISTED and 2 * sum(owners) > len(owners):
        return HIDDEN
    return LOCK * sum(owners)


def _of_files(folder: str) -> int:
    """Bytes of what lies in the file system of a folder."""
    try:
        system = os.statvfs(folder)
    except OSError:  # its process has ended meanwhile
        return 0
    return (system.f_blocks - system.f_bfree) * system.f_frsize


def _page_tables(process: int) -> int:
    """Bytes of a process's page tables, which its resident size leaves out."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(_read(f"/proc/{process}/status").partition("VmPTE:")[2].split()[0]) << 10
    return 0


def _resident_size(process: int) -> int:
    """The memory of a process, with all that it shares with others; HIDDEN if it is not known.

    0 if it has ended.
    """
    try:
        pages = int(_read(f"/proc/{process}/statm").split()[1])
    except PermissionError:
        return HIDDEN
    except OSError:  # it has ended meanwhile
        return 0
    return pages * _PAGE or (HIDDEN if _lives_on(process) else 0)


def _lives_on(process: int) -> bool:
    """True for one of whose threads one goes on, as the first, which is asked, does not.

    One that has ended, or is about to, has no memory; it may stay for long until it is waited for.
    """
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{process}/task"):
            with contextlib.suppress(OSError, IndexError, ValueError):
                words = _read(f"/proc/{process}/task/{task}/stat").rpartition(")")[2].split()
                if not int(words[6]) & _EXITING:
                    return True
    return False


def _proportional_size(process: int) -> int | None:
    """The memory of a process; of any of its threads, if its first has ended before the others.

    None if it has ended.
    """
    if (size := _rolled_up(Path(f"/proc/{process}"))) is not None:
        return size
    sizes: list[int | None] = []
    with contextlib.suppress(OSError):
        sizes = [_rolled_up(task) for task in Path(f"/proc/{process}/task").iterdir()]
    return max((size for size in sizes if size is not None), default=None)


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
