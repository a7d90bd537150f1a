"""Classes of honest, damaged and hostile work are graded to their ends, by nbgrader's own command
and by the one for a whole class.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle, groupby
from pathlib import Path
from random import Random

import psutil
import pytest
from nbformat import NotebookNode

from authoring.build import read
from authoring.sample_class import read_submission
from grading.core.course import Assignment
from grading.gradebook.nbgrader import command_path
from grading.report.grades import Row, read_grades
from tests.submissions.broken import HARMLESS, REFUSED
from tests.support.classes import ONE, RIGHT, WRONG, gradebook, put, sqlite
from tests.support.courses import COURSE, STOCK, release_course
from tests.support.submissions import FOLDER, FULL, NOTEBOOKS, armed, written

LONG = (
    *("children_of_children", "crowd_that_computes", "endless_loop", "enormous_tensor"),
    *("mappings_of_one_page", "memory_bomb", "memory_while_nobody_looks"),
)
"""Attacks that take seconds each, until a limit ends them: some for each commit."""

SEED = os.environ.get("SEED")
LEFT_OUT = () if os.environ.get("ALL") else Random(f"{SEED} long").sample(LONG, 5)
EVERY = sorted((FOLDER / "hostile").glob("*/*.py"))
HOSTILE = [file for file in EVERY if file.stem not in LEFT_OUT]
FOOLED = (
    *("first_result_wins", "transformed_asserts", "frames_of_the_caller", "word_that_fits_all"),
    *("axis_that_says_log", "reads_the_tests", "startup_file_for_the_next"),
)
"""Attacks on stock nbgrader, in the order of their grading: one of each kind, harmful ones last."""

OF_ONE_KIND = groupby(HARMLESS, lambda name: HARMLESS[name].__module__)
DRAWN = [Random(f"{SEED} {kind}").choice([*names]) for kind, names in OF_ONE_KIND]
DAMAGES = list(HARMLESS) if os.environ.get("ALL") else DRAWN
"""One damage of each kind: after all of them, test_intake finds the same answers."""

COMMANDS = ("nbgrader", "grading")

COUNTED = "\nc.IsolatedExporter.cell_seconds = 4\nc.IsolatedExporter.cpu_seconds = 2\n"


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


def hand_in(assignment: Assignment, hostile: Sequence[Path]) -> dict[str, dict[str, str]]:
    """One student for each of these attacks, an honest one before and after them.

    The nonces of each attack, as `armed` gives them.
    """
    nonces = {}
    for moment in ("a_before", "z_after"):
        put(assignment, f"{moment}_right", written(RIGHT))
        put(assignment, f"{moment}_wrong", written(WRONG))
    for file in hostile:
        notebook = f"{NOTEBOOKS[file.parent.name]}.ipynb"
        content, nonces[f"hostile_{file.stem}"] = armed(file)
        put(assignment, f"hostile_{file.stem}", content, notebook)
    return nonces


def hand_in_badly(assignment: Assignment) -> None:
    """One student for each damage, and for what else is not as it should be."""
    for name in DAMAGES:
        put(assignment, f"damaged_{name}", HARMLESS[name](solved()))
    for name, damage in REFUSED.items():
        put(assignment, f"unreadable_{name}", damage(solved()))
    put(assignment, "renamed", written(RIGHT), f"{ONE} (1).ipynb")
    put(assignment, "earlier_release", (FOLDER / "earlier" / "exercise_1.json").read_bytes())
    put(assignment, "no_notebook", b"my answer is 42", "answers.txt")
    put(assignment, "bad_time", written(RIGHT))
    put(assignment, "bad_time", b"the day before yesterday", "timestamp.txt")
    put(assignment, "shadowing", written(WRONG))
    put(assignment, "shadowing", b"def allclose(*_, **__): return True", "numpy.py")
    put(assignment, "shadowing", b"", "numpy/__init__.py")
    put(assignment, "pipe", written(RIGHT))
    os.mkfifo(assignment.submitted / "pipe" / assignment.name / "data.csv")
    link = put(assignment, "linked", b"")
    link.unlink()
    link.symlink_to(assignment.source / f"{ONE}.ipynb")


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Class]:
    """The classes by the command that grades them, both at the same time, once for all tests.

    Each has half of the attacks; with ALL, each has all of them.
    """
    begun = {}
    for place, command in enumerate(COMMANDS):
        assignment = release_course(tmp_path_factory.mktemp(command), settings=COUNTED)
        nonces = hand_in(assignment, HOSTILE if os.environ.get("ALL") else HOSTILE[1 - place :: 2])
        if command == "nbgrader":
            hand_in_badly(assignment)
        begun[command] = autograde(assignment, command), assignment, nonces
    made = {}
    for command, (process, assignment, nonces) in begun.items():
        out, err = process.communicate()
        done = subprocess.CompletedProcess(process.args, process.returncode, out, err)
        rows = {row.student: row for row in read_grades(assignment)}
        made[command] = Class(done, rows, assignment, nonces)
    return made


@pytest.fixture
def graded(classes: dict[str, Class]) -> Class:
    """The class that nbgrader's command has graded."""
    return classes["nbgrader"]


