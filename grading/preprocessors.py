"""Knows how a graded notebook enters nbgrader's pipeline and leaves it; not how it is graded."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets import Bool, Float, Integer

from grading.ahead import Ahead
from grading.assignment import Instructors, NotReleased
from grading.cores import cores
from grading.desk import Desk
from grading.grade import CannotGrade, Graded, Grader, Job, refused
from grading.gradebook import quiet
from grading.hidden import secret_folders
from grading.intake import Unreadable
from grading.limits import MEBI, Limits
from grading.lock import Busy, only_one
from grading.verdict import FOR_A_PERSON


class IsolatedExporter(NotebookExporter):
    """Reads a submission as graded: c.Autograde.exporter_class.

    nbgrader makes one when it starts to grade, and asks it for one notebook after the other. The
    notebooks that come next are graded meanwhile.
    """

    isolated = Bool(
        True,
        help="Run students' code shut in. Without, it can read and write whatever you can.",
    ).tag(config=True)
    cell_seconds = Float(30.0, help="What one cell, or one call by a test, may take.").tag(
        config=True
    )
    memory_mib = Integer(1024, help="Memory of all processes of one notebook.").tag(config=True)
    workers = Integer(0, help="Notebooks graded at once; 0: as many as there are cores.").tag(
        config=True
    )

    _close: ClassVar[Callable[[], object]] = staticmethod(lambda: None)
    """Ends the last run of this process."""

    def __init__(self, *arguments: Any, parent: Any = None, **options: Any) -> None:
        super().__init__(*arguments, parent=parent, **options)  # type: ignore[no-untyped-call]
        self._desk: Desk | None = None
        if isinstance(parent, Autograde):
            try:
                self._prepare(parent)
            except (NotReleased, CannotGrade, Busy) as error:
                self.log.error("%s", error)
                raise NbGraderException(str(error)) from error

    @property
    def limits(self) -> Limits:
        """What one notebook may use."""
        return Limits(cell_seconds=self.cell_seconds, memory=self.memory_mib * MEBI)

    def _prepare(self, converter: Autograde) -> None:
        """Lay out what is due, while the warm parent starts."""
        quiet()
        course = converter.coursedir
        IsolatedExporter._close()  # the last run of this process has ended, with or without success
        ends = contextlib.ExitStack()
        IsolatedExporter._close = weakref.finalize(self, ends.close)
        ends.enter_context(only_one(Path(course.root), course.db_url, course.assignment_id))
        hidden = secret_folders(course, self.config)
        grader = Grader(self.limits, hidden=hidden, isolated=self.isolated)
        ends.callback(grader.stop)
        self._instructors = Instructors(course, self.config)
        names = self._instructors.names()
        with ThreadPoolExecutor(1) as starter:
            started = starter.submit(grader.start)
            self._desk = desk = Desk(converter, names, self.log)
            ends.callback(desk.clear)
            for name in names:
                self._instructors.master(name)
            started.result()
        self._left = set(desk.due)
        workers = self.workers or cores()
        self._ahead = Ahead(lambda path: self._graded(grader, path), desk.fresh, workers)

    def _graded(self, grader: Grader, path: str) -> Graded:
        assert self._desk is not None
        due = self._desk.due[path]
        master = self._instructors.master(due.name)
        try:
            return grader.grade(Job(due.content(), master, dict(due.files_beside())))
        except Unreadable as error:
            return refused(master.notebook, str(error))

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


class FlagForAPerson(NbGraderPreprocessor):  # type: ignore[misc]
    """Marks scores that an instructor should look at as "needs manual grading".

    It follows SaveAutoGrades. The score itself stays what it is.
    """

    def preprocess(
        self, notebook: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook as it is."""
        flagged = [cell.metadata.nbgrader.grade_id for cell in notebook.cells if _is_odd(cell)]
        if flagged:
            where = resources["nbgrader"]
            with Gradebook(where["db_url"]) as gradebook:
                for name in flagged:
                    grade = gradebook.find_grade(
                        name, where["notebook"], where["assignment"], where["student"]
                    )
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return notebook, resources


def _is_odd(cell: NotebookNode) -> bool:
    return is_grade(cell) and any(o.get("ename") in FOR_A_PERSON for o in cell.get("outputs", []))
