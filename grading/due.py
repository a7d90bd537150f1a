"""Knows one notebook that is due: whose it is, where it lies, or why it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.filetext import LARGEST
from grading.handin import read
from grading.intake import Unreadable


@dataclass(frozen=True)
class Due:
    """One notebook that is due: whose, where it lies, or why it cannot be taken."""

    student: str
    name: str
    path: Path | None
    refusal: str
    files: tuple[tuple[str, Path], ...]

    @property
    def label(self) -> str:
        return f"{self.student}/{self.name}"

    def content(self) -> bytes:
        """What was handed in; Unreadable with the reason if that cannot be taken."""
        if self.path is None:
            raise Unreadable(self.refusal)
        return read(self.path, LARGEST)

    def files_beside(self) -> Iterator[tuple[str, bytes]]:
        """The student's other files, as far as they can be read."""
        for name, path in self.files:
            try:
                yield name, read(path, LARGEST)
            except Unreadable:
                continue
