"""Names of files: which notebook one means, which programs leave behind, how one is shown."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

# Names that are not meant, and how a name is shown.

IGNORED = {".ipynb_checkpoints", "__pycache__", "__MACOSX", ".virtual_documents", ".DS_Store"}
IGNORED |= {"Thumbs.db", "desktop.ini", ".git", ".venv", ".vscode", ".idea", ".pytest_cache"}
"""What programs leave behind and no student means to hand in."""


def printable(name: str) -> str:
    """The name of a file with whatever cannot be shown written out."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


# Which notebook a file is meant to be, by its name.

ENDING = re.compile(r"\.ipynb(\.(ipynb|json|txt|download))*\s*(\(\d+\))?$", re.IGNORECASE)
"""How the name of a notebook ends, also after a mailer or a browser has had it."""

EXACT, WHOLE, SHORT = 3, 2, 1


@dataclass(frozen=True)
class Meant:
    """A notebook that a file may be, and how well the name of the file says so."""

    name: str
    certainty: int


def is_notebook(file_name: str) -> bool:
    """True for the name of a notebook, whichever."""
    return ENDING.search(file_name) is not None


def meant(file_name: str, names: Sequence[str]) -> Meant | None:
    """The notebook of these names that the file is meant to be: one at the most.

    A name is recognised with anything before and after it (`12345_ada_…`, `… (1)`, `Copy of …`,
    `…_final`), in capitals or with spaces, and by its beginning alone as far as that has a number
    and is no other's: `exercise_1`.
    """
    if not is_notebook(file_name):
        return None
    said = words(ENDING.sub("", file_name))
    found = []
    for name, whole, short in _spelled(tuple(names)):
        if file_name == f"{name}.ipynb":
            found.append((EXACT, len(whole), name))
        elif _holds(said, whole):
            found.append((WHOLE, len(whole), name))
        elif _holds(said, short):
            found.append((SHORT, len(short), name))
    if not found:
        return None
    certainty, _, name = max(found, key=lambda each: each[:2])
    return Meant(name, certainty)


@cache
def _spelled(names: tuple[str, ...]) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each name, its words, and the words that are enough to mean it."""
    return [(name, words(name), _short(name, names)) for name in names]


def words(text: str) -> tuple[str, ...]:
    """Words and numbers, without their cases, separators and leading zeros."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return tuple(word.lstrip("0") or word for word in re.findall(r"[^\W\d_]+|\d+", plain))


def _short(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """The shortest beginning with a number that no other name shares, or else the whole name."""
    whole = words(name)
    others = [words(other) for other in names if other != name]
    for length in range(2, len(whole)):
        short = whole[:length]
        if any(word.isdigit() for word in short) and not any(_holds(o, short) for o in others):
            return short
    return whole


def _holds(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    starts = range(len(words) - len(part) + 1)
    return bool(part) and any(words[start : start + len(part)] == part for start in starts)
