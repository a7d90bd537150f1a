"""Read a graded notebook's outputs (nbformat 4.5): messages of failing tests, mishaps of its run.

All of it is data from students: whatever has not the expected type counts as nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from grading.core.course import Assignment
from grading.core.files import digest
from grading.core.origin import ORDINARY, Origin, kept_origin
from grading.core.outputs import (
    BROKE_OFF,
    FOR_A_PERSON,
    INVALID,
    KILLED,
    NOT_GRADED,
    REFUSED,
    WRONG_KIND,
    Finding,
    graders_error,
    kept_findings,
    kept_packages,
    printed,
)
from grading.core.packages import not_installed

LONGEST, MOST = 2_000, 6
"""Characters of a message, and messages of one test, that are looked at."""

LACKING = "package missing"
BROKEN, UNREADABLE, WRONG_TEST = "broke off", "unreadable", "test is wrong"
UNCHECKED, SLOW, MEMORY = "not checkable", "too slow", "too much memory"
OUTPUT, ENDED = "too much output", "ended Python"
MISHAPS = (BROKEN, UNREADABLE, WRONG_TEST, LACKING, UNCHECKED, SLOW, MEMORY, OUTPUT, ENDED)
"""What may go wrong with the run of a notebook, the most urgent first."""

LIMITS = {
    "of memory": MEMORY,
    "time or memory": MEMORY,
    "ran for more than": SLOW,
    "computed for more than": SLOW,
    "more than a page": OUTPUT,
}
"""Words in the reason for which a student's process was ended, by what they tell."""

UNDEFINED = re.compile(r"name '(\w+)' is not defined")


@dataclass(frozen=True)
class Message:
    """What a failing test said: an error's class and text, or a line that it printed.

    `reason` is what the course's own checks name as wrong, apart from the numbers.
    """

    text: str
    error: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Evidence:
    """What one graded notebook shows.

    `messages` are those of each test by its cell's name, `mishaps` sentences by what went wrong
    (of `MISHAPS`), `digest` is a name for the file's bytes, `for_a_person` are the grader's own
    sentences about what an instructor should look at, each of them once, `origin` what was decided
    about its file.
    """

    messages: Mapping[str, tuple[Message, ...]]
    mishaps: Mapping[str, str]
    digest: str
    for_a_person: tuple[str, ...] = ()
    origin: Origin = ORDINARY
    uncrossed: tuple[str, ...] = ()
    """Tests, by name, to which something of the student's could not cross as data."""


def evidence_of(
    assignment: Assignment, student: str, notebooks: Iterable[str]
) -> dict[str, Evidence | None]:
    """What a student's graded notebooks show, by name; None for one that is not there."""
    folder = assignment.root / "autograded" / student / assignment.name
    return {name: read_evidence(folder / f"{name}.ipynb") for name in notebooks}


def read_evidence(path: Path) -> Evidence | None:
    """What the graded notebook of this path shows; None if there is none that can be read."""
    try:
        raw = path.read_bytes()
        plain = json.loads(raw)
    except (OSError, ValueError, RecursionError):
        return None
    cells = list(_cells(plain))
    failed = {cell.name: cell.errors for cell in cells if cell.errors}
    messages = {
        cell.name: tuple(_explained(each, failed) for each in islice(_messages(cell), MOST))
        for cell in cells
        if cell.is_test
    }
    own = [cell.own for cell in cells if cell.own]
    mishaps = {kind: e.text for e in reversed(own) if (kind := _mishap(e))}
    lacking = [not_installed(name) for name in kept_packages(_dict(plain).get("metadata"))]
    mishaps |= {LACKING: ", ".join(lacking)} if lacking else {}
    odd = dict.fromkeys([*(e.text for e in own if e.error in FOR_A_PERSON), *lacking])
    origin = kept_origin(_dict(plain).get("metadata"))
    uncrossed = [c.name for c in cells if c.own and c.own.error in (REFUSED, WRONG_KIND)]
    return Evidence(messages, mishaps, digest(raw), tuple(odd), origin, tuple(uncrossed))


@dataclass(frozen=True)
class _Cell:
    """A code cell: its errors, of which `own` is the grader's word, and the lines of its test."""

    is_test: bool
    name: str
    errors: list[Message]
    own: Message | None
    lines: str
    findings: list[Finding]


def _cells(plain: Any) -> Iterator[_Cell]:
    for cell in map(_dict, _list(_dict(plain).get("cells"))):
        metadata = _dict(cell.get("metadata"))
        mark = _dict(metadata.get("nbgrader"))
        outputs = [_dict(output) for output in _list(cell.get("outputs"))]
        own = graders_error(metadata, outputs)
        yield _Cell(
            is_test=bool(mark.get("grade")),
            name=str(mark.get("grade_id", "")),
            errors=[_message(o) for o in outputs if o.get("output_type") == "error"],
            own=own and _message(own),
            lines=printed(metadata, outputs)[:LONGEST],
            findings=kept_findings(metadata),
        )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _message(error: dict[str, Any]) -> Message:
    return Message(_text(error.get("evalue")), _text(error.get("ename")))


def _messages(cell: _Cell) -> Iterator[Message]:
    """What a test found; or else its error; or else the lines that it printed."""
    if cell.findings and any(error.error == "AssertionError" for error in cell.errors):
        for each in cell.findings:
            yield Message(each.about, "AssertionError", each.reason)
        return
    is_told = cell.own is not None and bool(_mishap(cell.own))
    yield from cell.errors[:-1] if is_told else cell.errors
    if not cell.errors:
        yield from (Message(line) for line in cell.lines.split("\n") if line)


def _text(value: Any) -> str:
    joined = "".join(map(str, value)) if isinstance(value, list) else str(value)
    return joined[:LONGEST]


def _explained(message: Message, failed: Mapping[str, list[Message]]) -> Message:
    """In place of a name that is not defined, the error of the cell that should define it."""
    missing = UNDEFINED.search(message.text) if message.error == "NameError" else None
    causes = failed.get(missing[1], []) if missing else []
    return causes[-1] if causes else message


def _mishap(error: Message) -> str:
    """The kind of mishap that an error of the grader's own tells of; empty if it tells of none."""
    by_name = {INVALID: WRONG_TEST, REFUSED: UNCHECKED, "CellTimeoutError": SLOW, "TooSlow": SLOW}
    if error.error == NOT_GRADED:
        return BROKEN if error.text in (BROKE_OFF, KILLED) else UNREADABLE
    by_words = next((kind for words, kind in LIMITS.items() if words in error.text), "")
    if error.error == "ProcessEnded":
        return by_words or ENDED
    if error.error == "TimeoutError":
        return by_words
    return by_name.get(error.error, "")
