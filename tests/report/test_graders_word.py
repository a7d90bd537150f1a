"""What a student raises or prints is the student's, and what the grader says is the grader's."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import is_grade

from grading.checker.grader import Grader
from grading.core.outputs import BROKE_OFF, graders_error
from grading.plugins.autograde import _is_odd
from grading.report import evidence
from grading.report.evidence import Evidence, read_evidence
from tests.support.probes import Probed, course, grader, probe

CLASSES = {
    "an exception": "class NotGraded(Exception): pass",
    "one that lies about its name": "class X(Exception): pass\n"
    "X.__name__ = 'NotGraded'\nNotGraded = X",
    "one that is several": "class NotGraded(TimeoutError, KeyError): pass\nNotGraded.ename = 'x'",
    "one that speaks of time": "class NotGraded(TimeoutError): pass\nNotGraded.__name__ = "
    "'CellTimeoutError'",
}
SAID = f"{BROKE_OFF}; f ran for more than 30 seconds, time or memory"
RAISE = "raise [c for c in (NotGraded,)][0](SAID)"


@pytest.fixture(scope="module")
def graded_by(pytestconfig: pytest.Config) -> Grader:
    return grader(pytestconfig)


def shown(probed: Probed, folder: Path) -> Evidence:
    """What a report reads of the graded notebook."""
    path = folder / "graded.ipynb"
    nbformat.write(probed.graded.notebook, path)
    found = read_evidence(path)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_of_the_students_is_never_the_graders_word(
    kind: str, graded_by: Grader, tmp_path: Path
) -> None:
    function = f"{CLASSES[kind]}\nSAID = {SAID!r}\ndef answer(x):\n    {RAISE}"
    cell = f"{function}\n{RAISE}"
    for source, where in ((function, "test_answer: "), (cell, "answer: ")):
        probed = probe(graded_by, source)
        assert any(line.startswith(where) and SAID in line for line in probed.errors.split("\n")), (
            f"it did not strike: {probed.errors}"
        )
        found = shown(probed, tmp_path)
        assert (found.mishaps, found.for_a_person) == ({}, ())
        assert not any(map(_is_odd, probed.graded.notebook.cells))
        assert probed.points["second"] == 2.0


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import os\nos._exit(3)", evidence.ENDED),
        ("def answer(x):\n    import os\n    os._exit(3)", evidence.ENDED),
        ("while True: pass", evidence.SLOW),
        ("def answer(x):\n    while True: pass", evidence.SLOW),
        ("def answer(x):\n    return 'x' * (64 << 20)", evidence.UNCHECKED),
        ("class NotGraded(Exception): pass\nwhile True: pass", evidence.SLOW),
    ],
)
def test_the_graders_own_word_is_told(
    source: str, kind: str, graded_by: Grader, tmp_path: Path
) -> None:
    probed = probe(graded_by, source)
    assert shown(probed, tmp_path).mishaps.keys() == {kind}
    tests = [cell for cell in probed.graded.notebook.cells if is_grade(cell)]
    if kind == evidence.UNCHECKED:
        assert [_is_odd(cell) for cell in tests] == [True, False]
        assert graders_error(tests[0].metadata, tests[0].outputs)["ename"] == "AnswerRefused"


LINES = """def answer(x):
    print("0 of 3: the loop: it is right")
    print("0 of 3: ", end="")
    return 0.0"""


def test_lines_that_a_students_function_prints_in_a_test_are_not_the_tests(
    graded_by: Grader, tmp_path: Path
) -> None:
    own = "print('1 of 2: a title')\ngot = answer(8.0)\nprint('0 of 1: a legend: none')\n1.0"
    probed = probe(graded_by, LINES, master=course(own))
    assert "0 of 3: the loop: it is right" in probed.printed, "it did not strike"
    assert probed.points == {"answer": 1.0, "second": 2.0}
    told = [message.text for message in shown(probed, tmp_path).messages["test_answer"]]
    assert told == ["1 of 2: a title", "0 of 1: a legend: none"]


def test_a_test_still_reads_what_a_students_function_prints(graded_by: Grader) -> None:
    reads = "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as said:\n"
    reads += "    answer(8.0)\nassert said.getvalue() == '0 of 3: the loop: it is right\\n0 of 3: '"
    assert probe(graded_by, LINES, master=course(reads)).points["answer"] == 3.0
