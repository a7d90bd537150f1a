"""Linux namespaces, a read-only root, dropped rights and limits: how a process is shut in.

A zygote is shut in once (`enter_sandbox`), and each student's process, which it forks, once more
within that world (`isolate_worker`). The order of the steps is the safety argument: each is taken
while the rights for it are still there, and none of these rights is there when a student's code
begins. Sources: namespaces(7), user_namespaces(7), pivot_root(2), mount_setattr(2), credentials(7),
prctl(2), getrlimit(2).

`enter_sandbox`, before anything of a student's is read:

1. A new root (`change_root`). Mounts become private first, or those that follow would show outside.
   The root is an empty tmpfs, in which the system's folders and Python's are shown read-only; the
   old root is let go of, so that no path and no descriptor leads back. Only root, or the first user
   of a user namespace, may do this: root does it now, others after step 3.
2. Root becomes nobody, without groups. Before step 3, since whoever makes a user namespace owns it:
   all rights within it are then rights over what is nobody's.
3. New namespaces: user, mounts, processes, network, IPC, names. From here on rights reach this
   world only.
4. A fork. Its child is the first of the new process namespace, and when it ends the kernel ends all
   others; it dies with the process that waits for it outside.
5. /proc anew, after the fork, since it shows the processes of whoever mounts it; and empty places
   to write to.

`isolate_worker`, in each student's process, the first of a process namespace of its own
(`new_process_namespace`), so that nothing that it starts outlives it:

1. A group of processes of its own, so that no signal to the zygote's reaches it; behind all others
   when it comes to cores, and before all others when the kernel has to kill somebody. (Not a
   session of its own: sched(7) would give it as many cores as the zygote's session as a whole.)
2. Namespaces of its own for mounts, network, IPC and names, and in these a home with nothing but
   the files beside the notebook (`beside`), a network without anything, and a /proc that cannot be
   written to: what step 1 has set stays. While the zygote's rights over its world still hold.
3. Limits of CPU time, files, descriptors, address space: they can be lowered and never raised. A
   core dump of one byte is none, and is not handed to a program of the system's either.
4. A second user namespace, whose user is written through the zygote's /proc. What was mounted
   before belongs to the outer one, so it can neither be mounted over nor be let go of. The limit of
   processes comes only now: it counts by user and namespace, and would count all students together
   before.
5. No capability, and none to be had by any program (no_new_privs, without which step 7 would need
   one).
6. It dies with its zygote. After step 4, since a change of user takes this back.
7. The filter of system calls, last of all: it refuses the calls of the steps above.
"""

from __future__ import annotations

import contextlib
import functools
import math
import os
import platform
import re
import resource
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from grading.core.errors import GradingError
from grading.core.limits import Limits
from grading.sandbox.beside import HOME, fill_folder, lay_over, show_beside
from grading.sandbox.linux import (
    NEWIPC,
    NEWNET,
    NEWNS,
    NEWPID,
    NEWUSER,
    NEWUTS,
    NOBODY,
    NODEV,
    NOSUID,
    OWN,
    PRIVATE,
    RDONLY,
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
    write_to,
)
from grading.sandbox.usage import address_space

SCRATCH = ("/tmp", "/var/tmp", "/dev/shm", HOME)
"""Where a student may write; each process finds them empty, but for files beside the notebook."""

SMALL = "mode=1777,size=16m"
"""How large such a place is for those that grade."""

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
NICE = 5
"""How far a student's process stands behind those that grade, from 0 to 19."""

STUDENT = 1000


# A zygote, and the world that it is shut in.


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


def enter_sandbox(hidden: Sequence[str], files: str) -> None:
    """Put this process, and all it will fork, into a world without files, network or neighbours.

    `hidden` are the folders that must not exist there; what is or will be in the folder `files` is
    at BESIDE. This process goes on as the first of
    its namespace, with rights over that world only; another one stays outside to wait for it.
    Raises NotIsolated with the reason where the system does not allow it.
    """
    try:
        _leave_the_machine(hidden, files)
    except OSError as error:
        raise NotIsolated(_reason(error)) from error
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    die_with_parent(signal.SIGKILL)
    try:
        mount_processes()
        empty_scratch(SMALL)  # what is imported may look into its home
    except OSError as error:
        raise NotIsolated(_reason(error)) from error


