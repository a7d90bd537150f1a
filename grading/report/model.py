"""A class: who stands where, who needs attention, and names hidden the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grading.core.csvfile import number
from grading.core.text import clean, notebook_title
from grading.gradebook.queries import GradedCell, Submission
from grading.gradebook.store import FOLDER, GradingRemarks, Run
from grading.report.evidence import MISHAPS, Evidence
from grading.report.mistakes import Diagnosis

# How students' names are hidden, the same way everywhere.


def hidden(classroom: Classroom) -> Classroom:
    """The class with numbers in place of all names and ids.

    Numbers follow scores, and among equal scores all else that is shown, so that no name has any
    part in them: two students who change names change nothing. Nothing leads back from a number
    but what is shown of the student.
    """
    shared: dict[str, list[int]] = {}
    for place, diagnosis in enumerate(classroom.diagnoses):
        for student in diagnosis.students:
            shared.setdefault(student, []).append(place)

    def shown(standing: Standing) -> tuple[bool, float, str]:
        rest = replace(standing, student="", name="")
        total = standing.total
        return total is None, total or 0.0, repr((rest, shared.get(standing.student)))

    ordered = sorted(classroom.standings, key=shown)
    width = len(str(len(ordered)))
    numbers = {s.student: f"student {n:0{width}}" for n, s in enumerate(ordered, start=1)}
    return replace(
        classroom,
        standings=tuple(replace(s, student=numbers[s.student], name="") for s in ordered),
        diagnoses=tuple(
            replace(d, students=tuple(sorted(numbers[student] for student in d.students)))
            for d in classroom.diagnoses
        ),
    )


# What a class is: who stands where, which mistakes were made.


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
    parts: tuple[GradedCell, ...]
    standings: tuple[Standing, ...]
    diagnoses: tuple[Diagnosis, ...]
    runs: tuple[Run, ...]
    undecided: tuple[str, ...] = ()
    """Sentences about tests for which somebody has to decide where they run."""

    @property
    def graded(self) -> list[Standing]:
        """Those who have a grade."""
        return [standing for standing in self.standings if standing.total is not None]

    @property
    def to_look_at(self) -> list[Standing]:
        """Those whose work an instructor should look at, the most urgent first."""
        found = [standing for standing in self.standings if standing.reasons]
        return sorted(found, key=lambda standing: KINDS.index(standing.reasons[0].kind))


# Why an instructor should look at a student's work.

WAITS, FLAGGED, GONE = "needs manual grading", "flagged", "graded file is gone"
ABOVE, PAYS = "more than the points", "pays without being late"
UNGRADED, NOTHING, MISSING, LATE, MENDED = "not graded yet", "nothing", "missing", "late", "mended"
KINDS = (*MISHAPS, WAITS, ABOVE, FLAGGED, PAYS, UNGRADED, GONE, NOTHING, MISSING, LATE, MENDED)
"""Reasons to look at a student's work, the most urgent first."""

MEANINGS = {
    "broke off": "Grading this notebook could not go on; the next run tries again.",
    "unreadable": "The file holds no notebook, so it has no points.",
    "test is wrong": "The test itself gave no valid score.",
    "package missing": "The student's code imports a package that is not installed here.",
    "not checkable": "What the student's function returned could not be looked at.",
    "too slow": "A cell or a call ran into the limit of time.",
    "too much memory": "The student's process ran into a limit of memory or computing time.",
    "too much output": "The student's code showed more than a page can hold.",
    "ended Python": "The student's code ended or crashed its process.",
    WAITS: "The gradebook marks a part for a person.",
    ABOVE: "A score was given by hand when the part gave more points; give it anew.",
    PAYS: "Points are taken for lateness that is none by the due date of now; grade again.",
    FLAGGED: "A grader has flagged the notebook in formgrader.",
    UNGRADED: "Handed in since the last run, or not gradable then.",
    GONE: "The gradebook has points, and autograded/ has no file for them.",
    NOTHING: "On the list of students, and has handed in nothing.",
    MISSING: "A notebook was not handed in.",
    LATE: "Handed in after the due date and any extension.",
    MENDED: "The file was damaged, incomplete or renamed; the grader put it right.",
}
"""What each reason means, in one sentence."""


