"""Recognition of a notebook by what is in it: grade_ids and cell ids, or else its lines and names.

A file is read only as far as its first megabytes, and decoded only where its marks tell nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from nbformat import NotebookNode

from grading.core.reference import ReferenceNotebook
from grading.intake.cells import normal, read_slots, seems_to_define
from grading.intake.decode import decode
from grading.intake.files import Found, read_head
from grading.intake.refusals import Unreadable

MARK = re.compile(rb'id"\s*+:\s*+"([^"\\]{1,200}+)"')
"""A grade_id or a cell's id in JSON. Inside of a text the quotes are escaped: there it is none."""

BEGINNING, HEAD = 32 << 10, 2 << 20
"""Bytes of a file in which its marks are looked for, first and at the most; no larger one is
decoded."""

ENOUGH = 2
"""Marks of one notebook that tell, unless it has fewer."""

LINE = 12
"""Characters of the shortest line that tells notebooks apart."""

DEFINED = 3
"""How many lines a definition of an answer counts as."""


@dataclass(frozen=True)
class Guess:
    """The notebook that a file is, by what is in it; it is `sure` if nobody need look."""

    name: str
    sure: bool


class KnownNotebooks:
    """The notebooks of an assignment, and what each has that no other one of them has."""

    def __init__(
        self,
        notebooks: Mapping[str, NotebookNode],
        public: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> None:
        """`public` holds for each what `read_slots` takes."""
        self.names = list(notebooks)
        slots = {name: read_slots(each, public.get(name, {})) for name, each in notebooks.items()}
        self._marks = _distinct(
            {name: {m for s in own for m in (s.name, s.cell.id)} for name, own in slots.items()}
        )
        self._lines = _distinct(
            {name: set(_lines(f for s in own for f in s.forms)) for name, own in slots.items()}
        )
        self._answers = _distinct(
            {name: {s.name for s in own if s.kind == "solution"} for name, own in slots.items()}
        )
        texts = {name: "\n".join(s.cell.source for s in own) for name, own in slots.items()}
        self._words = {
            answer: name
            for answer, name in self._answers.items()
            if not any(_has(answer, text) for other, text in texts.items() if other != name)
        }
        self._count = Counter(self._marks.values())
        self._line_count = Counter(self._lines.values())
        self._by_marks: dict[Found, dict[str, int]] = {}
        self._by_text: dict[Found, Guess | None] = {}

    @classmethod
    def of(cls, masters: Mapping[str, ReferenceNotebook]) -> KnownNotebooks:
        """Those that submissions are graded with."""
        public = {name: master.public for name, master in masters.items()}
        return cls({name: master.notebook for name, master in masters.items()}, public)

    def by_marks(self, file: Found, name: str = "") -> Guess | None:
        """The notebook of which a file has the marks, and hardly any of another's.

        Less is read of a file whose beginning says that it is the one of this `name`.
        """
        if file not in self._by_marks:
            counts = self._counted(_marks_in(read_beginning(file.path, BEGINNING))) if name else {}
            told = self._told(counts)
            if (told is None or told.name != name) and (file.size > BEGINNING or not name):
                counts = self._counted(_marks_in(read_beginning(file.path)))
            self._by_marks[file] = counts
        return self._told(self._by_marks[file])

    def other_than(self, file: Found, name: str, *, decoded: bool) -> Guess | None:
        """The notebook that a file is in spite of its name, which is this one's.

        None if it may be this one; one without marks has to be `decoded`.
        """
        marked = self.by_marks(file, name)
        if (marked and marked.name == name) or name in self._by_marks[file]:
            return None
        text = read_beginning(file.path).decode("utf-8", "replace")
        if any(of == name and _has(answer, text) for answer, of in self._words.items()):
            return None
        told = marked or (self.by_text(file) if decoded else None)
        return told if told and told.sure and told.name != name else None

    def by_text(self, file: Found) -> Guess | None:
        """The notebook that a file is most like, once it is decoded; a guess, if it is far off."""
        if file not in self._by_text:
            self._by_text[file] = self._guessed(file)
        return self._by_text[file]

    def _counted(self, marks: set[str]) -> dict[str, int]:
        return Counter(self._marks[mark] for mark in marks if mark in self._marks)

    def _told(self, counts: Mapping[str, int]) -> Guess | None:
        name = _clear_best(counts)
        if name is None or counts[name] < min(ENOUGH, self._count[name]):
            return None
        return Guess(name, sure=True)

    def _guessed(self, file: Found) -> Guess | None:
        if file.size > HEAD:
            return None
        try:
            cells = decode(read_beginning(file.path, HEAD)).cells
        except Unreadable:
            return None
        told = self._told(self._counted({m for cell in cells for m in (cell.grade_id, cell.id)}))
        if told:
            return told
        lines = {line for line in _lines(cell.source for cell in cells) if line in self._lines}
        shared = Counter(self._lines[line] for line in lines)
        defined = Counter(
            name
            for answer, name in self._answers.items()
            if any(seems_to_define(cell.source, answer) for cell in cells)
        )
        name = _clear_best({n: shared[n] + DEFINED * defined[n] for n in {*shared, *defined}})
        sure = name is not None and 0 < self._line_count[name] <= 2 * shared[name]
        return Guess(name, sure=sure) if name and (sure or defined[name]) else None


def looks_like_notebook(path: Path) -> bool:
    """True for a file that is a notebook in every way but perhaps its name."""
    head = read_beginning(path)
    is_object = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return is_object and b'"cells"' in head and b'"cell_type"' in head


def read_beginning(path: Path, most: int = HEAD) -> bytes:
    """The first bytes of a file; none if it cannot be read."""
    try:
        return read_head(path, most)
    except Unreadable:
        return b""


def _marks_in(head: bytes) -> set[str]:
    return {mark.decode("utf-8", "replace") for mark in MARK.findall(head)}


def _distinct(parts: Mapping[str, set[str]]) -> dict[str, str]:
    """By each part that is one notebook's only: the name of that notebook."""
    owners: dict[str, list[str]] = defaultdict(list)
    for name, own in parts.items():
        for part in own - {""}:
            owners[part].append(name)
    return {part: names[0] for part, names in owners.items() if len(names) == 1}


def _lines(sources: Iterator[str] | Sequence[str]) -> Iterator[str]:
    for source in sources:
        yield from (line for part in normal(source).split("\n") if len(line := part.strip()) > LINE)


def _has(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _clear_best(counts: Mapping[str, int]) -> str | None:
    """The one with the most, if it has more than twice as many as any other."""
    ranked = sorted(counts, key=lambda name: -counts[name])
    if not ranked or (len(ranked) > 1 and counts[ranked[0]] <= 2 * counts[ranked[1]]):
        return None
    return ranked[0]
