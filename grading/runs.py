"""Knows what the gradebook keeps of runs: when, how long, what was said; not what a grade is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from grading.marks import FOLDER, whose

if TYPE_CHECKING:  # who only reads what was kept needs no grader
    from grading.shard import Outcome

ENDS = ("graded", "stand", "mended", "looked at", "unknown")
"""In which ways notebooks end, as a run counts them."""

KEPT = 20
"""Runs of an assignment that are remembered, the last ones."""

RUNS = Table(
    "grading_runs",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("begun", String(32), primary_key=True),
    Column("seconds", Float),
    *(Column(end, Integer) for end in ENDS),
)
"""Each run of the command; one that was stopped has no seconds and no counts."""

SAID = Table(
    "grading_said",
    MetaData(),
    *whose(),
    Column("graded", String(64), nullable=False),
    Column("seconds", Float),
    Column("remarks", Text, nullable=False),
)
"""What grading a notebook had to say, true for the graded file that has this digest."""


@dataclass(frozen=True)
class Said:
    """What grading a notebook took and mended; `graded` is the digest of the graded file."""

    graded: str
    seconds: float | None
    remarks: tuple[str, ...]


def said_of(
    folder: Iterable[str], back: Mapping[str, Outcome], digests: Mapping[str, str]
) -> dict[str, Said]:
    """What is to be kept of a student: sentences about the folder, and about each notebook."""
    said = {n: Said(digests[n], o.seconds, tuple(o.remarks)) for n, o in back.items()}
    return {**said, FOLDER: Said("", None, tuple(folder))}


def keep_said(
    connection: Connection,
    assignment: str,
    student: str,
    said: Mapping[str, Said],
    standing: Iterable[str],
) -> None:
    """Put this in the place of what is kept of a student, but for the notebooks that stand."""
    mine = (SAID.c.assignment == assignment) & (SAID.c.student == student)
    old = SAID.c.notebook.not_in(set(standing) - said.keys())
    connection.execute(delete(SAID).where(mine & old))
    key = {"assignment": assignment, "student": student}
    rows = [
        {**key, "notebook": n, "graded": s.graded, "seconds": s.seconds}
        | {"remarks": json.dumps(s.remarks)}
        for n, s in said.items()
    ]
    if rows:
        connection.execute(insert(SAID), rows)


def begin(engine: Engine, assignment: str) -> str:
    """Note that a run begins, and forget those of long ago; its name for `end`."""
    begun, mine = datetime.now(UTC).isoformat(timespec="microseconds"), RUNS.c.assignment
    last = select(RUNS.c.begun).where(mine == assignment).order_by(RUNS.c.begun.desc())
    with engine.begin() as connection:
        old = connection.scalars(last).all()[KEPT - 1 :]
        connection.execute(delete(RUNS).where((mine == assignment) & RUNS.c.begun.in_(old)))
        connection.execute(insert(RUNS).values(assignment=assignment, begun=begun))
    return begun


def end(
    engine: Engine, assignment: str, begun: str, seconds: float, counts: Mapping[str, int]
) -> None:
    """Note that a run has come to its end."""
    mine = (RUNS.c.assignment == assignment) & (RUNS.c.begun == begun)
    ends = {name: counts.get(name, 0) for name in ENDS}
    with engine.begin() as connection:
        connection.execute(update(RUNS).where(mine).values({"seconds": seconds, **ends}))
