"""The exporter with which `nbgrader autograde` grades in the sandbox, and what follows it."""

from __future__ import annotations

import contextlib
import copy
import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fnmatch import fnmatch
from logging import Logger
from pathlib import Path
from typing import Any, ClassVar

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import AssignLatePenalties, Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_task
from traitlets import import_item

from grading.checker.grader import Graded, Grader, Job, refused
from grading.checker.rehearsal import Rehearsal, rehearse
from grading.checker.settings import Settings, settings
from grading.core.cores import cores
from grading.core.origin import kept_origin
from grading.core.outputs import (
    FOR_A_PERSON,
    NOT_GRADED,
    grader_error,
    graders_error,
    put_outputs,
)
from grading.core.quiet import quiet
from grading.core.reference import APART
from grading.gradebook.database import told
from grading.gradebook.nbgrader import find_notebooks, secret_folders
from grading.gradebook.session import only_one
from grading.gradebook.structure import explained, said_of_source
from grading.intake.files import TIMESTAMP
from grading.intake.inbox import Handed, SubmittedNotebook, inbox
from grading.intake.layout import misplaced
from grading.intake.merge import merge_submission
from grading.intake.recognise import KnownNotebooks
from grading.intake.refusals import Unreadable
from grading.intake.stored import take_stored_outputs
from grading.scheduler.rehearsals import placements, rehearsals
from grading.scheduler.rehearsals import told as rehearsals_told
from grading.scheduler.run import run_config

# How to grade the next notebooks while somebody is busy with the last.


class PrefetchQueue:
    """Grades notebooks in the order in which they will be asked for, a few ahead of that."""

    def __init__(self, grade: Callable[[str], Graded], order: Sequence[str], workers: int) -> None:
        self._grade, self._order = grade, list(order)
        self._places = {path: place for place, path in enumerate(self._order)}
        self._begun: dict[str, Future[Graded]] = {}
        self._window = 2 * workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="grade")

    def take(self, path: str) -> Graded:
        """The graded notebook; those that follow it are begun before it is waited for."""
        place = self._places.get(path)
        following = [] if place is None else self._order[place + 1 : place + 1 + self._window]
        for each in (path, *following):
            if each not in self._begun:
                self._begun[each] = self._pool.submit(self._grade, each)
        return self._begun.pop(path).result()


# How submissions are laid out for nbgrader.


class SubmissionStaging:
    """The submissions of one run of `nbgrader autograde`, laid out in a folder of their own."""

    def __init__(
        self, converter: Autograde, known: KnownNotebooks, folder: str, log: Logger
    ) -> None:
        submitted, laid_out = converter.coursedir, copy.copy(converter.coursedir)
        names = [name for name in known.names if fnmatch(name, submitted.notebook_id)]
        self.due: dict[str, SubmittedNotebook] = {}
        self.fresh: list[str] = []
        self.stale: list[str] = []
        laid_out.submitted_directory = folder
        assignments = {}
        for sentence in misplaced(submitted) if submitted.student_id == "*" else ():
            log.warning("%s", sentence)
        for handed in inbox(submitted, known, names):
            if not handed.due:  # of the notebooks that are asked for
                continue
            for sentence in handed.said:
                log.warning("%s", sentence)
            target = Path(laid_out.format_path(folder, handed.student, submitted.assignment_id))
            assignments[str(target)] = self._lay_out(handed, target)
            if _is_fresh(converter, handed.student):
                self.fresh += assignments[str(target)]
            else:
                self.stale.append(handed.student)
        converter.coursedir, converter.assignments = laid_out, assignments

    def _lay_out(self, handed: Handed, target: Path) -> list[str]:
        """Fill the folder that nbgrader sees; the notebooks in it, which are empty there."""
        target.mkdir(parents=True)
        for name, file in handed.files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / name, follow_symlinks=False)
        if handed.time is not None:
            (target / TIMESTAMP).write_text(handed.time)
        paths = [target / f"{due.name}.ipynb" for due in handed.due]
        for path, due in zip(paths, handed.due, strict=True):
            path.touch()
            self.due[str(path)] = due
        return sorted(map(str, paths))


def _may_pay(submission: SubmittedAssignment) -> bool:
    """True if it is late, or pays for having been late."""
    return bool(submission.total_seconds_late or submission.late_submission_penalty)


