"""Knows how to read what the gradebook keeps of runs; not what a page says about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, inspect, select

from grading.runs import ENDS, RUNS, SAID, Said


@dataclass(frozen=True)
class Run:
    """One run: when it began (UTC), the seconds it took (None if it was stopped), its counts."""

    begun: datetime
    seconds: float | None
    counts: Mapping[str, int]


def read_runs(connection: Connection, assignment: str) -> list[Run]:
    """The runs that are remembered, the last one first."""
    if not inspect(connection).has_table(RUNS.name):
        return []
    asked = select(RUNS).where(RUNS.c.assignment == assignment).order_by(RUNS.c.begun.desc())
    rows = connection.execute(asked).mappings()
    return [
        Run(
            datetime.fromisoformat(row["begun"]),
            row["seconds"],
            {name: row[name] or 0 for name in ENDS},
        )
        for row in rows
    ]


def read_said(connection: Connection, assignment: str) -> dict[tuple[str, str], Said]:
    """What was said, by student and notebook; about a folder under the notebook FOLDER."""
    if not inspect(connection).has_table(SAID.name):
        return {}
    rows = connection.execute(select(SAID).where(SAID.c.assignment == assignment))
    return {
        (row.student, row.notebook): Said(row.graded, row.seconds, tuple(json.loads(row.remarks)))
        for row in rows
    }
