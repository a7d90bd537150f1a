"""Knows how to wait for a database that has gone for a while; not what is done with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from nbgrader.api import InvalidEntry
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from grading.sentence import first_line

T = TypeVar("T")

WAITS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds between two tries, the last one again and again."""

CLASHES = 3
"""How often in a row somebody else may have written the same row first."""


class Unreachable(Exception):
    """The database has not answered for as long as it was waited for; one sentence."""


@dataclass(frozen=True)
class Patience:
    """Does what needs the database, again and again for so many seconds while it is away."""

    say: Callable[[str], None]
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
                    self.say(f"Waiting for the gradebook's database: {reason}")
                told = True
                threading.Event().wait(waits.pop(0) if len(waits) > 1 else waits[0])
