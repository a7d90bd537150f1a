"""What a student is told of each test: all that can be seen, and no more of the rest.

The words of a zero without a test stand in `core/outputs.py` and `intake/refusals.py`.
"""

from __future__ import annotations

import builtins
import contextlib
import re
import weakref
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    GetGrades,
    NbGraderPreprocessor,
)
from nbgrader.utils import is_grade, is_locked, is_task
from traitlets import Bool

from grading.core.outputs import (
    OURS,
    error_output,
    graders_error,
    kept_findings,
    loses_points,
    printed,
    ran_beside,
    say,
    shown_to_students,
    unmarked,
)

HIDDEN = "HiddenTest"
"""The name under which a page tells of a test that only other inputs fail."""

LONGEST = 200
"""Characters of the longest reason that is told."""

ALL_RIGHT = "Right for all inputs, those that grading tries included.\n"
"""What stands in the place of what a test says that is passed with its hidden part."""

GENERAL = "try other inputs than those of the test above, small and large ones"
PART = re.compile(r"^0 of [\d.]+: ([^:\n]{1,80})", re.MULTILINE)
"""A part of a picture that earns nothing, as the course's own tests print it."""


class ForStudents(NbGraderPreprocessor):  # type: ignore[misc]
    """Shows tests and tasks as students know them: c.GenerateFeedback.preprocessors.

    A test that fails for inputs which are not shown says so, with the likely reason, and neither
    their source nor the values that were expected.
    """

    show_hidden_tests = Bool(
        False, help="Show students hidden tests, what they expect, and mark schemes."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook, changed where it stands."""
        clear, scheme = ClearHiddenTests(parent=self), ClearMarkScheme(parent=self)
        for cell in nb.cells:
            if is_task(cell) and not self.show_hidden_tests:
                scheme.preprocess_cell(cell, resources, 0)
            if cell.cell_type == "code" and (is_grade(cell) or is_locked(cell)):
                before = cell.source
                if not self.show_hidden_tests:
                    clear.preprocess_cell(cell, resources, 0)
                knew = ran_beside(cell.metadata) and shown_to_students(cell) is not None
                if is_grade(cell) and (
                    cell.source != before or (knew and not self.show_hidden_tests)
                ):
                    cell.outputs = [from_dict(output) for output in told(cell)]
                if is_grade(cell):
                    say(cell, _sentence(cell))
        return nb, resources


class Grades(GetGrades):  # type: ignore[misc]
    """nbgrader's GetGrades, with one connection to the gradebook for all pages of a run.

    To open it takes longer than all that is asked of it for a page.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Give each cell its points and comment, and `resources` those of the notebook."""
        page = resources["nbgrader"]
        where = page["notebook"], page["assignment"], page["student"]
        self.notebook_id, self.assignment_id, self.student_id = where
        if not hasattr(self, "gradebook"):
            self.gradebook = Gradebook(page["db_url"])
            weakref.finalize(self, self.gradebook.close)
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        notebook = self.gradebook.find_submission_notebook(*where)
        late = notebook.late_submission_penalty or 0
        page.update(score=notebook.score - late, max_score=notebook.max_score, late_penalty=late)
        marks = [cell.metadata.get("nbgrader", {}) for cell in nb.cells]
        page.update(ungraded=sum(mark["points"] for mark in marks if mark.get("ungraded")))
        self.gradebook.db.rollback()  # or whoever grades meanwhile would wait for this reader
        return nb, resources

    def _get_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        """nbgrader's, but for a cell that the gradebook no longer has."""
        with contextlib.suppress(MissingEntry):
            super()._get_comment(cell, resources)

    def _get_score(self, cell: NotebookNode, _: dict[str, Any]) -> None:
        """Give the cell its points, and say where nobody and nothing has given it any."""
        mark = cell.metadata.nbgrader
        where = self.notebook_id, self.assignment_id, self.student_id
        with contextlib.suppress(MissingEntry):
            grade = self.gradebook.find_grade(mark["grade_id"], *where)
            mark.update(score=grade.score, points=grade.max_score)
            mark.ungraded = grade.auto_score is None and grade.manual_score is None


def told(cell: NotebookNode) -> list[Any]:
    """What a student is shown under a test with hidden parts."""
    points = float(cell.metadata.nbgrader.points)
    if not loses_points(cell.outputs, points):
        says_so = any(output["output_type"] == "stream" for output in cell.outputs)
        return [{"output_type": "stream", "name": "stdout", "text": ALL_RIGHT}] if says_so else []
    visible = shown_to_students(cell)
    if visible is not None and loses_points(visible, points):
        return unmarked([o for o in visible if o["output_type"] != "execute_result"])
    own = graders_error(cell.metadata, cell.outputs)
    if own is not None and (own["ename"] in OURS or visible is None):  # not the test's own lines
        return [error_output(own["ename"], own["evalue"])]
    passes = "" if visible is None else "your answer passes the test that you see, but "
    text = f"{passes}a hidden test, with other inputs, fails: {_reason(cell)}"
    return [error_output(HIDDEN, text)]


def _sentence(cell: NotebookNode) -> str:
    """What is wrong, in a line for the head of the page; nothing if there is nothing."""
    errors = [str(output["evalue"]) for output in cell.outputs if output["output_type"] == "error"]
    lines = printed(cell.metadata, cell.outputs).splitlines()
    found = errors or [line for line in lines if line.startswith("0 of ")]
    return found[0][: 2 * LONGEST] if found else ""


def _reason(cell: NotebookNode) -> str:
    """The likely mistake, as far as it can be told without numbers that were hidden.

    The course's own checks keep that apart from the numbers; of other tests only a sentence
    without any number is told.
    sentence without any number is told; of one that ran in the student's process nothing, for that
    may have written there what was hidden.
    """
    if ran_beside(cell.metadata):
        return GENERAL
    found, outputs = kept_findings(cell.metadata), cell.outputs
    if parts := list(dict.fromkeys(each.part for each in found if each.part)):
        return f"look at: {', '.join(parts)}"
    if found:
        return next((each.advice for each in found if each.advice), GENERAL)
    for output in outputs:
        if output["output_type"] == "error":
            return _of_error(str(output["ename"]), str(output["evalue"]))
    lost = dict.fromkeys(PART.findall(printed(cell.metadata, outputs)))
    return f"look at: {', '.join(lost)}" if lost else GENERAL


def _of_error(name: str, text: str) -> str:
    if name == "AssertionError":
        said = text.strip().rpartition(": ")[2]
        told = said and len(said) <= LONGEST and not re.search(r"\d", said) and "\n" not in said
        return said if told else GENERAL
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, Exception):
        return f"your code stops there with {name}; {GENERAL}"
    return f"your code stops there with an error of its own; {GENERAL}"
