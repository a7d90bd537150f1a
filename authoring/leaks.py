"""Scan for leaked answers, hidden tests and stored outputs in what students are given.

A secret is what stands between nbgrader's markers in a source notebook, the lines of an answer or
of the hidden part of a test. White space counts for nothing, nor do lines of a few characters, nor
lines that the same notebook shows its students anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
ANSWER, HIDDEN_TEST = "answer", "hidden test"
REGIONS = {
    kind: re.compile(rf"^[ \t]*### BEGIN {name}\n(.*?)^[ \t]*### END {name}", re.M | re.S)
    for kind, name in ((ANSWER, "SOLUTION"), (HIDDEN_TEST, "HIDDEN TESTS"))
}
SHORT = 8
"""Lines of so many characters, such as `return x`, give nothing away."""


@dataclass(frozen=True)
class Secret:
    """One answer, or the hidden part of one test: its lines by what they are without spaces."""

    kind: str
    cell: str
    lines: dict[str, str]


def secrets(source: NotebookNode) -> list[Secret]:
    """The answers and hidden tests of a source notebook, without what it shows anyway."""
    shown = given(source)
    found = []
    for cell in source.cells:
        for kind, region in REGIONS.items():
            for inner in region.findall(cell.source):
                lines = {
                    squeezed: text for squeezed, text in _lines(inner) if squeezed not in shown
                }
                found.append(Secret(kind, cell.id, lines))
    return [secret for secret in found if secret.lines]


def given(source: NotebookNode) -> set[str]:
    """The lines of a source notebook that its students see, without spaces."""
    shown = set()
    for cell in source.cells:
        text = cell.source
        for region in REGIONS.values():
            text = region.sub("", text)
        shown |= {squeezed for squeezed, _ in _lines(text)}
    return shown


def answer_names(source: NotebookNode) -> list[str]:
    """What students define in that exercise, such as `descend_scalar`."""
    marks = [cell.metadata.get("nbgrader", {}) for cell in source.cells]
    return [mark["grade_id"] for mark in marks if mark.get("solution")]


def leaks(notebook: NotebookNode, secrets: Sequence[Secret]) -> Iterator[tuple[str, str]]:
    """The cells of the notebook that hold a marker or any line of these secrets, and what it is."""
    for cell in notebook.cells:
        for found in [*marked(nbformat.writes(_alone(cell))), *told(cell.source, secrets)]:
            yield cell.id, found


def marked(text: str) -> Iterator[str]:
    """The markers of answers and hidden tests in a text."""
    yield from (f"the marker {marker}" for marker in MARKERS if marker in text)


def told(text: str, secrets: Sequence[Secret]) -> Iterator[str]:
    """The lines of a text that are lines of these secrets; for one secret, the first of them."""
    lines = {squeezed for squeezed, _ in _lines(text)}
    for secret in secrets:
        for squeezed, written in secret.lines.items():
            if squeezed in lines:
                yield _what(secret, written)
                break


def told_elsewhere(text: str, secrets: Sequence[Secret], names: Sequence[str]) -> Iterator[str]:
    """The secrets that a text gives away which is not of their exercise, as a demo may.

    A demo has every right to `ax.legend()`. So an answer is given away by more than half of its
    lines, or by one that has one of these names in it; a hidden test is by any of its lines.
    """
    lines = {squeezed for squeezed, _ in _lines(text)}
    for secret in secrets:
        same = {squeezed: text for squeezed, text in secret.lines.items() if squeezed in lines}
        telling = [text for text in same.values() if any(name in text for name in names)]
        enough = secret.kind == HIDDEN_TEST or 2 * len(same) > len(secret.lines)
        if telling or (same and enough):
            yield _what(secret, [*telling, *same.values()][0])


def outputs(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """The cells that were run before the notebook was saved."""
    for cell in notebook.cells:
        if cell.get("outputs"):
            yield cell.id, "a stored output"
        elif cell.get("execution_count") is not None:
            yield cell.id, "the number of a run"
    if "widgets" in notebook.metadata:
        yield "", "the stored state of sliders"


def _what(secret: Secret, line: str) -> str:
    article = "an" if secret.kind == ANSWER else "a"
    return f"{article} {secret.kind} of {secret.cell}, `{line}`"


def _lines(text: str) -> list[tuple[str, str]]:
    """The lines of a text, and the code in its prose, that may give something away: each without
    spaces, and as it stands."""
    written = [*text.split("\n"), *re.findall("`([^`\n]+)`", text)]
    lines = ((re.sub(r"\s", "", line), line.strip()) for line in written)
    return [(squeezed, line) for squeezed, line in lines if len(squeezed) > SHORT]


def _alone(cell: NotebookNode) -> NotebookNode:
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=[cell])
    return notebook
