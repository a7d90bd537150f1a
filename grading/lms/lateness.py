"""When a student has handed in, and who is late by a platform's mark alone.

What counts as late is nbgrader's rule, repeated in `gradebook.queries` for what is read from there:
the time of hand-in (its timestamp.txt, made here, read in `intake.inbox`) after the due date
(`roster` sets it) and the student's extension. What lateness costs says `penalty_method` in
nbgrader_config.py.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.utils import parse_utc

from grading.core.errors import UsageError
from grading.lms.collect import ExportedFile
from grading.lms.roster import Roster

AFTER = timedelta(seconds=1)
"""How late is what a platform calls late without saying by how much."""


Taken = Mapping[str, Sequence[ExportedFile]]
"""The pieces that count, by student."""


def marked_late(taken: Taken) -> list[str]:
    """Whose work the platform calls late, without saying by how much."""
    return [who for who, pieces in taken.items() if any(piece.name.late for piece in pieces)]


def said_of_late(late: Sequence[str], due: datetime | None) -> list[str]:
    """A sentence for the instructor about whom the platform calls late, if there is anybody."""
    advice = "but there is no due date (set one in formgrader, collect again with --force)"
    how = "and counted as one second late" if due else advice
    return [f"Late by the platform's mark, {how}: {', '.join(late)}"] if late else []


def times(
    taken: Taken, listed: Mapping[str, datetime], due: datetime | None, zone: tzinfo | None
) -> Iterator[tuple[str, str]]:
    """Each student's timestamp, as far as there is one."""
    for student, pieces in taken.items():
        if time := timestamp(pieces, listed.get(student), due, zone):
            yield student, time


def timestamp(
    pieces: Sequence[ExportedFile],
    listed: datetime | None,
    due: datetime | None,
    zone: tzinfo | None,
) -> str | None:
    """The newest time of these pieces, or the platform's list's, in UTC; None if none is known.

    Times are by the clocks of `zone`, or this machine's, but `due` is in UTC. A mark alone counts
    as one second after that.
    """
    times = [piece.name.time for piece in pieces if piece.name.time]
    if times or listed:
        local = max(times) if times else listed
        assert local is not None
        known = local.replace(tzinfo=zone).astimezone(UTC)
    elif due and any(piece.name.late for piece in pieces):
        known = due + AFTER
    else:
        return None
    return f"{known:%Y-%m-%d %H:%M:%S} UTC\n"


def named_zone(name: str) -> ZoneInfo:
    """The zone of that name; raises UsageError if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UsageError(f"There is no time zone {name!r}: write it like Europe/Berlin.") from error


def listed_times(roster: Roster | None) -> dict[str, datetime]:
    """When each student has handed in by Moodle's worksheet, as far as it is in English."""
    found = {}
    if roster and roster.place("Identifier") is not None:
        cells = roster.values("Last modified (submission)")
        for student, cell in zip(roster.ids("Identifier"), cells, strict=True):
            with contextlib.suppress(ValueError, OverflowError):
                found[student] = parse_utc(cell)
    return found