def _is_fresh(converter: Autograde, student: str) -> bool:
    """True if it will surely be graded, and not only where its time of hand-in is newer."""
    course = converter.coursedir
    graded = course.format_path(course.autograded_directory, student, course.assignment_id)
    return bool(converter.force) or not Path(graded).exists()


# How a graded notebook enters nbgrader's pipeline and leaves it.


class IsolatedExporter(Settings, NotebookExporter):
    """Reads a submission as graded: c.Autograde.exporter_class.

    nbgrader makes one when it starts to grade, and asks it for one notebook after the other. The
    notebooks that come next are graded meanwhile.
    """

    _close: ClassVar[Callable[[], object]] = staticmethod(lambda: None)
    """Ends the last run of this process."""

    def __init__(self, *arguments: Any, parent: Any = None, **options: Any) -> None:
        super().__init__(*arguments, parent=parent, **options)  # type: ignore[no-untyped-call]
        self._desk: SubmissionStaging | None = None
        if isinstance(parent, Autograde):
            with told(self.log):
                try:
                    self._prepare(parent)
                except BaseException:  # its locks and processes end now, and not with this object
                    IsolatedExporter._close()
                    raise

    def _prepare(self, converter: Autograde) -> None:
        """Lay out what is due, while the warm parent starts."""
        quiet()
        course = converter.coursedir
        IsolatedExporter._close()  # the last run of this process has ended, with or without success
        ends = contextlib.ExitStack()
        IsolatedExporter._close = weakref.finalize(self, ends.close)
        ends.enter_context(only_one(Path(course.root), course.db_url, course.assignment_id))
        hidden = secret_folders(course, self.config)
        how = settings(self.config, course.assignment_id)
        grader = Grader(how.limits, hidden=hidden, isolated=how.isolated)
        ends.callback(grader.stop)
        executes = Execute(parent=self).enabled  # False with --no-execute
        with ThreadPoolExecutor(1) as starter:
            started = starter.submit(grader.start if executes else lambda: None)
            with explained(course):
                config = run_config(course, self.config, (), isolated=True)
            self._masters = masters = config.masters
            known = KnownNotebooks.of(masters)
            folder = ends.enter_context(
                tempfile.TemporaryDirectory(prefix="submitted-", ignore_cleanup_errors=True)
            )
            self._desk = desk = SubmissionStaging(converter, known, folder, self.log)
            self._renew_penalties(converter, sorted(desk.stale))
            started.result()
        found: dict[str, Rehearsal] = {}
        if executes:
            with Gradebook(course.db_url, course.course_id) as gradebook:
                found = rehearsals(
                    config, gradebook.engine, lambda name: rehearse(grader.grade, masters[name])
                )
        self._placements = placements(found)
        for sentence in (*said_of_source(course, masters), *rehearsals_told(config, found)):
            self.log.warning("%s", sentence)
        self._left = set(desk.due)
        workers = self.workers or cores()
        grade = grader.grade if executes else unexecuted
        self._ahead = PrefetchQueue(lambda path: self._graded(grade, path), desk.fresh, workers)

    def _renew_penalties(self, converter: Autograde, students: Sequence[str]) -> None:
        """Let those whose grades may stand pay as the due dates and extensions of now have it."""
        steps = (
            import_item(s) if isinstance(s, str) else s for s in converter.autograde_preprocessors
        )
        keepers = [step for step in steps if issubclass(step, AssignLatePenalties)]
        course = converter.coursedir
        with Gradebook(course.db_url, course.course_id) as gradebook:
            due = gradebook.find_assignment(course.assignment_id).duedate
            held = gradebook.assignment_submissions(course.assignment_id) if due else []
            late = {each.student_id: each for each in held if _may_pay(each)}
            asked = [
                {"student": student, "assignment": course.assignment_id, "notebook": notebook.name}
                for student in students
                if student in late
                for notebook in late[student].notebooks
            ]
        for owner in asked:
            for keeper in keepers:
                resources = {"nbgrader": {**owner, "db_url": course.db_url}}
                keeper(parent=self)(new_notebook(), resources)

    def _graded(self, grade: Callable[[Job], Graded], path: str) -> Graded:
        assert self._desk is not None
        due = self._desk.due[path]
        master, place = self._masters[due.name], self._placements.get(due.name, APART)
        try:
            job = Job(due.content(), master, dict(due.files_beside()), placement=place)
            graded = grade(job)
        except Unreadable as error:
            graded = refused(master.notebook, str(error))
        return graded.of(due.origin)

    def from_filename(
        self, filename: str, resources: Any = None, **options: Any
    ) -> tuple[Any, dict[str, Any]]:
        """The notebook of a file; a submission's comes graded, and says in the log what is odd."""
        due = self._desk.due.get(filename) if self._desk else None
        if due is None:
            return super().from_filename(filename, resources, **options)
        graded = self._ahead.take(filename)
        self._left.discard(filename)
        if not self._left:  # formgrader's process goes on, and must not keep ours
            IsolatedExporter._close()
        for remark in graded.remarks:
            self.log.warning("%s: %s", due.label, remark)
        for trouble in graded.trouble:
            self.log.error("%s: %s", due.label, trouble)
        resources["metadata"] = {"name": due.name, "path": str(Path(filename).parent)}
        converted = self.from_notebook_node(graded.notebook, resources, **options)  # type: ignore[no-untyped-call]
        text, resources = converted
        return text, resources


