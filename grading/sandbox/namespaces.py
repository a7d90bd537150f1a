"""Linux namespaces, a read-only root, dropped rights and limits: how a process is shut in.

A zygote is shut in first (`enter_sandbox`), and every student's process again within that world
(`isolate_worker`).
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import resource
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grading.core.errors import GradingError
from grading.sandbox.limits import Limits, address_space
from grading.sandbox.linux import (
    NEWIPC,
    NEWNET,
    NEWNS,
    NEWPID,
    NEWUSER,
    NEWUTS,
    NODEV,
    NOSUID,
    PRIVATE,
    REC,
    bind,
    die_with_parent,
    drop_capabilities,
    enter,
    map_user,
    mount,
    pivot_root,
    protect,
    set_dumpable,
    unshare,
)

# The read-only root that a student's process sees.

HOME = "/home/student"
SCRATCH = ("/tmp", "/var/tmp", "/dev/shm", HOME)
"""Where a student may write; each process finds them empty."""

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SHARED_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime")
DEVICES = ("null", "full", "random", "urandom")  # mapped, "zero" is memory that nobody counts
ETC = {
    "passwd": f"student:x:1000:1000:student:{HOME}:/bin/sh\n",
    "group": "student:x:1000:\n",
    "hosts": "127.0.0.1 localhost\n",
}
LINKS = {
    "dev/fd": "/proc/self/fd",
    "dev/stdin": "/proc/self/fd/0",
    "dev/stdout": "/proc/self/fd/1",
    "dev/stderr": "/proc/self/fd/2",
    "dev/ptmx": "pts/ptmx",
}
_PLACE = "/sys"  # a folder that every Linux has, and that no student needs: the new root covers it


def python_trees() -> list[str]:
    """The folders that this Python and its packages are in."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    found |= {path for path in sys.path if Path(path).is_dir() and "site-packages" in path}
    return sorted(os.path.realpath(path) for path in found)


def change_root(hidden: Sequence[str]) -> None:
    """Make a new root of the system, this Python and nothing else, and enter it for good.

    What is in the folders `hidden` does not exist there, even where one of them lies in a
    folder that is shown. Needs a mount namespace of this process's own; OSError otherwise.
    """
    mount("", "/", flags=REC | PRIVATE)
    mount("tmpfs", _PLACE, "tmpfs", data="mode=755,size=4m")
    if lost := set(python_trees()) & {os.path.realpath(path) for path in hidden}:
        raise OSError(errno.EBUSY, "Python and the course share a folder", lost.pop())
    trees = [path for path in SYSTEM if Path(path).exists()] + python_trees()
    _show(trees, [os.path.realpath(path) for path in hidden])
    for name in ("proc", "run", *(place.strip("/") for place in SCRATCH), "dev/pts", "etc"):
        Path(_PLACE, name).mkdir(parents=True, exist_ok=True)
    _fill_etc_and_dev()
    bind("/proc", f"{_PLACE}/proc")  # the kernel lets a new one be mounted where one is seen
    protect(_PLACE, recursive=False)
    pivot_root(_PLACE)


def empty_scratch(options: str) -> None:
    """Mount an empty tmpfs, with these options, at each place where a student may write.

    A Python that is installed within such a place (a course under /tmp) is still there.
    """
    places = tuple(f"{place}/" for place in SCRATCH)
    trees = [path for path in python_trees() if path.startswith(places)]
    kept = {path: os.open(path, os.O_PATH) for path in trees}
    for place in SCRATCH:
        mount("tmpfs", place, "tmpfs", NOSUID | NODEV, options)
    for path, tree in kept.items():
        if not Path(path).exists():  # or it came with the tree that it lies in
            Path(path).mkdir(parents=True)
            bind(f"/proc/self/fd/{tree}", path)
        os.close(tree)


def _show(trees: Iterable[str], hidden: Iterable[str]) -> None:
    """Bind the trees and cover what is hidden, outer folders before those within them."""
    order = sorted({*((path, False) for path in trees), *((path, True) for path in hidden)})
    covered = []
    for path, hide in order:
        target = Path(_PLACE + path)
        if hide:
            if target.is_dir() and not target.is_symlink():
                mount("tmpfs", str(target), "tmpfs", data="mode=755,size=1m")
                covered.append(str(target))
        elif Path(path).is_symlink():
            target.symlink_to(Path(path).readlink())
        elif not target.is_dir() or not any(target.iterdir()):
            target.mkdir(parents=True, exist_ok=True)
            bind(path, str(target))
            protect(str(target), recursive=True)
    for cover in covered:  # which had to be writable for the folders that are shown within them
        protect(cover, recursive=False)


def _fill_etc_and_dev() -> None:
    for name, text in ETC.items():
        Path(_PLACE, "etc", name).write_text(text)
    for name in SHARED_ETC:
        _show_file(f"/etc/{name}")
    for name in DEVICES:
        Path(_PLACE, "dev", name).touch()
        bind(f"/dev/{name}", f"{_PLACE}/dev/{name}")
    for name, aim in LINKS.items():
        Path(_PLACE, name).symlink_to(aim)


def _show_file(path: str) -> None:
    source, target = Path(path), Path(_PLACE + path)
    if source.is_dir():
        target.mkdir()
    elif source.exists():
        target.touch()
    else:
        return
    bind(os.path.realpath(source), str(target))
    protect(str(target), recursive=True)


# What is taken from one student's process within the world that parents are shut in.

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


def isolate_worker(limits: Limits, *, isolated: bool) -> None:
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
    from grading.sandbox.seccomp import forbid  # needs libseccomp, which only Linux has

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


# How a process is shut in: namespaces, root, limits, system calls.

NOBODY = 65534


class NotIsolated(GradingError):
    """This system cannot shut a process in; the text says what is missing and what to do."""


def supported() -> None:
    """Raise NotIsolated where there is no hope: another system, an old kernel, no libseccomp."""
    if sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"}:
        raise NotIsolated(f"it needs Linux on x86_64 or aarch64, and this is {platform.platform()}")
    release = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2])
    if release < (5, 14):
        raise NotIsolated(f"it needs Linux 5.14 or newer, and this is {platform.release()}")
    try:
        import grading.sandbox.seccomp  # noqa: F401
    except (ImportError, RuntimeError, OSError) as error:
        advice = "apt install libseccomp2, and pip install --editable '.[grade]'"
        raise NotIsolated(f"it needs libseccomp and pyseccomp ({error}): {advice}") from error


def enter_sandbox(hidden: Sequence[str]) -> None:
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
