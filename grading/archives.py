"""Knows what is in a zip archive, and takes out of it so much and no more; not whose it is.

Names in an archive are only read: nothing is ever written under one of them.
"""

from __future__ import annotations

import contextlib
import io
import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Protocol

from grading.folder import IGNORED, printable

MEMBERS, PACKED, LONGEST = 200_000, 100 << 20, 1000
"""The most files of an archive, bytes of one that lies in another, letters of a name."""

UTF8, ENCRYPTED = 0x800, 0x1
BROKEN: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, RuntimeError)
BROKEN += (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
"""What zipfile raises for an archive that is damaged, encrypted, or of a kind it cannot read."""


class NotHad(Exception):
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
        """The bytes of one of them; raises NotHad with the reason if it cannot be had."""


class Archive:
    """An open zip archive, from a file or from its bytes; raises NotHad if it is none."""

    def __init__(self, source: Path | bytes, label: str) -> None:
        self.label = label
        with _told():
            file = io.BytesIO(source) if isinstance(source, bytes) else source
            self._zip = zipfile.ZipFile(file)
            self._infos = self._zip.infolist()
            if len(self._infos) > MEMBERS:
                raise NotHad(f"holds more than {MEMBERS:,} files")
            found = (_member(place, info) for place, info in enumerate(self._infos))
            self.members = tuple(member for member in found if not is_ignored(member.name))

    def content(self, member: Member, limit: int) -> bytes:
        """The bytes of a member; raises NotHad if it has more than the limit or is damaged."""
        if member.refused or member.size > limit:
            raise NotHad(member.refused or f"is larger than {limit >> 20} MB")
        with _told(), self._zip.open(self._infos[member.place]) as file:
            return file.read(limit)


def is_ignored(name: str) -> bool:
    """True for folders, and for what programs leave behind and nobody means to hand in."""
    parts = name.split("/")
    is_folder = len(parts) > 1 and not parts[-1]
    return is_folder or not IGNORED.isdisjoint(parts) or parts[-1].startswith("._")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise NotHad(f"cannot be unpacked ({error})") from error


def _member(place: int, info: zipfile.ZipInfo) -> Member:
    name = _name(info)
    return Member(name, info.file_size, place, _refusal(info, name))


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 and do not say so, or "\\" for "/"."""
    name = info.filename
    if not info.flag_bits & UTF8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _refusal(info: zipfile.ZipInfo, name: str) -> str:
    if not name:
        return "has no name"
    if name.startswith("/") or ".." in name.split("/") or PureWindowsPath(name).drive:
        return "has a name that leads out of the archive"
    if len(name) > LONGEST:
        return "has too long a name"
    if any(printable(part) != part for part in name.split("/")):
        return "has a name with characters that cannot be shown"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link"
    if info.flag_bits & ENCRYPTED:
        return "is encrypted"
    return ""
