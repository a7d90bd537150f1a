"""Knows how a graded notebook becomes the page that its student gets; not what is told there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

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


class FeedbackExporter(HTMLExporter):
    """Writes pages that need no network and run nothing: c.GenerateFeedback.exporter_class."""

    def __init__(self, config: Config | None = None, **options: Any) -> None:
        both = Config(config or {})
        both.merge(PAGE)
        super().__init__(config=both, **options)  # type: ignore[no-untyped-call]
