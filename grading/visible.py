"""What a graded cell's metadata keep of its test: what a student may see of it, and its slips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

KEY = "grading"
"""Under which a graded cell's metadata hold what is this project's own."""


@dataclass(frozen=True)
class Finding:
    """A slip of the course's own checks, as plain data: see `checks.slips.Slip`."""

    about: str
    advice: str
    named: bool
    part: str

    @property
    def reason(self) -> str:
        """What is wrong; of a part of a picture with what is seen, or else in words alone."""
        seen = self.about.removeprefix(self.part).removeprefix(": ") if self.part else ""
        joint = " " if seen.endswith("?") else ": "
        return joint.join(filter(None, [seen, self.advice])) or self.about


LONGEST = 1000
"""Characters of a finding's texts that are kept."""


def findings(error: BaseException | None) -> list[Finding]:
    """What an assertion of a test says, if it says it in the form of the course's checks.

    Exceptions of a student's have texts only, and none of this form.
    """
    said = error.args[0] if isinstance(error, AssertionError) and error.args else None
    slips = [said, *getattr(said, "also", [])]
    if not all(hasattr(slip, "advice") and hasattr(slip, "about") for slip in slips):
        return []
    return [
        Finding(s.about[:LONGEST], s.advice[:LONGEST], bool(s.named), s.part[:LONGEST])
        for s in slips
    ]


def loses_points(outputs: list[Any], points: float) -> bool:
    """True if a test with these outputs gives less than its points."""
    for output in outputs:
        if output["output_type"] == "error":
            return True
        if output["output_type"] == "execute_result":
            return _number(output["data"].get("text/plain"), points) < points
    return False


def _number(text: object, otherwise: float) -> float:
    try:
        return float(str(text))
    except ValueError:
        return otherwise


def keep_for_students(cell: NotebookNode, outputs: list[Any]) -> None:
    """Keep what a test shows without its hidden part beside what all of it shows."""
    cell.metadata[KEY] = {**cell.metadata.get(KEY, {}), "visible": outputs}


def keep_findings(cell: NotebookNode, found: list[dict[str, Any]]) -> None:
    """Keep what the test of a graded cell found."""
    if found:
        cell.metadata[KEY] = {**cell.metadata.get(KEY, {}), "findings": found}


def kept_findings(metadata: Any) -> list[Finding]:
    """What was kept in a cell's metadata; nothing of another form."""
    held = metadata.get(KEY) if isinstance(metadata, dict) else None
    found = held.get("findings") if isinstance(held, dict) else None
    texts = ("about", "advice", "part")
    return [
        Finding(named=bool(each.get("named")), **{k: str(each.get(k, ""))[:LONGEST] for k in texts})
        for each in (found if isinstance(found, list) else ())
        if isinstance(each, dict)
    ]


def shown_to_students(cell: NotebookNode) -> list[Any] | None:
    """What was kept; None where the test was not run without its hidden part."""
    visible: list[Any] | None = cell.metadata.get(KEY, {}).get("visible")
    return visible


def say(cell: NotebookNode, sentence: str) -> None:
    """Put what is wrong in a cell, in a line, where the page's head finds it."""
    cell.metadata[KEY] = {**cell.metadata.get(KEY, {}), "said": sentence}
