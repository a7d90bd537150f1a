"""A class of honest, damaged and hostile work is graded to its end by nbgrader's own command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from random import Random

import pytest
from nbformat import NotebookNode

from authoring.build import read
from authoring.sample_class import read_submission
from grading.core.course import Assignment
from grading.gradebook.nbgrader import command_path
from grading.report.grades import Row, read_grades
from tests.submissions.broken import HARMLESS, REFUSED
from tests.support.classes import ONE, gradebook, put, sqlite
from tests.support.courses import COURSE, STOCK, release_course
from tests.support.submissions import FOLDER, FULL, NOTEBOOKS, armed, written

HOSTILE = sorted((FOLDER / "hostile").glob("*/*.py"))
FOOLED = (
    *("first_result_wins", "transformed_asserts", "frames_of_the_caller", "word_that_fits_all"),
    *("axis_that_says_log", "reads_the_tests", "startup_file_for_the_next"),
)
"""Attacks on stock nbgrader, in the order of their grading: one of each kind, harmful ones last."""

OF_ONE_KIND = groupby(HARMLESS, lambda name: HARMLESS[name].__module__)
DRAWN = [Random(f"{os.environ.get('SEED')} {kind}").choice([*names]) for kind, names in OF_ONE_KIND]
DAMAGES = list(HARMLESS) if os.environ.get("ALL") else DRAWN
"""One damage of each kind: after all of them, test_intake finds the same answers."""

COUNTED = "\nc.IsolatedExporter.cell_seconds = 3\nc.IsolatedExporter.cpu_seconds = 2\n"


@dataclass(frozen=True)
class Class:
    """The class after grading: what the command said, the rows by student, its folder.

    `nonces` are what each attack shows when it strikes, with the answer that shows it.
    """

    done: subprocess.CompletedProcess[str]
    rows: dict[str, Row]
    assignment: Assignment
    nonces: dict[str, dict[str, str]]


def solved() -> NotebookNode:
    return read(COURSE.solutions / f"{ONE}.ipynb")


def hand_in(assignment: Assignment) -> dict[str, dict[str, str]]:
    """One student for each damage and each attack, an honest one before and after the attacks.

    The nonces of each attack, as `armed` gives them.
    """
    nonces = {}
    right, wrong = (FOLDER / kind / "exercise_1" for kind in ("accepted", "wrong"))
    for moment in ("a_before", "z_after"):
        put(assignment, f"{moment}_right", written(right / "loop.py"))
        put(assignment, f"{moment}_wrong", written(wrong / "sign_flipped.py"))
    for name in DAMAGES:
        put(assignment, f"damaged_{name}", HARMLESS[name](solved()))
    for file in HOSTILE:
        notebook = f"{NOTEBOOKS[file.parent.name]}.ipynb"
        content, nonces[f"hostile_{file.stem}"] = armed(file)
        put(assignment, f"hostile_{file.stem}", content, notebook)
    for name, damage in REFUSED.items():
        put(assignment, f"unreadable_{name}", damage(solved()))
    put(assignment, "renamed", written(right / "loop.py"), f"{ONE} (1).ipynb")
    put(assignment, "no_notebook", b"my answer is 42", "answers.txt")
    put(assignment, "bad_time", written(right / "loop.py"))
    put(assignment, "bad_time", b"the day before yesterday", "timestamp.txt")
    put(assignment, "shadowing", written(wrong / "sign_flipped.py"))
    put(assignment, "shadowing", b"def allclose(*_, **__): return True", "numpy.py")
    put(assignment, "shadowing", b"", "numpy/__init__.py")
    put(assignment, "pipe", written(right / "loop.py"))
    os.mkfifo(assignment.submitted / "pipe" / assignment.name / "data.csv")
    link = put(assignment, "linked", b"")
    link.unlink()
    link.symlink_to(assignment.source / f"{ONE}.ipynb")
    return nonces


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The class, graded once for all tests."""
    folder = tmp_path_factory.mktemp("mixed")
    assignment = release_course(folder, settings=COUNTED)
    nonces = hand_in(assignment)
    done = autograde(assignment)
    rows = {row.student: row for row in read_grades(assignment)}
    return Class(done, rows, assignment, nonces)


def autograde(assignment: Assignment, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's own command for the whole class."""
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", assignment.name],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path(), **environment},
        capture_output=True,
        text=True,
    )


def points(graded: Class, student: str, exercise: str = "exercise_1") -> float | None:
    return graded.rows[student].points[NOTEBOOKS[exercise]]


def test_it_ends_with_exit_status_0(graded: Class) -> None:
    assert graded.done.returncode == 0, graded.done.stderr[-3000:]


@pytest.mark.parametrize("damage", DAMAGES)
def test_work_on_a_recoverable_file_loses_nothing(graded: Class, damage: str) -> None:
    assert points(graded, f"damaged_{damage}") == 10


