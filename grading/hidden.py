"""Knows which folders hold what no student may see; not how they are hidden."""

from __future__ import annotations

from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.exchange import Exchange
from sqlalchemy.engine import make_url
from traitlets.config import Config


def secret_folders(course: CourseDirectory, config: Config) -> list[str]:
    """The course, its gradebook, the instructor's home and nbgrader's exchange, where they are."""
    found = {course.root, str(Path.home()), Exchange(coursedir=course, config=config).root}
    steps = ("source", "release", "submitted", "autograded", "feedback", "solution")
    for step in steps:
        found.add(str(Path(course.root, getattr(course, f"{step}_directory"))))
    url = make_url(course.db_url)
    if url.drivername.startswith("sqlite") and url.database:
        found.add(str(Path(course.root, url.database).parent))
    return sorted(found)
