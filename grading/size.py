"""Knows how large a picture may be as plain data; not what is in it."""

from __future__ import annotations

from collections.abc import Iterator

from grading.traits import POINTS, TEXT

MOST = {"axes": 16, "artists": 2_000, "points": POINTS}
"""How many of each a picture may have; entries of legends are artists."""


def check_count(what: str, count: int) -> None:
    """A ValueError if a picture has too many axes, artists or points."""
    if count > MOST[what]:
        raise ValueError(f"the picture has more than {MOST[what]:,} {what}")


def check_size(picture: object) -> None:
    """A ValueError if a plain picture has too many axes, artists or points, or too long a text.

    Every dict with a class is an artist; it has as many points as its longest array has rows.
    """
    if isinstance(picture, dict) and isinstance(picture.get("axes"), list):
        check_count("axes", len(picture["axes"]))
    artists = points = 0
    for part in _parts(picture):
        if isinstance(part, dict):
            artists += "class" in part
            points += max([0, *(_rows(value) for value in part.values())])
        elif isinstance(part, str) and len(part) > TEXT:
            raise ValueError(f"the picture has a text of more than {TEXT:,} characters")
    check_count("artists", artists)
    check_count("points", points)


def _parts(picture: object) -> Iterator[object]:
    """Everything in a tree of any depth, but for the numbers of arrays."""
    waiting = [picture]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict):
            waiting += [value for name, value in part.items() if name != "base64"]
        elif isinstance(part, list):
            waiting += part


def _rows(value: object) -> int:
    rows = value.get("rows", 0) if isinstance(value, dict) else 0
    return rows if isinstance(rows, int) else 0
