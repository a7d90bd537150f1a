"""The layout of submitted/: whose each folder is, and what lies where nothing is graded."""

from __future__ import annotations

import os
import shlex
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import chain, count, islice
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from rapidfuzz import fuzz

from grading.intake.filenames import IGNORED, is_notebook, printable, words
from grading.intake.refusals import ending

# Whose each folder is.

LONGEST_ID = 128
"""Characters of the longest id of a student that the gradebook's tables hold."""

ANY = "\0"
"""Stands for a student in a path; no name can hold it."""

WRITTEN_OUT = ("Cc", "Cs", "Zl", "Zp")
"""Unicode's categories of characters that no id may hold: controls, broken UTF-8, breaks."""


@dataclass(frozen=True)
class StudentFolder:
    """A student's folder for the assignment."""

    student: str
    path: Path


def student_folders(course: CourseDirectory, step: str) -> list[StudentFolder]:
    """The folders of the students whom `course` names, in order, in the folder `step`.

    `course.student_id` is a name first, and a pattern (`a*`) only where nobody has that name. Ids
    that nbgrader cannot work with are not among them: `misplaced` tells why.
    """
    base, inner = _place(course, step)
    students = [
        name for name in _names(base) if not unfit(name) and _holds_files(base / name / inner)
    ]
    excluded = course.student_id_exclude.split(",")
    wanted = [s for s in chosen(course.student_id, students) if s not in excluded]
    return [
        StudentFolder(s, base / s / inner) for s in sorted(wanted, key=lambda s: f"{s}{os.sep}")
    ]


def chosen(wanted: str, students: Iterable[str]) -> list[str]:
    """The student of this name (nbgrader has cut off its outer spaces), or all who fit it."""
    everybody = list(students)
    exact = [s for s in everybody if s == wanted] or [s for s in everybody if s.strip() == wanted]
    return exact or [s for s in everybody if fnmatchcase(s, wanted)]


def unfit(student: str) -> str:
    """Why nobody of this id can be graded; empty if it can be an id."""
    if student.startswith("."):
        return "its name begins with a dot, and programs leave such folders out"
    if any(unicodedata.category(c) in WRITTEN_OUT for c in student):
        return "its name holds characters that cannot be shown"
    if len(student) > LONGEST_ID:
        return f"its name has more than {LONGEST_ID} characters"
    return ""


def _fit(student: str) -> str:
    """An id that can be one, as much like this as it may be."""
    plain = "".join(
        "_" if unicodedata.category(c) in WRITTEN_OUT else c for c in student.lstrip(".")
    )
    return plain[:LONGEST_ID].strip() or "student"


def _holds_files(folder: Path) -> bool:
    """True for a folder in which something was handed in, or that cannot be looked into."""
    try:
        with os.scandir(folder) as scan:
            return any(entry.name not in IGNORED and entry.name[0] != "." for entry in scan)
    except NotADirectoryError:
        return False
    except OSError:
        return os.path.isdir(folder)


def is_empty(folder: Path) -> bool:
    """True if nobody has put anything into submitted/; what is hidden does not count."""
    return all(name.startswith(".") for name in _names(folder))


def _place(course: CourseDirectory, step: str) -> tuple[Path, str]:
    """The folder of students' folders, and the way on from each of these to the assignment."""
    path = course.format_path(step, ANY, course.assignment_id)
    before, _, after = path.partition(ANY)
    return Path(before), after.lstrip(os.sep)


def _names(folder: Path) -> list[str]:
    """What lies in a folder, but for hidden files and what programs leave behind."""
    return [entry.name for entry in _entries(folder, None)]


MOST = 10_000
"""Entries of a folder that are looked at where nothing is known of it."""


