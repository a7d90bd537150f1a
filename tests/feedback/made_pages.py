"""Pages of a graded notebook, made by nbgrader's converters as this course's settings have them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading.feedback.explain import Grades
from tests.support.courses import COURSE


def settings() -> Config:
    """What nbgrader_config.py says."""
    loader = PyFileConfigLoader("nbgrader_config.py", path=str(COURSE.root))
    return loader.load_config()


def feedback_page(notebook: NotebookNode, points: Mapping[str, Any] | None = None) -> str:
    """What `nbgrader generate_feedback` makes of it, with these points of a gradebook."""
    config = settings()
    converter = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
    exporter = converter.exporter_class(config=converter.config)
    for step in converter.preprocessors:  # as `BaseConverter.convert_notebooks` does
        if not (isinstance(step, str) and step.endswith(Grades.__name__)):
            exporter.register_preprocessor(step)
    of = {"student": "ada", "notebook": "n", "score": 0.0, "max_score": 1.0, "late_penalty": 0.0}
    return _made(exporter, notebook, {"nbgrader": {**of, **(points or {})}})


def formgrader_page(notebook: NotebookNode) -> str:
    """What formgrader shows of it to an instructor (`SubmissionHandler`)."""
    config = settings()
    config.HTMLExporter.template_name = "formgrade"
    return _made(HTMLExporter(config=config), notebook, {"index": 0, "total": 1, "base_url": ""})


PAGES = {"feedback": feedback_page, "formgrader": formgrader_page}


def _made(exporter: Any, notebook: NotebookNode, resources: dict[str, Any]) -> str:
    text, _ = exporter.from_notebook_node(deepcopy(notebook), resources)
    assert isinstance(text, str)
    return text
