"""Control groups of students' processes, where a part of cgroup v2 is delegated to this user.

In a group of its own the kernel itself bounds a student's memory and processes, counts the
computing time of children that live for a moment, and ends all of them at once. Without groups,
`usage` knows as much as it sees when it looks.

The descriptor of a folder of groups is the zygotes' alone: no student's process ever has it.
Sources: cgroups(7); Linux, admin-guide/cgroup-v2.rst; systemd, CGROUP_DELEGATION.md.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from grading.core.limits import Limits
from grading.sandbox.linux import NOBODY, write_to

CONTROLLERS = ("memory", "pids", "cpu")
WEIGHT = 25
"""A student's share of the cores, where a group has 100 by default."""


def delegated() -> Path | None:
    """The folder of the group that is delegated to this user and that this process is in.

    It is marked by systemd: `systemd-run --user --scope -p Delegate=yes …`.
    """
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/cgroup").read_text().splitlines()
        own = next(line[3:] for line in lines if line.startswith("0::"))
        for line in Path("/proc/self/mountinfo").read_text().splitlines():
            words, _, system = line.partition(" - ")
            if system.startswith("cgroup2 "):
                _, _, _, root, point, *_ = words.split()
                folder = Path(point, os.path.relpath(own, root))
                return next(each for each in (folder, *folder.parents) if _is_delegated(each))
    return None


def _is_delegated(folder: Path) -> bool:
    try:
        return os.getxattr(folder, "user.delegate") == b"1" and os.access(folder, os.W_OK)
    except OSError:
        return False


def new_folder() -> Path | None:
    """A new group, for the groups of one zygote's students; it belongs to who the zygote will be.

    None where nothing is delegated. The zygote itself has to go into its group `parents`, since
    nobody may move a process who may not write to the group above both places.
    """
    base = delegated()
    if base is None:
        return None
    try:
        commands = base / "commands"  # only a group without processes hands controllers down
        commands.mkdir(exist_ok=True)
        for process in (base / "cgroup.procs").read_text().split():
            with contextlib.suppress(OSError):  # it has ended meanwhile
                (commands / "cgroup.procs").write_text(process)
        folder = base / f"students-{secrets.token_hex(8)}"
        (folder / "parents").mkdir(parents=True)
        for each in (base, folder):
            _hand_down(each)
        if os.getuid() == 0:
            for path in (folder, *folder.glob("cgroup.*")):
                os.chown(path, NOBODY, NOBODY)
    except OSError:
        return None
    return folder


def _hand_down(folder: Path) -> None:
    for name in CONTROLLERS:
        with contextlib.suppress(OSError):  # this one is not delegated
            (folder / "cgroup.subtree_control").write_text(f"+{name}")


def enter(folder: Path, process: int) -> None:
    """Have a zygote be in its folder's group `parents`."""
    with contextlib.suppress(OSError):
        (folder / "parents" / "cgroup.procs").write_text(str(process))


def remove(folder: Path) -> None:
    """Remove a folder of groups, from which all processes have gone."""
    for each in sorted(folder.glob("*/"), reverse=True):
        with contextlib.suppress(OSError):
            each.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()


@dataclass(frozen=True)
class Group:
    """The group of one student's process, by its name in a zygote's folder of groups."""

    folder: int
    name: str

    def computed(self) -> float:
        """Seconds of computing of all processes that have been in it."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            return int(self._read("cpu.stat").split()[1]) / 1e6
        return 0.0

    def ran_out_of_memory(self) -> bool:
        """True if the kernel had to kill a process of it for want of memory."""
        with contextlib.suppress(OSError):
            words = self._read("memory.events").split()
            return dict(zip(words[::2], words[1::2], strict=False)).get("oom_kill", "0") != "0"
        return False

    def end(self) -> None:
        """End all processes that are in it."""
        with contextlib.suppress(OSError):
            self.write("cgroup.kill", "1")

    def remove(self) -> None:
        """Remove it, once the processes are gone."""
        with contextlib.suppress(OSError):
            os.rmdir(self.name, dir_fd=self.folder)

    def write(self, name: str, text: str) -> None:
        """Write into a file of the group's; OSError where its controller is not delegated."""
        write_to(self.folder, f"{self.name}/{name}", text)

    def _read(self, name: str) -> str:
        file = os.open(f"{self.name}/{name}", os.O_RDONLY, dir_fd=self.folder)
        try:
            return os.read(file, 1 << 16).decode()
        finally:
            os.close(file)


_COUNT = itertools.count()


def new_group(folder: int, limits: Limits, process: int) -> Group | None:
    """A group with a student's limits, in a folder of groups, that a process is in; None if the
    kernel refuses it.
    """
    group = Group(folder, f"{os.getpid()}-{next(_COUNT)}")
    try:
        os.mkdir(group.name, dir_fd=folder)
    except OSError:
        return None
    for name, value in (
        ("memory.max", limits.memory),
        ("memory.swap.max", 0),
        ("memory.oom.group", 1),
        ("pids.max", limits.processes),
        ("cpu.weight", WEIGHT),
    ):
        with contextlib.suppress(OSError):  # its controller is not delegated
            group.write(name, str(value))
    try:
        group.write("cgroup.procs", str(process))
    except OSError:
        group.remove()
        return None
    return group
