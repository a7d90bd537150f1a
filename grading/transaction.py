"""Knows how nbgrader's own steps share one gradebook, and all that they write counts, or nothing.

It does not know what they write.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

from nbgrader.api import Gradebook
from sqlalchemy import Connection
from sqlalchemy.orm import Session


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


def keeps_record(step: type) -> bool:
    """True for a preprocessor that opens the gradebook, and so belongs to its one writer."""
    return hasattr(sys.modules[step.__module__], "Gradebook")


@contextlib.contextmanager
def _handed_to(keepers: Sequence[type], gradebook: Gradebook) -> Iterator[None]:
    """Whenever a keeper opens the gradebook, it gets this one."""
    modules = {sys.modules[keeper.__module__] for keeper in keepers}
    usual = [(module, module.__dict__["Gradebook"]) for module in modules]
    for module in modules:
        module.__dict__["Gradebook"] = lambda *_: gradebook
    try:
        yield
    finally:
        for module, opener in usual:
            module.__dict__["Gradebook"] = opener
