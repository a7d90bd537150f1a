"""Knows how submissions are laid out for nbgrader; not what is in them, nor how they are graded.

What lies in `submitted/` is a student's: links, pipes, folders that shadow modules, files with any
name. So nbgrader is shown a folder of our own in its place, with the names that it expects, and
only files that are harmless.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from fnmatch import fnmatch
from logging import Logger
from pathlib import Path

from nbgrader.converters import Autograde

from grading.due import Due
from grading.handin import TIMESTAMP
from grading.inbox import Handed, inbox


class Desk:
    """The submissions of one run of `nbgrader autograde`, laid out in a folder of their own."""

    def __init__(self, converter: Autograde, names: list[str], log: Logger) -> None:
        submitted, laid_out = converter.coursedir, copy.copy(converter.coursedir)
        names = [name for name in names if fnmatch(name, submitted.notebook_id)]
        self.folder = tempfile.mkdtemp(prefix="submitted-")
        self.due: dict[str, Due] = {}
        self.fresh: list[str] = []
        laid_out.submitted_directory = self.folder
        assignments = {}
        for handed in inbox(submitted, names):
            for sentence in handed.said:
                log.warning("%s", sentence)
            target = Path(
                laid_out.format_path(self.folder, handed.student, submitted.assignment_id)
            )
            assignments[str(target)] = self._lay_out(handed, target)
            if _is_fresh(converter, handed.student):
                self.fresh += assignments[str(target)]
        converter.coursedir, converter.assignments = laid_out, assignments

    def _lay_out(self, handed: Handed, target: Path) -> list[str]:
        """Fill the folder that nbgrader sees; the notebooks in it, which are empty there."""
        target.mkdir(parents=True)
        for name, file in handed.files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / name, follow_symlinks=False)
        if handed.time is not None:
            (target / TIMESTAMP).write_text(handed.time)
        paths = [target / f"{due.name}.ipynb" for due in handed.due]
        for path, due in zip(paths, handed.due, strict=True):
            path.touch()
            self.due[str(path)] = due
        return sorted(map(str, paths))

    def clear(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_fresh(converter: Autograde, student: str) -> bool:
    """True if it will surely be graded, and not only where its time of hand-in is newer."""
    course = converter.coursedir
    graded = course.format_path(course.autograded_directory, student, course.assignment_id)
    return bool(converter.force) or not Path(graded).exists()
