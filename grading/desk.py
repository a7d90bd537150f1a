"""Knows which submissions are due, and lays them out for nbgrader; not how they are graded.

What lies in `submitted/` is a student's: links, pipes, folders that shadow modules, files with any
name. So nbgrader is shown a folder of our own in its place, with the names that it expects, and
only files that are harmless.
"""

from __future__ import annotations

import copy
import re
import shutil
import tempfile
from fnmatch import fnmatch
from glob import glob
from logging import Logger
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from grading.due import Due
from grading.handin import HandIn, look, read
from grading.intake import Unreadable

NOTHING = "no notebook was handed in: put the .ipynb files into what you hand in"


class Desk:
    """The submissions of one run of `nbgrader autograde`, laid out in a folder of their own."""

    def __init__(self, converter: Autograde, names: list[str], log: Logger) -> None:
        submitted, laid_out = converter.coursedir, copy.copy(converter.coursedir)
        self._names = [name for name in names if fnmatch(name, submitted.notebook_id)]
        self._log = log
        self.folder = tempfile.mkdtemp(prefix="submitted-")
        self.due: dict[str, Due] = {}
        self.fresh: list[str] = []
        laid_out.submitted_directory = self.folder
        assignments = {}
        for source in _sources(submitted):
            student = _student(submitted, source)
            target = Path(laid_out.format_path(self.folder, student, submitted.assignment_id))
            assignments[str(target)] = self._lay_out(Path(source), target, student)
            if _is_fresh(converter, student):
                self.fresh += assignments[str(target)]
        converter.coursedir, converter.assignments = laid_out, assignments

    def _lay_out(self, source: Path, target: Path, student: str) -> list[str]:
        """Fill the folder that nbgrader sees; the notebooks in it, which are empty there."""
        target.mkdir(parents=True)
        hand_in = look(source, self._names)
        self._report(student, hand_in)
        for name, file in hand_in.files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target / name, follow_symlinks=False)
        self._copy_timestamp(source, target, student)
        for name in self._names:
            path = hand_in.notebooks.get(name)
            refusal = hand_in.refused.get(f"{name}.ipynb", "")
            if path or refusal:
                self._put(target, Due(student, name, path, refusal, tuple(hand_in.files.items())))
        if not any(target.glob("*.ipynb")) and self._names:
            self._put(target, Due(student, self._names[0], None, NOTHING, ()))
        return sorted(str(path) for path in target.glob("*.ipynb"))

    def _put(self, target: Path, due: Due) -> None:
        path = target / f"{due.name}.ipynb"
        path.touch()
        self.due[str(path)] = due

    def _report(self, student: str, hand_in: HandIn) -> None:
        for name, sentences in hand_in.remarks.items():
            for sentence in sentences:
                self._log.warning("%s/%s: %s", student, name, sentence)
        for name, sentence in hand_in.refused.items():
            self._log.warning("%s/%s is not used: %s", student, name, sentence)

    def _copy_timestamp(self, source: Path, target: Path, student: str) -> None:
        """Copy the time of hand-in, unless nbgrader could not read it."""
        try:
            text = read(source / "timestamp.txt", 1000).decode()
            parse_utc(text.strip())
        except FileNotFoundError:
            return
        except (Unreadable, ValueError, OverflowError) as error:
            self._log.warning("%s/timestamp.txt is not used: %s", student, error)
            return
        (target / "timestamp.txt").write_text(text)

    def clear(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _sources(course: CourseDirectory) -> list[str]:
    """Each student's folder, also where nbgrader has found no notebook in it."""
    pattern = course.format_path(
        course.submitted_directory, course.student_id, course.assignment_id
    )
    return sorted(path for path in glob(pattern) if Path(path).is_dir())


def _student(course: CourseDirectory, source: str) -> str:
    """Whose folder it is, read off its name as nbgrader does."""
    pattern = course.format_path(
        course.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True
    )
    match = re.match(pattern, source)
    assert match is not None, f"{source} does not fit {pattern}"
    return match["student"]


def _is_fresh(converter: Autograde, student: str) -> bool:
    """True if it will surely be graded, and not only where its time of hand-in is newer."""
    course = converter.coursedir
    graded = course.format_path(course.autograded_directory, student, course.assignment_id)
    return bool(converter.force) or not Path(graded).exists()
