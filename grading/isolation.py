"""Knows how a process is shut in: namespaces, root, limits, system calls; not notebooks."""

from __future__ import annotations

import os
import platform
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from grading.enclosure import mount_processes
from grading.kernel import (
    NEWIPC,
    NEWNET,
    NEWNS,
    NEWPID,
    NEWUSER,
    NEWUTS,
    die_with_parent,
    map_user,
    set_dumpable,
    unshare,
)
from grading.root import change_root, empty_scratch

NOBODY = 65534


class NotIsolated(Exception):
    """This system cannot shut a process in; the text says what is missing and what to do."""


def supported() -> None:
    """Raise NotIsolated where there is no hope: another system, an old kernel, no libseccomp."""
    if sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"}:
        raise NotIsolated(f"it needs Linux on x86_64 or aarch64, and this is {platform.platform()}")
    release = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
    if release < (5, 14):
        raise NotIsolated(f"it needs Linux 5.14 or newer, and this is {platform.release()}")
    try:
        import grading.syscalls  # noqa: F401
    except (ImportError, RuntimeError, OSError) as error:
        advice = "apt install libseccomp2, and pip install --editable '.[grade]'"
        raise NotIsolated(f"it needs libseccomp and pyseccomp ({error}): {advice}") from error


def shut_in(hidden: Sequence[str]) -> None:
    """Put this process, and all it will fork, into a world without files, network or neighbours.

    `hidden` are the folders that must not exist there. This process goes on as the first of
    its namespace, with rights over that world only; another one stays outside to wait for it.
    Raises NotIsolated with the reason where the system does not allow it.
    """
    try:
        _leave_the_machine(hidden)
    except OSError as error:
        raise NotIsolated(_reason(error)) from error
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    die_with_parent(signal.SIGKILL)
    try:
        mount_processes()
        empty_scratch("mode=1777,size=16m")  # what is imported may look into its home
    except OSError as error:
        raise NotIsolated(_reason(error)) from error


def _leave_the_machine(hidden: Sequence[str]) -> None:
    """Root makes the new root and then becomes nobody; others need a user namespace first."""
    user, group = os.getuid(), os.getgid()
    kinds = NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS
    if user == 0 and _may_unshare(NEWNS):
        change_root(hidden)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        set_dumpable()
        unshare(kinds)
        map_user(0, NOBODY, 0, NOBODY)
    else:
        unshare(kinds)
        map_user(0, user, 0, group)
        change_root(hidden)
    _check_readable()


def _may_unshare(kinds: int) -> bool:
    try:
        unshare(kinds)
    except PermissionError:
        return False
    return True


def _check_readable() -> None:
    module = Path(os.__file__)
    if not os.access(module, os.R_OK):
        raise NotIsolated(f"other users may not read this Python: chmod -R go+rX {module.parent}")


def _reason(error: OSError) -> str:
    advice = "allow unprivileged user namespaces (sysctl user.max_user_namespaces=15000"
    for name in (
        "kernel.unprivileged_userns_clone",
        "kernel.apparmor_restrict_unprivileged_userns",
    ):
        if Path("/proc/sys", *name.split(".")).exists():
            advice += f", {name}={0 if 'restrict' in name else 1}"
    options = " ".join(f"--security-opt {name}=unconfined" for name in ("seccomp", "systempaths"))
    advice += f"); in a container, start it with {options}"
    return f"this system refused {error.filename or 'a step'} ({error.strerror}): {advice}"
