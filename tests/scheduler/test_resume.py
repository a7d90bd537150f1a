"""A run grades what has changed since the last one, nothing twice, and keeps what people wrote."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from distributed import Client
from sqlalchemy import create_engine, text

from authoring.build import read
from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.core.outcome import Outcome
from grading.gradebook.nbgrader import load_config, nbgrader, open_gradebook
from grading.gradebook.session import only_one
from grading.scheduler import cluster
from grading.scheduler import dispatch as crew
from grading.scheduler.run import autograde
from grading.scheduler.worker import GradingTask, grade_batch
from tests.classes import ONE, RIGHT, WRONG, autograded, gradebook, points, put, sqlite
from tests.copies import release_course
from tests.deserved import FOLDER, NOTEBOOKS, written

TWO = NOTEBOOKS["exercise_2"]
RIGHT_TWO = sorted((FOLDER / "accepted" / "exercise_2").glob("*.py"))[0]

Grade = Callable[..., int]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A cluster within this process, whose worker stays warm."""
    options = {"n_workers": 1, "threads_per_worker": 2, "dashboard_address": "127.0.0.1:0"}
    with Client(processes=False, **options) as client:
        yield client


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return release_course(tmp_path_factory.mktemp("resume"))


@pytest.fixture
def grade(
    client: Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Grade:
    """Grades a class in this process; how many notebooks that were."""
    monkeypatch.setattr(cluster, "local", lambda _: contextlib.nullcontext(client))

    def grade(assignment: Assignment, **how: object) -> int:
        capsys.readouterr()
        autograde(assignment, **how)  # type: ignore[arg-type]
        return int(capsys.readouterr().out.split()[0])

    return grade


@pytest.fixture
def course(released: Assignment, grade: Grade) -> Iterator[Assignment]:
    """Ada, Bob and Eve have handed in four notebooks in all, which are graded."""
    put(released, "ada", RIGHT)
    put(released, "bob", WRONG)
    put(released, "eve", RIGHT)
    put(released, "eve", RIGHT_TWO, f"{TWO}.ipynb")
    assert grade(released, force=True) == 4
    yield released
    for folder in ("submitted", "autograded"):
        shutil.rmtree(released.root / folder)
    with open_gradebook(released) as gradebook:
        for student in list(gradebook.students):
            gradebook.remove_student(student.id)


def test_nothing_is_graded_twice(course: Assignment, grade: Grade) -> None:
    before = autograded(course), gradebook(sqlite(course))
    assert grade(course) == 0
    assert (autograded(course), gradebook(sqlite(course))) == before


def test_force_grades_all(course: Assignment, grade: Grade) -> None:
    assert grade(course, force=True) == 4


def test_a_new_submission_regrades_its_notebook_only(course: Assignment, grade: Grade) -> None:
    put(course, "eve", WRONG)
    assert grade(course) == 1
    assert points(sqlite(course))["eve"] == 13


def test_a_notebook_that_was_handed_in_later_is_graded(course: Assignment, grade: Grade) -> None:
    put(course, "ada", RIGHT_TWO, f"{TWO}.ipynb")
    assert grade(course) == 1
    assert points(sqlite(course))["ada"] == 20


def test_a_notebook_that_was_withdrawn_counts_no_more(course: Assignment, grade: Grade) -> None:
    (course.submitted / "eve" / course.name / f"{TWO}.ipynb").unlink()
    assert grade(course) == 0
    assert points(sqlite(course))["eve"] == 10
    assert f"eve/{course.name}/{TWO}.ipynb" not in autograded(course)


def test_the_longest_name_stops_nobody(course: Assignment, grade: Grade) -> None:
    put(course, "ada", b"1, 2", f"{'ю' * 125}.csv")
    put(course, "zoe", RIGHT)
    assert grade(course) == 2
    assert points(sqlite(course)) == {"ada": 10, "bob": 3, "eve": 20, "zoe": 10}


def test_one_student_only(course: Assignment, grade: Grade) -> None:
    for student in ("ada", "bob"):
        put(course, student, WRONG if student == "ada" else RIGHT)
    assert grade(course, student="bob") == 1
    assert points(sqlite(course)) == {"ada": 10, "bob": 10, "eve": 20}


def test_a_new_student_leaves_the_others_alone(course: Assignment, grade: Grade) -> None:
    put(course, "zoe", RIGHT)
    assert grade(course) == 1
    assert points(sqlite(course)) == {"ada": 10, "bob": 3, "eve": 20, "zoe": 10}


def test_a_changed_test_regrades_its_notebook_only(course: Assignment, grade: Grade) -> None:
    path = course.source / f"{TWO}.ipynb"
    before = path.read_bytes()
    notebook = read(path)
    (cell,) = (cell for cell in notebook.cells if cell.id == "test_fx_shifted")
    cell.source += "\nassert False, 'changed'"
    try:
        nbformat.write(notebook, path)
        with pytest.raises(UsageError, match="run nbgrader generate_assignment"):
            grade(course)
        nbgrader(course, "generate_assignment", "--force")
        assert grade(course) == 1
        assert points(sqlite(course)) == {"ada": 10, "bob": 3, "eve": 17}
    finally:
        path.write_bytes(before)
        nbgrader(course, "generate_assignment", "--force")


def test_clocks_are_not_asked(course: Assignment, grade: Grade) -> None:
    """The clock went back before the resubmission, and forward before the same was copied again."""
    put(course, "ada", WRONG)
    for student, moment in (("ada", 0), ("bob", 2**32)):
        for path in (course.submitted / student).rglob("*"):
            os.utime(path, (moment, moment))
    assert grade(course) == 1
    assert points(sqlite(course))["ada"] == 3


def test_an_earlier_time_of_hand_in_is_taken_over(course: Assignment, grade: Grade) -> None:
    for time in ("2026-02-01 10:00:00 UTC", "2026-01-01 10:00:00 UTC"):
        put(course, "ada", time.encode(), "timestamp.txt")
        assert grade(course) == 0
        (row,) = (r for r in gradebook(sqlite(course))["submission"] if r[0] == "ada")
        assert str(row[1]).startswith(time.removesuffix(" UTC"))
        assert autograded(course)[f"ada/{course.name}/timestamp.txt"] == time.encode()


def test_what_people_wrote_stays(course: Assignment, grade: Grade) -> None:
    where = ("test_descend_scalar", ONE, course.name, "bob")
    with open_gradebook(course) as book:
        grade_row, comment = (
            book.find_grade(*where),
            book.find_comment("descend_scalar", *where[1:]),
        )
        grade_row.manual_score, grade_row.extra_credit = 5.5, 1.0
        comment.manual_comment = "Nearly: only the sign is wrong."
        book.db.commit()
    before = gradebook(sqlite(course))
    assert grade(course) == 0
    assert gradebook(sqlite(course)) == before
    assert grade(course, student="bob", force=True) == 1
    with open_gradebook(course) as book:
        grade_row, comment = (
            book.find_grade(*where),
            book.find_comment("descend_scalar", *where[1:]),
        )
        assert (grade_row.manual_score, grade_row.extra_credit) == (5.5, 1.0)
        assert grade_row.needs_manual_grade  # as nbgrader has it: look again
        assert comment.manual_comment == "Nearly: only the sign is wrong."


@pytest.mark.parametrize("damage", ["", "half of it"])
def test_a_graded_file_that_was_lost_comes_again(
    course: Assignment, grade: Grade, damage: str
) -> None:
    path = course.root / "autograded" / "ada" / course.name / f"{ONE}.ipynb"
    whole = path.read_bytes()
    path.unlink()
    if damage:
        path.write_text(damage)
    assert grade(course) == 1
    assert path.read_bytes() == whole


def test_a_grade_that_was_lost_comes_again(course: Assignment, grade: Grade) -> None:
    with open_gradebook(course) as book:
        book.remove_student("bob")
    assert grade(course) == 1
    assert points(sqlite(course))["bob"] == 3


def test_what_nbgrader_has_graded_since_is_graded_again(course: Assignment, grade: Grade) -> None:
    first = (course.submitted / "ada" / course.name / f"{ONE}.ipynb").read_bytes()
    put(course, "ada", WRONG)
    nbgrader(course, "autograde", "--student", "ada", "--force")
    assert points(sqlite(course))["ada"] == 3
    put(course, "ada", first)
    assert grade(course) == 1
    assert points(sqlite(course))["ada"] == 10


def test_a_submission_that_was_replaced_while_it_was_graded(
    course: Assignment, grade: Grade, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, new, once = put(course, "ada", WRONG), tmp_path / "new", tmp_path / "once"
    new.write_bytes(written(RIGHT))
    once.touch()

    def meanwhile(terms: bytes, parcels: list[GradingTask]) -> list[Outcome]:
        if once.exists():
            once.unlink()
            os.replace(new, path)
        return grade_batch(terms, parcels)

    monkeypatch.setattr(crew, "grade_batch", meanwhile)
    assert grade(course) == 2
    assert points(sqlite(course))["ada"] == 10
    assert grade(course) == 0


def test_only_one_at_a_time(course: Assignment, grade: Grade) -> None:
    put(course, "ada", WRONG)
    with (
        only_one(course.root, sqlite(course), course.name),
        pytest.raises(UsageError, match=r"process \d+ on .* is grading this course now"),
    ):
        grade(course)
    assert points(sqlite(course))["ada"] == 10
    assert grade(course) == 1


def test_a_user_without_a_name_grades_too(
    course: Assignment, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert grade(course) == 0


def test_nbgraders_own_command_keeps_out_too(
    course: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        only_one(course.root, sqlite(course), course.name),
        pytest.raises(UsageError, match="did not finish"),
    ):
        nbgrader(course, "autograde", "--force")
    assert "is grading this course now" in capsys.readouterr().err
    assert points(sqlite(course))["ada"] == 10


def test_students_who_are_not_on_the_list(course: Assignment, grade: Grade) -> None:
    config = course.root / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before.replace("create_student = True", "create_student = False"))
    put(course, "stranger", RIGHT)
    try:
        assert grade(course) == 0
        assert "stranger" not in points(sqlite(course))
    finally:
        config.write_text(before)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"student": "nobody"}, "Nobody has handed in: put notebooks into .*nobody"),
        ({"workers": 0}, "--workers needs a number of at least 1"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "leave it out with --scheduler"),
    ],
)
def test_bad_requests_get_one_sentence(
    course: Assignment, grade: Grade, how: dict[str, object], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        grade(course, **how)


def test_a_gradebook_grows_no_other_tables(course: Assignment) -> None:
    engine = create_engine(sqlite(course))
    with engine.connect() as connection:
        names = connection.scalars(
            text("SELECT name FROM sqlite_master WHERE name LIKE 'grading%'")
        )
        tables, indexes = {"keys", "runs", "said"}, {"grade_notebook", "comment_notebook"}
        assert set(names) == {f"grading_{name}" for name in tables | indexes}
    engine.dispose()


def test_who_was_removed_leaves_nothing_behind(course: Assignment, grade: Grade) -> None:
    with open_gradebook(course) as gradebook:
        gradebook.remove_student("bob")
    shutil.rmtree(course.submitted / "bob")
    assert grade(course) == 0
    engine = create_engine(sqlite(course))
    with engine.connect() as connection:
        for table in ("grading_keys", "grading_said"):
            known = set(connection.scalars(text(f"SELECT student FROM {table}")))
            assert known == {"ada", "eve"}
    engine.dispose()


def test_nbgraders_hooks_are_called_for_whoever_is_graded(
    course: Assignment, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = []

    def before(assignment: str, student: str, notebooks: list[str]) -> None:
        called.append(("before", assignment, student, [Path(path).name for path in notebooks]))
        put(course, student, FOLDER / "accepted" / "exercise_1" / "while_loop.py")

    def after(assignment: str, student: str, notebooks: list[str]) -> None:
        called.append(("after", assignment, student, [Path(path).name for path in notebooks]))
        raise ValueError("it fails")

    config = load_config(course)
    config.Autograde.update(pre_convert_hook=before, post_convert_hook=after)
    monkeypatch.setattr("grading.scheduler.run.load_config", lambda _: config)
    put(course, "ada", WRONG)
    assert grade(course) == 1
    where = (course.name, "ada", [f"{ONE}.ipynb"])
    assert called == [("before", *where), ("after", *where)]
    assert points(sqlite(course))["ada"] == 10, "what the first hook wrote is graded"
