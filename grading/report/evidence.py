"""Read a graded notebook's outputs (nbformat 4.5): messages of failing tests, mishaps of its run.

All of it is data from students: whatever has not the expected type counts as nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.core.course import Assignment
from grading.core.files import digest
from grading.core.outputs import (
    BROKE_OFF,
    FOR_A_PERSON,
    INVALID,
    KILLED,
    NOT_GRADED,
    REFUSED,
    Finding,
    kept_findings,
)

LONGEST, MOST = 2_000, 6
"""Characters of a message, and messages of one test, that are looked at."""

BROKEN, UNREADABLE, WRONG_TEST = "broke off", "unreadable", "test is wrong"
UNCHECKED, SLOW, MEMORY = "not checkable", "too slow", "too much memory"
OUTPUT, ENDED = "too much output", "ended Python"
MISHAPS = (BROKEN, UNREADABLE, WRONG_TEST, UNCHECKED, SLOW, MEMORY, OUTPUT, ENDED)
"""What may go wrong with the run of a notebook, the most urgent first."""

LIMITS = {
    "of memory": MEMORY,
    "time or memory": MEMORY,
    "ran for more than": SLOW,
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
    sentences about what an instructor should look at, each of them once.
    """

    messages: Mapping[str, tuple[Message, ...]]
    mishaps: Mapping[str, str]
    digest: str
    for_a_person: tuple[str, ...] = ()


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
    failed = {name: said for _, name, outputs, _ in cells if (said := _errors(outputs))}
    messages = {
        name: tuple(_explained(message, failed) for message in _messages(outputs, found))[:MOST]
        for is_test, name, outputs, found in cells
        if is_test
    }
    every = [error for _, _, outputs, _ in cells for error in _errors(outputs)]
    mishaps = {kind: e.text for e in reversed(every) if (kind := _mishap(e))}
    odd = dict.fromkeys(error.text for error in every if error.error in FOR_A_PERSON)
    return Evidence(messages, mishaps, digest(raw), tuple(odd))


def _cells(plain: Any) -> Iterator[tuple[bool, str, list[dict[str, Any]], list[Finding]]]:
    """Each code cell: whether it is a test, its name if it has one, its outputs and findings."""
    for cell in map(_dict, _list(_dict(plain).get("cells"))):
        metadata = _dict(cell.get("metadata"))
        mark, found = _dict(metadata.get("nbgrader")), kept_findings(metadata)
        outputs = [_dict(output) for output in _list(cell.get("outputs"))]
        yield bool(mark.get("grade")), str(mark.get("grade_id", "")), outputs, found


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _errors(outputs: list[dict[str, Any]]) -> list[Message]:
    errors = (o for o in outputs if o.get("output_type") == "error")
    return [Message(_text(o.get("evalue")), _text(o.get("ename"))) for o in errors]


def _messages(outputs: list[dict[str, Any]], found: list[Finding]) -> Iterator[Message]:
    """What a test found; or else its error; or else the lines that it printed."""
    errors = _errors(outputs)
    if found and any(error.error == "AssertionError" for error in errors):
        for each in found:
            yield Message(each.about, "AssertionError", each.reason)
        return
    yield from (error for error in errors if not _mishap(error))
    for output in outputs if not errors else ():
        if output.get("output_type") == "stream" and output.get("name") == "stdout":
            yield from (Message(line) for line in _text(output.get("text")).split("\n") if line)


def _text(value: Any) -> str:
    joined = "".join(map(str, value)) if isinstance(value, list) else str(value)
    return joined[:LONGEST]


def _explained(message: Message, failed: Mapping[str, list[Message]]) -> Message:
    """In place of a name that is not defined, the error of the cell that should define it."""
    missing = UNDEFINED.search(message.text) if message.error == "NameError" else None
    causes = failed.get(missing[1], []) if missing else []
    return causes[-1] if causes else message


def _mishap(error: Message) -> str:
    """The kind of mishap that an error tells of; empty if it is an ordinary error."""
    by_name = {INVALID: WRONG_TEST, REFUSED: UNCHECKED, "CellTimeoutError": SLOW, "TooSlow": SLOW}
    if error.error == NOT_GRADED:
        return BROKEN if error.text in (BROKE_OFF, KILLED) else UNREADABLE
    if error.error == "ProcessEnded":
        return next((kind for words, kind in LIMITS.items() if words in error.text), ENDED)
    if error.error == "TimeoutError" and "ran for more than" in error.text:
        return SLOW
    return by_name.get(error.error, "")
