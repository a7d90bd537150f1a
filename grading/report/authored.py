"""Knows what the instructor wrote: the order of the parts, the words of the tests; no student."""

from __future__ import annotations

import json
from dataclasses import dataclass

from checks.embed import TOOLS, with_checks
from grading.course import Assignment, notebooks_in
from grading.report.wording import Vocabulary


@dataclass(frozen=True)
class Authored:
    """The cells of the source notebooks: the place of each by notebook and name, and the words."""

    places: dict[tuple[str, str], int]
    vocabulary: Vocabulary


def read_authored(assignment: Assignment) -> Authored:
    """What the source notebooks of an assignment hold; they are the instructor's own files."""
    places, texts = {}, []
    for path in notebooks_in(assignment.source):
        for cell in json.loads(path.read_bytes())["cells"]:
            source = "".join(cell["source"])
            name = cell["metadata"].get("nbgrader", {}).get("grade_id")
            texts.append(with_checks(source) if name == TOOLS else source)
            if name:
                places[path.stem, name] = len(texts)
    return Authored(places, Vocabulary(texts))
