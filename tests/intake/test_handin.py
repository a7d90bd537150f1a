"""A student's folder is searched for notebooks, whatever they are called, and for nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grading.intake.scan import SubmissionScan, look
from tests.support.handed_in import COPY, FIRST, NAMES, put


def test_the_names_that_were_handed_out_need_no_remark(tmp_path: Path) -> None:
    found = put(tmp_path, *(f"{name}.ipynb" for name in NAMES), "timestamp.txt", "data/a.csv")
    assert found.notebooks == {name: tmp_path / f"{name}.ipynb" for name in NAMES}
    assert found.files == {"data/a.csv": tmp_path / "data" / "a.csv"}
    assert found.remarks == {}
    assert found.refused == {}


@pytest.mark.parametrize(
    "file",
    [
        COPY,
        f"{NAMES[0]}(2).ipynb",
        f"{NAMES[0]} - Copy.ipynb",
        f"{NAMES[0]} - Copy (2).ipynb",
        f"{NAMES[0]}-Copy1.ipynb",
        f"Copy of {FIRST}",
        f"Kopie von {FIRST}",
        f"{NAMES[0]}_final_FINAL.ipynb",
        f"12345_ada_lovelace_{FIRST}",
        f"lovelaceada_12345_678901_{NAMES[0]}-1.ipynb",
        f"{FIRST}.txt",
        f"{FIRST}.json",
        f"{FIRST}.ipynb",
        f"{FIRST} (1)",
        FIRST.upper(),
        FIRST.title(),
        FIRST.replace("_", " "),
        FIRST.replace("_", "-"),
        FIRST.replace("_", ""),
        "exercise_1.ipynb",
        "Exercise 01 Ada.ipynb",
        "exercise1.ipynb",
        "ｅxercise_１.ipynb",
        "Übung_exercise_1.ipynb",
        f"gradient_descent/{FIRST}",
        f"a/b/c/d/e/{COPY}",
    ],
)
def test_a_renamed_notebook_is_found_and_remarked(file: str, tmp_path: Path) -> None:
    found = put(tmp_path, file)
    assert found.notebooks == {NAMES[0]: tmp_path / file}
    assert found.remarks == {NAMES[0]: (f"{file} was taken for {FIRST}",)}
    assert not found.files
    assert not found.refused


@pytest.mark.parametrize(
    "file",
    [
        "demo_1_scalar_descent.ipynb",
        "exercise_12.ipynb",
        "exercise_5_scalar_descent.ipynb",
        "scalar.ipynb",
        "1.ipynb",
        "exercise.ipynb",
        ".ipynb",
        "Untitled.ipynb",
        "sub/Untitled1.ipynb",
    ],
)
def test_another_notebook_is_ignored_and_named(file: str, tmp_path: Path) -> None:
    found = put(tmp_path, file)
    assert found == SubmissionScan({}, {}, found.remarks, {})
    assert found.remarks == {file: (f"{file} is no notebook of this assignment and was ignored",)}


@pytest.mark.parametrize(
    ("files", "best"),
    [
        ([FIRST, COPY], COPY),
        ([COPY, FIRST], COPY),
        ([f"{NAMES[0]}-Copy1.ipynb", FIRST], FIRST),
        ([FIRST, f"{NAMES[0]} - Copy.ipynb"], FIRST),
        ([FIRST, f"new/{FIRST}"], FIRST),
        ([f"old/{FIRST}", COPY], COPY),
        ([f"b/{FIRST}", f"a/{FIRST}"], f"a/{FIRST}"),
        ([COPY, COPY.replace("1)", "2)")], COPY.replace("1)", "2)")),
        ([COPY.replace("1)", "12)"), COPY.replace("1)", "9)")], COPY.replace("1)", "12)")),
        ([COPY, "exercise_1_notes.ipynb"], COPY),
        (["exercise_1_old.ipynb", "exercise_1.ipynb"], "exercise_1.ipynb"),
    ],
)
def test_of_several_that_were_copied_together_one_is_taken_and_the_others_named(
    files: list[str], best: str, tmp_path: Path
) -> None:
    found = put(tmp_path, *files)
    assert found.notebooks == {NAMES[0]: tmp_path / best}
    (other,) = set(files) - {best}
    assert f"{other} was ignored in favour of {best}" in found.remarks[NAMES[0]]
    assert not found.files
    assert not found.refused


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (FIRST, COPY),
        (COPY, FIRST),
        (FIRST, f"{NAMES[0]}-Copy1.ipynb"),
        (FIRST, f"new/{FIRST}"),
        (COPY.replace("1)", "2)"), COPY),
        ("exercise_1.ipynb", "exercise 1 b.ipynb"),
    ],
)
def test_of_several_that_were_changed_at_other_times_the_newest_is_taken(
    older: str, newer: str, tmp_path: Path
) -> None:
    put(tmp_path, older, newer)
    os.utime(tmp_path / newer, (3600, 3600))
    found = look(tmp_path, NAMES)
    assert found.notebooks == {NAMES[0]: tmp_path / newer}
    assert f"{older} was ignored in favour of {newer}" in found.remarks[NAMES[0]]


def test_a_newer_file_of_another_name_takes_no_place_from_one_of_the_right_name(
    tmp_path: Path,
) -> None:
    put(tmp_path, FIRST, "exercise_1_notes.ipynb")
    os.utime(tmp_path / "exercise_1_notes.ipynb", (3600, 3600))
    assert look(tmp_path, NAMES).notebooks == {NAMES[0]: tmp_path / FIRST}


def test_files_of_one_time_are_told_apart_by_their_names(tmp_path: Path) -> None:
    for name in ("exercise_1 b.ipynb", "exercise_1 a.ipynb"):
        put(tmp_path, name)
    assert look(tmp_path, NAMES).notebooks == {NAMES[0]: tmp_path / "exercise_1 a.ipynb"}


def test_a_file_is_one_notebook_at_the_most(tmp_path: Path) -> None:
    found = put(tmp_path, f"exercise_2 {FIRST}", "exercise_3 and exercise_4.ipynb")
    assert sorted(found.notebooks) == [NAMES[0], NAMES[2]]


def test_a_name_within_another_is_the_longer_one(tmp_path: Path) -> None:
    for name in ("task_1_a.ipynb", "task_1_a_more (1).ipynb"):
        put(tmp_path, name)
    found = look(tmp_path, ["task_1_a", "task_1_a_more"])
    assert {name: path.name for name, path in found.notebooks.items()} == {
        "task_1_a": "task_1_a.ipynb",
        "task_1_a_more": "task_1_a_more (1).ipynb",
    }
