"""A class of any size as the report sees it, made from a seed: not graded, not stored."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from grading.gradebook.queries import GradedCell as Part
from grading.gradebook.store import Run
from grading.report.mistakes import NAMED, Diagnosis
from grading.report.model import LATE, MISSING, Classroom, Reason, Standing
from tests.support.submissions import FULL, NOTEBOOKS

PARTS = tuple(
    Part(NOTEBOOKS[exercise], f"test_{cell}", float(points))
    for exercise, parts in FULL.items()
    for cell, points in parts.items()
)


def large_classroom(students: int, *, seed: int = 0) -> Classroom:
    """A class in which no two students are alike, with many mistakes and reasons to look."""
    rng = Random(seed)
    standings = sorted(
        (_standing(f"student_{number:05}", rng) for number in range(students)),
        key=lambda standing: (standing.total, standing.student),
    )
    ids = [standing.student for standing in standings]
    diagnoses = [
        Diagnosis(
            text=f"mistake {number}: is the sign the wrong way round?",
            kind=NAMED,
            parts=(rng.choice(PARTS),),
            students=tuple(sorted(rng.sample(ids, min(students, 1 + students // (number + 2))))),
        )
        for number in range(150)
    ]
    run = Run(datetime(2026, 1, 30, 12, 0, tzinfo=UTC), 90.0, {"graded": 4 * students})
    counts = dict.fromkeys(("stand", "mended", "looked at", "unknown"), 0)
    runs = (Run(run.begun, run.seconds, {**counts, **run.counts}),)
    return Classroom(
        "gradient_descent",
        tuple(NOTEBOOKS.values()),
        PARTS,
        tuple(standings),
        tuple(diagnoses),
        runs,
    )


def _standing(student: str, rng: Random) -> Standing:
    points = tuple(round(part.maximum * rng.random(), 2) for part in PARTS)
    reasons = (Reason(LATE, "by 3 h"), Reason(MISSING, "exercise 4")) if rng.random() < 0.3 else ()
    seconds = tuple(rng.lognormvariate(-2, 1) for _ in NOTEBOOKS)
    return Standing(student, f"Name {student}", sum(points), points, seconds, reasons)
