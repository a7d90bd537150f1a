"""A name that a platform has given says whose file it is, whatever students call their files."""

from __future__ import annotations

from datetime import datetime

import pytest

from grading.lms.names import Hints, Name, Unmapped, noted, read, recognise
from tests.support.platforms import FIRST, note
from tests.support.platforms import TIME as AT

TEN = datetime(2026, 1, 30, 10)
TITLED = Hints(title="gradient_descent")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"lovelaceada_12345_678_{FIRST}", Name("12345", "lovelaceada", FIRST, serial=678)),
        (
            "lovelaceada_LATE_12345_678_exercise_1-2.ipynb",
            Name("12345", "lovelaceada", "exercise_1-2.ipynb", serial=678, late=True),
        ),
        ("gödelkurt_7_8_Übung 1.ipynb", Name("7", "gödelkurt", "Übung 1.ipynb", serial=8)),
        ("o_neil_7_8_2024_x.ipynb", Name("7", "o_neil", "2024_x.ipynb", serial=8)),
        ("late_7_8_x.ipynb", Name("7", "late", "x.ipynb", serial=8)),
        ("7_8_x.ipynb", Name("7", "", "x.ipynb", serial=8)),
        ("anon_x7Yz2_8_x.ipynb", Name("anon_x7Yz2", "", "x.ipynb", serial=8)),
        ("LATE_anon_x7Yz2_8_x.ipynb", Name("anon_x7Yz2", "", "x.ipynb", serial=8, late=True)),
        ("euler_7_text.html", Name("7", "euler", "", added=True)),
        ("euler_LATE_7_link.html", Name("7", "euler", "", late=True, added=True)),
        ("submissions/euler_7_8_x.ipynb", Name("7", "euler", "x.ipynb", serial=8)),
        ("euler_7_8_9_10_x.ipynb", Name("7", "euler", "9_10_x.ipynb", serial=8)),
        (FIRST, None),
        ("notes.txt", None),
    ],
)
def test_canvas(path: str, name: Name | None) -> None:
    assert read("Canvas", path) == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (
            f"Ada Lovelace_12345_assignsubmission_file_/{FIRST}",
            Name("12345", "Ada Lovelace", FIRST),
        ),
        (f"Ada Lovelace_12345_assignsubmission_file/{FIRST}", Name("12345", "Ada Lovelace", FIRST)),
        (f"Ada Lovelace_12345_assignsubmission_file_{FIRST}", Name("12345", "Ada Lovelace", FIRST)),
        (
            "CS 1-Gradient descent-99/Kurt Gödel_7_assignsubmission_file_/sub/Übung 1.ipynb",
            Name("7", "Kurt Gödel", "sub/Übung 1.ipynb"),
        ),
        (
            "Euler_7_assignsubmission_onlinetext_/onlinetext.html",
            Name("7", "Euler", "onlinetext.html", added=True),
        ),
        (
            "Eve_7_assignsubmission_file_/Ada_8_assignsubmission_file_x.ipynb",
            Name("7", "Eve", "Ada_8_assignsubmission_file_x.ipynb"),
        ),
        (
            "Eve_7_assignsubmission_file_Ada_8_assignsubmission_file_x.ipynb",
            Name("7", "Eve", "Ada_8_assignsubmission_file_x.ipynb"),
        ),
        ("Default group_assignsubmission_file_/x.ipynb", None),
        (FIRST, None),
    ],
)
def test_moodle(path: str, name: Name | None) -> None:
    assert read("Moodle", path) == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"Gradient Descent_alovelace_{AT}_{FIRST}", Name("alovelace", "", FIRST, TEN)),
        (f"Gradient Descent_alovelace_{AT}.txt", Name("alovelace", "", "", TEN, added=True)),
        (f"gradient_descent_ada_l_{AT}_x.ipynb", Name("ada_l", "", "x.ipynb", TEN)),
        (
            f"GD_kgödel_{AT.replace('attempt', 'poging')}_x.ipynb",
            Name("kgödel", "", "x.ipynb", TEN),
        ),
        (f"GD_ada@uni.edu_{AT}_x.ipynb", Name("ada@uni.edu", "", "x.ipynb", TEN)),
        (f"GD_eve_{AT}_GD_ada_{AT}_x.ipynb", Name("eve", "", f"GD_ada_{AT}_x.ipynb", TEN)),
        (f"GD_eve_{AT}_GD_ada_{AT}.txt", Name("eve", "", f"GD_ada_{AT}.txt", TEN)),
        (FIRST, None),
    ],
)
def test_blackboard(path: str, name: Name | None) -> None:
    assert read("Blackboard", path, TITLED) == name


@pytest.mark.parametrize(
    ("head", "hints", "student"),
    [
        ("HW_1_ada_l", Hints(usernames={"HW_1_ada_l": "ada_l"}), "ada_l"),
        ("HW_1_ada_l", Hints(known=frozenset({"ada_l", "eve"})), "ada_l"),
        ("HW_1_ada_l", Hints(title="hw 1"), "ada_l"),
        ("HW1_ada", Hints(), "ada"),
    ],
)
def test_where_a_user_name_begins(head: str, hints: Hints, student: str) -> None:
    name = read("Blackboard", f"{head}_{AT}_x.ipynb", hints)
    assert name is not None
    assert name.student == student


@pytest.mark.parametrize(
    ("path", "hints"),
    [
        (f"HW_1_ada_l_{AT}_x.ipynb", Hints()),
        (f"HW_1_ada_l_{AT}_x.ipynb", Hints(known=frozenset({"ada_l", "l"}))),
        (f"GD_.._{AT}_x.ipynb", Hints()),
        (f"GD_.hidden_{AT}_x.ipynb", Hints()),
        ("GD_ada_attempt_2026-13-30-10-00-00_x.ipynb", Hints()),
    ],
)
def test_a_student_who_cannot_be_told_is_not_guessed(path: str, hints: Hints) -> None:
    with pytest.raises(Unmapped):
        read("Blackboard", path, hints)


def test_a_note_of_blackboards_says_the_user_name() -> None:
    assert noted(note("GD", "Ada (Countess) Lovelace", "ada_l")) == "ada_l"
    assert noted("Naam: Ada Lovelace (ada_l)\r\nOpdracht: GD\r\n") == "ada_l"
    assert noted("I could not do part 2, sorry (really)") is None


@pytest.mark.parametrize(
    ("paths", "platform"),
    [
        (["a_1_2_x.ipynb", "b_2_3_x.ipynb", "stray.ipynb"], "Canvas"),
        (["a_1_2_x.ipynb", f"b_2_3_GD_a_{AT}_x.ipynb"], "Canvas"),
        (["Ada_1_assignsubmission_file_/1_2_3_4.ipynb"], "Moodle"),
        ([f"HW_1_2_ada_{AT}_x.ipynb", f"HW_1_2_eve_{AT}.txt"], "Blackboard"),
        ([FIRST, "notes.txt"], None),
        ([], None),
    ],
)
def test_the_platform_is_recognised_by_most_names(paths: list[str], platform: str | None) -> None:
    assert recognise(paths) == platform
