"""Class run: what goes out to be graded, what comes back, and the one writer of it."""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets import import_item
from traitlets.config import Config

from grading.checker.settings import settings
from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.core.files import digest
from grading.core.outcome import Outcome
from grading.core.text import first_line
from grading.gradebook.changes import ChangedPoints
from grading.gradebook.database import answering
from grading.gradebook.nbgrader import (
    ReferenceLoader,
    command_path,
    load_config,
    secret_folders,
)
from grading.gradebook.session import Patience, only_one, writes_gradebook
from grading.gradebook.store import FOLDER, Entry, GradeFingerprint, Record, said_of
from grading.gradebook.structure import explained, said_of_source
from grading.intake.inbox import Handed, inbox
from grading.intake.layout import misplaced
from grading.intake.recognise import KnownNotebooks
from grading.scheduler import processes
from grading.scheduler.dispatch import Dispatcher
from grading.scheduler.executor import Executor
from grading.scheduler.output import Autograded
from grading.scheduler.plan import Fingerprints, Plan, StudentPlan
from grading.scheduler.progress import Progress
from grading.scheduler.rehearsals import placements, rehearsals
from grading.scheduler.rehearsals import told as rehearsals_told
from grading.scheduler.worker import GradingTask, RunConfig

LOG = logging.getLogger(__name__)

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

    Raises UsageError for what the caller can put right before anything is graded, and RunAborted
    where grading could not go on; what was graded until then is kept.
    """
    if workers is not None and scheduler:
        raise UsageError("--workers is for this machine's cores: leave it out with --scheduler.")
    if workers is not None and workers < 1:
        raise UsageError("--workers needs a number of at least 1.")
    os.environ["PATH"] = command_path()
    config = load_config(assignment)
    course = CourseDirectory(config=config, assignment_id=assignment.name, student_id=student)
    # Processes are forked before there is a thread, a lock or a connection to be copied.
    with (
        answering(),
        _executor(workers, scheduler) as executor,
        Progress() as progress,
        only_one(assignment.root, course.db_url, assignment.name),
    ):
        run = ClassRun(course, config, progress, isolated=isolated)
        with run.open(executor):
            run.grade(force=force)


@contextlib.contextmanager
def _executor(
    workers: int | None, scheduler: str | None
) -> Iterator[contextlib.AbstractContextManager[Executor]]:
    """Where notebooks are graded; a cluster is asked for when there is the first."""
    if scheduler:
        from grading.scheduler import cluster  # Dask, which takes a while to import

        yield cluster.remote(scheduler)
    else:
        with processes.local(workers) as executor:
            yield contextlib.nullcontext(executor)


@dataclass
class InProgress:
    """A student whose notebooks are being graded: those that are back, and the rest to come."""

    work: StudentPlan
    back: dict[str, Outcome] = field(default_factory=dict)


class ClassRun:
    """One run over a class, whose submissions go out to be graded and come back to be recorded."""

    def __init__(
        self, course: CourseDirectory, config: Config, progress: Progress, *, isolated: bool
    ) -> None:
        self._course, self._progress = course, progress
        self._converter = converter = Autograde(coursedir=course, config=config)
        every = steps(converter)
        self._keepers = [step for step in every if writes_gradebook(step)]
        others = [step for step in every if not writes_gradebook(step)]
        with explained(course):
            self._config = run_config(course, config, others, isolated=isolated)
        masters = self._config.masters
        self._names = list(masters)
        self._known = KnownNotebooks.of(masters)
        self._of_source = tuple(said_of_source(course, masters))
        self._autograded = Autograded(converter, next(iter(masters.values())).files)
        self._hooks = Hooks(converter)
        penalties = _settings_of(_with_plugins(self._keepers, config), config)
        self._penalties = json.dumps(penalties, sort_keys=True, default=repr)
        self._changes = ChangedPoints()
        self._open: dict[str, InProgress] = {}
        self._stamps: dict[str, int] = {}

    @contextlib.contextmanager
    def open(self, executor: contextlib.AbstractContextManager[Executor]) -> Iterator[None]:
        """Within it, the record is open and the executor's workers are at hand.

        Raises UsageError if nobody of those who were asked for has handed in.
        """
        course = self._course
        expected = sum(len(handed.due) for handed in inbox(course, self._known))
        elsewhere = misplaced(course)
        if not expected:
            where = f"{course.submitted_directory}/{course.student_id}/{course.assignment_id}"
            advice = f"Nobody has handed in: put notebooks into {where}/, and try again."
            raise UsageError("\n".join([*elsewhere, advice]))
        for sentence in (*(elsewhere if course.student_id == "*" else ()), *self._of_source):
            LOG.warning("%s", sentence)
        with (
            Record(self._converter, self._keepers, Patience()) as self._record,
            Dispatcher(executor, self._config, expected) as self._dispatcher,
        ):
            self._place()
            self._progress.begin(expected)
            yield

    def _place(self) -> None:
        """Find out where tests run, before anybody is graded."""
        config = self._config
        found = rehearsals(config, self._record.engine, self._dispatcher.rehearsed)
        for sentence in rehearsals_told(config, found):
            LOG.warning("%s", sentence)
        keys = Fingerprints(config, placements(found))
        self._plan = Plan(keys, self._autograded, self._names)

    def grade(self, *, force: bool) -> None:
        """Grade what is due, in rounds, until nothing that was replaced meanwhile is left.

        Prints at last whose points differ from before, also if it cannot go on.
        """
        run = self._record.begin_run()
        try:
            for number in range(ROUNDS):
                marks = {} if force and number == 0 else self._record.marks()
                begun = self._progress.graded
                for task, outcome in self._dispatcher.outcomes(self._due(marks, number)):
                    self._back(task, outcome)
                if self._progress.graded == begun:
                    break
            self._record.end_run(run, *self._progress.tally())
            self._progress.summarize()
        finally:
            if table := self._changes.table():
                print(table, flush=True)

    def _due(
        self, marks: dict[str, dict[str, GradeFingerprint]], number: int
    ) -> Iterator[GradingTask]:
        dates = self._record.due_dates()
        for handed in inbox(self._course, self._known):
            stamp = handed.stamp()
            if self._stamps.get(handed.student) == stamp:
                continue
            self._stamps[handed.student] = stamp
            if not self._record.may_grade(handed.student):
                if number == 0:
                    self._progress.unknown(handed)
                continue
            known = marks.get(handed.student, {})
            due = dates.of(handed.student)
            lateness = f"{due} {self._penalties}" if due else ""
            work = self._plan.work(handed, known, lateness)
            if work is not None and self._hooks.before(work):
                work = self._plan.work(handed, known, lateness)  # the hook may have changed it
            if number == 0:
                self._told(handed, work)
            if work is None:
                continue
            self._open[work.student] = InProgress(work)
            if not work.tasks:
                self._settle(work.student)
            yield from work.tasks

    def _told(self, handed: Handed, work: StudentPlan | None) -> None:
        self._progress.stands(len(handed.due) - (len(work.tasks) if work else 0))
        for sentence in handed.said if work else ():
            LOG.warning("%s", sentence)

    def _back(self, task: GradingTask, outcome: Outcome) -> None:
        self._progress.done(task, outcome)
        held = self._open[task.student]
        held.back[task.name] = outcome
        if len(held.back) == len(held.work.tasks):
            self._settle(task.student)

    def _settle(self, student: str) -> None:
        """Write what has come back of a student: files first, then the record.

        Killed in between, the digests do not agree, and the next run grades the student again.
        """
        held = self._open.pop(student)
        work = held.work
        new = {name: outcome.text for name, outcome in held.back.items()}
        self._autograded.put(student, new, tuple(work.standing), work.files, work.handed.time)
        texts = new | {name: self._autograded.text(student, name) for name in work.standing}
        marks = {**work.standing, FOLDER: GradeFingerprint(work.key, "")}
        digests = {name: digest(text.encode()) for name, text in new.items()}
        for task in work.tasks:
            if held.back[task.name].settled:
                marks[task.name] = GradeFingerprint(task.key, digests[task.name])
        entry = Entry(
            student=student,
            time=work.handed.time,
            graded={n: nbformat.v4.reads(t) for n, t in texts.items()},
            missing=work.missing,
            marks=marks,
            said=said_of(work.handed.said, held.back, digests),
            standing=tuple(work.standing),
        )
        self._changes.add(self._record.enter(entry))
        self._hooks.after(work)


class Hooks:
    """The hooks of nbgrader's configuration; a failure of theirs is one sentence in the log."""

    def __init__(self, converter: Autograde) -> None:
        self._converter = converter

    def before(self, work: StudentPlan) -> bool:
        """Call the hook for work that is to be graded; True if there is one."""
        return self._call(self._converter.pre_convert_hook, work)

    def after(self, work: StudentPlan) -> None:
        """Call the hook for work that has been graded and recorded."""
        self._call(self._converter.post_convert_hook, work)

    def _call(self, hook: Callable[..., object] | None, work: StudentPlan) -> bool:
        """Call a hook as nbgrader does, whatever it may raise."""
        if hook is None:
            return False
        where = {"assignment": self._converter.coursedir.assignment_id, "student": work.student}
        try:
            hook(**where, notebooks=[due.path and str(due.path) for due in work.handed.due])
        except Exception as error:
            LOG.warning("%s: the hook %r failed: %s", work.student, hook, first_line(error))
        return True


