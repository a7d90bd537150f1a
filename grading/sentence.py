"""Knows how somebody else's error is told in one line; not what is done about it."""

from __future__ import annotations


def first_line(error: BaseException | None) -> str:
    """The first line of an error's text, or its kind if it has none."""
    return (str(error).strip() or type(error).__name__).split("\n")[0]
