"""Knows what a class is: who stands where, which mistakes were made; not where that is kept."""

from __future__ import annotations

from dataclasses import dataclass

from grading.report.attention import KINDS, Reason
from grading.report.diagnoses import Diagnosis
from grading.report.past import Run
from grading.report.scores import Part


@dataclass(frozen=True)
class Standing:
    """Where one student stands.

    `points` are those of each part in the class's order, None where there are none; `seconds`
    those that grading each notebook took, None where it is not known. Who is not graded has no
    total.
    """

    student: str
    name: str = ""
    total: float | None = None
    points: tuple[float | None, ...] = ()
    seconds: tuple[float | None, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def label(self) -> str:
        """The student as an instructor looks for one: by id, and by name if there is one."""
        return f"{self.student} ({self.name})" if self.name else self.student


@dataclass(frozen=True)
class Classroom:
    """A class: those with a grade by score, the lowest first, and then those without one.

    Parts stand in the course's order. Diagnoses name students by their ids.
    """

    title: str
    notebooks: tuple[str, ...]
    parts: tuple[Part, ...]
    standings: tuple[Standing, ...]
    diagnoses: tuple[Diagnosis, ...]
    runs: tuple[Run, ...]

    @property
    def graded(self) -> list[Standing]:
        """Those who have a grade."""
        return [standing for standing in self.standings if standing.total is not None]

    @property
    def to_look_at(self) -> list[Standing]:
        """Those whose work an instructor should look at, the most urgent first."""
        found = [standing for standing in self.standings if standing.reasons]
        return sorted(found, key=lambda standing: KINDS.index(standing.reasons[0].kind))
