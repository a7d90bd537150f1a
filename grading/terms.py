"""Knows what a run's notebooks are graded with, as nbgrader's configuration says it; not how."""

from __future__ import annotations

from collections.abc import Sequence

from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets import import_item
from traitlets.config import Config

from grading.assignment import Instructors
from grading.hidden import secret_folders
from grading.preprocessors import IsolatedExporter
from grading.shard import Terms


def steps(converter: Autograde) -> list[type]:
    """The preprocessors that `nbgrader autograde` would call, in their order."""
    named = [*converter.sanitize_preprocessors, *converter.autograde_preprocessors]
    return [import_item(step) if isinstance(step, str) else step for step in named]


def terms(
    course: CourseDirectory, config: Config, steps: Sequence[type], *, isolated: bool
) -> Terms:
    """The instructor's notebooks, the limits, and these of the steps, to be taken by workers.

    Raises NotReleased where the assignment is not in the gradebook.
    """
    instructors = Instructors(course, config)
    exporter = IsolatedExporter(config=config)
    return Terms(
        assignment=course.assignment_id,
        masters={name: instructors.master(name) for name in instructors.names()},
        limits=exporter.limits,
        hidden=secret_folders(course, config),
        isolated=isolated and exporter.isolated,
        steps=steps,
        config=_concerning([NotebookExporter, *steps], config),
    )


def _concerning(classes: Sequence[type], config: Config) -> Config:
    """The settings of these classes, and no others: workers need not know where anything is."""
    names = {ancestor.__name__ for each in classes for ancestor in each.__mro__}
    return Config({name: section for name, section in config.items() if name in names})
