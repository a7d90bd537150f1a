"""What the instructor's notebook says of global names: whose they are, and who may see them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class AnswerNames:
    """The global names in one of the instructor's answers.

    It defines those in `defined`, and its functions change those in `changed`. `imports` says of
    those that it imports what they are, as in {"np": "numpy"}.
    """

    defined: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GlobalNames:
    """The same of a whole notebook, for tests that run apart from the student's code.

    `answers` are by grade_id. `reached` are the names that the instructor's answers define or read,
    themselves or in functions of the instructor's that they call: what a test gives to another
    name, no answer needs to see.
    """

    answers: dict[str, AnswerNames] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)
    tools: list[str] = field(default_factory=list)
    """The unlocked cells, by id, with functions, classes or imports that tests use."""
    data: list[str] = field(default_factory=list)
    """Those with nothing but values for tests, which are the instructor's if nobody edits them."""
    chance: dict[str, list[str]] = field(default_factory=dict)
    """By cell id, what tests use of cells in which chance or a clock decides."""
    seeds: bool = False
    """Some cell of the instructor's sets a generator of random numbers."""
