"""The exporter with which `nbgrader generate_assignment` writes a release, whole or not at all."""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.nbgraderformat.common import SchemaMismatchError

from grading.core.errors import UsageError
from grading.core.text import first_line
from grading.gradebook.database import check_schema, told
from grading.gradebook.nbgrader import release_of, shown, source_of
from grading.gradebook.structure import check_structure, read_source, said_of_strays

STAGED = ".release-"
"""How the name of the folder begins, beside the release, in which the next one is written."""


class ReleaseExporter(NotebookExporter):
    """Releases beside the old release, and takes its place: c.GenerateAssignment.exporter_class.

    nbgrader makes one when it begins. nbgrader alone would delete the release first, and would
    leave none where the source has a mistake, or parts that a graded class has not.
    """

    def __init__(self, *arguments: Any, parent: Any = None, **options: Any) -> None:
        super().__init__(*arguments, parent=parent, **options)  # type: ignore[no-untyped-call]
        if isinstance(parent, GenerateAssignment):
            with told(self.log):
                self._check(parent)
            self._stage(parent)

    def _check(self, converter: GenerateAssignment) -> None:
        """Raise a GradingError where nothing can be released."""
        course = converter.coursedir
        for name, notebook in read_source(course).items():
            _check_metadata(shown(course, source_of(course) / f"{name}.ipynb"), notebook)
        if not converter.no_database:
            check_schema(course.db_url)
            check_structure(course)
        for sentence in said_of_strays(course):
            self.log.warning("%s", sentence)

    def _stage(self, converter: GenerateAssignment) -> None:
        """Let nbgrader work on a copy of the release, which takes its place at the end."""
        course = converter.coursedir
        place = release_of(course)
        converter.coursedir = staged = copy.copy(course)
        place.parent.mkdir(parents=True, exist_ok=True)
        staged.release_directory = tempfile.mkdtemp(prefix=STAGED, dir=place.parent)
        made = release_of(staged)
        if place.is_dir():
            shutil.copytree(place, made, symlinks=True)
        convert, set_permissions = converter.convert_notebooks, converter.set_permissions

        def finish(assignment: str, student: str) -> None:
            """nbgrader's last step on the files, before hooks are called, and ours."""
            set_permissions(assignment, student)
            converter.coursedir = course
            exchange(made, place)

        def convert_and_clear() -> None:
            try:
                convert()
            finally:
                shutil.rmtree(staged.release_directory, ignore_errors=True)

        converter.set_permissions, converter.convert_notebooks = finish, convert_and_clear


def _check_metadata(path: str, notebook: NotebookNode) -> None:
    """Raise UsageError where nbgrader would refuse a notebook's cells, a copied one for example."""
    try:
        MetadataValidator().validate_nb(notebook)
    except ValidationError as error:
        raise UsageError(
            f"{path} cannot be released ({first_line(error)}): put that "
            "right, and run the same command again. Nothing was changed."
        ) from error
    except SchemaMismatchError:  # of which nbgrader itself says what to do
        return


def exchange(new: Path, place: Path) -> None:
    """Put a folder into its place; the one that was there stays if that fails."""
    old = new.with_name(f"{new.name}.old")
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)
