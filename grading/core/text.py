"""Texts on one line: somebody else's errors, words and names, made safe to show."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

GAP, CUT = "…", 160
"""What stands in place of a value, and the characters of a sentence that are shown."""


def clean(text: str, most: int = CUT) -> str:
    """The text on one line, without characters that cannot be seen, cut to so many."""
    seen = on_one_line(text)
    return seen if len(seen) <= most else f"{seen[: most - 1].rstrip()}{GAP}"


def on_one_line(text: str) -> str:
    """The text with a space for each break, and for each run of characters that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def listed(names: Sequence[str], most: int, shown: Callable[[str], str] = str) -> str:
    """The first of these names, so many at the most, and how many there are more."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(map(shown, names[:most])) + more


def first_line(error: BaseException | None) -> str:
    """The first line of an error's text, or its kind if it has none."""
    return (str(error).strip() or type(error).__name__).split("\n")[0]


def part_name(cell: str) -> str:
    """The part to which the cell of this `grade_id` belongs: `test_f` is the test of `f`."""
    return cell.removeprefix("test_")


def notebook_title(notebook: str) -> str:
    """A notebook's name as it is shown: exercise_1_scalar_descent is exercise 1.

    What the name of a copy has more than that of the original stays: exercise 1-Copy1.
    """
    words = clean(notebook, 60).split("_")
    if len(words) < 3 or not words[1].isdigit():
        return " ".join(words)
    more = re.search(r"\W.*", "_".join(words[2:]))
    return " ".join(words[:2]) + (more[0] if more else "")


def notebook_titles(notebooks: Sequence[str]) -> list[str]:
    """The names as they are shown side by side: whole, where short ones would be the same."""
    short = [notebook_title(name) for name in notebooks]
    return [
        clean(name, 60) if short.count(title) > 1 else title
        for name, title in zip(notebooks, short, strict=True)
    ]


def in_days(span: timedelta) -> str:
    """A time span in words: 7 days, 1 day, 0.5 days."""
    days = span / timedelta(days=1)
    return f"{days:g} day{'s' if days != 1 else ''}"
