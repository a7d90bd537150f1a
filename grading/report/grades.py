"""The table of grades that a run prints: a row for each student, a column for each notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from grading.core.course import Assignment
from grading.core.csvfile import number
from grading.core.text import in_days, notebook_titles
from grading.gradebook.queries import NotebookScore, Submission, connected, read_scores
from grading.intake.filenames import printable
from grading.intake.handin_time import handin_time
from grading.intake.layout import unfit
from grading.report.evidence import evidence_of

WIDTH = len("exercise 1")
"""Characters of a column, unless its title has more."""

NO_GRADE = ": see nbgrader's messages above"


@dataclass(frozen=True)
class Row:
    """A student's points by notebook, None where nothing was graded, and a remark.

    The points are those less the penalty for lateness. The name is empty unless the gradebook
    knows it, from a platform's list of students, say.
    """

    student: str
    name: str
    points: Mapping[str, float | None]
    remark: str
    uncrossed: tuple[str, ...] = ()
    """Tests to which something could not cross as data, each after its notebook's name."""

    @property
    def who(self) -> str:
        """The student by id, and by name if there is one."""
        student = printable(self.student)
        return f"{student} ({self.name})" if self.name else student

    @property
    def total(self) -> float:
        """The sum of the points, never below zero."""
        return max(0.0, sum(points or 0.0 for points in self.points.values()))


def read_grades(assignment: Assignment) -> list[Row]:
    """A row for each student who has handed something in, in the order of ids."""
    with connected(assignment) as connection:
        scores = read_scores(connection, assignment.name)
    names = scores.names if scores else {}
    submissions = scores.submissions if scores else {}
    notebooks = scores.notebooks if scores and scores.notebooks else assignment.notebooks
    points: dict[str, float | None] = dict.fromkeys(notebooks)
    return [
        _row(assignment, Row(s, printable(names.get(s, "")), dict(points), ""), submissions.get(s))
        for s in assignment.students()
    ]


def _row(assignment: Assignment, empty: Row, submission: Submission | None) -> Row:
    student, name, points = empty.student, empty.name, dict(empty.points)
    found = evidence_of(assignment, student, list(points))
    if submission is None or not (submission.is_scored or any(found.values())):
        reason = unfit(student)
        why = f", since {reason}: see the messages above" if reason else NO_GRADE
        return Row(student, name, points, f"not graded{why}")
    remarks = [*_lateness(submission)]
    if complaint := handin_time(assignment.submitted / student / assignment.name)[1]:
        remarks.append(complaint)
    uncrossed: list[str] = []
    for notebook, evidence in found.items():
        if evidence is None:
            remarks.append(f"{notebook} is missing")
            continue
        uncrossed += [f"{notebook}/{test}" for test in evidence.uncrossed]
        if held := submission.notebooks.get(notebook):
            points[notebook] = held.points
            remarks += [f"{notebook}: {sentence}" for sentence in _for_a_person(held)]
        said = (*evidence.for_a_person, *evidence.origin.said)
        remarks += [f"{notebook}: {sentence}" for sentence in said]
    return Row(student, name, points, ", ".join(remarks), tuple(uncrossed))


SHARE, FEWEST = 0.1, 3
"""Of a class, and how many at least, to whom it happens in one test before somebody is asked."""


def undecided(assignment: str, uncrossed: Sequence[Sequence[str]]) -> Iterator[str]:
    """A sentence for each test to which the values of many could not cross as data.

    `uncrossed` has the tests, each after its notebook's name, of every student. Whoever teaches
    decides once, for all, and never for one student at a time.
    """
    counts = Counter(test for tests in uncrossed for test in tests)
    for test, count in sorted(counts.items()):
        if count >= max(FEWEST, SHARE * len(uncrossed)):
            yield (
                f"{test}: what {count} of {len(uncrossed)} students gave could not cross to it as "
                "data. Decide once, for all: leave it as it is, or run the tests beside the "
                f"students' code with c.IsolatedExporter.assignments = {{'{assignment}': "
                f"{{'tests': 'beside'}}}}; `python -m grading why {assignment}` says what that "
                "means."
            )


def _lateness(submission: Submission) -> Iterator[str]:
    """How late the work is, after which extension, and whether it pays for what it is not."""
    given = f"an extension of {in_days(submission.extension)}"
    if submission.seconds_late > 0:
        late = f"late by {timedelta(seconds=int(submission.seconds_late))}"
        yield f"{late} after {given}" if submission.extension else late
    elif submission.seconds_after > 0:
        after = timedelta(seconds=int(submission.seconds_after))
        yield f"in time by {given} ({after} after the due date)"
    if submission.pays_in_time:
        yield f"{submission.penalty:g} points are taken for lateness that is none: grade again"


def _for_a_person(notebook: NotebookScore) -> Iterator[str]:
    """What nobody has graded yet, and what was given by hand when a part gave more points."""
    if ungraded := notebook.ungraded:
        of = f"{number(notebook.points)} of {number(notebook.maximum)}"
        unanswered = notebook.unanswered
        rest = f" ({number(unanswered)} of them unanswered)" if unanswered else ""
        yield f"{of}, {number(ungraded)} to be graded by you{rest}"
    for cell, points in notebook.above.items():
        by_hand = f"{cell.title} has {number(points)} points by hand"
        yield f"{by_hand} and now gives {number(cell.maximum)}: give it a new score in formgrader"


def table(rows: Sequence[Row]) -> str:
    """The rows, one or more, as text with a column for each notebook, and means at the foot."""
    notebooks = list(rows[0].points)
    titles = [f"{title:>{WIDTH}}" for title in notebook_titles(notebooks)]
    widths = [len(title) for title in titles]
    first = max([len("student"), *(len(row.who) for row in rows)])
    lines = ["  ".join([f"{'student':{first}}", *titles, "     total", "remark"])]
    for row in rows:
        shown = ["-" if (p := row.points[name]) is None else f"{p:g}" for name in notebooks]
        cells = [f"{text:>{width}}" for text, width in zip(shown, widths, strict=True)]
        lines.append("  ".join([f"{row.who:{first}}", *cells, f"{row.total:10g}", row.remark]))
    means = [sum(row.points[name] or 0.0 for row in rows) / len(rows) for name in notebooks]
    cells = [f"{mean:{width}.1f}" for mean, width in zip(means, widths, strict=True)]
    lines.append("  ".join([f"{'mean':{first}}", *cells, f"{sum(means):10.1f}"]))
    return "\n".join(line.rstrip() for line in lines)
