"""Assignments of every kind: both graders give the same points, cell by cell.

Each answer is handed in rightly, not at all and with a slip.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import nbformat
import pytest
from nbgrader.utils import determine_grade
from sqlalchemy import create_engine

from authoring.sample_class import answered
from grading.checker.grader import Job, Limits, ReferenceNotebook
from grading.checker.rehearsal import Rehearsal, rehearse
from grading.core.course import Assignment
from grading.core.reference import is_test, name_of
from grading.gradebook.rehearsals import kept
from tests.submissions.any import Work, answers, author, hand_in, solved
from tests.submissions.any.pairs import PAIRS, all_pairs, notebook
from tests.submissions.any.small import assignments
from tests.support.classes import gradebook, sqlite
from tests.support.courses import STOCK, command, copy_course
from tests.support.probes import forked, grader

Place = tuple[str, str, str]
"""A notebook, a cell and a student."""

DIFFER: dict[Place, str] = {
    ("ends", "test_after_text_on_stderr", "right"): (
        "stock takes text on stderr for a failure; it is none"
    ),
    ("ends", "test_in_a_score_of_numpys", "wrong"): (
        "stock reads np.float64(0.5) as no number, and gives all points; it is a half"
    ),
}
"""Where the points differ on purpose, each with its reason."""

DRAWN = 10
"""Pairs that are graded in each run of the tests."""


def works() -> dict[str, Work]:
    """Every assignment: the pairs, and the small ones."""
    return {"pairs": all_pairs(), **assignments()}


def graded(root: Path, *, stock: bool) -> tuple[dict[Place, float | None], dict[str, Rehearsal]]:
    """Every assignment as one of the graders grades it: points, and what was rehearsed.

    A part that waits for a person has None.
    """
    copy_course(root, "grading", "nbgrader_config.py")
    if stock:
        with (root / "nbgrader_config.py").open("a") as config:
            config.write(STOCK)
    rehearsed: dict[str, Rehearsal] = {}
    for name, work in works().items():
        course = Assignment(name, root)
        author(course, work)
        done = command(course, "generate_assignment", name)
        assert done.returncode == 0, done.stderr
        hand_in(course, work)
        with forked():
            done = command(course, "autograde", name, "--log-level=ERROR")
        assert done.returncode == 0, done.stderr
        if not stock:
            engine = create_engine(sqlite(course))
            rehearsed |= {each: found for each, (_, found) in kept(engine, name).items()}
            engine.dispose()
    rows = gradebook(sqlite(course))["grade"]
    return {(book, cell, who): auto for who, book, cell, auto, *_ in rows}, rehearsed


@pytest.mark.prove
def test_both_graders_give_the_same_points(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    stock, _ = graded(tmp_path / "stock", stock=True)
    ours, rehearsed = graded(tmp_path / "ours", stock=False)
    tests = [test for found in rehearsed.values() for test in (*found.why, *found.placement.kinds)]
    apart = sum(len(found.placement.kinds) for found in rehearsed.values())
    record_property("figure", f"other assignments: {apart} of {len(tests)} tests run apart")
    pairs = [pair for pair in PAIRS if pair.kind in rehearsed]
    due = {(p.kind, f"test_{p.name}", "right"): 1.0 for p in pairs}
    due |= {(p.kind, f"test_{p.name}", "wrong"): p.due for p in pairs}
    unlike = {place for place in due.keys() - DIFFER.keys() if stock[place] != due[place]}
    assert unlike == set(), "a pair is not what stock nbgrader gives"
    both = {place: (stock.get(place), ours.get(place)) for place in stock | ours}
    differ = {place: points for place, points in both.items() if len({*points}) > 1}
    assert {place: differ[place] for place in differ.keys() - DIFFER.keys()} == {}
    assert DIFFER.keys() <= differ.keys(), "one is listed as a difference, and is none"


def test_a_sample_of_pairs_is_graded_as_on_stock(pytestconfig: pytest.Config, seed: int) -> None:
    """Right and wrong answers, by what stock nbgrader gives them."""
    differ = {(kind, test) for kind, test, _ in DIFFER}
    pairs = [p for p in PAIRS if p.kind != "pandas" and (p.kind, f"test_{p.name}") not in differ]
    pairs = Random(seed).sample(pairs, DRAWN)
    cells = notebook(pairs)
    master = ReferenceNotebook(solved(cells), solution=nbformat.writes(solved(cells)).encode())
    grade = grader(pytestconfig, Limits()).grade
    placement = rehearse(grade, master).placement
    for student, due in (("right", lambda _: 1.0), ("wrong", lambda pair: pair.due)):
        work = nbformat.writes(answered(solved(cells), answers(cells, student))).encode()
        notes = grade(Job(work, master, placement=placement)).notebook.cells
        points = {name_of(cell): determine_grade(cell)[0] for cell in filter(is_test, notes)}
        assert points == {f"test_{pair.name}": due(pair) for pair in pairs}, student
