"""The folder autograded/: each file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from nbgrader.converters import Autograde

from grading.core.beside import FilesBeside
from grading.core.errors import RunAborted
from grading.core.files import copy_atomic, digest, in_the_way, write_atomic
from grading.intake.files import TIMESTAMP


class Autograded:
    """`autograded/`, as `nbgrader autograde` would leave it."""

    def __init__(self, converter: Autograde, sources: FilesBeside) -> None:
        course = converter.coursedir
        excluded = converter.exclude_overwriting.get(course.assignment_id, [])
        self._converter, self._course, self._files = converter, course, sources
        self._sources = {n: sources.path(n) for n in sources.digests if n not in excluded}

    def folder(self, student: str) -> Path:
        """Where the graded work of a student lies."""
        course = self._course
        place = course.format_path(course.autograded_directory, student, course.assignment_id)
        return Path(os.path.normpath(place))

    def text(self, student: str, name: str) -> str:
        """A graded notebook as it was written."""
        return (self.folder(student) / f"{name}.ipynb").read_text(encoding="utf-8")

    def digest(self, student: str, name: str) -> str:
        """A name for the bytes of a graded notebook; empty if there is none."""
        try:
            return digest((self.folder(student) / f"{name}.ipynb").read_bytes())
        except OSError:
            return ""

    def put(
        self,
        student: str,
        texts: Mapping[str, str],
        standing: tuple[str, ...],
        files: Mapping[str, bytes],
        time: str | None,
    ) -> None:
        """Write a student's graded notebooks and the files beside them; remove what is obsolete.

        Notebooks in `standing` stay. A file that exists is replaced in one step, so that there is
        the old one or the new one, and never half of one. Raises RunAborted where there is no room.
        """
        with _told():
            folder = self.folder(student)
            mine = {*self._sources, *(f"{name}.ipynb" for name in (*texts, *standing))}
            content = {
                name: data
                for name, data in files.items()
                if not self._is_ignored(name) and not in_the_way(name, mine)
            }
            if time is not None:
                content[TIMESTAMP] = time.encode()
            content |= {f"{name}.ipynb": text.encode() for name, text in texts.items()}
            kept = {*content, *self._sources, *(f"{name}.ipynb" for name in standing)}
            folder.mkdir(parents=True, exist_ok=True)
            _remove_all_but(kept, folder)
            for name, data in content.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomic(path, data)
            for name, source in self._sources.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                copy_atomic(source, folder / name)
            self._converter.set_permissions(self._course.assignment_id, student)

    def _is_ignored(self, name: str) -> bool:
        parts = PurePosixPath(name).parts
        return any(fnmatch(part, pattern) for part in parts for pattern in self._course.ignore)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say what to do where a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise RunAborted(
            f"A file could not be written ({error.strerror}: {error.filename}): what was "
            "graded until then is kept; make room, and run the same command again."
        ) from error


def _remove_all_but(kept: set[str], folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):  # what is in a folder before the folder
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            if not any(other.startswith(f"{name}/") for other in kept):
                shutil.rmtree(path, ignore_errors=True)
        elif name not in kept:
            path.unlink(missing_ok=True)
