"""Knows when a student has handed in, as nbgrader writes it; not what."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from nbgrader.utils import parse_utc

from grading.harvest import Piece
from grading.roster import Roster

AFTER = timedelta(seconds=1)
"""How late is what a platform calls late without saying by how much."""


def timestamp(
    pieces: Sequence[Piece], listed: datetime | None, due: datetime | None, zone: tzinfo | None
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


def listed_times(roster: Roster | None) -> dict[str, datetime]:
    """When each student has handed in by Moodle's worksheet, as far as it is in English."""
    found = {}
    if roster and roster.place("Identifier") is not None:
        cells = roster.values("Last modified (submission)")
        for student, cell in zip(roster.ids("Identifier"), cells, strict=True):
            with contextlib.suppress(ValueError, OverflowError):
                found[student] = parse_utc(cell)
    return found