def _leave_the_machine(hidden: Sequence[str], files: str) -> None:
    """Steps 1 to 3: root makes the new root and becomes nobody; others need the namespace first."""
    user, group = os.getuid(), os.getgid()
    kinds = NEWUSER | NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS
    if user == 0 and _may_unshare(NEWNS):
        change_root(hidden, files)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        set_dumpable()
        unshare(kinds)
        map_user(0, NOBODY, 0, NOBODY)
    else:
        unshare(kinds)
        map_user(0, user, 0, group)
        change_root(hidden, files)
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


# Its root.

PARTS = ("bin", "lib", "lib64", "include", "share")
"""What is shown of a folder that a Python is in; beside them may lie passwords (pip.conf)."""

SETTINGS = ("home", "include-system-site-packages", "version")
"""What is shown of a virtual environment's pyvenv.cfg; the rest names folders."""


@dataclass(frozen=True)
class Python:
    """Where this Python is: its `folders`, the `trees` of files in them and elsewhere, `links` that
    lead to them, by where they lead, and the `texts` of files beside the trees.
    """

    folders: frozenset[str]
    trees: frozenset[str]
    links: Mapping[str, str]
    texts: Mapping[str, str]


@functools.cache
def this_python() -> Python:
    """What has to be seen for this Python to run, and to start others; found out from outside."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    spelled = {f"{prefix}/{part}" for prefix in prefixes for part in PARTS} | set(prefixes)
    spelled |= {path for path in sys.path if "site-packages" in path} | {sys.executable}
    links: dict[str, str] = {}
    real = {path: _resolved(path, links) for path in spelled if os.path.exists(path)}
    trees = {real[path] for path in real if path not in prefixes and os.path.isdir(path)}
    texts = {}
    for prefix in prefixes & set(real):
        with contextlib.suppress(OSError):
            lines = Path(prefix, "pyvenv.cfg").read_text(errors="replace").splitlines(True)
            kept = [line for line in lines if line.split("=")[0].strip() in SETTINGS]
            texts[f"{real[prefix]}/pyvenv.cfg"] = "".join(kept)
    folders = frozenset(real[prefix] for prefix in prefixes & set(real))
    return Python(folders, frozenset(trees), links, texts)


def _resolved(path: str, links: dict[str, str]) -> str:
    """The path without links; those that are on its way are added to `links`."""
    done, left = "/", [part for part in path.split("/") if part]
    for _ in range(1000):  # a loop of links ends somewhere
        if not left:
            break
        part = left.pop(0)
        step = os.path.normpath(os.path.join(done, part))
        if os.path.islink(step):
            aim = links[step] = os.readlink(step)
            left = [each for each in aim.split("/") if each] + left
            done = "/" if aim.startswith("/") else done
        else:
            done = step
    return done


def change_root(hidden: Sequence[str], files: str) -> None:
    """Make a new root of the system, this Python, `files` and nothing else; enter it for good.

    What is in the folders `hidden` does not exist there, even where one of them lies in a
    folder that is shown. Needs a mount namespace of this process's own; OSError otherwise.
    """
    mount("", "/", flags=REC | PRIVATE)
    mounted = _mount_points()
    mount("tmpfs", _PLACE, "tmpfs", data="mode=755,size=4m")
    for name in ("proc", "run", *(place.strip("/") for place in SCRATCH), "dev/pts", "etc"):
        Path(_PLACE, name).mkdir(parents=True, exist_ok=True)
    trees = {*(path for path in SYSTEM if Path(path).exists()), *this_python().trees}
    trees |= {point for point in mounted if any(point.startswith(f"{t}/") for t in trees)}
    _show(trees, {os.path.realpath(path) for path in hidden})
    _fill_etc_and_dev()
    show_beside(files, _PLACE)
    bind("/proc", f"{_PLACE}/proc")  # the kernel lets a new one be mounted where one is seen
    protect(_PLACE, recursive=False)
    pivot_root(_PLACE)


def _mount_points() -> list[str]:
    """The folders at which something is mounted."""
    lines = Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines()
    points = [re.sub(r"\\(\d{3})", lambda c: chr(int(c[1], 8)), line.split()[4]) for line in lines]
    return [point for point in points if os.path.isdir(point)]


def _show(trees: Set[str], hidden: Set[str]) -> None:
    """Show the trees and cover what is hidden, outer folders before those within them."""
    covered = []
    for path in sorted(trees | hidden):
        target = Path(_PLACE + path)
        if path in hidden:
            if target.is_dir() and not target.is_symlink():
                mount("tmpfs", str(target), "tmpfs", data="mode=755,size=1m")
                covered.append(str(target))
        elif Path(path).is_symlink():
            target.symlink_to(Path(path).readlink())
        elif not target.is_dir() or not any(target.iterdir()):
            target.mkdir(parents=True, exist_ok=True)
            show_tree(path, str(target))
    _place_beside(_PLACE)
    for cover in covered:  # which had to be writable for what is shown within them
        protect(cover, recursive=False)


def show_tree(path: str, target: str) -> None:
    """Show a folder read-only, as a layer of an overlay.

    Behind a bind mount, a socket on which somebody listens could be connected to; in an overlay it
    is another file, to which nobody listens. Nor does /proc/self/mountinfo tell where it comes
    from. Where the kernel has no overlay, or too many of them, it is a bind mount all the same.
    """
    here = os.open(".", os.O_PATH)
    os.chdir(path)
    try:
        layers = f"lowerdir=.:{_PLACE}/run"  # it wants two, and that one is empty
        mount("overlay", target, "overlay", RDONLY | NOSUID | NODEV, layers)
    except OSError:
        bind(path, target)
        protect(target, recursive=True)
    finally:
        os.fchdir(here)
        os.close(here)


def _place_beside(root: str, within: tuple[str, ...] = ("/",)) -> None:
    """Make the links to this Python, and the texts beside it, as far as they are within these."""
    python = this_python()
    for path, aim in python.links.items():
        if path.startswith(within) and not os.path.lexists(root + path):
            Path(root + path).parent.mkdir(parents=True, exist_ok=True)
            Path(root + path).symlink_to(aim)
    for path, text in python.texts.items():
        if path.startswith(within) and not os.path.lexists(root + path):
            Path(root + path).write_text(text)


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


def mount_processes(flags: int = 0) -> None:
    """Show this namespace's processes, and no others; OSError where /proc is masked."""
    mount("proc", "/proc", "proc", NOSUID | NODEV | flags)


