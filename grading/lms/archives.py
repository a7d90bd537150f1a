"""Zip archives (PKWARE's APPNOTE, by zipfile) and folders that an instructor has downloaded, read
within limits.
"""

from __future__ import annotations

import contextlib
import io
import lzma
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Protocol

from grading.core.errors import UsageError
from grading.intake.filenames import IGNORED, printable
from grading.intake.files import read
from grading.intake.refusals import Unreadable
from grading.lms.names import recognise

# What is in a zip archive, and takes out of it so much and no more.

MEMBERS, PACKED = 200_000, 200 << 20
"""The most files of an archive, and bytes of one that lies in another."""

ENTRY = 256
"""Bytes that a file takes in the list of an archive, with a long name."""

LONGEST, LONGEST_PART = 1000, 255
"""Letters of a name, and of the name of a file or folder in it, as file systems have them."""

UTF8, ENCRYPTED = 0x800, 0x1
BROKEN: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, RuntimeError)
BROKEN += (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
"""What zipfile raises for an archive that is damaged, encrypted, or of a kind it cannot read."""


class ArchiveError(UsageError):
    """A file or an archive that cannot be used; the reason, as the end of a sentence."""


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name there, its bytes, and its place in the archive's list.

    `refused` is the reason why it is not to be read, as the end of a sentence, and empty if it may.
    """

    name: str
    size: int
    place: int
    refused: str = ""


class Source(Protocol):
    """Where exported files lie."""

    @property
    def label(self) -> str:
        """What an instructor knows it by."""

    @property
    def members(self) -> tuple[Member, ...]:
        """The files in it, without those that programs leave behind."""

    def content(self, member: Member, limit: int) -> bytes:
        """The bytes of one of them; raises ArchiveError with the reason if it cannot be had."""


class Archive:
    """An open zip archive, from a file or from its bytes; raises ArchiveError if it is none."""

    def __init__(self, source: Path | bytes, label: str, most: int | None = None) -> None:
        self.label = label
        most = MEMBERS if most is None else most
        with _told():
            file = io.BytesIO(source) if isinstance(source, bytes) else source
            if _listed(file) > most * ENTRY:  # to read so many takes seconds, and gigabytes
                raise ArchiveError(f"holds more than {most:,} files")
            self._zip = zipfile.ZipFile(file)
            self._infos = self._zip.infolist()
            if len(self._infos) > most:
                raise ArchiveError(f"holds more than {most:,} files")
            found = (_member(place, info) for place, info in enumerate(self._infos))
            self.members = tuple(member for member in found if not is_ignored(member.name))

    def content(self, member: Member, limit: int) -> bytes:
        """The bytes of a member; raises ArchiveError if it is larger or damaged."""
        if member.refused or member.size > limit:
            raise ArchiveError(member.refused or f"is larger than {limit >> 20} MB")
        with _told(), self._zip.open(self._infos[member.place]) as file:
            return file.read(limit)


def is_ignored(name: str) -> bool:
    """True for folders, and for what programs leave behind and nobody means to hand in."""
    parts = name.split("/")
    is_folder = len(parts) > 1 and not parts[-1]
    return is_folder or not IGNORED.isdisjoint(parts) or parts[-1].startswith("._")


def _listed(file: Path | io.BytesIO) -> int:
    """The bytes of an archive's list of files, as its end says; 0 if it has none."""
    with file.open("rb") if isinstance(file, Path) else contextlib.nullcontext(file) as opened:
        end = zipfile._EndRecData(opened)  # type: ignore[attr-defined]
    return int(end[zipfile._ECD_SIZE]) if end else 0  # type: ignore[attr-defined]


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise ArchiveError(f"cannot be unpacked ({error})") from error


def _member(place: int, info: zipfile.ZipInfo) -> Member:
    name = _name(info)
    return Member(name, info.file_size, place, _refusal(info, name))


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 and do not say so, or "\\" for "/"."""
    name = info.filename
    if len(name) > 2 * LONGEST:  # too long, before anything is made of it
        return name.replace("\\", "/")
    if not info.flag_bits & UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    if not name:
        return "has no name"
    if len(name) > LONGEST or max(map(len, name.split("/"))) > LONGEST_PART:
        return "has too long a name"
    if name.startswith("/") or ".." in name.split("/") or PureWindowsPath(name).drive:
        return "has a name that leads out of the archive"
    if any(printable(part) != part for part in name.split("/")):
        return "has a name with characters that cannot be shown"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link"
    if info.flag_bits & ENCRYPTED:
        return "is encrypted"
    return ""


# What an instructor has downloaded: exports and single files.


@dataclass(frozen=True)
class Loose:
    """Files that lie in a folder, as after unpacking an export there."""

    label: str
    folder: Path
    members: tuple[Member, ...]

    def content(self, member: Member, limit: int) -> bytes:
        """The bytes of a file, which is no link; raises ArchiveError."""
        if member.refused:
            raise ArchiveError(member.refused)
        try:
            return read(self.folder / member.name, limit)
        except Unreadable as error:
            raise ArchiveError(f"cannot be used ({error})") from error


@dataclass(frozen=True)
class Downloads:
    """Exports from the oldest to the newest, and a sentence for each archive that is none."""

    sources: tuple[Source, ...] = ()
    said: tuple[str, ...] = field(default=())


def check_place(folder: Path) -> None:
    """Raise ArchiveError, with a sentence, if there is no folder of archives."""
    if not folder.is_dir():
        stray = sorted(folder.parent.glob("*.zip"))
        if stray:
            raise ArchiveError(
                f"Move {stray[0]} into the folder {folder.name} there, and collect again."
            )
        raise ArchiveError(
            f"There is no folder {folder}: make it, and put a platform's zip into it."
        )


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
            loose.append(_file_member(path, path.relative_to(folder).as_posix()))
            newest = _age(path)  # since they come in order
        else:
            try:
                sources.append((_age(path), Archive(path, printable(name))))
            except ArchiveError as error:
                said.append(f"{printable(name)} {error}: download it again")
    if loose:
        sources.append((newest, Loose(folder.name, folder, tuple(loose))))
    in_order = sorted(sources, key=lambda each: each[0])
    return Downloads(tuple(source for _, source in in_order), tuple(said))


def _file_member(path: Path, name: str) -> Member:
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
