"""Knows what platforms export, and builds it: zips with their names, notes, lists of students."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from grading.core.course import Assignment
from grading.gradebook.nbgrader import command_path
from tests.copies import COURSE

NAMES = COURSE.notebooks
FIRST = f"{NAMES[0]}.ipynb"
TIME = "attempt_2026-01-30-10-00-00"
FOUR = [f"{name}.ipynb" for name in NAMES]
STAND_IN, NAMELESS = "nameless", b"\0ameless"
"""A name, and what to put in its place with `renamed`: names in an archive end at a zero."""


def archives(assignment: Assignment) -> Path:
    """Where an instructor puts what was downloaded."""
    folder = assignment.root / "downloaded" / assignment.name / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def zipped(path: Path, files: Mapping[str, bytes | str], *, second: int = 0) -> Path:
    """A zip with these files, downloaded at that second."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    os.utime(path, (second, second))
    return path


def packed(files: Mapping[str, bytes | str], folder: Path) -> bytes:
    """What a student packs into a zip."""
    return zipped(folder / "packed", files).read_bytes()


def renamed(path: Path, old: str, new: bytes) -> Path:
    """A zip in which a file has a name of any bytes, by a program that does not say it is UTF-8."""
    path.write_bytes(path.read_bytes().replace(old.encode(), new))
    return path


def note(title: str, name: str, username: str, *files: str) -> str:
    """The text file that Blackboard puts beside a submission."""
    listed = "".join(
        f"\tOriginal filename: {file}\n\tFilename: {title}_{username}_{TIME}_{file}\n\n"
        for file in files
    )
    return (
        f"Name: {name} ({username})\nAssignment: {title}\n"
        "Date Submitted: Friday, January 30, 2026 10:00:00 AM CET\nCurrent Grade: Needs Grading\n\n"
        "Submission Field:\nThere is no student submission text data for this assignment.\n\n"
        f"Comments:\nThere are no student comments for this assignment.\n\nFiles:\n{listed}"
    )


def command(
    assignment: Assignment, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """One of nbgrader's commands, as an instructor types it in the course's folder."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path(), **environment},
        capture_output=True,
        text=True,
    )


def collect(
    assignment: Assignment, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command that takes exports in."""
    return command(assignment, "zip_collect", assignment.name, *words, **environment)


def submitted(assignment: Assignment) -> dict[str, bytes]:
    """All files of submitted/, by student and name."""
    return {
        f"{path.relative_to(assignment.submitted).parts[0]}/{path.name}": path.read_bytes()
        for path in sorted(assignment.submitted.rglob("*"))
        if path.is_file()
    }


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What nbgrader has warned of."""
    lines = done.stderr.splitlines()
    return [line.partition("] ")[2] for line in lines if "WARNING]" in line or "ERROR]" in line]
