"""Knows where a user name begins in the names of Blackboard's files; not what else they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from grading.filenames import words

USERNAME = re.compile(r"\w[\w.@+'-]{0,99}")
"""What may be the name of a folder, on any file system."""

ASIDE = re.compile(r"[^:]*:\s*.* \(([^()]+)\)\s*")
"""The first line of Blackboard's text files: `Name: Ada Lovelace (alovelace)`, in any language."""


class Unmapped(Exception):
    """Whose file it is cannot be told from its name; the reason, as the end of a sentence."""


@dataclass(frozen=True)
class Hints:
    """What helps where the assignment's title and the user name run together.

    `usernames` by what is before the date in the file's name, from Blackboard's own text files;
    `known` are those of the platform's list of students; `title` is the assignment's.
    """

    usernames: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    title: str = ""


NO_HINTS = Hints()


def noted(text: str) -> str | None:
    """The user name in a text file that Blackboard has put beside a submission."""
    found = ASIDE.fullmatch(text.lstrip("\ufeff").split("\n", 1)[0])
    return found[1] if found else None


def username(head: str, hints: Hints) -> str:
    """The user name at the end of `title_username`, either of which may hold a "_".

    Raises Unmapped if there are several ways to read it, or if it cannot be a folder's name.
    """
    cuts = [place for place, letter in enumerate(head) if letter == "_"]
    readings = {head[cut + 1 :]: words(head[:cut]) for cut in cuts}
    fitting = (
        [name for name in readings if name == hints.usernames.get(head)]
        or [name for name in readings if name in hints.known]
        or [name for name, title in readings.items() if title == words(hints.title)]
        or list(readings)
    )
    if len(fitting) != 1:
        raise Unmapped("where the user name begins cannot be told")
    if not USERNAME.fullmatch(fitting[0]):
        raise Unmapped(f"{fitting[0]!r} is no user name")
    return fitting[0]
