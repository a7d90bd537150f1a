"""Knows what is taken from one student's process within the world that parents are shut in."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import tempfile
from collections.abc import Iterator

from grading.kernel import (
    NEWIPC,
    NEWNET,
    NEWNS,
    NEWPID,
    NEWUSER,
    NEWUTS,
    NODEV,
    NOSUID,
    die_with_parent,
    drop_capabilities,
    enter,
    map_user,
    mount,
    unshare,
)
from grading.limits import Limits, address_space
from grading.root import HOME, empty_scratch

STUDENT = 1000


def mount_processes() -> None:
    """Show this namespace's processes, and no others; OSError where /proc is masked."""
    mount("proc", "/proc", "proc", NOSUID | NODEV)


@contextlib.contextmanager
def new_process_namespace() -> Iterator[None]:
    """Within it, the first fork of this process makes the first process of a new namespace."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    unshare(NEWPID)
    try:
        yield
    finally:
        enter(own, NEWPID)
        os.close(own)


def enclose(limits: Limits, *, isolated: bool) -> None:
    """Take from this process all that is left: neighbours, rights, and more than its share.

    For the process that a fork in `new_process_namespace` has made. It gets an empty home and an
    empty network, and dies with its parent; whatever it starts dies with it. If it is not
    `isolated`, it gets a home and its limits, as far as the system has them.
    """
    os.setsid()
    if isolated:
        _separate(limits)
    else:
        os.chdir(tempfile.mkdtemp(prefix="student-"))
    for name, value in _limits(limits, isolated=isolated).items():
        with contextlib.nullcontext() if isolated else contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    if isolated:
        _give_up_rights(limits)


def _separate(limits: Limits) -> None:
    unshare(NEWNS | NEWNET | NEWIPC | NEWUTS)
    mount_processes()
    empty_scratch(f"mode=1777,size={limits.disk},nr_inodes=4k")
    mount("devpts", "/dev/pts", "devpts", data="newinstance,ptmxmode=0666,mode=620")
    os.chdir(HOME)


def _give_up_rights(limits: Limits) -> None:
    from grading.syscalls import forbid  # needs libseccomp, which only Linux has

    unshare(NEWUSER)
    map_user(STUDENT, 0, STUDENT, 0)
    # Set before, it would count the processes of all students together.
    resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))
    drop_capabilities()
    die_with_parent(signal.SIGKILL)
    forbid()


def _limits(limits: Limits, *, isolated: bool) -> dict[str, int]:
    shared = {"CORE": 0, "CPU": limits.cpu_seconds, "FSIZE": limits.disk, "NOFILE": 64}
    if not isolated:  # where processes count by user, the instructor's own count too
        return shared
    return {**shared, "AS": address_space() + limits.memory}
