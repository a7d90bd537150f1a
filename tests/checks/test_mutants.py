"""No small change of a right answer goes unseen, unless it changes nothing that is asked for."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Iterator

import pytest

from authoring.build import read
from tests.copies import COURSE
from tests.deserved import FOLDER, FULL, NOTEBOOKS
from tests.in_process import grade, warnings_on_stderr
from tests.mutants import mutants


def survivors(exercise: str) -> Iterator[tuple[str, bool]]:
    """Each mutant of the reference answers by name, and whether it gets full points."""
    notebook = read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb")
    for cell in notebook.cells:
        if cell.id in FULL[exercise]:
            for mutant in mutants(cell.source):
                result = grade(copy.deepcopy(notebook), {cell.id: mutant.source})
                yield f"{cell.id}: {mutant.name}", result.points == FULL[exercise]


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