NOT_THERE = "this test is not in the file that was handed in, and nothing was executed"
NEVER_RUN = "all points for tests that the file never ran, as nbgrader's --no-execute has it: "


def unexecuted(job: Job) -> Graded:
    """A submission with the outputs that its file stores: nbgrader's --no-execute.

    As for nbgrader, a test that shows no error has passed; one that is not in the file has no
    score. Raises Unreadable for a file that holds no notebook.
    """
    merged = merge_submission(job.handed_in, job.master.notebook, job.master.public)
    stored = take_stored_outputs(merged.notebook, job.handed_in)
    tests = [cell for cell in merged.notebook.cells if is_grade(cell) and cell.cell_type == "code"]
    for cell in tests:
        if cell.id not in stored:
            put_outputs(cell, [grader_error(NOT_GRADED, NOT_THERE)])
    never = [c.metadata.nbgrader.grade_id for c in tests if not (c.outputs or c.execution_count)]
    said = [f"{NEVER_RUN}{', '.join(never)}"] if never else []
    return Graded(merged.notebook, (*merged.remarks, *said))


class FlagForAPerson(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks scores that an instructor should look at as "needs manual grading".

    It follows SaveAutoGrades. The score itself stays what it is. A task has none until a person
    gives one: SaveAutoGrades leaves it as it is, with the 0 of a notebook that was missing before.
    """

    def preprocess(
        self, notebook: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook as it is."""
        tests = [cell for cell in notebook.cells if is_grade(cell) and "outputs" in cell]
        odd = [cell for cell in tests if _is_odd(cell)]
        if kept_origin(notebook.metadata).look:
            odd = odd or tests[:1]  # one is enough to be seen, and to be confirmed
        if cells := [*odd, *filter(is_task, notebook.cells)]:
            where = resources["nbgrader"]
            with Gradebook(where["db_url"]) as gradebook:
                for cell in cells:
                    grade = gradebook.find_grade(
                        cell.metadata.nbgrader.grade_id,
                        *(where["notebook"], where["assignment"], where["student"]),
                    )
                    grade.needs_manual_grade = True
                    if is_task(cell):
                        grade.auto_score = None
                gradebook.db.commit()
        return notebook, resources


def _is_odd(cell: NotebookNode) -> bool:
    own = graders_error(cell.metadata, cell.outputs)
    return own is not None and own["ename"] in FOR_A_PERSON


# Which folders nbgrader autogrades.


def _find_submissions(converter: Autograde) -> None:
    """In place of nbgrader's own search: also of students who have handed in no notebook.

    Raises NbGraderException where nobody has handed in, and says before what lies elsewhere.
    """
    every = issubclass(converter.exporter_class, IsolatedExporter)
    if not find_notebooks(converter, without=every):
        for sentence in misplaced(converter.coursedir):
            converter.log.error("%s", sentence)
        BaseConverter.init_notebooks(converter)


Autograde.init_notebooks = _find_submissions
