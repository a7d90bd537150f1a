"""Knows what an instructor has downloaded: exports and single files; not whose they are."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grading.archives import Archive, Member, NotHad, Source, is_ignored
from grading.filetext import Unreadable
from grading.folder import printable
from grading.handin import read
from grading.platforms import recognise


@dataclass(frozen=True)
class Loose:
    """Files that lie in a folder, as after unpacking an export there."""

    label: str
    folder: Path
    members: tuple[Member, ...]

    def content(self, member: Member, limit: int) -> bytes:
        """The bytes of a file, which is no link; raises NotHad."""
        if member.refused:
            raise NotHad(member.refused)
        try:
            return read(self.folder / member.name, limit)
        except Unreadable as error:
            raise NotHad(f"cannot be used ({error})") from error


@dataclass(frozen=True)
class Downloads:
    """Exports from the oldest to the newest, and a sentence for each archive that is none."""

    sources: tuple[Source, ...] = ()
    said: tuple[str, ...] = field(default=())


def check_place(folder: Path) -> None:
    """Raise NotHad, with a sentence, if there is no folder of archives."""
    if not folder.is_dir():
        stray = sorted(folder.parent.glob("*.zip"))
        if stray:
            raise NotHad(f"Move {stray[0]} into the folder {folder.name} there, and collect again.")
        raise NotHad(f"There is no folder {folder}: make it, and put a platform's zip into it.")


Age = tuple[int, list[tuple[int, str]]]


def downloads(folder: Path) -> Downloads:
    """What lies in the folder of archives: each zip an export, and all other files one more.

    These are as new as the newest of them: an export that was unpacked long ago is old.

    A zip whose own name is that of an exported file is one of these files: what a student packed.
    """
    sources: list[tuple[Age, Source]] = []
    said, loose = [], []
    paths = sorted(_files(folder), key=_age)
    for path in paths:
        name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
        if not stat.S_ISREG(path.lstat().st_mode):
            what = "a symbolic link" if path.is_symlink() else "no regular file"
            said.append(f"{printable(name)} is {what}: put the file itself there")
        elif path.suffix.lower() != ".zip" or recognise([name]):
            loose.append(_member(path, path.relative_to(folder).as_posix()))
            newest = _age(path)  # since they come in order
        else:
            try:
                sources.append((_age(path), Archive(path, printable(name))))
            except NotHad as error:
                said.append(f"{printable(name)} {error}: download it again")
    if loose:
        sources.append((newest, Loose(folder.name, folder, tuple(loose))))
    in_order = sorted(sources, key=lambda each: each[0])
    return Downloads(tuple(source for _, source in in_order), tuple(said))


def _member(path: Path, name: str) -> Member:
    odd = "has a name with characters that cannot be shown" if printable(name) != name else ""
    return Member(name, path.stat().st_size, 0, odd)


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):  # which follows no link
        paths = [Path(root, name) for name in names]
        yield from (path for path in paths if not is_ignored(path.relative_to(folder).as_posix()))


def _age(path: Path) -> Age:
    """When it was downloaded; of one moment, `x (10)` comes after `x (2)`, and that after `x`."""
    parts = re.split(r"([0-9]+)", path.stem)
    return path.lstat().st_mtime_ns, [(int(p), "") if p.isdecimal() else (0, p) for p in parts]
