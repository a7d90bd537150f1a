"""System calls of Linux that Python 3.11 lacks, by ctypes: namespaces, mounts, capabilities."""

from __future__ import annotations

import ctypes
import os
import platform
from collections.abc import Iterable
from pathlib import Path

NEWNS, NEWUTS, NEWIPC, NEWUSER = 0x0002_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000
NEWPID, NEWNET, NEWCGROUP = 0x2000_0000, 0x4000_0000, 0x0200_0000
"""Kinds of namespace, as in unshare(2)."""

RDONLY, NOSUID, NODEV, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
"""Flags of mount(2)."""

NOBODY = 65534
"""The user and group that nothing belongs to."""

OWN = "/proc/self"
"""The folder of /proc's that is about whoever opens it."""

_DETACH = 2
_MOUNT_SETATTR = 442  # the same number on every architecture, as all calls since Linux 5.1
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_PDEATHSIG, _DUMPABLE, _CAPBSET_DROP, _NO_NEW_PRIVS = 1, 4, 24, 38
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPABILITY_VERSION_3 = 0x2008_0522
_libc = ctypes.CDLL(None, use_errno=True)


def _ok(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)


def unshare(kinds: int) -> None:
    """Put this process into new namespaces of these kinds; OSError if it may not."""
    _ok(_libc.unshare(kinds), "unshare")


def enter(namespace: int, kind: int) -> None:
    """Join the namespace behind an open descriptor."""
    _ok(_libc.setns(namespace, kind), "setns")


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    """mount(2); OSError names the target."""
    words = [word.encode() or None for word in (source, target, kind)]
    _ok(_libc.mount(*words, ctypes.c_ulong(flags), data.encode() or None), target)


def bind(source: str, target: str) -> None:
    """Show `source`, with all that is mounted below it, at `target` too."""
    mount(source, target, flags=BIND | REC)


def protect(target: str, *, recursive: bool) -> None:
    """Make a mount, or all mounts below it too, read-only, without devices or set-uid."""
    attributes = (ctypes.c_uint64 * 4)(_ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV, 0, 0, 0)
    depth = _AT_RECURSIVE if recursive else 0
    path = ctypes.c_char_p(target.encode())
    _ok(_libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, path, depth, attributes, 32), target)


def pivot_root(new_root: str) -> None:
    """Make `new_root` the root of this mount namespace and let go of the old one."""
    os.chdir(new_root)
    _ok(_libc.syscall(_PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    _ok(_libc.umount2(b".", _DETACH), "umount2")
    os.chdir("/")


def map_user(
    inside: int, outside: int, group_inside: int, group_outside: int, process: str | int = OWN
) -> None:
    """Give the one user and group of a new user namespace their names outside.

    `process` is this process's folder in /proc, or a descriptor of it.
    """
    folder = os.open(process, os.O_PATH) if isinstance(process, str) else os.dup(process)
    try:
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{inside} {outside} 1"),
            ("gid_map", f"{group_inside} {group_outside} 1"),
        ):
            write_to(folder, name, text)
    finally:
        os.close(folder)


def write_to(folder: int, name: str, text: str) -> None:
    """Write into a file of the kernel's, below a folder that there is a descriptor of."""
    file = os.open(name, os.O_WRONLY, dir_fd=folder)
    try:
        os.write(file, text.encode())
    finally:
        os.close(file)


def set_dumpable() -> None:
    """Let this process write to its own /proc again after it has changed its user."""
    _ok(_libc.prctl(_DUMPABLE, 1, 0, 0, 0), "prctl")


def die_with_parent(signal: int) -> None:
    """Have the kernel send `signal` to this process when the one that forked it ends."""
    _ok(_libc.prctl(_PDEATHSIG, signal, 0, 0, 0), "prctl")


def drop_capabilities() -> None:
    """Give up every capability, for this process and whatever it starts, for good."""
    for number in _capabilities():
        _ok(_libc.prctl(_CAPBSET_DROP, number, 0, 0, 0), "prctl")
    _ok(_libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _ok(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")


def _capabilities() -> Iterable[int]:
    return range(int(Path("/proc/sys/kernel/cap_last_cap").read_text()) + 1)