def steps(converter: Autograde) -> list[type]:
    """The preprocessors that `nbgrader autograde` would call, in their order."""
    named = [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    return [import_item(step) if isinstance(step, str) else step for step in named]


def run_config(
    course: CourseDirectory, config: Config, steps: Sequence[type], *, isolated: bool
) -> RunConfig:
    """The instructor's notebooks, the limits, and these of the steps, to be taken by workers.

    Raises NotReleased where the assignment is not in the gradebook.
    """
    instructors = ReferenceLoader(course, config)
    how = settings(config, course.assignment_id)
    return RunConfig(
        assignment=course.assignment_id,
        masters={
            name: instructors.master(name, solved=how.tests == "auto")
            for name in instructors.names()
        },
        limits=how.limits,
        hidden=secret_folders(course, config),
        isolated=isolated and how.isolated,
        steps=steps,
        settings=_settings_of([NotebookExporter, *steps], config),
        tests=how.tests,
    )


def _with_plugins(keepers: Sequence[type], config: Config) -> list[type]:
    """The steps that write the gradebook, and what they call to learn what lateness costs."""
    plugins = (getattr(keeper(config=config), "plugin_class", None) for keeper in keepers)
    return [*keepers, *filter(None, plugins)]


def _settings_of(classes: Sequence[type], config: Config) -> Config:
    """The settings of these classes, and no others: workers need not know where anything is."""
    names = {ancestor.__name__ for each in classes for ancestor in each.__mro__}
    return Config({name: section for name, section in config.items() if name in names})
