"""A run grades what has changed since the last one, nothing twice, and keeps what people wrote."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from sqlalchemy import create_engine, text

from authoring.build import read
from authoring.sample_class import set_due_date
from grading.checker.grader import Graded, Job, refused
from grading.cli import grade_class, migrate, others
from grading.core.course import Assignment, notebooks_in
from grading.core.errors import RunAborted, UsageError
from grading.core.files import write_atomic
from grading.core.outcome import Outcome
from grading.gradebook.copies import FOLDER as FOLDER_OF_COPIES
from grading.gradebook.nbgrader import load_config, nbgrader, open_gradebook
from grading.gradebook.session import only_one
from grading.gradebook.structure import Changed
from grading.plugins.autograde import IsolatedExporter
from grading.scheduler import dispatch, output
from grading.scheduler.worker import GradingTask, grade_batch
from tests.support.classes import (
    ONE,
    RIGHT,
    TWO,
    WRONG,
    autograded,
    gradebook,
    graded_here,
    points,
    put,
    sqlite,
)
from tests.support.courses import command, release_course
from tests.support.probes import forked
from tests.support.submissions import FOLDER, written

RIGHT_TWO = sorted((FOLDER / "accepted" / "exercise_2").glob("*.py"))[0]


CHANGED = ("submitted", "autograded", "source", "release")
"""The folders that a test may change, beside the gradebook and nbgrader's settings."""


@dataclass(frozen=True)
class Kept:
    """A class that was graded, and a copy of it that nothing changes."""

    course: Assignment
    copy: Path

    def restore(self) -> Assignment:
        """The class as it was; it stays where it is, or its warm grader would be of no use."""
        for name in CHANGED:
            shutil.rmtree(self.course.root / name)
            shutil.copytree(self.copy / name, self.course.root / name)
        shutil.rmtree(self.course.root / FOLDER_OF_COPIES, ignore_errors=True)
        for name in ("gradebook.db", "nbgrader_config.py"):
            shutil.copy(self.copy / name, self.course.root / name)
        return self.course


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Ada, Bob and Eve have handed in four notebooks in all, which are graded."""
    course = release_course(tmp_path_factory.mktemp("resume"))
    put(course, "ada", RIGHT)
    put(course, "bob", WRONG)
    put(course, "eve", RIGHT)
    put(course, "eve", RIGHT_TWO, f"{TWO}.ipynb")
    assert graded_here(course) == 4
    return Kept(course, shutil.copytree(course.root, tmp_path_factory.mktemp("kept") / "course"))


@pytest.fixture
def course(kept: Kept) -> Assignment:
    return kept.restore()


def test_nothing_is_graded_twice(course: Assignment) -> None:
    before = autograded(course), gradebook(sqlite(course))
    assert graded_here(course) == 0
    assert (autograded(course), gradebook(sqlite(course))) == before


def test_force_grades_all(course: Assignment) -> None:
    assert graded_here(course, force=True) == 4


def test_a_new_submission_regrades_its_notebook_only(course: Assignment) -> None:
    put(course, "eve", WRONG)
    assert graded_here(course) == 1
    assert points(sqlite(course))["eve"] == 13


def test_a_notebook_that_was_handed_in_later_is_graded(course: Assignment) -> None:
    put(course, "ada", RIGHT_TWO, f"{TWO}.ipynb")
    assert graded_here(course) == 1
    assert points(sqlite(course))["ada"] == 20


def test_a_notebook_that_was_withdrawn_counts_no_more(course: Assignment) -> None:
    (course.submitted / "eve" / course.name / f"{TWO}.ipynb").unlink()
    assert graded_here(course) == 0
    assert points(sqlite(course))["eve"] == 10
    assert f"eve/{course.name}/{TWO}.ipynb" not in autograded(course)


def test_the_longest_name_stops_nobody(course: Assignment) -> None:
    put(course, "ada", b"1, 2", f"{'ю' * 125}.csv")
    put(course, "zoe", RIGHT)
    assert graded_here(course) == 2
    assert points(sqlite(course)) == {"ada": 10, "bob": 3, "eve": 20, "zoe": 10}


def test_one_student_only(course: Assignment) -> None:
    for student in ("ada", "bob"):
        put(course, student, WRONG if student == "ada" else RIGHT)
    assert graded_here(course, student="bob") == 1
    assert points(sqlite(course)) == {"ada": 10, "bob": 10, "eve": 20}


def test_a_new_student_leaves_the_others_alone(course: Assignment) -> None:
    put(course, "zoe", RIGHT)
    assert graded_here(course) == 1
    assert points(sqlite(course)) == {"ada": 10, "bob": 3, "eve": 20, "zoe": 10}


def test_clocks_are_not_asked(course: Assignment) -> None:
    """The clock went back before the resubmission, and forward before the same was copied again."""
    put(course, "ada", WRONG)
    for student, moment in (("ada", 0), ("bob", 2**32)):
        for path in (course.submitted / student).rglob("*"):
            os.utime(path, (moment, moment))
    assert graded_here(course) == 1
    assert points(sqlite(course))["ada"] == 3


def test_an_earlier_time_of_hand_in_is_taken_over(course: Assignment) -> None:
    for time in ("2026-02-01 10:00:00 UTC", "2026-01-01 10:00:00 UTC"):
        put(course, "ada", time.encode(), "timestamp.txt")
        assert graded_here(course) == 0
        (row,) = (r for r in gradebook(sqlite(course))["submission"] if r[0] == "ada")
        assert str(row[1]).startswith(time.removesuffix(" UTC"))
        assert autograded(course)[f"ada/{course.name}/timestamp.txt"] == time.encode()


def late(course: Assignment, student: str) -> tuple[float, float]:
    """What lateness takes of the student's first notebook, and the seconds that it counts."""
    with open_gradebook(course) as book:
        notebook = book.find_submission_notebook(ONE, course.name, student)
        seconds = book.find_submission(course.name, student).total_seconds_late
        return notebook.late_submission_penalty or 0.0, seconds


