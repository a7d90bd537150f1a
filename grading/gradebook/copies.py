"""Backup copies of a gradebook that is a file, the last few of which are kept."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from grading.core.files import PART

FOLDER = "gradebook-backups"
"""Where copies go, in the course's folder."""

KEPT = 5
"""Copies that are kept, the last ones."""

NAME = re.compile(r"gradebook-\d{8}-\d{6}-\d{6}\.db")
"""A copy's name: when it was made, in UTC. No other file of the folder is touched."""

BUSY, PAUSE = 20, 0.25
"""How often a gradebook that somebody is writing is tried again, and the seconds between."""


def back_up(db_url: str, root: Path) -> str:
    """Copy the gradebook into the course's folder, and remove old copies.

    Returns a sentence if it could not be copied, and else nothing; it never fails. A gradebook that
    is no file of SQLite is not copied here.
    """
    url = make_url(db_url)
    source = Path(url.database or "")
    if not url.drivername.startswith("sqlite") or not source.is_file():
        return ""
    folder = root / FOLDER
    try:
        if not folder.is_dir():
            folder.mkdir()
            shutil.copymode(source.parent, folder)  # whoever may write the gradebook may copy it
        copy = folder / datetime.now(UTC).strftime("gradebook-%Y%m%d-%H%M%S-%f.db")
        _copy(source, copy)
        for old in _copies(folder, but=copy)[: -(KEPT - 1)]:
            old.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        return (
            f"No copy of the gradebook was made before this run ({reason}: {folder}): "
            "grading goes on; copy it yourself, or make room and let the folder be written."
        )
    return ""


def _copies(folder: Path, but: Path) -> list[Path]:
    """The other copies, by the time in their names."""
    return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name) and path != but)


def _copy(source: Path, target: Path) -> None:
    """Copy a database that others may be writing, whole or not at all, for no more eyes."""
    part = target.with_name(f".copy{PART}")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with _connected(source) as held, _connected(part) as copy:
            tries = itertools.count()
            held.backup(copy, sleep=PAUSE, progress=lambda *_: _give_up(next(tries)))
        shutil.copymode(source, part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _give_up(tries: int) -> None:
    if tries > BUSY:
        raise sqlite3.OperationalError("somebody is writing it")


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, timeout=PAUSE)
    try:
        yield connection
    finally:
        connection.close()
