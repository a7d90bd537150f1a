"""A class read from the gradebook and from graded notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import create_engine

from checks.embed import TOOLS, with_checks
from grading.core.course import Assignment, notebooks_in
from grading.core.text import clean
from grading.gradebook.nbgrader import load_config
from grading.gradebook.queries import Graded, ScoredPart, Scores, read_scores
from grading.gradebook.store import FOLDER, GradingRemarks, Run, read_runs, read_said
from grading.report.evidence import Evidence, Message, read_evidence
from grading.report.mistakes import Vocabulary, diagnose
from grading.report.model import NOTHING, UNGRADED, Classroom, Reason, Standing, reasons

# What the instructor wrote: the order of the parts, the words of the tests.


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


# How a class is read from the gradebook and the graded notebooks.

Told = list[tuple[str, ScoredPart, Message]]
"""What tests told, of which student and part."""


def read_classroom(assignment: Assignment, *, anonymous: bool) -> Classroom | None:
    """The class of an assignment; None if nobody is graded.

    If it is `anonymous`, nothing that a student wrote stands in reasons and diagnoses. The ids and
    names are the real ones in any case (see `grading.report.model`).
    """
    engine = create_engine(load_config(assignment).CourseDirectory.db_url)
    with engine.connect() as connection:
        scores = read_scores(connection, assignment.name)
        said = read_said(connection, assignment.name)
        runs = read_runs(connection, assignment.name)
    engine.dispose()
    if scores is None or not any(graded.is_scored for graded in scores.graded.values()):
        return None
    return _Reading(assignment, scores, said, anonymous=anonymous).classroom(runs)


class _Reading:
    """One reading of a class, and what tests have told so far."""

    def __init__(
        self,
        assignment: Assignment,
        scores: Scores,
        said: Mapping[tuple[str, str], GradingRemarks],
        *,
        anonymous: bool,
    ) -> None:
        self._assignment, self._scores, self._said = assignment, scores, said
        self._anonymous = anonymous
        self._authored = read_authored(assignment)
        self._parts = in_order(scores.parts, self._authored)
        self._notebooks = tuple(dict.fromkeys(part.notebook for part in self._parts))
        self._told: Told = []

    def classroom(self, runs: Sequence[Run]) -> Classroom:
        graded = {n: g for n, g in self._scores.graded.items() if g.is_scored}
        standings = [self._standing(each) for each in graded.values()]
        standings.sort(key=_by_score)
        standings += self._without_grade(set(graded))
        vocabulary = self._authored.vocabulary
        diagnoses = diagnose(self._told, vocabulary, anonymous=self._anonymous)
        return Classroom(
            title=self._assignment.name,
            notebooks=self._notebooks,
            parts=self._parts,
            standings=tuple(standings),
            diagnoses=tuple(diagnoses),
            runs=tuple(runs),
        )

    def _standing(self, graded: Graded) -> Standing:
        found = self._found(graded.student)
        self._told += _told(graded, found)
        keys = {name: (graded.student, name) for name in (*self._notebooks, FOLDER)}
        said = {name: self._said[key] for name, key in keys.items() if key in self._said}
        points = [_points(graded, part, found[part.notebook]) for part in self._parts]
        return Standing(
            student=graded.student,
            name=clean(graded.name, 60),
            total=max(0.0, sum(filter(None, points)) - graded.penalty),
            points=tuple(points),
            seconds=tuple(_seconds(said.get(name), found[name]) for name in self._notebooks),
            reasons=reasons(graded, found, said, anonymous=self._anonymous),
        )

    def _found(self, student: str) -> dict[str, Evidence | None]:
        folder = self._assignment.root / "autograded" / student / self._assignment.name
        return {name: read_evidence(folder / f"{name}.ipynb") for name in self._notebooks}

    def _without_grade(self, graded: set[str]) -> Iterator[Standing]:
        """Who has handed in and has no grade yet, or is on the list and has handed in nothing."""
        handed_in = set(self._assignment.students())
        for student in sorted((handed_in | self._scores.listed.keys()) - graded):
            kind = UNGRADED if student in handed_in else NOTHING
            name = clean(self._scores.listed.get(student, ""), 60)
            yield Standing(student, name, reasons=(Reason(kind),))


def _by_score(standing: Standing) -> tuple[float, list[float], str]:
    """Those with the same score stand together if they have the same points in each part."""
    return standing.total or 0.0, [points or 0.0 for points in standing.points], standing.student


def in_order(parts: Sequence[ScoredPart], authored: Authored) -> tuple[ScoredPart, ...]:
    """The parts as they stand in the source notebooks."""
    places = authored.places
    return tuple(sorted(parts, key=lambda p: (p.notebook, places.get((p.notebook, p.cell), 0))))


def _told(
    graded: Graded, found: Mapping[str, Evidence | None]
) -> Iterator[tuple[str, ScoredPart, Message]]:
    """What the tests of parts that lost points have told of a student."""
    for part, score in graded.scores.items():
        evidence = found[part.notebook]
        if score.lost and evidence:
            for message in evidence.messages.get(part.cell, ()):
                yield graded.student, part, message


def _points(graded: Graded, part: ScoredPart, evidence: Evidence | None) -> float | None:
    """The points of a part; None if there are none, or its notebook was not handed in."""
    score = graded.scores.get(part)
    absent = evidence is None and not graded.has_points(part.notebook)
    return None if score is None or absent else score.points


def _seconds(said: GradingRemarks | None, evidence: Evidence | None) -> float | None:
    """The seconds that grading took, if they are those of the graded file that is there now."""
    return said.seconds if said and evidence and said.graded == evidence.digest else None
