"""Stock nbgrader and the isolated grader give the same points, and say the same, to honest work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.utils import determine_grade

from authoring.build import read
from authoring.sample_class import answered, read_submission
from grading.core.course import Assignment
from tests.support.courses import STOCK, command, release_course
from tests.support.submissions import NOTEBOOKS, sample

POINTS_DIFFER = {
    "accepted/exercise_1/bound_stderr": "stock takes text on stderr for a failure; it is none",
}
"""Where the points differ on purpose, among files that are well-formed. Damaged files are the other
place: what stock loses or stops at, and the isolated grader recovers, is in test_mixed_class.
"""

UNSHOWN = "stock shows the figure that the answer left open; it is in the student's process only"
WORDS_DIFFER = {
    "wrong/exercise_2/closed_before_the_return": UNSHOWN,
    "wrong/exercise_2/list_minus_number": UNSHOWN,
    "wrong/exercise_2/returns_figure": UNSHOWN,
    "wrong/exercise_2/returns_plt": UNSHOWN,
    "wrong/exercise_2/shown_before_the_return": UNSHOWN,
    "wrong/exercise_3/plot_returns_figure": UNSHOWN,
    "wrong/exercise_4/figure_returned": UNSHOWN,
}
"""Where the same points come with other outputs."""

FILES = {
    f"{path.parent.parent.name}/{path.parent.name}/{path.stem}": path
    for path in sample("accepted", 1) + sample("wrong", 1)
}


@dataclass(frozen=True)
class Verdict:
    """What a test cell gave and said; a slow moment splits one output of stock's into two."""

    points: float
    said: str


Verdicts = dict[str, dict[str, Verdict]]
"""By file, then by test cell."""


def hand_in(assignment: Assignment) -> dict[str, Path]:
    """Hand in every file, four to a student; where the graded notebook of each will be."""
    graded = {}
    columns = [[name for name in FILES if name.split("/")[1] == exercise] for exercise in NOTEBOOKS]
    for number, row in enumerate(zip_longest(*columns)):
        for name in filter(None, row):
            notebook = NOTEBOOKS[name.split("/")[1]]
            place = Path(f"student_{number:02}", assignment.name, f"{notebook}.ipynb")
            graded[name] = assignment.root / "autograded" / place
            target = assignment.submitted / place
            target.parent.mkdir(parents=True, exist_ok=True)
            blank = read(assignment.release / target.name)
            nbformat.write(answered(blank, read_submission(FILES[name]).answers), target)
    return graded


def grade(folder: Path, *, stock: bool) -> Verdicts:
    assignment = release_course(folder, settings=STOCK if stock else "")
    graded = hand_in(assignment)
    done = command(assignment, "autograde", assignment.name, "--log-level=ERROR")
    assert done.returncode == 0, done.stderr
    return {name: verdicts(read(path)) for name, path in graded.items()}


def verdicts(notebook: nbformat.NotebookNode) -> dict[str, Verdict]:
    tests = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
    return {
        cell.id: Verdict(float(determine_grade(cell)[0]), "".join(map(words, cell.outputs)))
        for cell in tests
    }


def words(output: Any) -> str:
    """What an output says, without colours and without the places of installed packages."""
    text = "\n".join(output.get("traceback", [])) or output.get("text", "")
    text = text or str(output.get("data", {}).get("text/plain"))
    return re.sub(r"\x1b\[[\d;]*m|File \S+", "", text)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Verdicts, Verdicts]:
    """The verdicts of stock and of the isolated grader on the same class."""
    return (
        grade(tmp_path_factory.mktemp("stock"), stock=True),
        grade(tmp_path_factory.mktemp("isolated"), stock=False),
    )


@pytest.mark.prove
@pytest.mark.parametrize("name", FILES)
def test_points_and_words_are_those_of_stock(name: str, both: tuple[Verdicts, Verdicts]) -> None:
    stock, isolated = both[0][name], both[1][name]
    if name in POINTS_DIFFER:
        assert stock != isolated, "it is listed as a difference, and is none"
        return
    assert {k: v.points for k, v in isolated.items()} == {k: v.points for k, v in stock.items()}
    if name in WORDS_DIFFER:
        assert stock != isolated, "it is listed as a difference, and is none"
        return
    for cell, verdict in stock.items():
        assert isolated[cell].said == verdict.said, cell
