"""Knows how what counts of an export is laid out in folders of students; not how it was chosen."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grading.archives import NotHad
from grading.filetext import LARGEST, Unreadable
from grading.handin import TIMESTAMP, look, read
from grading.harvest import Piece

FREE = 1 << 30
"""Bytes of the disk that are left to others."""


@dataclass
class Laid:
    """What has been laid out: files by student and name, what they were made of, what to say."""

    files: dict[Path, tuple[str, str]] = field(default_factory=dict)
    taken: dict[str, list[Piece]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def put(self, target: Path, student: str, name: str, data: bytes) -> None:
        """Write one file, and keep whose it is."""
        path = target / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files[path] = student, name


def lay_out(
    laid: Laid,
    found: Mapping[str, Mapping[str, Sequence[Piece]]],
    target: Path,
    submitted: Mapping[str, Path],
    names: Sequence[str],
) -> None:
    """Write each student's notebooks to a folder, under the names that they were handed out with.

    Where the newest cannot be read, the one before it counts. What `submitted` holds already, and
    no export does, is kept. Raises NotHad, before anything is written, if the disk is too small.
    """
    _check_room(found, target)
    for student, notebooks in found.items():
        for name, pieces in notebooks.items():
            _put_first(laid, target, student, name, pieces)
        if student in laid.taken:
            _keep(laid, target, student, submitted[student], names)


def _put_first(laid: Laid, target: Path, student: str, name: str, pieces: Sequence[Piece]) -> None:
    """Write the first of these that can be read, and say why the ones before it cannot."""
    for piece in pieces:
        try:
            data = piece.content(LARGEST)
        except NotHad as error:
            laid.said.append(f"{student}: {piece.label} {error}")
        else:
            laid.put(target, student, f"{name}.ipynb", data)
            laid.taken.setdefault(student, []).append(piece)
            return


def _check_room(found: Mapping[str, Mapping[str, Sequence[Piece]]], target: Path) -> None:
    firsts = [pieces[0] for notebooks in found.values() for pieces in notebooks.values()]
    needed = sum(min(piece.size, LARGEST) for piece in firsts)
    free = shutil.disk_usage(target).free
    if 2 * needed + FREE > free:  # nbgrader copies all of it to submitted/
        gigabytes = (2 * needed + FREE) / 1e9
        raise NotHad(f"The disk has no room for {gigabytes:.1f} GB: make room, and collect again.")


def _keep(laid: Laid, target: Path, student: str, folder: Path, names: Sequence[str]) -> None:
    """Lay out what a student has handed in before, unless there is something newer of its name."""
    if not folder.is_dir():
        return
    before = look(folder, names)
    kept = {f"{name}.ipynb": path for name, path in before.notebooks.items()} | before.files
    for name, path in kept.items():
        if name != TIMESTAMP and target / student / name not in laid.files:
            try:
                laid.put(target, student, name, read(path, LARGEST))
            except Unreadable as error:
                laid.said.append(f"{student}: {error}")