def autograde(
    assignment: Assignment, command: str = "nbgrader", **environment: str
) -> subprocess.Popen[str]:
    """Run a command for the whole class: nbgrader's own, or `grading`."""
    return subprocess.Popen(
        [sys.executable, "-m", command, "autograde", assignment.name],
        cwd=assignment.root,
        env={**os.environ, "PATH": command_path(), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def points(graded: Class, student: str, exercise: str = "exercise_1") -> float | None:
    return graded.rows[student].points[NOTEBOOKS[exercise]]


@pytest.mark.parametrize("command", COMMANDS)
def test_it_ends_with_exit_status_0(classes: dict[str, Class], command: str) -> None:
    assert classes[command].done.returncode == 0, classes[command].done.stderr[-3000:]


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
        called = (answer, f"try_{answer}", f"test_{answer}")
        places = {(name, repr(nonce)) for name in called}
        assert places & shown, f"the attack did not strike in {answer}: {errors}"
    found = re.search("^The test says: (.+)$", read_submission(file).mistake, re.MULTILINE)
    tests = {f"test_{answer}" for answer in graded.nonces[student].values()}
    said = "".join(text for name, text in errors if name in tests)
    assert not found or any(words in said for words in found[1].split(", or ")), errors


@pytest.mark.parametrize("file", HOSTILE, ids=lambda file: file.stem)
def test_an_attack_strikes_and_gets_what_its_answers_deserve(
    classes: dict[str, Class], file: Path
) -> None:
    student = f"hostile_{file.stem}"
    among = [each for each in classes.values() if student in each.nonces]
    assert among
    for graded in among:
        strike(graded, file)
        assert points(graded, student, file.parent.name) == due(file)


def due(file: Path) -> float:
    """The points that the answers of a file deserve."""
    return sum({**FULL[file.parent.name], **read_submission(file).points}.values())


def test_an_attack_that_does_not_strike_is_not_believed(graded: Class) -> None:
    file = next(file for file in HOSTILE if f"hostile_{file.stem}" in graded.nonces)
    unseen = {f"hostile_{file.stem}": {"0123456789abcdef": "answer"}}
    with pytest.raises(AssertionError, match="the attack did not strike in answer"):
        strike(replace(graded, nonces=unseen), file)


@pytest.mark.prove
def test_stock_nbgrader_falls_for_the_same_attacks(tmp_path: Path) -> None:
    home, assignment = tmp_path / "home", release_course(tmp_path / "course", settings=STOCK)
    home.mkdir()
    files = [next(file for file in EVERY if file.stem == stem) for stem in FOOLED]
    for place, file in enumerate(files):
        put(
            assignment,
            f"{place}_{file.stem}",
            armed(file)[0],
            f"{NOTEBOOKS[file.parent.name]}.ipynb",
        )
    _, said = autograde(assignment, HOME=str(home)).communicate()
    grades = gradebook(sqlite(assignment))["grade"]
    for place, file in enumerate(files[:-1]):
        own = [grade for grade in grades if grade[0] == f"{place}_{file.stem}"]
        assert sum(auto or 0 for _, _, _, auto, *_ in own) > due(file), (file.stem, said)
    assert {manual for student, _, _, _, manual, *_ in grades if student[0] != "6"} == {3}
    assert (home / ".ipython/profile_default/startup/x.py").exists()


@pytest.mark.prove
@pytest.mark.parametrize("command", COMMANDS)
def test_a_hundred_honest_students_pay_nothing_for_all_attacks(
    tmp_path: Path, command: str
) -> None:
    assignment = release_course(tmp_path)
    honest = [f"{moment}_{place:03}" for moment in ("a", "z") for place in range(50)]
    for exercise, name in NOTEBOOKS.items():
        right = sorted((FOLDER / "accepted" / exercise).glob("*.py"))
        for student, file in zip(honest, cycle(right)):
            put(assignment, student, written(file), f"{name}.ipynb")
    hand_in(assignment, EVERY)
    process = autograde(assignment, command)
    said = process.communicate()
    assert process.returncode == 0, said[1][-3000:]
    rows = {row.student: row for row in read_grades(assignment)}
    points = {student: rows[student].points for student in honest}
    assert points == dict.fromkeys(honest, dict.fromkeys(NOTEBOOKS.values(), 10))
    assert not _left_behind(assignment)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("student", "expected"),
    [("a_before_right", 10), ("a_before_wrong", 3), ("z_after_right", 10), ("z_after_wrong", 3)],
)
def test_honest_neighbours_have_their_points(
    classes: dict[str, Class], command: str, student: str, expected: float
) -> None:
    assert points(classes[command], student) == expected


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("renamed", 10),
        ("earlier_release", 10),
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
        ("no_notebook", "answers.txt is a text, not a notebook"),
        ("unreadable_pdf", "PDF"),
        ("unreadable_conflict", "conflict"),
        ("unreadable_empty", "empty"),
    ],
)
def test_a_zero_without_a_test_has_its_reason(graded: Class, student: str, words: str) -> None:
    assert words in graded.rows[student].remark


def test_the_log_names_what_was_mended_or_refused(graded: Class) -> None:
    told = ("bad_time/timestamp.txt is not used", "shadowing/numpy", "pipe/data.csv")
    for words in (*told, f"earlier_release/{ONE}: this is an earlier release"):
        assert words in graded.done.stderr, words


def test_nothing_is_left_behind(classes: dict[str, Class]) -> None:
    assert not any(_left_behind(graded.assignment) for graded in classes.values())


def _left_behind(assignment: Assignment) -> list[str]:
    """The command lines of processes that have to do with a course and go on."""
    commands = (" ".join(each.info["cmdline"] or ()) for each in psutil.process_iter(["cmdline"]))
    return [command for command in commands if str(assignment.root) in command]
