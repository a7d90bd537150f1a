"""The rehearsal: the instructor's own solution is graded, to find out where each test can run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from grading.checker.beyond import beyond_data
from grading.checker.grader import Graded, Job
from grading.core.outputs import loses_points
from grading.core.reference import Placement, ReferenceNotebook, is_test, name_of
from grading.core.text import clean

Grade = Callable[[Job], Graded]

CHANCE = re.compile(r"\brandom\.|\b(rand\w*|seed|manual_seed|default_rng|shuffle|sample)\(")
"""What the sources of tests and answers say that draw numbers."""

ROUNDS = 3
"""How often tests that pass no longer, once others have left, follow them."""

NO_SOLUTION = "there is no solution to rehearse"


@dataclass(frozen=True)
class Rehearsal:
    """What came of the rehearsal of a notebook.

    `why` says of each test that runs beside, by `grade_id`, for what reason; `nowhere` are those
    that the solution passes in no way.
    """

    placement: Placement
    why: Mapping[str, str] = field(default_factory=dict)
    nowhere: tuple[str, ...] = ()


def rehearse(grade: Grade, master: ReferenceNotebook) -> Rehearsal:
    """Grade the solution apart, then with those tests beside that lost points there.

    A test that asks for more than values runs beside, for apart any answer might pass it. A
    notebook that draws numbers is graded twice: a test has to pass each time.
    """
    tests = [name_of(cell) for cell in master.tests()]
    if not master.solution:
        return all_beside(master, NO_SOLUTION)
    asked = beyond_data(master.notebook.cells)
    why = {name: f"it asks for more than values: {what}" for name, what in asked.items()}
    crossed: dict[str, set[str]] = {}
    placement = Placement(frozenset(why))
    turns = 2 if CHANCE.search(master.solution.decode()) else 1
    for _ in range(ROUNDS):
        lost: dict[str, str] = {}
        for _ in range(turns):
            graded = grade(Job(master.solution, master, placement=placement, rehearsal=True))
            lost |= _lost(graded)
            for name, met in graded.crossed.items():
                crossed.setdefault(name, set()).update(met)
        moved = {name: said for name, said in lost.items() if name not in placement.beside}
        why |= moved
        if not moved:
            break
        placement = Placement(frozenset(why))
    nowhere = tuple(name for name in tests if name in lost)
    if nowhere and len(why) < len(tests):  # a test that runs apart leaves nothing for later cells
        every = Placement(frozenset(tests))
        graded = grade(Job(master.solution, master, placement=every, rehearsal=True))
        if not _lost(graded).keys() & set(nowhere):
            said = f"later cells need what tests define: {', '.join(nowhere)}"
            return Rehearsal(every, {name: why.get(name, said) for name in tests})
    apart = [name for name in tests if name not in placement.beside]
    kinds = {name: tuple(sorted(crossed.get(name, ()))) for name in apart}
    return Rehearsal(Placement(placement.beside, kinds), why, nowhere)


def all_beside(master: ReferenceNotebook, why: str) -> Rehearsal:
    """Every test beside, for this reason."""
    tests = [name_of(cell) for cell in master.tests()]
    return Rehearsal(Placement(frozenset(tests)), dict.fromkeys(tests, why))


def _lost(graded: Graded) -> dict[str, str]:
    """The tests that gave less than their points, and the first line of what each said."""
    found = {}
    for cell in graded.notebook.cells:
        if is_test(cell) and loses_points(cell.outputs, float(cell.metadata.nbgrader.points)):
            errors = [o for o in cell.outputs if o["output_type"] == "error"]
            said = f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else "a partial score"
            found[name_of(cell)] = clean(f"apart, your own solution got: {said}")
    return found
