"""Plan of a class run: fingerprints of what is graded, and which notebooks are due."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import nbformat

from grading.core.files import digest
from grading.core.global_names import GlobalNames
from grading.core.origin import ORDINARY, Origin
from grading.core.reference import APART, Placement
from grading.gradebook.store import FOLDER, GradeFingerprint
from grading.intake.inbox import Handed, SubmittedNotebook
from grading.intake.refusals import Unreadable
from grading.scheduler.output import Autograded
from grading.scheduler.worker import GradingTask, RunConfig


class Fingerprints:
    """Keys of what grades are made from, for one run: equal keys, equal grade."""

    def __init__(
        self, config: RunConfig, placements: Mapping[str, Placement] = MappingProxyType({})
    ) -> None:
        self._config, self.placements = config, placements

    @cached_property
    def _masters(self) -> dict[str, bytes]:
        """By notebook: all that its grade depends on, but for what was handed in."""
        config = self._config
        steps = [step.__qualname__ for step in config.steps]
        common = [config.version, steps, config.settings, dataclasses.asdict(config.limits)]
        return {
            name: digest(
                json.dumps([*common, config.isolated], sort_keys=True, default=repr).encode(),
                nbformat.writes(master.notebook).encode(),
                json.dumps(dict(master.public), sort_keys=True).encode(),
                json.dumps(dataclasses.asdict(master.names or GlobalNames())).encode(),
                master.files.key.encode(),
                *_placed(self.placements.get(name, APART)),
            ).encode()
            for name, master in config.masters.items()
        }

    def master(self, name: str) -> bytes:
        """The key of all that the grade of a notebook depends on, but for what is handed in."""
        return self._masters[name]

    def notebook(
        self, name: str, handed_in: bytes, files: Mapping[str, bytes], origin: Origin = ORDINARY
    ) -> str:
        """The key of a notebook as it was handed in, with the files beside it."""
        said = _told(origin)
        return digest(self._masters[name], b"taken", said, handed_in, *_flat(files))

    def refusal(self, name: str, reason: str, origin: Origin = ORDINARY) -> str:
        """The key of a notebook that cannot be taken."""
        return digest(self._masters[name], b"refused", _told(origin), reason.encode())


def folder_key(
    time: str | None, notebooks: Iterable[str], files: Mapping[str, bytes], lateness: str = ""
) -> str:
    """The key of what surrounds a student's notebooks: time of hand-in, names, files.

    `lateness` is what decides what a late student pays, empty where nobody can be late.
    """
    told: Any = [time, sorted(notebooks), *([lateness] if lateness else [])]
    return digest(json.dumps(told).encode(), *_flat(files))


def _told(origin: Origin) -> bytes:
    return json.dumps(dataclasses.astuple(origin)).encode()


def _placed(placement: Placement) -> Iterable[bytes]:
    if placement != APART:
        kinds = sorted(placement.kinds.items())
        yield json.dumps([sorted(placement.beside), kinds]).encode()


def _flat(files: Mapping[str, bytes]) -> Iterable[bytes]:
    for name in sorted(files):
        yield name.encode(errors="surrogatepass")
        yield files[name]


@dataclass(frozen=True)
class StudentPlan:
    """What one student's hand-in asks for.

    `tasks` are notebooks to be graded, `standing` those whose grades stand, with their marks;
    `missing` were not handed in. `key` is that of what surrounds them.
    """

    handed: Handed
    tasks: tuple[GradingTask, ...]
    standing: Mapping[str, GradeFingerprint]
    missing: tuple[str, ...]
    files: Mapping[str, bytes]
    key: str

    @property
    def student(self) -> str:
        return self.handed.student


class Plan:
    """Compares what is handed in with what the record and `autograded/` hold."""

    def __init__(self, keys: Fingerprints, autograded: Autograded, names: Sequence[str]) -> None:
        self._keys, self._autograded, self._names = keys, autograded, names

    def work(
        self, handed: Handed, known: Mapping[str, GradeFingerprint], lateness: str = ""
    ) -> StudentPlan | None:
        """What is to be done for a student, of whom so much is `known`; None if all stands.

        Where only the time of hand-in or the `lateness` has changed, no notebook is to be graded.
        """
        files = _files(handed)
        tasks = [self._task(due, files) for due in handed.due]
        standing = {task.name: known[task.name] for task in tasks if self._stands(task, known)}
        missing = tuple(name for name in self._names if name not in {task.name for task in tasks})
        key = folder_key(handed.time, [task.name for task in tasks], files, lateness)
        if len(standing) == len(tasks) and known.get(FOLDER, GradeFingerprint("", "")).key == key:
            return None
        wanted = tuple(task for task in tasks if task.name not in standing)
        return StudentPlan(handed, wanted, standing, missing, files, key)

    def _task(self, due: SubmittedNotebook, files: Mapping[str, bytes]) -> GradingTask:
        try:
            content = due.content()
        except Unreadable as error:
            reason, origin = str(error), due.origin
            key = self._keys.refusal(due.name, reason, origin)
            return GradingTask(due.student, due.name, key, refusal=reason, origin=origin)
        key = self._keys.notebook(due.name, content, files, due.origin)
        where = self._keys.placements.get(due.name, APART)
        task = GradingTask(due.student, due.name, key, content, files=files, origin=due.origin)
        return dataclasses.replace(task, placement=where)

    def _stands(self, task: GradingTask, known: Mapping[str, GradeFingerprint]) -> bool:
        mark = known.get(task.name)
        if mark is None or mark.key != task.key:
            return False
        return self._autograded.digest(task.student, task.name) == mark.graded


def _files(handed: Handed) -> dict[str, bytes]:
    """The files beside a student's notebooks, as far as they can be read."""
    return dict(handed.due[0].files_beside()) if handed.due else {}
