"""Limits of a picture as plain data: axes, artists, points, characters."""

from __future__ import annotations

from grading.traits import POINTS, TEXT

MOST = {"axes": 16, "artists": 2_000, "points": POINTS}
"""How many of each a picture may have; entries of legends are artists."""

NOT_PLAIN = (dict, list, str)
"""What may hold too much."""


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
    waiting = [picture]
    while waiting:  # a tree of any depth
        part = waiting.pop()
        if isinstance(part, dict):
            artists += "class" in part
            points += max(map(_rows, part.values()), default=0)
            waiting += [v for k, v in part.items() if k != "base64" and isinstance(v, NOT_PLAIN)]
        elif isinstance(part, list):
            waiting += [value for value in part if isinstance(value, NOT_PLAIN)]
        elif isinstance(part, str) and len(part) > TEXT:
            raise ValueError(f"the picture has a text of more than {TEXT:,} characters")
    check_count("artists", artists)
    check_count("points", points)


def _rows(value: object) -> int:
    rows = value.get("rows", 0) if isinstance(value, dict) else 0
    return rows if isinstance(rows, int) else 0
