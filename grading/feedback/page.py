"""The feedback page: a graded notebook as HTML for its student."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbconvert.filters import DataTypeFilter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import BaseConverter
from traitlets import Bool, default

from grading.core.origin import kept_origin
from grading.core.outputs import kept_packages
from grading.core.packages import not_installed
from grading.core.text import part_name
from grading.feedback.pages import PagesAhead, made_from, stand
from grading.feedback.sanitize import clean, code, markdown, terminal
from grading.gradebook.database import check_schema, told
from grading.gradebook.nbgrader import find_notebooks
from grading.gradebook.queries import ClassScores, read_scores

TEMPLATES = Path(__file__).parents[1] / "templates"

SHOWN = ["text/html", "text/markdown", "image/svg+xml", "text/latex", "image/png", "image/jpeg"]
"""Forms of one output, of which the first that is there is shown, or else its plain text."""


@dataclass
class Part:
    """What the head of a page says of a part: of its answer and its test together.

    `cell` is the one to look at: that which has the points, or else the one with the comment.
    """

    cell: NotebookNode
    comments: list[str] = field(default_factory=list)


class FeedbackExporter(TemplateExporter):
    """Writes pages that need no network and run nothing: c.GenerateFeedback.exporter_class.

    nbconvert's HTMLExporter parses each page once more to look for pictures without words, which
    takes longer than all the rest; here they have words already (`grading.feedback.sanitize`).
    """

    output_mimetype = "text/html"

    only_changed = Bool(
        False, help="Write pages for those students only of whom something has changed."
    ).tag(config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._scores: ClassScores | None = None
        self._ahead: PagesAhead | None = None
        if isinstance(self.parent, GenerateFeedback):
            with told(self.log):
                self._scores = _leave_out_unknown(self.parent)
            if self.only_changed:
                _leave_out_unchanged(self.parent, self._scores)
        mine: dict[str, Any] = {
            "markdown2html": markdown,
            "clean_html": clean,
            "filter_data_type": DataTypeFilter(display_data_priority=[*SHOWN, "text/plain"]),
        }
        mine["not_there"] = lambda metadata: map(not_installed, kept_packages(metadata))
        mine |= {each.__name__: each for each in (code, kept_origin, parts, part_name, terminal)}
        for name, each in mine.items():
            self.register_filter(name, each)  # type: ignore[no-untyped-call]

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **words: Any
    ) -> Any:
        """The page of a graded notebook; nbgrader's command has those that follow begun, too."""
        converter = self.parent
        if not isinstance(converter, GenerateFeedback):
            return super().from_filename(filename, resources, **words)
        if self._ahead is None:
            folders = sorted(converter.assignments)
            order = [path for each in folders for path in sorted(converter.assignments[each])]
            self._ahead = PagesAhead(partial(self._render, converter), order)
        return self._ahead.take(filename)

    def _render(self, converter: GenerateFeedback, filename: str) -> Any:
        resources = converter.init_single_notebook_resources(filename)
        owner = resources["nbgrader"]
        owner["made_from"] = made_from(filename, owner["student"], self._scores)
        return super().from_filename(filename, resources)

    @default("file_extension")
    def _page(self) -> str:
        return ".html"

    @default("template_name")
    def _template(self) -> str:
        return "course_feedback"

    @default("extra_template_basedirs")
    def _folders(self) -> list[str]:
        return [str(TEMPLATES)]


def _student(converter: GenerateFeedback, folder: str) -> str:
    """Whose folder of graded notebooks this is."""
    course = converter.coursedir
    pattern = course.format_path(
        course.autograded_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True
    )
    found = re.match(pattern, folder)
    return found["student"] if found else ""


def _leave_out_unknown(converter: GenerateFeedback) -> ClassScores | None:
    """Write no page for graded files that the gradebook does not know, and say whose they are.

    nbgrader would find no points for them, and stop with an error. Returns what it knows.
    """
    course = converter.coursedir
    check_schema(course.db_url)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        scores = read_scores(gradebook.db.connection(), course.assignment_id)
    for folder, files in list(converter.assignments.items()):
        submission = scores.submissions.get(_student(converter, folder)) if scores else None
        held = submission.notebooks if submission else {}
        kept = [file for file in files if Path(file).stem in held]
        if kept:
            converter.assignments[folder] = kept
        else:
            del converter.assignments[folder]
        for file in sorted(set(files) - set(kept)):
            where = os.path.relpath(file, course.root)
            converter.log.warning(
                "%s gets no feedback, since the gradebook does not know it: delete it, or hand in "
                "and grade that student again.",
                where,
            )
    return scores


def _leave_out_unchanged(converter: GenerateFeedback, scores: ClassScores | None) -> None:
    """Write no page for students whose pages all stand."""
    course = converter.coursedir
    for folder, files in list(converter.assignments.items()):
        student = _student(converter, folder)
        wanted = {Path(file).stem: made_from(file, student, scores) for file in files}
        pages = course.format_path(course.feedback_directory, student, course.assignment_id)
        if stand(pages, wanted):
            del converter.assignments[folder]


def parts(cells: Iterable[NotebookNode]) -> list[Part]:
    """The parts that have points or a comment, in the notebook's order."""
    found: dict[str, Part] = {}
    for cell in cells:
        mark = cell.metadata.get("nbgrader", {})
        comment = mark.get("comment")
        if "score" in mark or comment:
            part = found.setdefault(part_name(mark["grade_id"]), Part(cell))
            part.cell = cell if "score" in mark else part.cell
            part.comments += [comment] if comment else []
    return list(found.values())


# Which notebooks get a page.


def _find_graded(converter: GenerateFeedback) -> None:
    """In place of nbgrader's own search, which finds nothing for a student `ann [group 2]`."""
    if not find_notebooks(converter):
        BaseConverter.init_notebooks(converter)


GenerateFeedback.init_notebooks = _find_graded
