"""Which points a run has changed: scores before and after, part by part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Connection, select

from grading.core.text import clean, notebook_title, part_name

LATENESS = ""
"""The name of the part that stands for what lateness takes, below 0; no cell has it."""

KEPT = "given by hand, kept"
"""What is said of a score that a person gave."""


@dataclass(frozen=True)
class PartScore:
    """The points of a part, those that its test gave (None if none), and whether by hand."""

    points: float | None
    tested: float | None = None
    by_hand: bool = False


Scores = Mapping[tuple[str, str], PartScore]
"""A student's scores by the notebook and the part, which is a cell's `grade_id`."""


@dataclass(frozen=True)
class Change:
    """What became of a part that was graded again."""

    student: str
    notebook: str
    part: str
    before: PartScore
    after: PartScore

    @property
    def counts(self) -> bool:
        """True if the student's points differ."""
        return (self.before.points or 0.0) != (self.after.points or 0.0)

    @property
    def is_kept(self) -> bool:
        """True if a person's score stands over a test that gives another one than before."""
        same = self.before.tested == self.after.tested
        return self.after.by_hand and not same and not self.counts

    @property
    def remark(self) -> str:
        """What is to be said of a score that a person gave."""
        if not self.after.by_hand:
            return ""
        tested = self.after.tested
        return KEPT if tested is None else f"{KEPT}; the test gives {tested:g}"


def scores_of(connection: Connection, assignment: str, student: str) -> dict[str, Scores]:
    """A student's scores by notebook; empty for whom nothing is graded."""
    whose = (
        select(SubmittedNotebook.id, Notebook.name, SubmittedNotebook.late_submission_penalty)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, SubmittedAssignment.student_id == student)
    )
    rows = connection.execute(whose).all()
    names = {key: name for key, name, _ in rows}
    found: dict[str, dict[tuple[str, str], PartScore]] = {name: {} for name in names.values()}
    for _, name, penalty in rows:
        found[name][name, LATENESS] = PartScore(0.0 - float(penalty or 0.0))
    asked = (
        select(Grade.notebook_id, BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.score)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Grade.notebook_id.in_(names))
    )
    for key, part, auto, manual, score in connection.execute(asked):
        nothing = auto is None and manual is None
        points = None if nothing else float(score)
        found[names[key]][names[key], part] = PartScore(points, auto, manual is not None)
    return dict(found)


def has_grade(connection: Connection, assignment: str) -> set[str]:
    """The students whom somebody or something has given points in the assignment, even 0."""
    asked = (
        select(SubmittedAssignment.student_id)
        .distinct()
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(Assignment.name == assignment)
        .where(Grade.auto_score.is_not(None) | Grade.manual_score.is_not(None))
    )
    return set(connection.scalars(asked))


def compared(
    student: str,
    before: Mapping[str, Scores],
    after: Mapping[str, Scores],
    graded: Collection[str],
) -> Iterator[Change]:
    """What became of a student's parts in the notebooks that had a grade.

    These are the `graded` ones, and those with points: a notebook that comes for the first time
    had 0 points only because it was missing.
    """
    for notebook, old in before.items():
        if notebook in graded or any(score.points or score.by_hand for score in old.values()):
            new = after.get(notebook, {})
            for key in old.keys() | new.keys():
                nothing = PartScore(None)
                yield Change(student, *key, old.get(key, nothing), new.get(key, nothing))


class ChangedPoints:
    """The changes of a run, in which a student may be graded more than once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], Change] = {}

    def add(self, changes: Iterable[Change]) -> None:
        """Note these; what a part was before is what it was at first."""
        for change in changes:
            key = change.student, change.notebook, change.part
            first = self._found.get(key)
            if first or change.counts or change.after.by_hand:
                self._found[key] = replace(change, before=(first or change).before)

    def worth_telling(self) -> list[Change]:
        """Whose points differ, with a person's scores beside them; and kept ones that matter."""
        every = self._found.values()
        concerned = {(c.student, c.notebook) for c in every if c.counts}
        told = [
            change
            for change in every
            if change.counts
            or change.is_kept
            or (change.after.by_hand and (change.student, change.notebook) in concerned)
        ]
        return sorted(told, key=lambda c: (c.student, c.notebook, not c.part, c.part))

    def table(self) -> str:
        """The changes as text, a line for each part; empty where nothing is to be told."""
        told = self.worth_telling()
        if not told:
            return ""
        heads = ("student", "notebook", "part", "before", "after", "")
        rows = [heads, *map(_row, told)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
        who = len({change.student for change in told if change.counts})
        lines = [f"Points that differ from before: {who} student{'s' if who != 1 else ''}"]
        for row in rows:
            cells = [
                f"{cell:>{width}}" if column in (3, 4) else f"{cell:{width}}"
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append("  ".join(cells).rstrip())
        return "\n".join(lines)


def _row(change: Change) -> Sequence[str]:
    part = clean(part_name(change.part), 40) or "lateness"
    shown = [
        f"{p:g}" if (p := s.points) is not None else "-" for s in (change.before, change.after)
    ]
    where = clean(change.student, 40), notebook_title(change.notebook)
    return (*where, part, *shown, change.remark)
