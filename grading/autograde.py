"""Knows how one command grades a whole class: spread, recorded, told; not how one notebook is.

Whoever stops it loses nothing: what is graded stands, and the next run goes on from there.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import nbformat
from distributed import Client
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import DBAPIError
from traitlets import import_item
from traitlets.config import Config

from grading import crew
from grading.assignment import Instructors, NotReleased
from grading.autograded import Autograded
from grading.course import Assignment, Broken, CourseError
from grading.grade import CannotGrade
from grading.gradebook import command_path, load_config
from grading.hidden import secret_folders
from grading.inbox import Handed, inbox
from grading.keys import Keys, digest
from grading.lock import Busy, only_one
from grading.patience import Patience, Unreachable
from grading.plan import Plan, Work
from grading.preprocessors import IsolatedExporter
from grading.progress import Progress
from grading.record import FOLDER, Entry, Mark, Record, keeps_record
from grading.shard import OtherVersion, Outcome, Parcel, Terms

ROUNDS = 3
"""How often submissions that were replaced while they were graded are looked for again."""


def autograde(
    assignment: Assignment,
    *,
    student: str = "*",
    workers: int | None = None,
    scheduler: str | None = None,
    force: bool = False,
    isolated: bool = True,
) -> None:
    """Grade what is new in submitted/ on every core, or on a Dask cluster; print a summary.

    Raises CourseError for what the caller can put right before anything is graded, and Broken
    where grading could not go on; what was graded until then is kept.
    """
    if workers is not None and scheduler:
        raise CourseError("--workers is for this machine's cores: leave it out with --scheduler.")
    if workers is not None and workers < 1:
        raise CourseError("--workers needs a number of at least 1.")
    os.environ["PATH"] = command_path()
    config = load_config(assignment)
    course = CourseDirectory(config=config, assignment_id=assignment.name, student_id=student)
    progress = Progress()
    try:
        with only_one(assignment.root, course.db_url, assignment.name):
            office = _Office(course, config, progress, isolated=isolated)
            cluster = crew.remote(scheduler) if scheduler else crew.local(workers)
            with office.open(cluster):
                office.grade(force=force)
    except (NotReleased, CannotGrade, Busy) as error:
        raise CourseError(str(error)) from error
    except OtherVersion as error:
        raise CourseError(f"A worker has another version of this project: {error}.") from error
    except (crew.Gone, Unreachable) as error:
        raise Broken(str(error)) from error
    except DBAPIError as error:
        reason = str(error.orig).strip().split("\n")[0]
        raise Broken(f"The gradebook's database does not answer: {reason}") from error
    except OSError as error:
        raise Broken(
            f"A file could not be written ({error.strerror}: {error.filename}): what was graded "
            "until then is kept; make room, and run the same command again."
        ) from error
    finally:
        progress.close()


@dataclass
class _Open:
    """A student whose notebooks are being graded: those that are back, and the rest to come."""

    work: Work
    back: dict[str, Outcome] = field(default_factory=dict)


class _Office:
    """Where one run's submissions go out to be graded, and come back to be recorded."""

    def __init__(
        self, course: CourseDirectory, config: Config, progress: Progress, *, isolated: bool
    ) -> None:
        self._course, self._progress = course, progress
        self._converter = converter = Autograde(coursedir=course, config=config)
        instructors = Instructors(course, config)
        self._names = instructors.names()
        masters = {name: instructors.master(name) for name in self._names}
        named = [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
        every = [import_item(step) if isinstance(step, str) else step for step in named]
        self._keepers = [step for step in every if keeps_record(step)]
        steps = [step for step in every if not keeps_record(step)]
        exporter = IsolatedExporter(config=config)
        self._terms = Terms(
            assignment=course.assignment_id,
            masters=masters,
            limits=exporter.limits,
            hidden=secret_folders(course, config),
            isolated=isolated and exporter.isolated,
            steps=steps,
            config=_concerning([NotebookExporter, *steps], config),
        )
        self._autograded = Autograded(converter, next(iter(masters.values())).files)
        self._plan = Plan(Keys(self._terms), self._autograded, self._names)
        self._open: dict[str, _Open] = {}

    @contextlib.contextmanager
    def open(self, cluster: contextlib.AbstractContextManager[Client]) -> Iterator[None]:
        """Within it, the record is open and the workers are at hand.

        Raises CourseError if nobody of those who were asked for has handed in.
        """
        course = self._course
        due = sum(len(handed.due) for handed in inbox(course, self._names))
        if not due:
            where = f"{course.submitted_directory}/{course.student_id}/{course.assignment_id}"
            raise CourseError(f"Nobody has handed in: there is no folder {where}.")
        patience = Patience(self._progress.say)
        with (
            Record(self._converter, self._keepers, patience) as self._record,
            crew.Crew(cluster, self._terms, due, self._progress.say) as self._crew,
        ):
            self._progress.begin(due)
            yield

    def grade(self, *, force: bool) -> None:
        """Grade what is due, in rounds, until nothing that was replaced meanwhile is left."""
        accidents: set[str] = set()
        for number in range(ROUNDS):
            marks = {} if force and number == 0 else self._record.marks()
            begun = self._progress.graded
            for parcel, outcome in self._crew.outcomes(self._due(marks, accidents, number)):
                if not outcome.settled:
                    accidents.add(parcel.student)
                self._back(parcel, outcome)
            if self._progress.graded == begun:
                break
        self._progress.summarize()

    def _due(
        self, marks: dict[str, dict[str, Mark]], accidents: set[str], number: int
    ) -> Iterator[Parcel]:
        for handed in inbox(self._course, self._names):
            if handed.student in accidents:
                continue
            if not self._record.may_grade(handed.student):
                if number == 0:
                    self._progress.unknown(handed)
                continue
            work = self._plan.work(handed, marks.get(handed.student, {}))
            if number == 0:
                self._told(handed, work)
            if work is None:
                continue
            self._open[work.student] = _Open(work)
            if not work.parcels:
                self._settle(work.student)
            yield from work.parcels

    def _told(self, handed: Handed, work: Work | None) -> None:
        self._progress.stands(len(handed.due) - (len(work.parcels) if work else 0))
        for sentence in handed.said if work else ():
            self._progress.say(sentence)

    def _back(self, parcel: Parcel, outcome: Outcome) -> None:
        self._progress.done(parcel, outcome)
        held = self._open[parcel.student]
        held.back[parcel.name] = outcome
        if len(held.back) == len(held.work.parcels):
            self._settle(parcel.student)

    def _settle(self, student: str) -> None:
        """Write what has come back of a student: files first, then the record.

        Killed in between, the digests do not agree, and the next run grades the student again.
        """
        held = self._open.pop(student)
        work = held.work
        new = {name: outcome.text for name, outcome in held.back.items()}
        self._autograded.put(student, new, tuple(work.standing), work.files, work.handed.time)
        texts = new | {name: self._autograded.text(student, name) for name in work.standing}
        marks = {**work.standing, FOLDER: Mark(work.key, "")}
        for parcel in work.parcels:
            outcome = held.back[parcel.name]
            if outcome.settled:
                marks[parcel.name] = Mark(parcel.key, digest(outcome.text.encode()))
        self._record.enter(
            Entry(
                student=student,
                time=work.handed.time,
                graded={n: nbformat.v4.reads(t) for n, t in texts.items()},
                missing=work.missing,
                marks=marks,
            )
        )


def _concerning(classes: Sequence[type], config: Config) -> Config:
    """The settings of these classes, and no others: workers need not know where anything is."""
    names = {ancestor.__name__ for each in classes for ancestor in each.__mro__}
    return Config({name: section for name, section in config.items() if name in names})
