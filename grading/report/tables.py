"""The tables behind a report, for its page and for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grading.core.csvfile import Sheet
from grading.core.text import notebook_title, on_one_line
from grading.gradebook.queries import GradedCell
from grading.report.model import Classroom
from grading.report.statistics import Bar, Figures

# The tables behind a report: the same for its page and for spreadsheets.

TEXT, NUMBER, SHARE = "text", "number", "share"
"""Kinds of columns; a share is a number between 0 and 1."""

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A column's heading, and what stands below it."""

    title: str
    kind: str = NUMBER


@dataclass(frozen=True)
class Table:
    """A table with a name for a file and words to say what it is; rows begin with their heading."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(classroom: Classroom, figures: Figures) -> dict[str, Table]:
    """All tables of a report by name."""
    every = [
        _counts("scores", "Students by score", "from points", figures.scores),
        _parts(figures, len(classroom.graded)),
        _students(classroom),
        _mistakes(classroom),
        _looks(classroom),
        _counts(
            "times", "Graded notebooks by the seconds they took", "from seconds", figures.times
        ),
        _runs(classroom),
    ]
    return {table.name: table for table in every}


def _table(
    name: str, caption: str, columns: dict[str, str], rows: Iterator[tuple[Cell, ...]]
) -> Table:
    titled_columns = tuple(Column(title, kind) for title, kind in columns.items())
    return Table(name, caption, titled_columns, tuple(rows))


def _counts(name: str, caption: str, low: str, bars: Sequence[Bar]) -> Table:
    what = "students" if name == "scores" else "notebooks"
    columns = {low: NUMBER, "to": NUMBER, what: NUMBER}
    endless = float("inf")
    rows = ((bar.low, None if bar.high == endless else bar.high, bar.count) for bar in bars)
    return _table(name, caption, columns, rows)


def _parts(figures: Figures, students: int) -> Table:
    columns = {"part": TEXT, "notebook": TEXT, "points": NUMBER, "share earned": SHARE}
    columns |= dict.fromkeys(("all points", "some points", "no points", "not handed in"), NUMBER)
    rows = (
        (
            p.part.title,
            notebook_title(p.part.notebook),
            p.part.maximum,
            p.share,
            p.full,
            p.some,
            p.none,
            p.absent,
        )
        for p in figures.parts
    )
    return _table("parts", f"Parts, the hardest first, of {students} students", columns, rows)


def part_headings(parts: Sequence[GradedCell]) -> list[str]:
    """A heading for each part, with its notebook where two parts have one title."""
    titles = [part.title for part in parts]
    return [
        p.title if titles.count(p.title) == 1 else f"{notebook_title(p.notebook)}: {p.title}"
        for p in parts
    ]


def _students(classroom: Classroom) -> Table:
    columns = {"student": TEXT, "score": NUMBER}
    columns |= dict.fromkeys(part_headings(classroom.parts), NUMBER)
    named = any(standing.name for standing in classroom.standings)
    rows = (
        (s.student, s.total, *s.points, *((s.name,) if named else ())) for s in classroom.graded
    )
    columns |= {"name": TEXT} if named else {}
    return _table("students", "Points by student, the lowest score first", columns, rows)


def _mistakes(classroom: Classroom) -> Table:
    columns = {"mistake": TEXT, "kind": TEXT, "parts": TEXT, "students": NUMBER, "share": SHARE}
    graded = len(classroom.graded)
    rows = (
        (
            d.text,
            d.kind,
            ", ".join(part.title for part in d.parts),
            len(d.students),
            len(d.students) / graded,
            ", ".join(d.students),
        )
        for d in classroom.diagnoses
    )
    return _table("mistakes", "Mistakes, the most shared first", {**columns, "who": TEXT}, rows)


def _looks(classroom: Classroom) -> Table:
    columns = {"student": TEXT, "why": TEXT, "more": TEXT, "score": NUMBER}
    rows = (
        (standing.label, reason.kind, reason.detail, standing.total)
        for standing in classroom.standings
        for reason in standing.reasons
    )
    return _table("looks", "Who needs a look, and why", columns, rows)


def _runs(classroom: Classroom) -> Table:
    columns = {"begun (UTC)": TEXT, "seconds": NUMBER, "graded": NUMBER, "unchanged": NUMBER}
    columns |= {"mended": NUMBER, "to look at": NUMBER, "not on the list": NUMBER}
    names = ("graded", "stand", "mended", "looked at", "unknown")
    rows = (
        (
            f"{run.begun:%Y-%m-%d %H:%M:%S}",
            run.seconds,
            *(None if run.seconds is None else run.counts[name] for name in names),
        )
        for run in classroom.runs
    )
    caption = "Runs of the command, the last one first; one without seconds was stopped"
    return _table("runs", caption, columns, rows)


# How a table of a report becomes a file for spreadsheets.


def csv_file(table: Table) -> bytes:
    """The table as CSV (RFC 4180), in which nothing that a student wrote can run."""
    titles = [column.title for column in table.columns]
    kinds = [column.kind for column in table.columns]
    rows = [[_field(c, kind) for c, kind in zip(row, kinds, strict=True)] for row in table.rows]
    return Sheet([titles, *rows]).content()


def _field(cell: Cell, kind: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return on_one_line(cell)
    return f"{cell:.4f}" if kind == SHARE else f"{cell:.10g}"
