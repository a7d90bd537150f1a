"""Read a class from the gradebook, the graded notebooks and the instructor's own notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from checks.embed import TOOLS, with_checks
from grading.core.course import Assignment, notebooks_in
from grading.core.text import clean
from grading.gradebook.queries import (
    ClassScores,
    GradedCell,
    Submission,
    connected,
    read_scores,
)
from grading.gradebook.store import FOLDER, GradingRemarks, Run, read_runs, read_said
from grading.report.evidence import Evidence, Message, evidence_of
from grading.report.grades import undecided
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

Told = tuple[str, GradedCell, Message]
"""What a test told, of which student and part."""


def read_classroom(assignment: Assignment, *, anonymous: bool) -> Classroom | None:
    """The class of an assignment; None if nobody is graded. Raises SQLAlchemy's DBAPIError.

    If it is `anonymous`, nothing that a student wrote stands in reasons and diagnoses. The ids and
    names are the real ones in any case (see `grading.report.model`).
    """
    with connected(assignment) as connection:
        scores = read_scores(connection, assignment.name)
        said = read_said(connection, assignment.name)
        runs = read_runs(connection, assignment.name)
    if scores is None or not any(each.is_scored for each in scores.submissions.values()):
        return None
    return _classroom(assignment, scores, said, runs, anonymous=anonymous)


def _classroom(
    assignment: Assignment,
    scores: ClassScores,
    said: Mapping[tuple[str, str], GradingRemarks],
    runs: Sequence[Run],
    *,
    anonymous: bool,
) -> Classroom:
    authored = read_authored(assignment)
    parts = in_order(scores.parts, authored)
    notebooks = tuple(dict.fromkeys(part.notebook for part in parts))
    graded = {s: each for s, each in scores.submissions.items() if each.is_scored}
    standings: list[Standing] = []
    told: list[Told] = []
    uncrossed: list[list[str]] = []
    for student, submission in graded.items():
        found = evidence_of(assignment, student, notebooks)
        own = {n: said[student, n] for n in (*notebooks, FOLDER) if (student, n) in said}
        why = reasons(submission, found, own, anonymous=anonymous)
        standings.append(
            standing(submission, scores.names.get(student, ""), parts, found, own, why)
        )
        told += what_was_told(submission, found)
        seen = ((notebook, each) for notebook, each in found.items() if each)
        uncrossed.append([f"{notebook}/{t}" for notebook, each in seen for t in each.uncrossed])
    standings.sort(key=_by_score)
    standings += _without_grade(set(assignment.students()), scores.names, graded.keys())
    return Classroom(
        title=assignment.name,
        notebooks=notebooks,
        parts=parts,
        standings=tuple(standings),
        diagnoses=tuple(diagnose(told, authored.vocabulary, anonymous=anonymous)),
        runs=tuple(runs),
        undecided=tuple(undecided(assignment.name, uncrossed)),
    )


def in_order(parts: Sequence[GradedCell], authored: Authored) -> tuple[GradedCell, ...]:
    """The parts as they stand in the source notebooks."""
    places = authored.places
    return tuple(sorted(parts, key=lambda p: (p.notebook, places.get((p.notebook, p.name), 0))))


def standing(
    submission: Submission,
    name: str,
    parts: Sequence[GradedCell],
    found: Mapping[str, Evidence | None],
    said: Mapping[str, GradingRemarks],
    why: tuple[Reason, ...],
) -> Standing:
    """Where a student of this name stands who has a grade.

    `found` is the evidence of each notebook by its name, `said` what grading said about it.
    """
    scores = submission.scores

    def points(part: GradedCell) -> float | None:
        """None where nobody has given any, and where no notebook was handed in."""
        absent = found[part.notebook] is None and not submission.has_points(part.notebook)
        return None if absent or part not in scores else scores[part].points

    return Standing(
        student=submission.student,
        name=clean(name, 60),
        total=submission.points,
        points=tuple(map(points, parts)),
        seconds=tuple(_seconds(said.get(n), evidence) for n, evidence in found.items()),
        reasons=why,
    )


def _seconds(said: GradingRemarks | None, evidence: Evidence | None) -> float | None:
    """The seconds that grading took, if they are those of the graded file that is there now."""
    return said.seconds if said and evidence and said.graded == evidence.digest else None


def what_was_told(submission: Submission, found: Mapping[str, Evidence | None]) -> Iterator[Told]:
    """What the tests of parts that lost points have told of a student."""
    for cell, score in submission.scores.items():
        evidence = found.get(cell.notebook)
        if score.lost and evidence:
            for message in evidence.messages.get(cell.name, ()):
                yield submission.student, cell, message


def _by_score(standing: Standing) -> tuple[float, list[float], str]:
    """Those with the same score stand together if they have the same points in each part."""
    return standing.total or 0.0, [points or 0.0 for points in standing.points], standing.student


def _without_grade(
    handed_in: Set[str], names: Mapping[str, str], graded: Set[str]
) -> Iterator[Standing]:
    """Who has handed in and has no grade yet, or is on the list and has handed in nothing."""
    for student in sorted((handed_in | names.keys()) - graded):
        kind = UNGRADED if student in handed_in else NOTHING
        yield Standing(student, clean(names.get(student, ""), 60), reasons=(Reason(kind),))
