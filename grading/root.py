"""Knows the read-only root that a student's process sees; not which process enters it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from grading.kernel import NODEV, NOSUID, PRIVATE, REC, bind, mount, pivot_root, protect

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
