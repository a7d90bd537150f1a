"""Worker: grades a batch of notebooks with a warm grader, bytes in and text out.

It knows no course and no gradebook: all that it needs travels with the batch, and what it makes of
it goes back as values.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import pickle
import threading
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nbconvert.exporters import NotebookExporter
from traitlets.config import Config

from grading.checker.grader import Graded, Grader, Job, Limits, ReferenceNotebook, refused
from grading.checker.rehearsal import Rehearsal, rehearse
from grading.core.beside import FilesBeside
from grading.core.errors import UsageError
from grading.core.origin import ORDINARY, Origin
from grading.core.outcome import Outcome
from grading.core.reference import APART, Placement
from grading.scheduler.version import version


@dataclass(frozen=True)
class GradingTask:
    """One notebook as it travels to a worker; with a `refusal`, nothing of it can be taken.

    `key` names what its grade will have been made from.
    """

    student: str
    name: str
    key: str
    handed_in: bytes = b""
    refusal: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    origin: Origin = ORDINARY
    alone: bool = False
    """Nothing else is graded meanwhile; it was kept from running before."""
    placement: Placement = APART

    @property
    def label(self) -> str:
        return f"{self.student}/{self.name}"

    @property
    def size(self) -> int:
        """Bytes that travel."""
        return len(self.handed_in) + sum(map(len, self.files.values()))


@dataclass(frozen=True)
class RunConfig:
    """What all notebooks of a run are graded with.

    `steps` are nbconvert's preprocessors that each graded notebook goes through, `settings` what
    nbgrader's configuration says of them.
    """

    assignment: str
    masters: Mapping[str, ReferenceNotebook]
    limits: Limits
    hidden: Sequence[str]
    isolated: bool
    steps: Sequence[type]
    settings: Config
    tests: str = "apart"
    """Where tests run: as `checker.settings` has it."""
    version: str = field(default_factory=version)

    def packed(self) -> bytes:
        """As it travels; a worker that knows these bytes has a warm grader for them."""
        return zlib.compress(pickle.dumps(self))


class OtherVersion(UsageError):
    """This worker has another version of the grader than the command that asks."""


def grade_batch(
    packed: bytes, tasks: Sequence[GradingTask], slow: float, files: bytes | None = None
) -> list[Outcome]:
    """Grade some notebooks, one after another; never fails for anything that was handed in.

    After one that took more than so many seconds the rest is left to others. `packed` is a run's
    configuration, `files` what lies beside its notebooks, where this is another machine. Raises
    OtherVersion, and CannotGrade where this machine cannot shut students' code in.
    """
    outcomes: list[Outcome] = []
    with _warm_grader(packed, files) as grader:
        for task in tasks:
            outcomes.append(grader.outcome(task))
            if (outcomes[-1].seconds or 0.0) > slow:
                break
    return outcomes


def rehearse_one(packed: bytes, name: str, files: bytes | None = None) -> Rehearsal:
    """Rehearse the notebook of a name with the run's configuration; as `grade_batch`."""
    with _warm_grader(packed, files) as grader:
        return grader.rehearsal(name)


def finished(config: RunConfig, task: GradingTask, graded: Graded) -> Outcome:
    """The graded notebook after the steps that nbgrader takes with it."""
    graded = graded.of(task.origin)
    exporter = NotebookExporter(config=config.settings)
    for step in config.steps:
        exporter.register_preprocessor(step)
    owner = {"student": task.student, "assignment": config.assignment, "notebook": task.name}
    resources: dict[str, Any] = {"unique_key": task.name, "nbgrader": owner}
    resources["metadata"] = {"name": task.name}
    converted = exporter.from_notebook_node(graded.notebook, resources)
    again = graded.again and not task.alone
    return Outcome(converted[0], graded.remarks, graded.trouble, graded.settled, again=again)


class _WarmGrader:
    """The grader of one worker for one run, and how many threads use it."""

    def __init__(self, packed: bytes, files: bytes | None) -> None:
        self.config: RunConfig = pickle.loads(zlib.decompress(packed))
        if files is not None:
            beside = FilesBeside.unpacked(files)
            masters = {n: replace(m, files=beside) for n, m in self.config.masters.items()}
            self.config = replace(self.config, masters=masters)
        config = self.config
        if config.version != version():
            raise OtherVersion(
                f"A worker has another version of this project: it has {version()}, and the "
                f"command {config.version}."
            )
        self._grader = Grader(config.limits, hidden=config.hidden, isolated=config.isolated)
        self._grader.start()
        self.stop = self._grader.stop
        self.users = 0

    def outcome(self, task: GradingTask) -> Outcome:
        master, begun = self.config.masters[task.name], time.monotonic()
        if task.refusal:
            graded = refused(master.notebook, task.refusal)
        else:
            job = Job(task.handed_in, master, task.files, task.alone, task.placement)
            graded = self._grader.attempt(job)
        outcome = finished(self.config, task, graded)
        return replace(outcome, seconds=time.monotonic() - begun)

    def rehearsal(self, name: str) -> Rehearsal:
        return rehearse(self._grader.grade, self.config.masters[name])


_LOCK = threading.Lock()
_GRADERS: dict[str, _WarmGrader] = {}
"""By the digest of the run's configuration."""


@contextlib.contextmanager
def _warm_grader(packed: bytes, files: bytes | None) -> Iterator[_WarmGrader]:
    """The grader for this run; those of earlier runs go once no thread uses them."""
    name = hashlib.sha256(packed).hexdigest()
    with _LOCK:
        if name not in _GRADERS:
            _GRADERS[name] = _WarmGrader(packed, files)
        grader = _GRADERS[name]
        grader.users += 1
    try:
        yield grader
    finally:
        with _LOCK:
            grader.users -= 1
            for other in [n for n, g in _GRADERS.items() if n != name and not g.users]:
                _GRADERS.pop(other).stop()


@atexit.register
def stop_graders() -> None:
    """End what this process keeps warm."""
    with _LOCK:
        while _GRADERS:
            _GRADERS.popitem()[1].stop()
