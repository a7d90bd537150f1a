"""Knows that one command at a time grades a course, and who does; not what it does."""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import hashlib
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

NAME = ".grading.lock"
"""The file in the course's folder; it stays, and says nothing once its lock is released."""


class Busy(Exception):
    """The course cannot be had for oneself; one sentence that says who has it, or why."""


@contextlib.contextmanager
def only_one(root: Path, db_url: str, assignment: str) -> Iterator[None]:
    """Within it, nobody else grades in this folder, nor into this PostgreSQL; or Busy.

    The system releases both locks when this process ends, however it ends.
    """
    with _in_folder(root / NAME), _in_database(db_url, assignment):
        yield


@contextlib.contextmanager
def _in_folder(path: Path) -> Iterator[None]:
    try:
        opened = path.open("a+")
    except OSError as error:
        raise Busy(
            f"{path} cannot be written ({error.strerror}): grade as a user who may write there."
        ) from error
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise Busy(_busy(file.read().strip() or "Somebody")) from None
        file.truncate(0)
        file.write(f"{_user()} (process {os.getpid()} on {platform.node()})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _user() -> str:
    """Whoever grades, by name; a container's user may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


@contextlib.contextmanager
def _in_database(db_url: str, assignment: str) -> Iterator[None]:
    if make_url(db_url).get_backend_name() != "postgresql":
        yield
        return
    number = int.from_bytes(hashlib.sha256(f"grading {assignment}".encode()).digest()[:7], "big")
    engine = create_engine(db_url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
    try:
        with engine.connect() as connection:
            taken = connection.scalar(text("SELECT pg_try_advisory_lock(:n)"), {"n": number})
            if not taken:
                raise Busy(_busy("Another instructor"))
            yield
    finally:
        engine.dispose()


def _busy(who: str) -> str:
    return (
        f"{who} is grading this course now, and two would get into each other's way: "
        "run the command again when that has ended. Nothing was changed."
    )
