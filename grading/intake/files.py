"""A student's files: what lies in a folder, and how it is read."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import machinery, metadata
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from grading.intake.condense import condense, in_pieces
from grading.intake.filenames import IGNORED, is_notebook, printable
from grading.intake.refusals import DECODED, Unreadable, too_large

# What lies in a student's folder, without opening or following any of it.

DEPTH, ENTRIES = 5, 1_000
"""Folders in folders that are looked into, and files and folders that are looked at in all."""

KINDS = {
    stat.S_IFLNK: "a symbolic link: hand in the file itself",
    stat.S_IFIFO: "a pipe and no file",
    stat.S_IFSOCK: "a socket and no file",
    stat.S_IFCHR: "a device and no file",
    stat.S_IFBLK: "a device and no file",
}


@dataclass(frozen=True)
class Found:
    """A regular file: its name relative to the folder, its path, bytes, time of change."""

    name: str
    path: Path
    size: int
    changed: int

    @property
    def depth(self) -> int:
        return self.name.count("/")

    @property
    def last_name(self) -> str:
        return self.name.rpartition("/")[2]


@dataclass(frozen=True)
class Contents:
    """The files of a folder, and a sentence for each name that is not to be used."""

    files: tuple[Found, ...]
    refused: dict[str, str]


def contents(folder: Path) -> Contents:
    """All that lies in the folder and its folders; those on top first."""
    if folder.is_symlink():
        return Contents((), {".": "the folder is a symbolic link: hand in the files themselves"})
    files: list[Found] = []
    refused: dict[str, str] = {}
    waiting, left = [("", folder)], ENTRIES
    shadows: list[tuple[str, Path]] = []  # the last to be looked into: they may be whole packages
    for prefix, path in chain(waiting, shadows):
        entries = _entries(path, left + 1, prefix, refused)
        if len(entries) > left:
            refused["."] = f"the folder has too many files: no more than {ENTRIES} are looked at"
        for entry in entries[:left]:
            name = prefix + printable(entry.name)
            if reason := _refusal(entry, name):
                refused[name] = reason
            elif entry.is_dir(follow_symlinks=False):
                (shadows if _shadow(name) else waiting).append((f"{name}/", Path(entry.path)))
            elif prefix and _shadow(prefix) and not is_notebook(entry.name):
                refused[_top(name)] = f"{_top(name)}/ {_shadow(name)}"
            else:
                files.append(_found(entry, name))
        left -= len(entries[:left])
    return Contents(tuple(files), refused)


def _top(name: str) -> str:
    return name.partition("/")[0]


def _shadow(name: str) -> str:
    """Why nothing but a notebook is taken out of the folder on top of all; empty if it may be."""
    return shadow(_top(name), is_folder=True)


def _entries(path: Path, most: int, prefix: str, refused: dict[str, str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as scan:
            wanted = (e for e in scan if e.name not in IGNORED and not e.name.startswith("._"))
            return sorted(islice(wanted, most), key=lambda entry: entry.name)
    except OSError:
        refused[prefix.rstrip("/") or "."] = f"{prefix or 'the folder'} cannot be opened"
        return []


def _refusal(entry: os.DirEntry[str], name: str) -> str:
    """Why it is not looked into, by its name and kind; empty if it is."""
    try:
        kind = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
    except OSError:
        return f"{name} cannot be looked at"
    is_folder, is_on_top = kind == stat.S_IFDIR, name == entry.name
    shown = f"{name}/" if is_folder else name
    if printable(entry.name) != entry.name:
        return f"{shown} has a name with characters that cannot be shown: rename it"
    if kind in KINDS:
        return f"{shown} is {KINDS[kind]}"
    if is_folder and is_notebook(entry.name):
        return f"{shown} is a folder and no notebook: hand in the file itself"
    if is_folder and name.count("/") >= DEPTH:
        return f"{shown} lies in more than {DEPTH} folders: put it further up"
    reason = shadow(name, is_folder=False) if is_on_top and not is_folder else ""
    return f"{shown} {reason}" if reason else ""


def _found(entry: os.DirEntry[str], name: str) -> Found:
    status = entry.stat(follow_symlinks=False)
    return Found(name, Path(entry.path), status.st_size, status.st_mtime_ns)


# Which names beside a notebook would take the place of a module or of settings.

SETTINGS = {".ipython", ".jupyter", ".matplotlib", "matplotlibrc"}
START = {"sitecustomize", "usercustomize", "ipython_config", "ipython_kernel_config"}
"""What changes how Python, IPython or matplotlib start: whole names, and names of modules."""

IMPORTED = {"numpy", "torch", "matplotlib", "mpl_toolkits", "pylab", "IPython", "ipywidgets"}
IMPORTED |= {"PIL", "pandas", "scipy"}
"""What the course imports, or may, wherever it is installed."""

SUFFIXES = (*machinery.all_suffixes(), ".pyd", ".pyi", ".pyw")


def shadow(name: str, *, is_folder: bool) -> str:
    """Why a file or folder of this name must not lie beside a notebook; empty if it may."""
    stem = name.split(".")[0]
    if name in SETTINGS or name.endswith(".pth") or stem in START:
        return "would change how Python or Jupyter start: leave it out"
    if not is_folder and not name.endswith(SUFFIXES):
        return ""
    if stem in sys.stdlib_module_names:
        return "has the name of a module of Python's: rename it"
    if stem in IMPORTED or stem in _installed():
        return "has the name of a module that the course imports or may import: rename it"
    return ""


@cache
def _installed() -> frozenset[str]:
    """What else can be imported here; looking takes a fifth of a second."""
    return frozenset(metadata.packages_distributions())


# How a file is read: no more of it than is wanted, and no link, pipe or device.

TIMESTAMP = "timestamp.txt"
"""nbgrader's own file, which says when the work was handed in."""


class Missing(Unreadable, FileNotFoundError):
    """There is no such file, or there is none any more."""


def read(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most so many; follows no link, waits for no pipe.

    Raises Unreadable with the reason, and Missing, which is one, if there is no such file.
    """
    with _opened(path) as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise Unreadable(too_large(printable(path.name), limit))
    return raw


def read_head(path: Path, most: int) -> bytes:
    """The first bytes of a regular file, at most so many; raises as `read` does."""
    with _opened(path) as file:
        return file.read(most)


def read_notebook(path: Path) -> bytes:
    """The bytes of a notebook's file, without the outputs where these make it large.

    A large file is read in pieces and never held. Raises as `read` does, and as `condense`.
    """
    with _opened(path) as file:
        if os.fstat(file.fileno()).st_size <= DECODED:
            raw = file.read(DECODED + 1)
            if len(raw) <= DECODED:
                return raw
            file.seek(0)  # it grows
        return condense(in_pieces(file, printable(path.name)))


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    name = printable(path.name)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Missing(f"{name} is not there: hand it in") from None
    except OSError as error:
        what = "is a symbolic link" if error.errno == errno.ELOOP else "cannot be opened"
        raise Unreadable(f"{name} {what}: hand in the file itself") from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable(f"{name} is no regular file: hand in the file itself")
        with open(descriptor, "rb", closefd=False) as file:
            yield file
    except OSError:
        raise Unreadable(f"{name} cannot be read: hand in the file again") from None
    finally:
        os.close(descriptor)
