"""Knows how a graded notebook becomes the page that its student gets; not what is told there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from grading.pages import terminal

TEMPLATES = Path(__file__).parent / "templates"

PAGE = Config(
    {
        "FeedbackExporter": {
            "template_name": "course_feedback",
            "extra_template_basedirs": [str(TEMPLATES)],
            "extra_template_paths": [],
            "preprocessors": [],
        }
    }
)
"""Stronger than what nbgrader says of all pages: it would take its own template."""


@dataclass
class Part:
    """What the head of a page says of a part: of its answer and its test together.

    `cell` is the one to look at: that which has the points, or else the one with the comment.
    """

    cell: NotebookNode
    comments: list[str] = field(default_factory=list)


class FeedbackExporter(HTMLExporter):
    """Writes pages that need no network and run nothing: c.GenerateFeedback.exporter_class."""

    def __init__(self, config: Config | None = None, **options: Any) -> None:
        both = Config(config or {})
        both.merge(PAGE)
        super().__init__(config=both, **options)  # type: ignore[no-untyped-call]
        for each in (parts, part_name, terminal):
            self.register_filter(each.__name__, each)  # type: ignore[no-untyped-call]


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


def part_name(cell: str) -> str:
    """The part to which a cell of that name belongs: `test_f` is the test of `f`."""
    return cell.removeprefix("test_")
