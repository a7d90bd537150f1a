"""Render a class as one HTML page that needs no other file and no network (Jinja2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grading.core.text import clean, notebook_title
from grading.report import statistics
from grading.report.charts import Chart, Map, Row, bar_chart, part_map
from grading.report.model import MEANINGS, Classroom
from grading.report.statistics import Figures, share
from grading.report.tables import SHARE, Cell, Column, Table

HERE = Path(__file__).parent

LIMITS = {"rows": 1000, "mistakes": 10, "who": 5, "looks": 12}
"""Rows of a table, and what is shown at once: mistakes, who shares one, who needs a look."""


def page(classroom: Classroom, figures: Figures, tables: dict[str, Table], files: list[str]) -> str:
    """The page as HTML; `files` are the names of what lies beside it."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(cell=shown, clean=clean, many=statistics.many)
    environment.filters.update(points=statistics.points, percent=statistics.percent)
    return environment.get_template("page.html").render(
        style=Markup((HERE / "page.css").read_text(encoding="utf-8")),
        classroom=classroom,
        figures=figures,
        tables=tables,
        files=files,
        graded=len(classroom.graded),
        looks=classroom.to_look_at,
        pictures=_pictures(classroom, figures),
        said=_said(classroom, figures),
        meanings=MEANINGS,
        limits=LIMITS,
    )


def shown(cell: Cell, column: Column) -> str:
    """A cell of a table as the page shows it."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return clean(cell)
    return statistics.percent(cell) if column.kind == SHARE else f"{round(cell, 2):,g}"


def _said(classroom: Classroom, figures: Figures) -> dict[str, str]:
    """A sentence for each section."""
    return {
        "scores": statistics.about_scores(figures, len(classroom.graded)),
        "parts": statistics.about_parts(figures),
        "mistakes": statistics.about_mistakes(classroom),
        "looks": statistics.about_looks(classroom, figures),
        "runs": statistics.about_runs(classroom),
        "mishaps": statistics.about_mishaps(classroom),
    }


def _pictures(classroom: Classroom, figures: Figures) -> dict[str, Any]:
    """The pictures by name; None where there is nothing to draw."""
    middle = f"median {statistics.points(figures.median)}"
    scores = Chart(
        counts=[bar.count for bar in figures.scores],
        edges=[statistics.points(bar.low) for bar in figures.scores]
        + [statistics.points(figures.most)],
        axis="points",
        alternative=statistics.scores_shown(figures, len(classroom.graded)),
        mark=(min(1.0, figures.median / figures.most), middle),
    )
    edges = [f"{bar.low:g}" for bar in figures.times]
    ends = [f"{bar.high:g}" for bar in figures.times[-1:]]
    times = Chart(
        counts=[bar.count for bar in figures.times],
        edges=[*edges, *("" if end == "inf" else end for end in ends)],
        axis="seconds for a notebook",
        alternative=statistics.times_shown(figures),
    )
    return {
        "scores": bar_chart(scores),
        "parts": part_map(_map(classroom, figures)),
        "times": bar_chart(times) if figures.times else None,
    }


def _map(classroom: Classroom, figures: Figures) -> Map:
    graded = classroom.graded
    rows = []
    for each in figures.parts:
        points = [standing.points[each.index] for standing in graded]
        note = (
            f"{notebook_title(each.part.notebook)}, {statistics.points(each.part.maximum)} points"
        )
        shares = [None if p is None else share(p, each.part) for p in points]
        rows.append(Row(each.part.title, note, shares, statistics.percent(each.share)))
    totals = [min(1.0, (s.total or 0.0) / figures.most) for s in graded]
    mean = statistics.percent(min(1.0, figures.mean / figures.most))
    total = Row("all parts", f"{statistics.points(figures.most)} points", totals, mean)
    names = [clean(standing.label, 60) for standing in graded]
    tips = [
        f"{n}: {statistics.points(s.total or 0.0)} points"
        for n, s in zip(names, graded, strict=True)
    ]
    return Map(rows, names, tips, total, statistics.map_shown(classroom, figures))
