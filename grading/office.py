"""Knows one run over a class: what goes out to be graded, what comes back, what is then written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import nbformat
from distributed import Client
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grading.autograded import Autograded
from grading.course import CourseError
from grading.crew import Crew
from grading.hooks import Hooks
from grading.inbox import Handed, inbox, misplaced
from grading.keys import Keys, digest
from grading.marks import FOLDER, Mark
from grading.parcel import Parcel
from grading.patience import Patience
from grading.plan import Pending, Plan, Work
from grading.progress import Progress
from grading.record import Entry, Record
from grading.runs import said_of
from grading.shard import Outcome
from grading.terms import steps, terms
from grading.transaction import keeps_record

ROUNDS = 3
"""How often submissions that were replaced while they were graded are looked for again."""


class Office:
    """Where one run's submissions go out to be graded, and come back to be recorded."""

    def __init__(
        self, course: CourseDirectory, config: Config, progress: Progress, *, isolated: bool
    ) -> None:
        self._course, self._progress = course, progress
        self._converter = converter = Autograde(coursedir=course, config=config)
        every = steps(converter)
        self._keepers = [step for step in every if keeps_record(step)]
        others = [step for step in every if not keeps_record(step)]
        self._terms = terms(course, config, others, isolated=isolated)
        self._names = list(self._terms.masters)
        self._autograded = Autograded(converter, next(iter(self._terms.masters.values())).files)
        self._hooks = Hooks(converter, progress.say)
        self._plan = Plan(Keys(self._terms), self._autograded, self._names)
        self._open: dict[str, Pending] = {}
        self._stamps: dict[str, int] = {}

    @contextlib.contextmanager
    def open(self, cluster: contextlib.AbstractContextManager[Client]) -> Iterator[None]:
        """Within it, the record is open and the workers are at hand.

        Raises CourseError if nobody of those who were asked for has handed in.
        """
        course = self._course
        due = sum(len(handed.due) for handed in inbox(course, self._names))
        if not due:
            where = f"{course.submitted_directory}/{course.student_id}/{course.assignment_id}"
            raise CourseError(f"Nobody has handed in: put notebooks into {where}/, and try again.")
        for sentence in misplaced(course):
            self._progress.say(sentence)
        patience = Patience(self._progress.say)
        with (
            Record(self._converter, self._keepers, patience) as self._record,
            Crew(cluster, self._terms, due, self._progress.say) as self._crew,
        ):
            self._progress.begin(due)
            yield

    def grade(self, *, force: bool) -> None:
        """Grade what is due, in rounds, until nothing that was replaced meanwhile is left."""
        run = self._record.begin_run()
        for number in range(ROUNDS):
            marks = {} if force and number == 0 else self._record.marks()
            begun = self._progress.graded
            for parcel, outcome in self._crew.outcomes(self._due(marks, number)):
                self._back(parcel, outcome)
            if self._progress.graded == begun:
                break
        self._record.end_run(run, *self._progress.tally())
        self._progress.summarize()

    def _due(self, marks: dict[str, dict[str, Mark]], number: int) -> Iterator[Parcel]:
        for handed in inbox(self._course, self._names):
            stamp = handed.stamp()
            if self._stamps.get(handed.student) == stamp:
                continue
            self._stamps[handed.student] = stamp
            if not self._record.may_grade(handed.student):
                if number == 0:
                    self._progress.unknown(handed)
                continue
            known = marks.get(handed.student, {})
            work = self._plan.work(handed, known)
            if work is not None and self._hooks.before(work):
                work = self._plan.work(handed, known)  # the hook may have changed what it reads
            if number == 0:
                self._told(handed, work)
            if work is None:
                continue
            self._open[work.student] = Pending(work)
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
        digests = {name: digest(text.encode()) for name, text in new.items()}
        for parcel in work.parcels:
            if held.back[parcel.name].settled:
                marks[parcel.name] = Mark(parcel.key, digests[parcel.name])
        self._record.enter(
            Entry(
                student=student,
                time=work.handed.time,
                graded={n: nbformat.v4.reads(t) for n, t in texts.items()},
                missing=work.missing,
                marks=marks,
                said=said_of(work.handed.said, held.back, digests),
            )
        )
        self._hooks.after(work)
