"""Sessions with the gradebook: one command at a time, one transaction, patience with a lost
database.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import hashlib
import logging
import os
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from nbgrader.api import Gradebook, InvalidEntry
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from grading.core.errors import RunAborted, UsageError
from grading.core.text import first_line

LOG = logging.getLogger(__name__)

# How to wait for a database that has gone for a while.

T = TypeVar("T")

WAITS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between two tries, the last one again and again."""

CLASHES = 3
"""How often in a row somebody else may have written the same row first."""


class Unreachable(RunAborted):
    """The database has not answered for as long as it was waited for; one sentence."""


@dataclass(frozen=True)
class Patience:
    """Does what needs the database, again and again for so many seconds while it is away."""

    seconds: float = 600.0

    def spent_on(self, work: Callable[[], T]) -> T:
        """What `work` returns, which writes all or nothing; Unreachable if it never could."""
        begun, waits, clashes, told = time.monotonic(), list(WAITS), 0, False
        while True:
            try:
                return work()
            except (IntegrityError, InvalidEntry):  # somebody else has added the same row
                clashes += 1
                if clashes > CLASHES:
                    raise
            except DBAPIError as error:
                if not (isinstance(error, OperationalError) or error.connection_invalidated):
                    raise
                reason = first_line(error.orig)
                if time.monotonic() - begun > self.seconds:
                    raise Unreachable(
                        f"The gradebook's database does not answer ({reason}): what was graded "
                        "until then is kept; see to it and run the same command again."
                    ) from error
                if not told:
                    LOG.warning("Waiting for the gradebook's database: %s", reason)
                told = True
                threading.Event().wait(waits.pop(0) if len(waits) > 1 else waits[0])


# That one command at a time grades a course, and who does.

NAME = ".grading.lock"
"""The file in the course's folder; it stays, and says nothing once its lock is released."""


class Busy(UsageError):
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


# How nbgrader's own steps share one gradebook, and all that they write counts, or nothing.


class OpenGradebook(Gradebook):  # type: ignore[misc]
    """nbgrader's gradebook, which stays open when one of its users has done with it."""

    def close(self) -> None:
        """Do nothing: `end` closes it."""

    def end(self) -> None:
        """Close it."""
        super().close()


@contextlib.contextmanager
def transaction(gradebook: OpenGradebook, keepers: Sequence[type]) -> Iterator[Connection]:
    """Make commits in the gradebook, and in what the keepers open, count if this ends well."""
    usual = gradebook.db
    with gradebook.engine.begin() as connection, _handed_to(keepers, gradebook):
        gradebook.db = session = Session(
            bind=connection, join_transaction_mode="rollback_only", expire_on_commit=False
        )
        try:
            yield connection
            session.flush()
        finally:
            session.close()
            gradebook.db = usual


def writes_gradebook(step: type) -> bool:
    """True for a preprocessor that opens the gradebook, and so belongs to its one writer."""
    return hasattr(sys.modules[step.__module__], "Gradebook")


@contextlib.contextmanager
def _handed_to(keepers: Sequence[type], gradebook: Gradebook) -> Iterator[None]:
    """Whenever a keeper opens the gradebook, it gets this one.

    This rebinds a global of nbgrader's modules, here and nowhere else: nbgrader 0.9.6 has no other
    way. Its preprocessors call `Gradebook(self.db_url)` by the name in their module, without a
    trait, an argument or a method for it, and `Gradebook` takes only an address and binds its own
    session to its own engine, while SQLAlchemy joins an outer transaction only by a session that is
    bound to a given connection.
    """
    modules = {sys.modules[keeper.__module__] for keeper in keepers}
    usual = [(module, module.__dict__["Gradebook"]) for module in modules]
    for module in modules:
        module.__dict__["Gradebook"] = lambda *_: gradebook
    try:
        yield
    finally:
        for module, opener in usual:
            module.__dict__["Gradebook"] = opener
