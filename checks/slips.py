"""A slip is what a check found wrong with an answer, and the likely mistake behind it."""

import functools
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple

WIDE = 100
"""Characters of the longest sentence that stands on one line."""


class Slip(Exception):
    """One finding about an answer; its text is the one sentence that a student reads.

    `about` says what was asked, what is right and what came instead. `advice` names the likely
    mistake or what to look at; it holds no number of the question, so that it can be told of a
    hidden test too. `named` is false where the advice is only general. A picture has parts: `part`
    is the one that the slip is about, `also` the slips in the other parts.
    """

    def __init__(self, about: str, advice: str = "", named: bool = True, part: str = "") -> None:
        about = " ".join(line.strip() for line in about.splitlines())  # tensors show as several
        super().__init__(about, advice, named, part)
        self.about, self.advice, self.named, self.part = about, advice, named, part
        self.also: list[Slip] = []

    @property
    def line(self) -> str:
        """The sentence on one line, however long."""
        joint = " " if self.about.endswith("?") else ": "
        return f"{self.about}{joint}{self.advice}" if self.advice else self.about

    def __str__(self) -> str:
        """The sentence; where it is long, the advice has a line of its own: dialogs are narrow."""
        if len(self.line) <= WIDE or not self.advice:
            return self.line
        return f"{self.line.removesuffix(self.advice).rstrip()}\n{self.advice}"


class Hint(NamedTuple):
    """A likely mistake: what to do about it, and what is seen of it, in the question's numbers."""

    advice: str
    seen: str = ""
    named: bool = True


class Stopped(Exception):
    """A student's function ended with an error of its own; `trace` ends at the student's line."""

    def __init__(self, error: Exception, trace: TracebackType | None) -> None:
        super().__init__(error)
        self.error, self.trace = error, trace


def check(inner: Callable[..., None]) -> Callable[..., Slip | None]:
    """A function that a test calls: it returns the slip that `inner` raises, or None.

    An error of the student's own function is raised as it is, without the frames of the checks.
    """

    @functools.wraps(inner)
    def outer(*question: Any) -> Slip | None:
        __tracebackhide__ = True  # IPython leaves out a frame with this name
        try:
            inner(*question)
        except Slip as slip:
            return slip
        except Stopped as stopped:
            error = stopped.error.with_traceback(stopped.trace)
        else:
            return None
        raise error from None

    return outer


notes: dict[str, str] = {}
"""By part, what a right answer needs for the parts after it; empty if it needs nothing."""


def each_case(asked: tuple[Any, ...]) -> list[Any]:
    """The cases of a check: as many tuples as there are, or one whose parts were given alone."""
    return list(asked) if isinstance(asked[-1], tuple) else [asked]


def passed(part: str, cases: Any, kind: str = "input") -> None:
    """Print that a part is right for the cases that were tried, or what it still needs."""
    if notes.get(part):
        print(f"{part}: the numbers are right; {notes[part]}.")
    else:
        tried = f"{len(cases)} {kind}{'s' * (len(cases) != 1)}"
        print(f"{part}: right for the {tried} tried here; grading tries others.")
