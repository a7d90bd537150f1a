"""Knows whose each file of an export is; not which of a student's files counts."""

from __future__ import annotations

import contextlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from grading.archives import PACKED, Archive, Member, NotHad, Source
from grading.folder import ENTRIES, printable
from grading.harvest import BY_HAND, Piece
from grading.platforms import Name, noted_for, read, recognise
from grading.usernames import Hints, Unmapped, noted

LISTS = (".csv", ".tsv", ".xls", ".xlsx")

NOTE, PACKS = 1 << 20, 20
"""Bytes of the largest note of Blackboard's that is read; archives of one student that are."""


@dataclass(frozen=True)
class Exported:
    """The platform of some exports, the files whose student is known, what to say of the others."""

    platform: str
    pieces: Sequence[Piece]
    said: Sequence[str]


def exported(sources: Sequence[Source], hints: Hints, *, platform: str = "") -> Exported:
    """Read the names in all exports, each in the platform's way, which is recognised by most names.

    Exports of two platforms are refused, by NotHad, since two students may have the same number
    there; a platform that is named is not asked for.
    """
    said: list[str] = []
    known: list[tuple[Source, str]] = []
    for source in sources:
        found = platform or recognise(m.name for m in source.members if not m.refused)
        if found:
            known.append((source, found))
        elif source.members and all(m.name.lower().endswith(LISTS) for m in source.members):
            names = ", ".join(printable(member.name) for member in source.members)
            said.append(f"A list of students belongs one folder up: move {names} there")
        else:
            why = "no file in it has a name that Canvas, Moodle or Blackboard gives"
            said.append(f"{source.label} is not collected, since {why}: {BY_HAND}")
    platforms = sorted({found for _, found in known})
    if len(platforms) > 1:
        which = ", ".join(f"{source.label} is of {found}" for source, found in known)
        raise NotHad(f"Collect the exports of one platform at a time: {which}.")
    reader = _Reader(platforms[0] if platforms else "", hints, said)
    pieces = [
        piece for order, (source, _) in enumerate(known) for piece in reader.pieces(source, order)
    ]
    return Exported(reader.platform, pieces, said)


class _Reader:
    """Reads the names of one platform's exports; what cannot be read is said."""

    def __init__(self, platform: str, hints: Hints, said: list[str]) -> None:
        self.platform, self._hints, self._said = platform, hints, said
        self._packs: Counter[str] = Counter()

    def pieces(self, source: Source, order: int) -> Iterator[Piece]:
        """The files of one export."""
        hints = replace(self._hints, usernames=_usernames(source))
        for member in source.members:
            shown = f"{source.label}: {printable(member.name) or 'a file'}"
            try:
                name = self._name(member, hints)
            except Unmapped as error:
                self._said.append(f"{shown} is not collected, since {error}: {BY_HAND}")
                continue
            except NotHad as error:
                self._said.append(f"{shown} is not collected, since it {error}")
                continue
            whole = Piece(name, shown, order, member.size, partial(source.content, member))
            if name.added or not name.file.lower().endswith(".zip"):
                yield whole
            else:
                yield from self._unpacked(whole)

    def _name(self, member: Member, hints: Hints) -> Name:
        if member.refused:
            raise NotHad(member.refused)
        name = read(self.platform, unicodedata.normalize("NFC", member.name), hints)
        if name is None:
            raise Unmapped(f"it has no name that {self.platform} gives")
        return name

    def _unpacked(self, pack: Piece) -> Iterator[Piece]:
        """The files that a student has packed, each under the name it has there."""
        self._packs[pack.name.student] += 1
        try:
            if self._packs[pack.name.student] > PACKS:
                raise NotHad(f"is one of more than {PACKS} archives of one student")
            archive = Archive(pack.content(PACKED), pack.label)
            if len(archive.members) > ENTRIES:
                raise NotHad(f"holds more than {ENTRIES:,} files")
        except NotHad as error:
            self._said.append(f"{pack.label} {error}: {BY_HAND}")
            yield pack
            return
        for member in archive.members:
            name = replace(pack.name, file=member.name)
            label = f"{pack.label}/{printable(member.name)}"
            yield Piece(name, label, pack.order, member.size, partial(_from_pack, pack, member))


def _from_pack(pack: Piece, member: Member, limit: int) -> bytes:
    """The archive is opened once more: hundreds of them would not fit into memory."""
    return Archive(pack.content(PACKED), pack.label).content(member, limit)


def _usernames(source: Source) -> dict[str, str]:
    """What Blackboard's own notes say: the user name, by what is before the date in names."""
    found = {}
    for member in source.members:
        head = noted_for(unicodedata.normalize("NFC", member.name))
        if head is not None and not member.refused and member.size <= NOTE:
            with contextlib.suppress(NotHad):
                name = noted(source.content(member, NOTE).decode("utf-8", "replace"))
                if name and head.endswith(f"_{name}"):
                    found[head] = name
    return found
