"""The report of a small class says what its gradebook and graded notebooks say, and no more."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import numpy as np
import pytest
from nbgrader.api import Gradebook

from grading.core.course import Assignment
from grading.gradebook.nbgrader import open_gradebook
from tests.report.made_class import (
    FORMULA,
    HOSTILE,
    SAMPLE,
    SECRET,
    Reported,
    is_among,
    made_class,
    mistakes_of_the_sample,
    reported,
)
from tests.support.submissions import deserved


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return made_class(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def named(graded: Assignment, tmp_path_factory: pytest.TempPathFactory) -> Reported:
    return reported(graded, tmp_path_factory.mktemp("named"))


@pytest.fixture(scope="module")
def nameless(graded: Assignment, tmp_path_factory: pytest.TempPathFactory) -> Reported:
    return reported(graded, tmp_path_factory.mktemp("nameless"), anonymous=True)


def test_the_scores_are_those_that_the_files_deserve(named: Reported) -> None:
    held = {row["student"]: float(row["score"]) for row in named.sheet("students")}
    owed = {name: sum(filter(None, deserved(name).values())) for name in SAMPLE}
    assert {name: held[name] for name in SAMPLE} == owed


def test_the_points_of_each_part_are_those_of_the_gradebook(named: Reported) -> None:
    rows = {row["student"]: row for row in named.sheet("students")}
    with open_gradebook(named.assignment) as book:
        for student in SAMPLE:
            for cell, score in _grades(book, named.assignment.name, student).items():
                held = rows[student][cell.removeprefix("test_")]
                assert float(held or 0) == score, (student, cell)


def _grades(book: Gradebook, assignment: str, student: str) -> dict[str, float]:
    submission = book.find_submission(assignment, student)
    return {g.name: g.score for notebook in submission.notebooks for g in notebook.grades}


def test_the_distribution_is_that_of_numpy(named: Reported) -> None:
    scores = [float(row["score"]) for row in named.sheet("students")]
    counts, edges = np.histogram(scores, bins=10, range=(0, 40))
    held = named.sheet("scores")
    assert [int(row["students"]) for row in held] == counts.tolist()
    assert [float(row["from points"]) for row in held] == edges[:-1].tolist()
    assert float(named.page.definitions["median"]) == np.median(scores)
    assert named.page.definitions["mean of 40 points"] == f"{np.mean(scores):.1f}"


def test_a_part_s_share_counts_those_who_handed_it_in(named: Reported) -> None:
    students = named.sheet("students")
    for row in named.sheet("parts"):
        held = [float(s[row["part"]]) for s in students if s[row["part"]]]
        assert float(row["share earned"]) == pytest.approx(
            np.mean(held) / float(row["points"]), abs=1e-4
        )
        assert int(row["not handed in"]) == len(students) - len(held)
    shares = [float(row["share earned"]) for row in named.sheet("parts")]
    assert shares == sorted(shares), "the hardest first"


def test_who_made_a_mistake_shares_its_diagnosis(named: Reported) -> None:
    """The words are those that the files of tests/submissions promise of the feedback."""
    mistakes = list(mistakes_of_the_sample(named))
    assert [words for words, told in mistakes if not is_among(words, told)] == []
    assert len(mistakes) > 8


def test_who_needs_a_look_is_told_why(named: Reported) -> None:
    why: dict[str, set[str]] = {}
    for row in named.sheet("looks"):
        why.setdefault(row["student"].split(" (")[0], set()).add(f"{row['why']} {row['more']}")
    assert why["sample_late"] == {"late by 1 day 2 h"}
    assert why["sample_missing"] == {"missing exercise 3"}
    assert why["away_today"] == {"nothing "}
    assert "sample_excellent" not in why
    assert any(text.startswith("mended exercise 1") for text in why[f"'{FORMULA}"])
    assert any("was taken for" in text for text in why[f"'{FORMULA}"])


def test_the_run_is_told(named: Reported) -> None:
    (row,) = named.sheet("runs")
    assert (row["graded"], row["unchanged"]) == ("25", "0")
    assert sum(int(r["notebooks"]) for r in named.sheet("times")) == 25
    assert "25 notebooks graded in" in named.page.text


def test_nothing_of_a_student_s_becomes_markup(named: Reported) -> None:
    assert named.page.tags.isdisjoint({"script", "img", "iframe", "object", "form", "base"})
    assert not [name for name in named.page.attributes if name.startswith("on")]
    assert HOSTILE in named.page.text
    assert "ValueError: <script>alert" in named.page.text, "it is shown as what it is: text"


def test_nothing_becomes_a_formula(named: Reported) -> None:
    for path in named.folder.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            for cell in row:
                assert not re.match(r"[=+\-@\t\r]", cell), cell
                assert not re.search(r";\s*[=+\-@]", cell), cell
    assert f"'{FORMULA}" in [row["student"] for row in named.sheet("students")]


def test_the_page_asks_for_nothing(named: Reported) -> None:
    assert "default-src 'none'" in named.page.source
    assert not re.search(
        r"https?:|url\((?!#)|@import|src=", re.sub(r"&lt;.*?&gt;|http-equiv", "", named.page.source)
    )


def test_each_picture_says_what_it_shows_and_has_a_table_behind_it(named: Reported) -> None:
    assert len(named.page.alternatives) == 3
    for alternative in named.page.alternatives:
        assert re.match(r"(Bar chart|Map) of .*\d", alternative), alternative
    assert named.page.tables >= len(named.page.alternatives)


def test_headings_are_in_order_and_unique(named: Reported) -> None:
    levels = [level for level, _ in named.page.headings]
    assert levels == [1, 2, 2, 2, 2, 2]
    assert len({said for _, said in named.page.headings}) == len(levels)


def test_no_name_is_left_where_names_are_hidden(named: Reported, nameless: Reported) -> None:
    everything, shown = nameless.everything(), named.everything()
    for word in (
        *SAMPLE,
        HOSTILE,
        FORMULA,
        "onerror",
        "HYPERLINK",
        "away_today",
        "Ada",
        "Noname",
        *SECRET.split(),
    ):
        assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", everything), word
        assert word in shown or html.escape(word) in shown, f"{word} is nowhere, hidden or not"
    assert "Melisande" not in everything
    assert len({row["student"] for row in nameless.sheet("students")}) == len(SAMPLE) + 2


def test_figures_are_the_same_without_names(named: Reported, nameless: Reported) -> None:
    for name in ("scores", "parts", "runs", "times"):
        assert nameless.sheet(name) == named.sheet(name)
    rows = [[r[key] for key in list(r)[1:13]] for r in nameless.sheet("students")]
    assert sorted(rows) == sorted(
        [r[key] for key in list(r)[1:13]] for r in named.sheet("students")
    )
    shares = {r["mistake"]: r["students"] for r in named.sheet("mistakes")}
    hidden = {r["mistake"]: r["students"] for r in nameless.sheet("mistakes")}
    both = shares.keys() & hidden.keys()
    assert len(both) > 8
    assert {key: shares[key] for key in both} == {key: hidden[key] for key in both}


def test_the_same_class_gives_the_same_bytes(
    named: Reported, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = reported(named.assignment, tmp_path)
    assert again.everything() == named.everything()
    printed = capsys.readouterr().out.split()
    assert printed == [str(path) for path in map(Path, printed)]
    assert {Path(path).name for path in printed} == {path.name for path in tmp_path.iterdir()}
