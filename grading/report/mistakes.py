"""Mistakes that failing tests named, and who shares each."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from grading.core.text import CUT, GAP, clean
from grading.gradebook.queries import GradedCell
from grading.report.evidence import Message

# Sentences that differ only in their values, and words that the instructor wrote.

VALUE = 24
"""Characters of a value that are shown."""

_SIGNED = (
    r"(?<![\w.])[-−+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|\b0x[0-9a-f]+\b|\b(?:nan|inf)\b"
)
_QUOTED = r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|‘[^’]*’"
_VALUE = rf"(?:{_SIGNED}|{_QUOTED}|{GAP})"
SLOT = re.compile(rf"((?<![\[({{])[\[({{]*+{_VALUE}(?:[\s,;:\[\](){{}}]++{_VALUE})*+[\])}}]*+)")
"""A run of numbers, gaps and texts in quotation marks, with the brackets around it. It begins at
the first of these, and gives nothing back, so that a row of brackets costs its length once."""

COLONS = 20
"""Ends of a message that are looked at, the last ones."""

WORD = re.compile(r"[^\W\d_]+")
TOKEN = re.compile(rf"{WORD.pattern}|\d[\d.]*")


class Vocabulary:
    """The words and numbers of the instructor's notebooks."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = "\n".join(texts)
        self._known = set(TOKEN.findall(self._text))
        self.wrote = cache(self._wrote)

    def _wrote(self, text: str) -> bool:
        """True if the text stands there as it is."""
        return text in self._text

    def knows(self, text: str) -> bool:
        """True if nearly all words of the text, apart from its values, are the instructor's."""
        words = WORD.findall("".join(SLOT.split(text)[::2]))
        return len(words) > 1 and sum(w in self._known for w in words) >= 0.75 * len(words)

    def hidden(self, text: str) -> str:
        """The text with a gap in place of each word and value that the instructor never wrote."""
        pieces = SLOT.split(text)
        pieces[::2] = [WORD.sub(self._known_or_gap, piece) for piece in pieces[::2]]
        pieces[1::2] = [
            p if self._known.issuperset(TOKEN.findall(p)) else GAP for p in pieces[1::2]
        ]
        return re.sub(rf"{GAP}(?:\s*{GAP})+", GAP, "".join(pieces))

    def _known_or_gap(self, word: re.Match[str]) -> str:
        return word[0] if word[0] in self._known else GAP


@dataclass(frozen=True)
class Sentence:
    """A sentence as what stays, and the values between; equal `stays`, same sentence."""

    stays: tuple[str, ...]
    values: tuple[str, ...]

    def merged(self, other: Sentence) -> Sentence:
        """The sentence with a gap wherever the other has another value."""
        pairs = zip(self.values, other.values, strict=True)
        return Sentence(self.stays, tuple(a if a == b else GAP for a, b in pairs))

    @property
    def text(self) -> str:
        pairs = zip(self.stays, [*self.values, ""], strict=True)
        return "".join(stays + value for stays, value in pairs)


def sentence(text: str) -> Sentence:
    """The sentence of a text, of which only the beginning counts if it is long."""
    pieces = SLOT.split(clean(text))
    values = (value if len(value) <= VALUE else GAP for value in pieces[1::2])
    return Sentence(tuple(pieces[::2]), tuple(values))


def reason(text: str, vocabulary: Vocabulary) -> str:
    """What a failing test says is wrong: the end of its message, from a colon on.

    It is all that the instructor wrote so; or else what follows the last colon and is in known
    words, since a value at the end of a message may have colons of its own.
    """
    text = clean(text, 10 * CUT)
    tails = [text[found.end() :] for found in re.finditer(r": ", text)][-COLONS:]
    known = [tail for tail in tails if vocabulary.knows(tail)]
    return next(filter(vocabulary.wrote, known), [text, *known][-1])


def printed_problem(line: str, vocabulary: Vocabulary) -> str:
    """What a line of a test with partial points tells to be wrong; empty if it tells nothing.

    Such a line is "0 of 2: what was asked: what is wrong (picture 1 of 3)", or "case: what is
    wrong".
    """
    head, _, rest = clean(line, 10 * CUT).partition(": ")
    points = re.fullmatch(r"([\d.]+) of ([\d.]+)", head)
    if points and float(points[1]) >= float(points[2]):
        return ""
    rest = re.sub(r" \(picture \d+ of \d+\)$", "", rest)
    return rest if vocabulary.knows(rest) else ""


# Which mistakes the failing tests named, and who shares each.

NAMED, ERROR, BLANK = "named by a test", "Python's error", "not answered"
"""Kinds of diagnoses."""

PLACE = re.compile(r"\s*\([^()]*, line \d+\)$")
"""Where in a file a syntax error is: each of them has a file of its own."""


@dataclass(frozen=True)
class Diagnosis:
    """One mistake: what was said of it, in which parts, and by whom it was made."""

    text: str
    kind: str
    parts: tuple[GradedCell, ...]
    students: tuple[str, ...]


@dataclass
class _Group:
    sentence: Sentence
    kind: str
    parts: set[GradedCell] = field(default_factory=set)
    students: set[str] = field(default_factory=set)


def diagnose(
    told: Iterable[tuple[str, GradedCell, Message]], vocabulary: Vocabulary, *, anonymous: bool
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
