"""The feedback page: a graded notebook as HTML for its student."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbconvert.filters import DataTypeFilter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import BaseConverter
from traitlets import default

from grading.core.origin import kept_origin
from grading.core.text import part_name
from grading.feedback.sanitize import clean, code, markdown, terminal
from grading.gradebook.nbgrader import find_notebooks

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

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        mine: dict[str, Any] = {
            "markdown2html": markdown,
            "clean_html": clean,
            "filter_data_type": DataTypeFilter(display_data_priority=[*SHOWN, "text/plain"]),
        }
        mine |= {each.__name__: each for each in (code, kept_origin, parts, part_name, terminal)}
        for name, each in mine.items():
            self.register_filter(name, each)  # type: ignore[no-untyped-call]

    @default("file_extension")
    def _page(self) -> str:
        return ".html"

    @default("template_name")
    def _template(self) -> str:
        return "course_feedback"

    @default("extra_template_basedirs")
    def _folders(self) -> list[str]:
        return [str(TEMPLATES)]


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