def extended(course: Assignment, student: str, days: int) -> None:
    with open_gradebook(course) as book:
        book.grant_extension(course.name, student, days=days)


def paying(course: Assignment) -> None:
    """Lateness takes all points; Bob was a day late, and a person has looked at his test."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    set_due_date(course, datetime(2026, 1, 30, 10))
    put(course, "bob", b"2026-01-31 10:00:00 UTC", "timestamp.txt")
    with open_gradebook(course) as book:
        grade = book.find_grade("test_descend_scalar", ONE, course.name, "bob")
        grade.manual_score, grade.needs_manual_grade = 5.5, False
        book.db.commit()


def test_penalties_follow_due_dates_and_extensions_and_no_notebook_is_run(
    course: Assignment,
) -> None:
    paying(course)
    said: list[str] = []
    assert graded_here(course, said=said) == 0
    assert late(course, "bob") == (8.5, 86_400)
    assert said[-1].split() == ["bob", "exercise", "1", "lateness", "0", "-8.5"]
    for days, wanted in ((1, (0.0, 0)), (0, (8.5, 86_400)), (7, (0.0, 0))):
        extended(course, "bob", days)
        assert graded_here(course) == 0
        assert late(course, "bob") == wanted
    with open_gradebook(course) as book:
        book.update_or_create_assignment(course.name, duedate=datetime(2026, 1, 20))
    assert graded_here(course) == 0
    assert late(course, "bob") == (8.5, 4 * 86_400 + 36_000)
    with open_gradebook(course) as book:
        book.update_or_create_assignment(course.name, duedate=None)
    assert graded_here(course) == 0
    with open_gradebook(course) as book:
        notebook = book.find_submission_notebook(ONE, course.name, "bob")
        assert notebook.late_submission_penalty is None
        assert book.find_submission(course.name, "bob").extension == timedelta(days=7)
        assert not notebook.needs_manual_grade, "nobody has to look again"


def test_a_penalty_follows_its_setting_and_ends_with_its_notebook(course: Assignment) -> None:
    paying(course)
    put(course, "eve", b"2026-01-31 10:00:00 UTC", "timestamp.txt")
    graded_here(course)
    (course.submitted / "eve" / course.name / f"{TWO}.ipynb").unlink()
    assert graded_here(course) == 0
    with open_gradebook(course) as book:
        paid = book.find_submission(course.name, "eve").late_submission_penalty
    assert paid == 10, "what is no longer there takes nothing from the rest"
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'none'\n")
    assert graded_here(course) == 0
    assert late(course, "bob")[0] == late(course, "eve")[0] == 0.0


def test_nbgraders_own_command_follows_them_too(course: Assignment) -> None:
    paying(course)
    graded_here(course)
    for days, penalty in ((7, 0.0), (0, 8.5)):
        extended(course, "bob", days)
        with forked():
            done = command(course, "autograde", course.name)
        IsolatedExporter._close()  # as its own process does when it ends
        assert done.returncode == 0, done.stderr
        assert late(course, "bob")[0] == penalty


def test_whose_points_differ_is_told_and_the_gradebook_is_copied_before(
    course: Assignment,
) -> None:
    put(course, "zoe", RIGHT)
    said: list[str] = []
    assert graded_here(course, said=said) == 1
    copies = course.root / FOLDER_OF_COPIES
    assert not copies.exists(), "nobody was graded again"
    assert not [line for line in said if "differ" in line]
    put(course, "ada", WRONG)
    put(course, "ada", RIGHT_TWO, f"{TWO}.ipynb")
    assert graded_here(course, said=said) == 2
    assert [line.split() for line in said[-3:]] == [
        ["Points", "that", "differ", "from", "before:", "1", "student"],
        ["student", "notebook", "part", "before", "after"],
        ["ada", "exercise", "1", "descend_scalar", "7", "0"],
    ]
    (copy,) = copies.iterdir()
    assert points(f"sqlite:///{copy}")["ada"] == 10
    assert graded_here(course, force=True) == 6
    assert len(list(copies.iterdir())) == 2


def test_a_copy_that_cannot_be_made_stops_nobody(
    course: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.root / FOLDER_OF_COPIES).touch()
    put(course, "ada", WRONG)
    assert graded_here(course) == 1
    (course.root / FOLDER_OF_COPIES).unlink()
    assert capsys.readouterr().err.count("No copy of the gradebook was made") == 1
    assert points(sqlite(course))["ada"] == 3


def test_what_people_wrote_stays(course: Assignment) -> None:
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
    assert graded_here(course) == 0
    assert gradebook(sqlite(course)) == before
    assert graded_here(course, student="bob", force=True) == 1
    with open_gradebook(course) as book:
        grade_row, comment = (
            book.find_grade(*where),
            book.find_comment("descend_scalar", *where[1:]),
        )
        assert (grade_row.manual_score, grade_row.extra_credit) == (5.5, 1.0)
        assert grade_row.needs_manual_grade  # as nbgrader has it: look again
        assert comment.manual_comment == "Nearly: only the sign is wrong."


@pytest.mark.parametrize("damage", ["", "half of it"])
def test_a_graded_file_that_was_lost_comes_again(course: Assignment, damage: str) -> None:
    path = course.root / "autograded" / "ada" / course.name / f"{ONE}.ipynb"
    whole = path.read_bytes()
    path.unlink()
    if damage:
        path.write_text(damage)
    assert graded_here(course) == 1
    assert path.read_bytes() == whole


def test_a_grade_that_was_lost_comes_again(course: Assignment) -> None:
    with open_gradebook(course) as book:
        book.remove_student("bob")
    assert graded_here(course) == 1
    assert points(sqlite(course))["bob"] == 3


class Refusing:
    """A grader that refuses whatever it gets."""

    def __init__(self, *_: object, **_named: object) -> None:
        pass

    def start(self) -> None:
        pass

    def grade(self, job: Job) -> Graded:
        return refused(job.master.notebook, "This is refused.")

    def stop(self) -> None:
        pass


def test_what_nbgrader_has_graded_since_is_graded_again(
    course: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("grading.plugins.autograde.Grader", Refusing)
        done = command(course, "autograde", course.name, "--student=ada", "--force")
    assert done.returncode == 0, done.stderr
    assert points(sqlite(course))["ada"] == 0
    assert graded_here(course) == 1
    assert points(sqlite(course))["ada"] == 10


def test_a_submission_that_was_replaced_while_it_was_graded(
    course: Assignment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, new, once = put(course, "ada", WRONG), tmp_path / "new", tmp_path / "once"
    new.write_bytes(written(RIGHT))
    once.touch()

    def meanwhile(packed: bytes, tasks: list[GradingTask], slow: float) -> list[Outcome]:
        if once.exists():
            once.unlink()
            os.replace(new, path)
        return grade_batch(packed, tasks, slow)

    monkeypatch.setattr(dispatch, "grade_batch", meanwhile)
    assert graded_here(course) == 2
    assert points(sqlite(course))["ada"] == 10
    assert graded_here(course) == 0


def test_a_disk_that_is_full_keeps_what_was_graded_and_no_grade_without_its_file(
    course: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full from Bob's notebook on: Ada's new grade is kept, and his is the old one."""

    def write(path: Path, data: bytes) -> None:
        if "ada" not in path.parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        write_atomic(path, data)

    put(course, "ada", WRONG)
    put(course, "bob", RIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(output, "write_atomic", write)
        patch.setattr(dispatch, "AHEAD", 0)  # one at a time, so that Ada's is done first
        with pytest.raises(RunAborted, match=r"No space left on device: .*make room, and run"):
            graded_here(course)
    assert points(sqlite(course)) == {"ada": 3, "bob": 3, "eve": 20}
    assert graded_here(course) == 1
    assert points(sqlite(course)) == {"ada": 3, "bob": 10, "eve": 20}


def test_only_one_at_a_time(course: Assignment) -> None:
    put(course, "ada", WRONG)
    with (
        only_one(course.root, sqlite(course), course.name),
        pytest.raises(UsageError, match=r"process \d+ on .* is grading this course now"),
    ):
        graded_here(course)
    assert points(sqlite(course))["ada"] == 10
    assert graded_here(course) == 1


def test_a_user_without_a_name_grades_too(
    course: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert graded_here(course) == 0


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


def test_students_who_are_not_on_the_list(course: Assignment) -> None:
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.Autograde.create_student = False\n")
    put(course, "stranger", RIGHT)
    assert graded_here(course) == 0
    assert "stranger" not in points(sqlite(course))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"student": "nobody"}, "Nobody has handed in: put notebooks into .*nobody"),
        ({"workers": 0}, "--workers needs a number of at least 1"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "leave it out with --scheduler"),
    ],
)
def test_bad_requests_get_one_sentence(course: Assignment, how: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        graded_here(course, **how)


def test_who_has_not_handed_in_where_it_is_looked_for_is_named(course: Assignment) -> None:
    for student in ("ada", "bob", "eve"):
        folder = course.submitted / student
        (folder / course.name).rename(folder / "gradient-descent")
    with pytest.raises(UsageError) as told:
        graded_here(course)
    *sentences, last = str(told.value).split("\n")
    wrong, right = "submitted/ada/gradient-descent", "submitted/ada/gradient_descent"
    assert sentences[0].endswith(f"gradient_descent: mv {wrong} {right}")
    assert len(sentences) == 3
    assert last.startswith("Nobody has handed in")


def test_a_gradebook_grows_no_other_tables(course: Assignment) -> None:
    engine = create_engine(sqlite(course))
    with engine.connect() as connection:
        names = connection.scalars(
            text("SELECT name FROM sqlite_master WHERE name LIKE 'grading%'")
        )
        tables, indexes = {"keys", "runs", "said"}, {"grade_notebook", "comment_notebook"}
        assert set(names) == {f"grading_{name}" for name in tables | indexes}
    engine.dispose()


def test_who_was_removed_leaves_nothing_behind(course: Assignment) -> None:
    with open_gradebook(course) as gradebook:
        gradebook.remove_student("bob")
    shutil.rmtree(course.submitted / "bob")
    assert graded_here(course) == 0
    engine = create_engine(sqlite(course))
    with engine.connect() as connection:
        for table in ("grading_keys", "grading_said"):
            known = set(connection.scalars(text(f"SELECT student FROM {table}")))
            assert known == {"ada", "eve"}
    engine.dispose()


def test_nbgraders_hooks_are_called_for_whoever_is_graded(
    course: Assignment, monkeypatch: pytest.MonkeyPatch
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
    assert graded_here(course) == 1
    where = (course.name, "ada", [f"{ONE}.ipynb"])
    assert called == [("before", *where), ("after", *where)]
    assert points(sqlite(course))["ada"] == 10, "what the first hook wrote is graded"


def test_a_source_with_other_parts_shows_the_grades_that_stand(
    course: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in notebooks_in(course.release)}
    (course.source / f"{TWO}.ipynb").rename(course.source / "exercise_2.ipynb")
    with pytest.raises(Changed, match=rf"--renamed {TWO}=exercise_2"):
        grade_class(course)
    assert "\nbob               3           -  " in capsys.readouterr().out
    with pytest.raises(Changed, match=f"the notebook {TWO} is gone"):
        graded_here(course)
    assert {path: path.read_bytes() for path in notebooks_in(course.release)} == before


def test_a_locked_cell_that_is_not_as_released_is_told(
    course: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    path = course.release / f"{TWO}.ipynb"
    notebook = read(path)
    (cell,) = (cell for cell in notebook.cells if cell.id == "tools")
    cell.source += "\n# as it was handed out"
    nbformat.write(notebook, path)
    assert graded_here(course) == 0
    told = f"release/{course.name} is not what source/{course.name} makes now: {TWO} in tools."
    assert told in capsys.readouterr().err


def test_folders_that_nobody_knows_are_told_and_get_no_feedback(course: Assignment) -> None:
    graded = course.root / "autograded"
    shutil.copytree(graded / "bob", graded / "gone")
    shutil.copy(
        graded / "bob" / course.name / f"{ONE}.ipynb", graded / "eve" / course.name / "x.ipynb"
    )
    with open_gradebook(course) as gradebook:
        gradebook.remove_student("bob")
    for student in ("bob", "gone"):
        done = command(course, "generate_feedback", course.name, f"--student={student}")
        assert done.returncode == 0, done.stderr
        assert f"autograded/{student}/{course.name}/{ONE}.ipynb gets no feedback" in done.stderr
    done = command(course, "generate_feedback", course.name, "--student=eve", "--notebook=x")
    assert f"autograded/eve/{course.name}/x.ipynb gets no feedback" in done.stderr
    shutil.rmtree(course.submitted / "eve")
    absent, left = others(course)
    assert "exports: eve (20 points). If" in absent
    assert f"not used: autograded/bob/{course.name}, autograded/gone/{course.name}. " in left


def test_a_changed_test_regrades_its_notebook_only(course: Assignment) -> None:
    """The last test: its own tests cost it a grader of its own. The gradebook follows, too."""
    path = course.source / f"{TWO}.ipynb"
    notebook = read(path)
    (cell,) = (cell for cell in notebook.cells if cell.id == "test_fx_shifted")
    cell.source += "\nassert False, 'changed'"
    nbformat.write(notebook, path)
    with pytest.raises(UsageError, match="run nbgrader generate_assignment"):
        graded_here(course)
    more = nbformat.from_dict({**cell, "id": "test_more", "source": "assert fx_shifted(3.0) == 0"})
    more.metadata.nbgrader.update(grade_id="test_more", points=2)
    notebook.cells.append(more)
    nbformat.write(notebook, path)
    with pytest.raises(Changed, match=f"test_more is new in {TWO}"):
        graded_here(course)
    migrate(course)
    words = ("generate_assignment", course.name, f"--notebook={TWO}", "--force")
    assert command(course, *words).returncode == 0
    assert graded_here(course) == 1
    assert points(sqlite(course)) == {"ada": 10, "bob": 3, "eve": 19}
