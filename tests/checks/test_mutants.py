"""No small change of a right answer goes unseen, unless it changes nothing that is asked for."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from authoring.build import read
from tests.support.courses import COURSE
from tests.support.in_process import each_test, warnings_on_stderr
from tests.support.submissions import FOLDER, FULL, NOTEBOOKS, mutants


def survivors(exercise: str) -> Iterator[tuple[str, bool]]:
    """Each mutant of the reference answers by name, and whether it gets full points."""
    notebook = read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb")
    for place, cell in enumerate(notebook.cells):
        if cell.id in FULL[exercise]:
            asked = [*filter(is_no_test, notebook.cells[:place]), *notebook.cells[place:]]
            for mutant in mutants(cell.source):
                changed = new_notebook(cells=copy.deepcopy(asked))
                yield f"{cell.id}: {mutant.name}", is_right(changed, {cell.id: mutant.source})


def is_no_test(cell: NotebookNode) -> bool:
    return not cell.metadata.get("nbgrader", {}).get("grade")


def is_right(notebook: NotebookNode, answers: dict[str, str]) -> bool:
    """True if each test of the notebook gives all its points; the first that does not ends it."""
    tests = [cell for cell in notebook.cells if not is_no_test(cell)]
    full = {cell.id: cell.metadata.nbgrader.points for cell in tests}
    with closing(each_test(notebook, answers, {"__name__": "__main__"})) as verdicts:
        return all(given.points == full[f"test_{given.name}"] for given in verdicts)


@pytest.mark.parametrize("exercise", FULL)
def test_every_mutant_that_matters_loses_points(
    exercise: str, record_property: Callable[[str, object], None]
) -> None:
    known = tomllib.loads((FOLDER / "equivalent.toml").read_text(encoding="utf-8"))
    equivalent = {name for names in known[exercise].values() for name in names}
    with warnings_on_stderr():
        alive = dict(survivors(exercise))
    found = {name for name, lives in alive.items() if lives}
    killed, all_of_them = len(alive) - len(found), len(alive) - len(equivalent)
    record_property("figure", f"mutants {exercise}: {killed} of {all_of_them} killed")
    assert found - equivalent == set(), "these answers are wrong and get full points"
    assert equivalent - found == set(), "these lose points, or are no mutants any more"
