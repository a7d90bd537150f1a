"""An answer is found wherever it stands, if its own cell is missing or untouched."""

from __future__ import annotations

import pytest

from tests.submissions.broken.cells import is_solution, mark
from tests.support.handed_in import (
    ANSWER,
    BELOW_THE_TEST,
    NAME,
    OTHER,
    REST,
    STUB,
    Student,
    answer,
    answers_in,
    released,
    run_order,
    solved,
)


def test_of_new_cells_that_define_the_answer_the_last_is_it() -> None:
    student = Student().add("part-2", OTHER, "h = 1", ANSWER, "g = 2").remove("descend_scalar")
    taken = student.taken()
    assert answer(taken) == ANSWER
    assert run_order(taken) == [OTHER, "h = 1", "descend_scalar", "g = 2", *REST]


@pytest.mark.parametrize(
    "source",
    [
        f"%%time\n{ANSWER}",
        f"!pip install nothing\n{ANSWER}",
        f"if True:\n    {ANSWER.replace(chr(10), chr(10) + '    ')}",
        "from functools import partial as descend_scalar",
        "descend_scalar = lambda x0, learning_rate, steps: [x0]",
        "class descend_scalar:\n    pass",
        "a, (descend_scalar, b) = 1, (2, 3)",
        "def descend_scalar(x0, learning_rate, steps:\n    return [x0]",
        "descend_scalar: object = = 3",
    ],
)
def test_a_definition_is_recognised_in_whatever_form(source: str) -> None:
    taken = Student().add("test_descend_scalar", source, "2").remove("descend_scalar").taken()
    assert answer(taken) == source


@pytest.mark.parametrize(
    "source",
    [
        "descend_scalar(1.0, 0.1, 3)",
        "print('descend_scalar = 3')",
        "def own():\n    descend_scalar = 3",
        "[descend_scalar for descend_scalar in range(3)]",
        "descend_scalar == 3",
        "# descend_scalar",
        "my_descend_scalar = 3",
    ],
)
def test_a_mention_is_no_definition(source: str) -> None:
    taken = Student().add("test_descend_scalar", source).remove("descend_scalar").taken()
    assert answer(taken) == STUB
    assert run_order(taken)[-len(BELOW_THE_TEST) - 1 :] == [source, *BELOW_THE_TEST]


def test_a_definition_between_the_untouched_stub_and_the_test_counts_where_it_is() -> None:
    student = Student(released(NAME)).add("descend_scalar", "h = 1", ANSWER)
    assert run_order(student.taken()) == ["descend_scalar", "h = 1", ANSWER, *REST]
    student = Student(released(NAME)).write("try_descend_scalar", ANSWER)
    assert run_order(student.taken()) == ["descend_scalar", *REST]


def test_an_answer_below_its_test_joins_what_was_written_into_its_cell() -> None:
    student = Student().write("descend_scalar", "factor = 2").add("test_descend_scalar", ANSWER)
    assert answer(student.taken()) == f"factor = 2\n\n{ANSWER}"
    student = Student().write("descend_scalar", "see below").add("test_descend_scalar", ANSWER)
    assert answer(student.taken()) == ANSWER


def test_copies_of_one_answers_cell_may_all_hold_another_answer() -> None:
    student = Student().remove("descend_scalar").write("grad_fx_shifted", OTHER)
    taken = student.add("grad_fx_shifted", ANSWER, like="grad_fx_shifted").taken()
    assert answer(taken) == ANSWER
    assert "grad_fx_shifted: no answer was found" in taken.remarks


@pytest.mark.parametrize("other", ["grad_fx_shifted", "imports", "try_grad_fx_shifted"])
@pytest.mark.parametrize("is_deleted", [True, False])
def test_an_answer_in_a_cell_of_another_name_is_found(other: str, *, is_deleted: bool) -> None:
    student = Student(released(NAME))
    source = f"{student[other].source}\n{ANSWER}"
    student.write(other, source)
    taken = (student.remove("descend_scalar") if is_deleted else student).taken()
    assert answer(taken) == source
    assert f"found in the cell {other}" in "".join(taken.remarks)


def test_an_answer_in_a_test_cell_is_found_and_the_test_restored() -> None:
    source = f"{ANSWER}\n{Student()['test_descend_scalar'].source}"
    taken = Student().write("test_descend_scalar", source).remove("descend_scalar").taken()
    assert answer(taken) == source
    assert run_order(taken) == ["descend_scalar", *REST]


def test_only_the_solution_is_taken_of_a_notebook_full_of_solutions() -> None:
    student = Student()
    for cell in student.cells:
        if not is_solution(cell) and mark(cell):
            cell.metadata.nbgrader.solution, cell.source = True, "forged = 1"
    assert answers_in(student.taken().notebook) == answers_in(solved(NAME))
