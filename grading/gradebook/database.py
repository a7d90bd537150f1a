"""Whether a gradebook's database answers, and whether this nbgrader has made it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from logging import Logger
from pathlib import Path

from nbgrader.api import Base
from nbgrader.converters import NbGraderException
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from grading.core.errors import GradingError, RunAborted, UsageError
from grading.core.text import first_line


@contextlib.contextmanager
def answering() -> Iterator[None]:
    """Within it, a database that does not answer ends a command with one sentence: RunAborted."""
    try:
        yield
    except DBAPIError as error:
        reason = first_line(error.orig)
        raise RunAborted(f"The gradebook's database does not answer: {reason}") from error


@contextlib.contextmanager
def told(log: Logger) -> Iterator[None]:
    """Within it, a mistake of the user's ends a command of nbgrader's with one sentence."""
    try:
        with answering():
            yield
    except GradingError as error:
        log.error("%s", error)
        raise NbGraderException(str(error)) from error


class OlderGradebook(UsageError):
    """The gradebook lacks columns of this nbgrader's; one sentence."""


def check_schema(db_url: str) -> None:
    """Raise OlderGradebook for a database of an older nbgrader; one that is not there is none.

    To be asked before nbgrader opens it, which would add tables and no columns.
    """
    url = make_url(db_url)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
        return
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            found = inspect(connection).get_multi_columns()
    finally:
        engine.dispose()
    held = {name: {column["name"] for column in columns} for (_, name), columns in found.items()}
    for name, table in Base.metadata.tables.items():
        if name in held and not {column.name for column in table.columns} <= held[name]:
            raise OlderGradebook(
                f"The gradebook {url.database} was made by an older nbgrader, and was neither read "
                "nor changed: run nbgrader db upgrade, which keeps a copy of a file, and then the "
                "same command again."
            )
