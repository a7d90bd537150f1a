"""Texts on one line: somebody else's errors, words and names, made safe to show."""

from __future__ import annotations

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


def first_line(error: BaseException | None) -> str:
    """The first line of an error's text, or its kind if it has none."""
    return (str(error).strip() or type(error).__name__).split("\n")[0]


def part_name(cell: str) -> str:
    """The part to which the cell of this `grade_id` belongs: `test_f` is the test of `f`."""
    return cell.removeprefix("test_")


def notebook_title(notebook: str) -> str:
    """A notebook's name as it is shown: exercise_1_scalar_descent is exercise 1."""
    words = clean(notebook, 60).split("_")
    return " ".join(words[:2] if len(words) > 2 and words[1].isdigit() else words)


def in_days(span: timedelta) -> str:
    """A time span in words: 7 days, 1 day, 0.5 days."""
    days = span / timedelta(days=1)
    return f"{days:g} day{'s' if days != 1 else ''}"
