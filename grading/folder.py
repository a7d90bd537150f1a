"""Knows what lies in a student's folder, without opening or following any of it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from grading.filenames import is_notebook
from grading.shadows import shadow

DEPTH, ENTRIES = 5, 1_000
"""Folders in folders that are looked into, and files and folders that are looked at in all."""

IGNORED = {".ipynb_checkpoints", "__pycache__", "__MACOSX", ".virtual_documents", ".DS_Store"}
IGNORED |= {"Thumbs.db", "desktop.ini", ".git", ".venv", ".vscode", ".idea", ".pytest_cache"}
"""What programs leave behind and no student means to hand in."""

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


def printable(name: str) -> str:
    """The name of a file with whatever cannot be shown written out."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


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
