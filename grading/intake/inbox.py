"""The inbox: what each student has handed in for an assignment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from grading.core.origin import ORDINARY, Origin
from grading.intake.files import read, read_notebook
from grading.intake.handin_time import handin_time
from grading.intake.layout import StudentFolder, student_folders
from grading.intake.recognise import KnownNotebooks
from grading.intake.refusals import NOTHING, Unreadable
from grading.intake.scan import FILE_BYTES, SubmissionScan, look

# One notebook that is due: whose it is, where it lies, or why it cannot be taken.


@dataclass(frozen=True)
class SubmittedNotebook:
    """One notebook that is due: whose, where it lies, or why it cannot be taken."""

    student: str
    name: str
    path: Path | None
    refusal: str
    files: tuple[tuple[str, Path], ...]
    origin: Origin = ORDINARY

    @property
    def label(self) -> str:
        return f"{self.student}/{self.name}"

    def content(self) -> bytes:
        """What was handed in, a large notebook without its outputs.

        Raises Unreadable with the reason if that cannot be taken.
        """
        if self.path is None:
            raise Unreadable(self.refusal)
        return read_notebook(self.path)

    def files_beside(self) -> Iterator[tuple[str, bytes]]:
        """The student's other files, as far as they can be read."""
        for name, path in self.files:
            try:
                yield name, read(path, FILE_BYTES)
            except Unreadable:
                continue


# What each student has handed in for an assignment.


@dataclass(frozen=True)
class Handed:
    """What one student has handed in.

    `due` are the notebooks in order, `files` what may lie beside them by name, `time` is nbgrader's
    timestamp as text (None if there is none), `said` are sentences for the instructor.
    """

    student: str
    due: tuple[SubmittedNotebook, ...]
    files: dict[str, Path]
    time: str | None
    said: tuple[str, ...]

    def stamp(self) -> int:
        """A number that changes when any of it is replaced or written to; taken before it is read.

        The inode's time of change is the system's own, and is set by every write.
        """
        paths = [due.path for due in self.due if due.path is not None] + [*self.files.values()]
        names = [(due.name, due.refusal, due.origin) for due in self.due]
        return hash((self.time, *names, *self.files, *map(_state, paths)))


def inbox(
    course: CourseDirectory, known: KnownNotebooks, names: Sequence[str] | None = None
) -> Iterator[Handed]:
    """What is handed in by the students whom `course` names, in order; of these notebooks, or all.

    The notebooks are opened only to see which they are.
    """
    for folder in student_folders(course, course.submitted_directory):
        yield _handed(folder, known, known.names if names is None else names)


def _handed(folder: StudentFolder, known: KnownNotebooks, names: Sequence[str]) -> Handed:
    student, found = folder.student, look(folder.path, known.names, known)
    files = tuple(found.files.items())
    every = [name for name in known.names if _is_due(name, found)]
    due = [
        SubmittedNotebook(
            student,
            name,
            found.notebooks.get(name),
            found.refused.get(f"{name}.ipynb", ""),
            files,
            _origin(found, name, is_first=name == every[0]),
        )
        for name in every
        if name in names
    ]
    if not every and names:
        reason = "; ".join(found.astray) or NOTHING
        due = [SubmittedNotebook(student, names[0], None, reason, files)]
    time, complaint = handin_time(folder.path)
    said = [*_remarks(found, due), *([complaint] if complaint else [])]
    return Handed(student, tuple(due), found.files, time, tuple(f"{student}/{s}" for s in said))


def _is_due(name: str, found: SubmissionScan) -> bool:
    return name in found.notebooks or f"{name}.ipynb" in found.refused


def _origin(found: SubmissionScan, name: str, *, is_first: bool) -> Origin:
    """What is to be said of this notebook; of the first, what lies there instead of others, too."""
    said = found.remarks.get(name, ()) if name in found.notebooks else ()
    refusal = found.refused.get(f"{name}.ipynb")
    astray = [each for each in found.astray if each != refusal] if is_first else []
    return Origin((*said, *astray), look=name in found.looks)


def _remarks(found: SubmissionScan, due: Sequence[SubmittedNotebook]) -> Iterator[str]:
    """What the log says of a folder, but for what grading says of these notebooks."""
    for name, sentences in found.remarks.items():
        if name not in found.looks:
            yield from (f"{name}: {sentence}" for sentence in sentences)
    refused = {f"{each.name}.ipynb" for each in due if each.path is None}
    for name, sentence in found.refused.items():
        if name not in refused:
            yield f"{name} is not used: {sentence}"
    if found.notebooks:
        yield from found.astray


def _state(path: Path) -> tuple[int, ...]:
    try:
        found = path.lstat()
    except OSError:  # it is gone meanwhile
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
