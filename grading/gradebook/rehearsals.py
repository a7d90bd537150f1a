"""What the gradebook keeps of rehearsals: where the tests of a notebook run, and why.

A rehearsal costs one grading, and holds as long as its key stands.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from sqlalchemy import Column, Engine, MetaData, String, Table, Text, delete, insert, select

from grading.checker.rehearsal import Rehearsal
from grading.core.reference import Placement

REHEARSALS = Table(
    "grading_rehearsals",
    MetaData(),
    Column("assignment", String(128), primary_key=True),
    Column("notebook", String(128), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("found", Text, nullable=False),
)


def kept(engine: Engine, assignment: str) -> dict[str, tuple[str, Rehearsal]]:
    """The last rehearsal of each notebook of an assignment, with its key."""
    REHEARSALS.create(engine, checkfirst=True)
    with engine.connect() as connection:
        asked = select(REHEARSALS).where(REHEARSALS.c.assignment == assignment)
        rows = connection.execute(asked).all()
    return {row.notebook: (row.key, _read(row.found)) for row in rows}


def keep(engine: Engine, assignment: str, notebook: str, key: str, found: Rehearsal) -> None:
    """Keep a rehearsal in the place of the last one of that notebook."""
    plain = asdict(found)
    plain["placement"]["beside"] = sorted(found.placement.beside)
    mine = (REHEARSALS.c.assignment == assignment) & (REHEARSALS.c.notebook == notebook)
    row = {"assignment": assignment, "notebook": notebook, "key": key, "found": json.dumps(plain)}
    with engine.begin() as connection:
        connection.execute(delete(REHEARSALS).where(mine))
        connection.execute(insert(REHEARSALS).values(row))


def _read(text: str) -> Rehearsal:
    plain = json.loads(text)
    where = plain["placement"]
    kinds = {name: tuple(each) for name, each in where["kinds"].items()}
    placement = Placement(frozenset(where["beside"]), kinds)
    return Rehearsal(placement, plain["why"], tuple(plain["nowhere"]))