def strike(graded: Class, file: Path) -> None:
    """Want each nonce of an attack, shown by its answer or in the test of that.

    What may come after it, as its file names it (`The test says: words, or others`), has to be
    there too.
    """
    student, exercise = f"hostile_{file.stem}", file.parent.name
    folder = graded.assignment.root / "autograded" / student / graded.assignment.name
    cells = read(folder / f"{NOTEBOOKS[exercise]}.ipynb").cells
    outputs = [(cell.id, output) for cell in cells for output in cell.get("outputs", [])]
    errors = [(name, f"{o.ename}: {o.evalue}") for name, o in outputs if "ename" in o]
    shown = {(name, o.data.get("text/plain")) for name, o in outputs if "data" in o}
    assert graded.nonces[student], "nothing shows whether the attack strikes"
    for nonce, answer in graded.nonces[student].items():
        places = {(name, repr(nonce)) for name in (answer, f"test_{answer}")}
        assert places & shown, f"the attack did not strike in {answer}: {errors}"
    found = re.search("^The test says: (.+)$", read_submission(file).mistake, re.MULTILINE)
    tests = {f"test_{answer}" for answer in graded.nonces[student].values()}
    said = "".join(text for name, text in errors if name in tests)
    assert not found or any(words in said for words in found[1].split(", or ")), errors


@pytest.mark.parametrize("file", HOSTILE, ids=lambda file: file.stem)
def test_an_attack_strikes_and_gets_what_its_answers_deserve(graded: Class, file: Path) -> None:
    strike(graded, file)
    assert points(graded, f"hostile_{file.stem}", file.parent.name) == due(file)


def due(file: Path) -> float:
    """The points that the answers of a file deserve."""
    return sum({**FULL[file.parent.name], **read_submission(file).points}.values())


def test_an_attack_that_does_not_strike_is_not_believed(graded: Class) -> None:
    file = next(file for file in HOSTILE if file.stem == "first_result_wins")
    unseen = {f"hostile_{file.stem}": {"0123456789abcdef": "grad_fx_shifted"}}
    with pytest.raises(AssertionError, match="the attack did not strike in grad_fx_shifted"):
        strike(replace(graded, nonces=unseen), file)


@pytest.mark.prove
def test_stock_nbgrader_falls_for_the_same_attacks(tmp_path: Path) -> None:
    home, assignment = tmp_path / "home", release_course(tmp_path / "course", settings=STOCK)
    home.mkdir()
    files = [next(file for file in HOSTILE if file.stem == stem) for stem in FOOLED]
    for place, file in enumerate(files):
        put(
            assignment,
            f"{place}_{file.stem}",
            armed(file)[0],
            f"{NOTEBOOKS[file.parent.name]}.ipynb",
        )
    done = autograde(assignment, HOME=str(home))
    grades = gradebook(sqlite(assignment))["grade"]
    for place, file in enumerate(files[:-1]):
        own = [grade for grade in grades if grade[0] == f"{place}_{file.stem}"]
        assert sum(auto or 0 for _, _, _, auto, *_ in own) > due(file), (file.stem, done.stderr)
    assert {manual for student, _, _, _, manual, *_ in grades if student[0] != "6"} == {3}
    assert (home / ".ipython/profile_default/startup/x.py").exists()


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("a_before_right", 10),
        ("a_before_wrong", 3),
        ("z_after_right", 10),
        ("z_after_wrong", 3),
        ("renamed", 10),
        ("bad_time", 10),
        ("pipe", 10),
        ("shadowing", 3),
        ("linked", 0),
        ("no_notebook", 0),
        *((f"unreadable_{name}", 0) for name in REFUSED),
    ],
)
def test_everybody_else_gets_what_is_due(graded: Class, student: str, expected: float) -> None:
    assert points(graded, student) == expected


@pytest.mark.parametrize(
    ("student", "words"),
    [
        ("linked", "symbolic link"),
        ("no_notebook", "no notebook was handed in"),
        ("unreadable_pdf", "PDF"),
        ("unreadable_conflict", "conflict"),
        ("unreadable_empty", "empty"),
    ],
)
def test_a_zero_without_a_test_has_its_reason(graded: Class, student: str, words: str) -> None:
    assert words in graded.rows[student].remark


def test_the_log_names_what_was_mended_or_refused(graded: Class) -> None:
    for words in ("bad_time/timestamp.txt is not used", "shadowing/numpy", "pipe/data.csv"):
        assert words in graded.done.stderr, words


def test_nothing_is_left_behind(graded: Class) -> None:
    assert shutil.which("ps"), "Debian's procps"
    running = subprocess.run(["ps", "ax"], capture_output=True, text=True).stdout
    assert str(graded.assignment.root) not in running
