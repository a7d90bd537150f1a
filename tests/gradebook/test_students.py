"""Who has left submitted/ is told, and whoever gets a new id keeps what a person has given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from nbgrader.api import MissingEntry

from grading.cli import rename
from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.gradebook.nbgrader import open_gradebook
from grading.gradebook.queries import connected, read_scores
from grading.gradebook.store import marks
from grading.gradebook.students import Absent, absent, said_of_absent
from tests.gradebook.small_class import points

ADA = {"one/test_a": 1.0, "one/test_b": 1.5, "two/test_c": 1.0}


def hand_in(assignment: Assignment, *students: str) -> None:
    for step in ("submitted", "autograded", "feedback"):
        for student in students:
            (assignment.root / step / student / assignment.name).mkdir(parents=True)


def folders(assignment: Assignment) -> set[str]:
    steps = ("submitted", "autograded", "feedback")
    return {f"{s}/{p.name}" for s in steps for p in (assignment.root / s).glob("*")}


@pytest.mark.parametrize(
    ("present", "told"),
    [
        ({"bob"}, ["ada (3.5 points, by hand in test_b, b)"]),
        ({"ada", "new"}, ["bob (3 points)"]),
        (set(), ["ada (3.5 points, by hand in test_b, b)", "bob (3 points)"]),
        ({"ada", "bob"}, []),
    ],
)
def test_whoever_is_graded_and_has_no_folder_is_told_with_what_a_person_gave(
    assignment: Assignment, present: set[str], told: list[str]
) -> None:
    with connected(assignment) as connection:
        scores = read_scores(connection, "work")
        assert scores is not None
        found = absent(connection, scores, present)
    assert [str(each) for each in found] == told
    said = list(said_of_absent(found))
    assert len(said) == bool(told)
    assert all(f"{', '.join(told)}. If a student has a new id: " in each for each in said)


def test_of_many_the_first_are_named_and_those_with_scores_by_hand_before_all() -> None:
    (said,) = said_of_absent([*(Absent(f"s{n}", 1.0) for n in range(60)), Absent("z", 2, ("q",))])
    assert "exports: z (2 points, by hand in q), s0 (1 points)" in said
    assert "s8 (1 points) and 51 more. If" in said


def test_a_sample_class_is_not_taken_for_students_of_an_earlier_term() -> None:
    sample, real = said_of_absent([Absent("sample_late", 1.0), Absent("ada", 1.0)])
    assert "python -m grading forget-sample" in sample
    assert "sample_late" not in real


def test_a_student_with_a_new_id_takes_everything_along(assignment: Assignment) -> None:
    hand_in(assignment, "ada", "bob")
    before = {step.replace("/ada", "/ada.l") for step in folders(assignment)}
    rename(assignment, old="ada", new="ada.l")
    assert points(assignment)["ada.l"] == ADA
    assert folders(assignment) == before
    with open_gradebook(assignment) as book:
        assert {student.id for student in book.students} == {"ada.l", "bob"}
        assert list(marks(book.db.connection(), "work")) == ["ada.l"], "its grade stands"


def test_a_new_id_that_is_graded_already_gets_what_a_person_gave(
    assignment: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(assignment, "bob")
    (assignment.root / "autograded" / "ada").mkdir()
    with open_gradebook(assignment) as book:
        book.find_student("ada").last_name = "Lovelace"
        book.find_submission("work", "ada").extension = timedelta(days=2)
        book.find_grade("test_c", "two", "work", "ada").extra_credit = 0.5
        book.db.commit()
    rename(assignment, old="ada", new="bob")
    assert points(assignment) == {"bob": {**ADA, "two/test_c": 1.5}}
    assert not (assignment.root / "autograded" / "ada").exists()
    said = capsys.readouterr().out
    assert "Moved: test_b, manual score 1.5." in said
    with open_gradebook(assignment) as book:
        assert book.find_student("bob").last_name == "Lovelace"
        assert book.find_submission("work", "bob").extension == timedelta(days=2)
        assert book.find_comment("b", "one", "work", "bob").manual_comment == "see\nme"
        with pytest.raises(MissingEntry):
            book.find_student("ada")


def test_what_a_person_gave_to_the_new_id_stays_and_the_other_is_told(
    assignment: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_gradebook(assignment) as book:
        book.find_grade("test_b", "one", "work", "bob").manual_score = 0.0
        book.db.commit()
    rename(assignment, old="ada", new="bob")
    assert points(assignment)["bob"]["one/test_b"] == 0.0
    said = capsys.readouterr().out
    assert "Not moved, since there is another one already: test_b, manual score 1.5." in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("adda", "x", "The gradebook has no student 'adda'; do you mean ada?"),
        ("ada", "ada", "'ada' cannot be the new id of ada"),
        ("ada", "a/b", "'a/b' cannot be the new id of ada"),
        ("ada", "", "'' cannot be the new id of ada"),
        ("ada", "..", "'..' cannot be the new id of ada"),
        ("ada", "bob", "submitted/ada and submitted/bob are both there"),
    ],
)
def test_what_cannot_be_renamed_is_left_alone(
    assignment: Assignment, old: str, new: str, told: str
) -> None:
    hand_in(assignment, "ada", "bob")
    before = folders(assignment), (assignment.root / "gradebook.db").read_bytes()
    with pytest.raises(UsageError) as error:
        rename(assignment, old=old, new=new)
    assert str(error.value).startswith(told)
    assert (folders(assignment), (assignment.root / "gradebook.db").read_bytes()) == before
