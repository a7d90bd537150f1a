"""The plan of a class run: fingerprints of what is graded, and which work is due."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import nbformat

from grading.core.files import digest
from grading.core.outcome import Outcome
from grading.gradebook.store import FOLDER, GradeFingerprint
from grading.intake.inbox import Handed, SubmittedNotebook
from grading.intake.merge import Unreadable
from grading.scheduler.output import Autograded
from grading.scheduler.worker import GradingTask, RunConfig

# What a grade is made from, as a key: equal keys, equal grade.


class Fingerprints:
    """The keys of notebooks that are graded on these terms."""

    def __init__(self, terms: RunConfig) -> None:
        self._terms = terms

    @cached_property
    def _masters(self) -> dict[str, bytes]:
        """By notebook: all that its grade depends on, but for what was handed in."""
        terms = self._terms
        steps = [step.__qualname__ for step in terms.steps]
        common = [terms.version, steps, terms.config, dataclasses.asdict(terms.limits)]
        return {
            name: digest(
                json.dumps([*common, terms.isolated], sort_keys=True, default=repr).encode(),
                nbformat.writes(master.notebook).encode(),
                json.dumps(dict(master.public), sort_keys=True).encode(),
                *_flat(master.files),
            ).encode()
            for name, master in terms.masters.items()
        }

    def notebook(self, name: str, handed_in: bytes, files: Mapping[str, bytes]) -> str:
        """The key of a notebook as it was handed in, with the files beside it."""
        return digest(self._masters[name], b"taken", handed_in, *_flat(files))

    def refusal(self, name: str, reason: str) -> str:
        """The key of a notebook that cannot be taken."""
        return digest(self._masters[name], b"refused", reason.encode())


def folder_key(time: str | None, notebooks: Iterable[str], files: Mapping[str, bytes]) -> str:
    """The key of what surrounds a student's notebooks: time of hand-in, names, files."""
    told: Any = [time, sorted(notebooks)]
    return digest(json.dumps(told).encode(), *_flat(files))


def _flat(files: Mapping[str, bytes]) -> Iterable[bytes]:
    for name in sorted(files):
        yield name.encode(errors="surrogatepass")
        yield files[name]


# What of a student's is to be graded, and what stands as it is.


@dataclass(frozen=True)
class StudentPlan:
    """What one student's hand-in asks for.

    `parcels` are notebooks to be graded, `standing` those whose grades stand, with their marks;
    `missing` were not handed in. `key` is that of what surrounds them.
    """

    handed: Handed
    parcels: tuple[GradingTask, ...]
    standing: Mapping[str, GradeFingerprint]
    missing: tuple[str, ...]
    files: Mapping[str, bytes]
    key: str

    @property
    def student(self) -> str:
        return self.handed.student


@dataclass
class InProgress:
    """A student whose notebooks are being graded: those that are back, and the rest to come."""

    work: StudentPlan
    back: dict[str, Outcome] = field(default_factory=dict)


class Plan:
    """Compares what is handed in with what the record and `autograded/` hold."""

    def __init__(self, keys: Fingerprints, autograded: Autograded, names: Sequence[str]) -> None:
        self._keys, self._autograded, self._names = keys, autograded, names

    def work(self, handed: Handed, known: Mapping[str, GradeFingerprint]) -> StudentPlan | None:
        """What is to be done for a student, of whom so much is `known`; None if all stands."""
        files = _files(handed)
        parcels = [self._parcel(due, files) for due in handed.due]
        standing = {p.name: known[p.name] for p in parcels if self._stands(p, known)}
        missing = tuple(name for name in self._names if name not in {p.name for p in parcels})
        key = folder_key(handed.time, [parcel.name for parcel in parcels], files)
        if len(standing) == len(parcels) and known.get(FOLDER, GradeFingerprint("", "")).key == key:
            return None
        wanted = tuple(parcel for parcel in parcels if parcel.name not in standing)
        return StudentPlan(handed, wanted, standing, missing, files, key)

    def _parcel(self, due: SubmittedNotebook, files: Mapping[str, bytes]) -> GradingTask:
        try:
            content = due.content()
        except Unreadable as error:
            key = self._keys.refusal(due.name, str(error))
            return GradingTask(due.student, due.name, key, refusal=str(error))
        key = self._keys.notebook(due.name, content, files)
        return GradingTask(due.student, due.name, key, content, files=files)

    def _stands(self, parcel: GradingTask, known: Mapping[str, GradeFingerprint]) -> bool:
        mark = known.get(parcel.name)
        if mark is None or mark.key != parcel.key:
            return False
        return self._autograded.digest(parcel.student, parcel.name) == mark.graded


def _files(handed: Handed) -> dict[str, bytes]:
    """The files beside a student's notebooks, as far as they can be read."""
    return dict(handed.due[0].files_beside()) if handed.due else {}