def empty_scratch(options: str) -> None:
    """Mount an empty tmpfs, with these options, at each place where a student may write.

    A Python that is installed within such a place (a course under /tmp) is still there.
    """
    places = tuple(f"{place}/" for place in SCRATCH)
    python = this_python()
    within = sorted(path for path in python.folders | python.trees if path.startswith(places))
    kept = {path: os.open(path, os.O_PATH) for path in within if os.path.isdir(path)}
    for place in SCRATCH:
        mount("tmpfs", place, "tmpfs", NOSUID | NODEV, options)
    for path, tree in kept.items():
        if not Path(path).exists():  # or it came with the folder that it lies in
            Path(path).mkdir(parents=True)
            bind(f"/proc/self/fd/{tree}", path)
        os.close(tree)
    _place_beside("", places)


# A student's process within that world.


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


def isolate_worker(limits: Limits, *, isolated: bool, files: str = "") -> None:
    """Take from this process all that is left: neighbours, rights, and more than its share.

    For the process that a fork in `new_process_namespace` has made. It gets a home with a copy of
    these `files`, if there are any, and an empty network, and dies with its parent; whatever it
    starts dies with it. If it is not `isolated`, it gets a home and its limits, as far as the
    system has them.
    """
    os.setpgid(0, 0)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    if isolated:
        own = os.open(OWN, os.O_PATH)
        with contextlib.suppress(OSError):
            write_to(own, "oom_score_adj", "1000")
        _separate(limits, files)
    else:
        fill_folder(files)
    for name, value in _limits(limits, isolated=isolated).items():
        with contextlib.nullcontext() if isolated else contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    if isolated:
        _give_up_rights(limits, own)


def _separate(limits: Limits, files: str) -> None:
    unshare(NEWNS | NEWNET | NEWIPC | NEWUTS)
    mount_processes(RDONLY)
    empty_scratch(f"mode=1777,size={limits.disk},nr_inodes=4k")
    mount("devpts", "/dev/pts", "devpts", data="newinstance,ptmxmode=0666,mode=620,max=16")
    lay_over(files) if files else os.chdir(HOME)


def _limits(limits: Limits, *, isolated: bool) -> dict[str, int]:
    shared = {
        "CORE": 1,
        "CPU": math.ceil(limits.notebook_cpu_seconds) + 1,
        "FSIZE": limits.disk,
        "NOFILE": limits.open_files,
    }
    if not isolated:  # where processes count by user, the instructor's own count too
        return shared
    return {**shared, "AS": address_space() + limits.memory}


def _give_up_rights(limits: Limits, own: int) -> None:
    from grading.sandbox.seccomp import forbid  # needs libseccomp, which only Linux has

    unshare(NEWUSER)
    map_user(STUDENT, 0, STUDENT, 0, own)
    os.close(own)
    resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))
    drop_capabilities()
    die_with_parent(signal.SIGKILL)
    forbid()
