"""A worker: grades batches of notebooks, bytes in and text out; it knows no course and no
gradebook.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import pickle
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nbconvert.exporters import NotebookExporter
from traitlets.config import Config

from grading.checker.grader import Graded, Grader, Job, Limits, ReferenceNotebook, refused
from grading.core.errors import UsageError
from grading.core.outcome import Outcome
from grading.scheduler.version import version

# How notebooks travel to be graded: each with what it needs, some of them together.

MOST, BYTES = 24, 8 << 20
"""Notebooks of the largest shard, and bytes after which it takes no other."""


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

    @property
    def label(self) -> str:
        return f"{self.student}/{self.name}"

    @property
    def size(self) -> int:
        """Bytes that travel."""
        return len(self.handed_in) + sum(map(len, self.files.values()))


def shards(parcels: Iterable[GradingTask], size: Callable[[], int]) -> Iterator[list[GradingTask]]:
    """Parcels in their order, about `size` together, which is asked when there is a first."""
    shard: list[GradingTask] = []
    wanted = 0
    for parcel in parcels:
        wanted = wanted or max(1, min(MOST, size()))
        shard.append(parcel)
        if len(shard) >= wanted or sum(each.size for each in shard) > BYTES:
            yield shard
            shard = []
    if shard:
        yield shard


# How a shard of notebooks is graded on a worker: bytes in, text out.


@dataclass(frozen=True)
class RunConfig:
    """What all notebooks of a run are graded with.

    `steps` are nbconvert's preprocessors that each graded notebook goes through, `config` their
    settings.
    """

    assignment: str
    masters: Mapping[str, ReferenceNotebook]
    limits: Limits
    hidden: Sequence[str]
    isolated: bool
    steps: Sequence[type]
    config: Config
    version: str = field(default_factory=version)

    def packed(self) -> bytes:
        """As they travel; a worker that knows these bytes has a warm parent for them."""
        return zlib.compress(pickle.dumps(self))


class OtherVersion(UsageError):
    """This worker has another version of the grader than the command that asks."""


def grade_batch(terms: bytes, parcels: Sequence[GradingTask]) -> list[Outcome]:
    """Grade some notebooks, one after another; never fails for anything that was handed in.

    Raises OtherVersion, and CannotGrade where this machine cannot shut students' code in.
    """
    with _bench(terms) as bench:
        return [bench.outcome(parcel) for parcel in parcels]


def finished(terms: RunConfig, parcel: GradingTask, graded: Graded) -> Outcome:
    """The graded notebook after the steps that nbgrader takes with it."""
    exporter = NotebookExporter(config=terms.config)
    for step in terms.steps:
        exporter.register_preprocessor(step)
    owner = {"student": parcel.student, "assignment": terms.assignment, "notebook": parcel.name}
    resources: dict[str, Any] = {"unique_key": parcel.name, "nbgrader": owner}
    resources["metadata"] = {"name": parcel.name}
    converted = exporter.from_notebook_node(graded.notebook, resources)
    return Outcome(converted[0], graded.remarks, graded.trouble, graded.settled)


class _WarmGrader:
    """The warm parent of one worker for one run's terms, and how many threads use it."""

    def __init__(self, packed: bytes) -> None:
        self.terms: RunConfig = pickle.loads(zlib.decompress(packed))
        if self.terms.version != version():
            raise OtherVersion(
                f"A worker has another version of this project: it has {version()}, and the "
                f"command {self.terms.version}."
            )
        terms = self.terms
        self._grader = Grader(terms.limits, hidden=terms.hidden, isolated=terms.isolated)
        self._grader.start()
        self.stop = self._grader.stop
        self.users = 0

    def outcome(self, parcel: GradingTask) -> Outcome:
        master, begun = self.terms.masters[parcel.name], time.monotonic()
        if parcel.refusal:
            graded = refused(master.notebook, parcel.refusal)
        else:
            graded = self._grader.grade(Job(parcel.handed_in, master, parcel.files))
        outcome = finished(self.terms, parcel, graded)
        return replace(outcome, seconds=time.monotonic() - begun)


_LOCK = threading.Lock()
_BENCHES: dict[str, _WarmGrader] = {}


@contextlib.contextmanager
def _bench(packed: bytes) -> Iterator[_WarmGrader]:
    """The bench for these terms; those of earlier runs go once nobody works at them."""
    name = hashlib.sha256(packed).hexdigest()
    with _LOCK:
        if name not in _BENCHES:
            _BENCHES[name] = _WarmGrader(packed)
        bench = _BENCHES[name]
        bench.users += 1
    try:
        yield bench
    finally:
        with _LOCK:
            bench.users -= 1
            for other in [n for n, b in _BENCHES.items() if n != name and not b.users]:
                _BENCHES.pop(other).stop()


@atexit.register
def _clear() -> None:
    for bench in _BENCHES.values():
        bench.stop()
    _BENCHES.clear()
