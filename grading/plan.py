"""Knows what of a student's is to be graded, and what stands as it is; not how it is graded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grading.autograded import Autograded
from grading.due import Due
from grading.inbox import Handed
from grading.intake import Unreadable
from grading.keys import Keys, folder_key
from grading.marks import FOLDER, Mark
from grading.parcel import Parcel
from grading.shard import Outcome


@dataclass(frozen=True)
class Work:
    """What one student's hand-in asks for.

    `parcels` are notebooks to be graded, `standing` those whose grades stand, with their marks;
    `missing` were not handed in. `key` is that of what surrounds them.
    """

    handed: Handed
    parcels: tuple[Parcel, ...]
    standing: Mapping[str, Mark]
    missing: tuple[str, ...]
    files: Mapping[str, bytes]
    key: str

    @property
    def student(self) -> str:
        return self.handed.student


@dataclass
class Pending:
    """A student whose notebooks are being graded: those that are back, and the rest to come."""

    work: Work
    back: dict[str, Outcome] = field(default_factory=dict)


class Plan:
    """Compares what is handed in with what the record and `autograded/` hold."""

    def __init__(self, keys: Keys, autograded: Autograded, names: Sequence[str]) -> None:
        self._keys, self._autograded, self._names = keys, autograded, names

    def work(self, handed: Handed, known: Mapping[str, Mark]) -> Work | None:
        """What is to be done for a student, of whom so much is `known`; None if all stands."""
        files = _files(handed)
        parcels = [self._parcel(due, files) for due in handed.due]
        standing = {p.name: known[p.name] for p in parcels if self._stands(p, known)}
        missing = tuple(name for name in self._names if name not in {p.name for p in parcels})
        key = folder_key(handed.time, [parcel.name for parcel in parcels], files)
        if len(standing) == len(parcels) and known.get(FOLDER, Mark("", "")).key == key:
            return None
        wanted = tuple(parcel for parcel in parcels if parcel.name not in standing)
        return Work(handed, wanted, standing, missing, files, key)

    def _parcel(self, due: Due, files: Mapping[str, bytes]) -> Parcel:
        try:
            content = due.content()
        except Unreadable as error:
            key = self._keys.refusal(due.name, str(error))
            return Parcel(due.student, due.name, key, refusal=str(error))
        key = self._keys.notebook(due.name, content, files)
        return Parcel(due.student, due.name, key, content, files=files)

    def _stands(self, parcel: Parcel, known: Mapping[str, Mark]) -> bool:
        mark = known.get(parcel.name)
        if mark is None or mark.key != parcel.key:
            return False
        return self._autograded.digest(parcel.student, parcel.name) == mark.graded


def _files(handed: Handed) -> dict[str, bytes]:
    """The files beside a student's notebooks, as far as they can be read."""
    return dict(handed.due[0].files_beside()) if handed.due else {}