def _entries(folder: Path, most: int | None = MOST) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as scan:
            seen = [entry for entry in islice(scan, most) if entry.name not in IGNORED]
    except OSError:
        return []
    shown = [e for e in seen if not e.name.startswith(".") or _is_folder(e)]
    return sorted(shown, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return os.path.isdir(entry.path)  # False, and no error, where it cannot be seen


# What lies where nothing is graded, and the command that puts it right.

SAID = 10
"""Sentences of one kind."""

LIKE = 80
"""Per cent of its characters that a name shares with the assignment's if it is meant to be it."""


def misplaced(course: CourseDirectory) -> list[str]:
    """A sentence for whatever stands in submitted/ and is not graded, with the command that helps.

    Nothing is opened, and no folder is looked into below those of students in groups.
    """
    base, inner = _place(course, course.submitted_directory)
    if inner != course.assignment_id:  # the course has another layout, of which little is known
        return []
    found: dict[str, list[str]] = defaultdict(list)
    others = set(_names(Path(course.root, course.source_directory))) - {course.assignment_id}
    where = _Where(Path(course.root), base, course.assignment_id, others)
    for entry in _entries(base, None):
        for kind, sentence in where.said_of(entry):
            found[kind].append(sentence)
    told = []
    for sentences in found.values():
        told += sentences[:SAID]
        if len(sentences) > SAID:
            told.append(f"so it is with {len(sentences) - SAID} more in {where.shown(base)}")
    return told


class _Where:
    """The course's folder, its submitted/, the assignment, and the other assignments' names."""

    def __init__(self, root: Path, base: Path, assignment: str, others: set[str]) -> None:
        self._root, self._base, self._assignment, self._others = root, base, assignment, others
        self._given: set[Path] = set()

    def said_of(self, entry: os.DirEntry[str]) -> Iterator[tuple[str, str]]:
        """Sentences about one file or folder in submitted/, each with its kind."""
        path, name = Path(entry.path), entry.name
        if not _is_folder(entry):
            yield "loose", self._loose([path])
        elif reason := unfit(name):
            if name[0] != "." or self._holds_class(path) or self._holds_notebooks(path):
                moved = f"mv {self.typed(path)} {self.typed(self._free(_fit(name)))}"
                yield "unfit", self._said(path, reason, moved)
        elif self._means(name) and not os.path.isdir(path / self._assignment):
            yield from self._by_assignment(path)
        else:
            said = list(self._beside(path))
            yield from said
            entries = _entries(path)
            is_elsewhere = any(each.name in self._others for each in entries)
            where = f"put notebooks into {self.typed(path / self._assignment)}/"
            if os.path.isdir(path / self._assignment):
                if not (said or _holds_files(path / self._assignment)):
                    why = f"{self._assignment}/ in it is empty"
                    yield "empty", f"{self.shown(path)} is not graded, since {why}: {where}"
            elif not (said or is_elsewhere):
                yield "empty", f"{self.shown(path)} is not graded, since it has none: {where}"

    def _by_assignment(self, path: Path) -> Iterator[tuple[str, str]]:
        """What is said where the assignment's folder holds those of students."""
        entries = _entries(path)
        if files := [Path(each.path) for each in entries if not _is_folder(each)]:
            yield "loose", self._loose(files)
        for folder in [Path(each.path) for each in entries if _is_folder(each)]:
            owner = self._base / _fit(folder.name)
            moved = self._moved(folder, owner / self._assignment)
            why = "the student's folder comes first, and the assignment's is in it"
            yield (
                "by assignment",
                self._said(folder, why, f"mkdir -p {self.typed(owner)} && {moved}"),
            )

    def _beside(self, path: Path) -> Iterator[tuple[str, str]]:
        """What is said of that which lies in a student's folder beside the right folder."""
        right = path / self._assignment
        is_there, entries = os.path.isdir(right), _entries(path)
        loose = [Path(each.path) for each in entries if not _is_folder(each)]
        if right in loose:
            yield "file", f"{self.shown(right)} is not graded: it has to be a folder of notebooks"
        elif loose := [file for file in loose if not is_there or is_notebook(file.name)]:
            yield "loose", self._loose(loose, path.name)
        folders = [Path(e.path) for e in entries if _is_folder(e) and e.name not in self._others]
        folders = [folder for folder in folders if folder != right]
        if alike := [folder for folder in folders if self._means(folder.name)]:
            yield "name", self._misnamed(alike[0], right)
        elif is_there:
            return
        elif groups := [folder for folder in folders if self._holds_class(folder)]:
            students = ", ".join(printable(folder.name) for folder in groups[:3])
            why = f"it holds folders of students ({students}{', ...' if groups[3:] else ''})"
            moved = f"mv -n {self.typed(path)}/* {self.typed(self._base)}/"
            yield "group", self._said(path, why, f"{moved} && rmdir {self.typed(path)}")
        elif held := [folder for folder in folders if self._holds_notebooks(folder)]:
            yield "name", self._misnamed(held[0], right)

    def _misnamed(self, wrong: Path, right: Path) -> str:
        why = f"the assignment's folder has to be called {self._assignment}"
        return self._said(wrong, why, self._moved(wrong, right))

    def _moved(self, wrong: Path, right: Path) -> str:
        """The command that gives a folder its right place, or its files if there is one already."""
        if os.path.lexists(right) or right in self._given:
            return f"mv -n {self.typed(wrong)}/* {self.typed(right)}/"
        self._given.add(right)
        return f"mv {self.typed(wrong)} {self.typed(right)}"

    def _free(self, student: str) -> Path:
        """A folder for a student's new id that nobody has."""
        numbered = (f"{student}_{number}" for number in count(2))
        places = (self._base / name for name in chain([student], numbered))
        free = next(
            each for each in places if not os.path.lexists(each) and each not in self._given
        )
        self._given.add(free)
        return free

    def _loose(self, files: list[Path], student: str = "") -> str:
        """What is said of files that lie in one folder and in no student's for the assignment."""
        folder = self._base / (student or "ID") / self._assignment
        first, target = files[0], f"{self.typed(folder)}/"
        which = self.shown(first)
        if len(files) > 1:
            which += f" (and {len(files) - 1} more beside it)"
            find = f"find {self.typed(first.parent)} -maxdepth 1 -type f"
            moved = f"{find} -exec mv -n {{}} {target} \\;"
        elif ending(first.name) == "zip":
            moved = f"unzip -n {self.typed(first)} -d {target}"
        else:
            moved = f"mv -n {self.typed(first)} {target}"
        why = f"what is graded lies in a student's folder {self._assignment}"
        whose = "" if student else ", where ID is the student's"
        return (
            f"{which} is not graded, since {why}: mkdir -p {self.typed(folder)} && {moved}{whose}"
        )

    def _means(self, name: str) -> bool:
        """True for the assignment's name, or one that is meant to be it."""
        if name == self._assignment:
            return True
        if name in self._others:
            return False
        here, there = words(name), words(self._assignment)
        numbers = [[w for w in each if w.isdigit()] for each in (here, there)]
        alike = fuzz.ratio(" ".join(here), " ".join(there)) >= LIKE
        return (alike and numbers[0] == numbers[1]) or "".join(here) == "".join(there)

    def _holds_class(self, folder: Path) -> bool:
        return any(_is_folder(e) and self._means(e.name) for e in _entries(folder))

    def _holds_notebooks(self, folder: Path) -> bool:
        return any(is_notebook(each.name) for each in _entries(folder))

    def _said(self, path: Path, why: str, command: str) -> str:
        return f"{self.shown(path)} is not graded, since {why}: {command}"

    def shown(self, path: Path) -> str:
        """The path as it is told, from the course's folder."""
        return printable(os.path.relpath(path, self._root))

    def typed(self, path: Path | str) -> str:
        """The path as it is typed into a shell in the course's folder."""
        return quoted(os.path.relpath(path, self._root))


def quoted(name: str) -> str:
    """A name as bash takes it; what cannot be shown is written out, as in $'a\\nb'."""
    if printable(name) == name:
        return shlex.quote(name)
    return "$'" + "".join(map(_written_out, name)) + "'"


def _written_out(letter: str) -> str:
    number = ord(letter)
    if letter in "\\'":
        return f"\\{letter}"
    if letter.isprintable():
        return letter
    if 0xDC80 <= number <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x80:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