@dataclass(frozen=True)
class Reason:
    """One reason to look, and what more there is to say about it."""

    kind: str
    detail: str = ""


def reasons(
    submission: Submission,
    found: Mapping[str, Evidence | None],
    said: Mapping[str, GradingRemarks],
    *,
    anonymous: bool,
) -> tuple[Reason, ...]:
    """Why to look at the work of one who is graded, the most urgent first.

    `found` is the evidence of each notebook by its name, `said` what grading said about it.
    """
    every = [*_mishaps(found, anonymous), *_of_record(submission), *_absences(submission, found)]
    every += _mended(found, said, anonymous)
    return tuple(sorted(dict.fromkeys(every), key=lambda r: KINDS.index(r.kind)))


def _mishaps(found: Mapping[str, Evidence | None], anonymous: bool) -> Iterator[Reason]:
    for notebook, evidence in found.items():
        for kind, text in evidence.mishaps.items() if evidence else ():
            detail = (
                notebook_title(notebook)
                if anonymous
                else f"{notebook_title(notebook)}: {clean(text)}"
            )
            yield Reason(kind, detail)
        for sentence in evidence.origin.said if evidence and evidence.origin.look else ():
            title = notebook_title(notebook)
            yield Reason(WAITS, title if anonymous else f"{title}: {clean(sentence)}")


def _of_record(submission: Submission) -> Iterator[Reason]:
    scores = sorted(submission.scores.items())
    if waiting := [cell.title for cell, score in scores if score.waits and cell.maximum > 0]:
        yield Reason(WAITS, ", ".join(waiting))
    above = [given for each in submission.notebooks.values() for given in each.above.items()]
    if above:
        told = (f"{cell.title}: {number(p)} of {number(cell.maximum)}" for cell, p in above)
        yield Reason(ABOVE, ", ".join(told))
    if submission.pays_in_time:
        yield Reason(PAYS, f"{number(submission.penalty)} points")
    if flagged := [name for name, held in submission.notebooks.items() if held.flagged]:
        yield Reason(FLAGGED, ", ".join(map(notebook_title, flagged)))
    if submission.seconds_late > 0:
        given = submission.extension.total_seconds()
        after = f", after an extension of {span(given)}" if given else ""
        yield Reason(LATE, f"by {span(submission.seconds_late)}{after}")


def _absences(submission: Submission, found: Mapping[str, Evidence | None]) -> Iterator[Reason]:
    """Notebooks without a graded file: missing if they have no points, or else gone."""
    absent = [name for name, evidence in found.items() if evidence is None]
    for kind, had in ((MISSING, False), (GONE, True)):
        names = [name for name in absent if submission.has_points(name) == had]
        if names:
            yield Reason(kind, ", ".join(map(notebook_title, names)))


def _mended(
    found: Mapping[str, Evidence | None], said: Mapping[str, GradingRemarks], anonymous: bool
) -> Iterator[Reason]:
    """What was mended, as far as it was said of the graded file that is there now."""
    for notebook, evidence in [*found.items(), (FOLDER, None)]:
        kept = said.get(notebook)
        if kept is None or kept.graded != (evidence.digest if evidence else ""):
            continue
        for remark in kept.remarks:
            where = f"{notebook_title(notebook)}: " if notebook else ""
            yield Reason(
                MENDED, notebook_title(notebook) if anonymous else f"{where}{clean(remark)}"
            )


def span(seconds: float) -> str:
    """A time span in words, of two units at most: 1 day 2 h."""
    units: Sequence[tuple[str, int]] = (("day", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    left, said = int(seconds), list[str]()
    for unit, size in units:
        count, left = divmod(left, size)
        plural = "s" if unit == "day" and count > 1 else ""
        said += [f"{count} {unit}{plural}"] if count else []
    return " ".join(said[:2]) or "less than 1 s"
