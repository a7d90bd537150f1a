"""Knows which mistakes the failing tests named, and who shares each; not who these people are."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from grading.report.evidence import Message
from grading.report.scores import Part
from grading.report.wording import Sentence, Vocabulary, clean, printed_problem, reason, sentence

NAMED, ERROR, BLANK = "named by a test", "Python's error", "not answered"
"""Kinds of diagnoses."""

PLACE = re.compile(r"\s*\([^()]*, line \d+\)$")
"""Where in a file a syntax error is: each of them has a file of its own."""


@dataclass(frozen=True)
class Diagnosis:
    """One mistake: what was said of it, in which parts, and by whom it was made."""

    text: str
    kind: str
    parts: tuple[Part, ...]
    students: tuple[str, ...]


@dataclass
class _Group:
    sentence: Sentence
    kind: str
    parts: set[Part] = field(default_factory=set)
    students: set[str] = field(default_factory=set)


def diagnose(
    told: Iterable[tuple[str, Part, Message]], vocabulary: Vocabulary, *, anonymous: bool
) -> list[Diagnosis]:
    """The mistakes that were told, of which student and part; those that most share come first.

    Sentences that differ only in their values are one, with a gap where they differ. If it is
    `anonymous`, no word and no number in them is other than the instructor's.
    """
    groups: dict[tuple[str, tuple[str, ...]], _Group] = {}
    for student, part, message in told:
        kind, text = _reading(message, vocabulary, anonymous=anonymous)
        if text:
            new = sentence(text)
            group = groups.setdefault((kind, new.stays), _Group(new, kind))
            group.sentence = group.sentence.merged(new)
            group.parts.add(part)
            group.students.add(student)
    found = [
        Diagnosis(g.sentence.text, g.kind, tuple(sorted(g.parts)), tuple(sorted(g.students)))
        for g in groups.values()
    ]
    return sorted(found, key=lambda d: (-len(d.students), d.kind, d.text))


def _reading(message: Message, vocabulary: Vocabulary, *, anonymous: bool) -> tuple[str, str]:
    """The kind of a message, and its text as it may be shown; no text if it says nothing."""
    if message.reason:
        return NAMED, vocabulary.hidden(message.reason) if anonymous else message.reason
    if not message.error:
        text = printed_problem(message.text, vocabulary)
        return NAMED, vocabulary.hidden(text) if anonymous else text
    if message.error == "NotImplementedError":
        return BLANK, "left as it was handed out"
    if message.error == "AssertionError" and vocabulary.knows(message.text):
        text = reason(message.text, vocabulary)
        return NAMED, vocabulary.hidden(text) if anonymous else text
    name = clean(message.error, 60)
    if anonymous:
        return ERROR, name if _is_builtin(name) else "an error of the student's own"
    first = message.text.strip().split("\n")[0]
    return ERROR, f"{name}: {PLACE.sub('', first)}".removesuffix(": ")


def _is_builtin(name: str) -> bool:
    error = getattr(builtins, name, None)
    return isinstance(error, type) and issubclass(error, BaseException)
