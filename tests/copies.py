"""Knows how to copy the course, or parts of it, to where a test may change them."""

from __future__ import annotations

import shutil
from pathlib import Path

from grading.core.course import Assignment, find_assignment
from grading.gradebook.nbgrader import nbgrader

COURSE = find_assignment("gradient_descent")
GRADING = ("grading", "source", "release", "tests/submissions", "nbgrader_config.py")
STOCK_PAGES = """
for name in ("preprocessors", "filters", "sanitize_html"):
    c.HTMLExporter.pop(name)
for name in ("preprocessors", "exporter_class"):
    c.GenerateFeedback.pop(name)
"""
STOCK = f"{STOCK_PAGES}c.pop('Autograde')  # nbgrader's own pipeline\n"


def copy_course(target: Path, *parts: str) -> Assignment:
    """The assignment in a copy of these parts, or of all that grading needs."""
    for part in parts or GRADING:
        source = COURSE.root / part
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target / part)
    return Assignment(COURSE.name, target)


def release_course(target: Path, *, settings: str = "") -> Assignment:
    """A copy of the course with these settings more, in which the assignment is released."""
    assignment = copy_course(target)
    with (target / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    nbgrader(assignment, "generate_assignment", "--force")
    return assignment
