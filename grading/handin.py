"""Knows a student's folder: which file is which notebook, and what must not be in it.

It does not know what is in the files. Nothing is opened to find out, and no link is followed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.choice import choose
from grading.filenames import is_notebook, meant
from grading.filetext import LARGEST, Unreadable
from grading.folder import Found, contents, printable

FILES, FILE_BYTES, ALL_BYTES = 200, 10 << 20, 20 << 20
"""The most files beside the notebooks, bytes of one of these, bytes of all beside the notebooks."""

TIMESTAMP = "timestamp.txt"
"""nbgrader's own file, which says when the work was handed in."""


class Missing(Unreadable, FileNotFoundError):
    """There is no such file, or there is none any more."""


@dataclass(frozen=True)
class HandIn:
    """What a student handed in.

    `notebooks` are regular files by the notebook's name, `files` those that may lie beside them,
    by their names relative to the folder. `remarks` are sentences for the instructor, `refused`
    a sentence for the student about each name that is not used. A notebook of which there is only
    a file that cannot be used is in `refused` under its proper name, too.
    """

    notebooks: dict[str, Path]
    files: dict[str, Path]
    remarks: dict[str, tuple[str, ...]]
    refused: dict[str, str]


def look(folder: Path, names: Sequence[str]) -> HandIn:
    """Sort what lies in a folder, by names, kinds and sizes only; never fails for any of it."""
    held = contents(folder)
    refused = held.refused | {f.name: _too_large(f) for f in held.files if f.size > _most(f)}
    sound = [file for file in held.files if file.name not in refused]
    chosen, remarks = choose(sound, names)
    files, beyond = _beside([f for f in sound if not is_notebook(f.last_name)])
    refused |= beyond
    remarks |= {
        file.name: (f"{file.name} is no notebook of this assignment and was ignored",)
        for file in sound
        if is_notebook(file.last_name) and not meant(file.last_name, names)
    }
    refused |= _stand_ins(refused, names, chosen)
    return HandIn(chosen, files, remarks, refused)


def read(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most so many; follows no link, waits for no pipe.

    Raises Unreadable with the reason, and Missing, which is one, if there is no such file.
    """
    name = printable(path.name)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise Missing(f"{name} is not there: hand it in") from None
    except OSError as error:
        what = "is a symbolic link" if error.errno == errno.ELOOP else "cannot be opened"
        raise Unreadable(f"{name} {what}: hand in the file itself") from None
    try:
        return _bytes(descriptor, name, limit)
    except OSError:
        raise Unreadable(f"{name} cannot be read: hand in the file again") from None
    finally:
        os.close(descriptor)


def _bytes(descriptor: int, name: str, limit: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(f"{name} is no regular file: hand in the file itself")
    with open(descriptor, "rb", closefd=False) as file:
        raw = file.read(limit + 1)
    if len(raw) > limit:
        raise Unreadable(f"{name} has more than {limit} bytes: clear its outputs, hand in again")
    return raw


def _beside(files: Sequence[Found]) -> tuple[dict[str, Path], dict[str, str]]:
    """Files that may lie beside the notebooks, as many and as large as there is room for."""
    kept: dict[str, Path] = {}
    refused: dict[str, str] = {}
    room = ALL_BYTES
    for file in files:
        if file.name == TIMESTAMP:
            continue
        if len(kept) >= FILES:
            refused[file.name] = f"{file.name} is one file too many: no more than {FILES} are taken"
        elif file.size > room:
            said = f"is too large beside the others: all may have {ALL_BYTES >> 20} MB"
            refused[file.name] = f"{file.name} {said}"
        else:
            kept[file.name] = file.path
            room -= file.size
    return kept, refused


def _too_large(file: Found) -> str:
    advice = ": clear its outputs, save, hand in again" if is_notebook(file.last_name) else ""
    return f"{file.name} is larger than {_most(file) >> 20} MB{advice}"


def _most(file: Found) -> int:
    return LARGEST if is_notebook(file.last_name) else FILE_BYTES


def _stand_ins(
    refused: dict[str, str], names: Sequence[str], chosen: dict[str, Path]
) -> dict[str, str]:
    """For each missing notebook the reason why a file that is meant to be it was refused."""
    missing = [name for name in names if name not in chosen]
    reasons = {f"{name}.ipynb": refused["."] for name in missing if "." in refused}
    for file_name, reason in refused.items():
        guess = meant(file_name.rpartition("/")[2], names)
        if guess and guess.name in missing:
            reasons[f"{guess.name}.ipynb"] = reason
    return reasons | refused
