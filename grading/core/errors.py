"""Errors: one base, and the exit status of a command that ends with one.

The text of an error is one sentence that says what to do. A class of its own tells those apart
that somebody handles; it is a `UsageError` or a `RunAborted` where a command may end with it.
"""

from __future__ import annotations

from typing import ClassVar


class GradingError(Exception):
    """What this project raises of its own accord."""

    exit_status: ClassVar[int] = 1


class UsageError(GradingError):
    """Something that whoever typed the command can put right, before anything was done."""

    exit_status = 2


class RunAborted(GradingError):
    """A command that could not go on to its end; what was done until then is kept."""
