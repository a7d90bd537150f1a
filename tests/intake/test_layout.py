"""Whatever stands in submitted/ is graded, or named with the command that puts it right."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory

from grading.intake.inbox import inbox
from grading.intake.layout import chosen, is_empty, misplaced, quoted, student_folders, unfit
from grading.intake.recognise import KnownNotebooks

COURSE = "gradient_descent"
NO_NOTEBOOKS = KnownNotebooks({})


def course(root: Path, *files: str, student: str = "*") -> CourseDirectory:
    """A course with these files in submitted/, one of them a folder if it ends in a slash."""
    for name in (COURSE, "second_task"):
        (root / "source" / name).mkdir(parents=True, exist_ok=True)
    for file in files:
        path = root / "submitted" / file
        (path if file.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not file.endswith("/"):
            path.write_bytes(os.fsencode(file))
    return CourseDirectory(root=str(root), assignment_id=COURSE, student_id=student)


def graded(found: CourseDirectory) -> dict[str, list[str]]:
    """The files that are graded, by student."""
    return {
        folder.student: sorted(path.name for path in folder.path.iterdir())
        for folder in student_folders(found, found.submitted_directory)
    }


def mended(root: Path, sentence: str, **names: str) -> None:
    """Type the command that a sentence ends with into a shell."""
    command = sentence.split(": ", 1)[1].removesuffix(", where ID is the student's")
    for word, name in names.items():
        command = command.replace(word, name)
    subprocess.run(["bash", "-ec", command], cwd=root, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["ada/gradient-descent/a.ipynb"], {"ada": ["a.ipynb"]}),
        (["ada/Gradient Descent/a.ipynb"], {"ada": ["a.ipynb"]}),
        (["ada/gradientdescent/a.ipynb"], {"ada": ["a.ipynb"]}),
        (["ada/gradient_decent/a.ipynb"], {"ada": ["a.ipynb"]}),
        (["ada/gradient_descent (1)/a.ipynb"], {"ada": ["a.ipynb"]}),
        (["ada/my work/a.ipynb", "ada/my work/b.csv"], {"ada": ["a.ipynb", "b.csv"]}),
        (["ada's/homework/a.ipynb"], {"ada's": ["a.ipynb"]}),
        (["group1/eve/gradient_descent/a.ipynb"], {"eve": ["a.ipynb"]}),
        (
            ["lab a/eve/gradient_descent/a.ipynb", "lab a/bob/gradient_descent/b.ipynb"],
            {"bob": ["b.ipynb"], "eve": ["a.ipynb"]},
        ),
        (["a.ipynb"], {"ID": ["a.ipynb"]}),
        (["a b.ipynb", "c.zip"], {"ID": ["a b.ipynb"]}),
        (["ada/a.ipynb"], {"ada": ["a.ipynb"]}),
        (["ada/a.ipynb", "ada/$HOME.csv"], {"ada": ["$HOME.csv", "a.ipynb"]}),
        (["gradient_descent/ada/a.ipynb"], {"ada": ["a.ipynb"]}),
        (["gradient-descent/ada/a.ipynb"], {"ada": ["a.ipynb"]}),
        (
            ["gradient_descent/ada/a.ipynb", "gradient_descent/bob [2]/b.ipynb"],
            {"ada": ["a.ipynb"], "bob [2]": ["b.ipynb"]},
        ),
        (["gradient_descent/a.ipynb"], {"ID": ["a.ipynb"]}),
        ([".ann/gradient_descent/a.ipynb"], {"ann": ["a.ipynb"]}),
        (["a\nb/gradient_descent/a.ipynb"], {"a_b": ["a.ipynb"]}),
        (["it's\t\x85/gradient_descent/a.ipynb"], {"it's__": ["a.ipynb"]}),
        (["\udcff/gradient_descent/a.ipynb"], {"_": ["a.ipynb"]}),
        (
            ["\x01/gradient_descent/a.ipynb", "\x02/gradient_descent/b.ipynb"],
            {"_": ["a.ipynb"], "__2": ["b.ipynb"]},
        ),
        ([f"{'x' * 129}/gradient_descent/a.ipynb"], {"x" * 128: ["a.ipynb"]}),
    ],
    ids=repr,
)
def test_the_command_puts_a_wrong_layout_right(
    files: list[str], expected: dict[str, list[str]], tmp_path: Path
) -> None:
    found = course(tmp_path, *files)
    assert graded(found) == {}
    assert list(inbox(found, NO_NOTEBOOKS)) == []
    said = misplaced(found)
    assert all(sentence.startswith("submitted/") for sentence in said)
    assert all(sentence.isprintable() for sentence in said)
    for sentence in said:
        if ".zip" not in sentence:
            mended(tmp_path, sentence)
    assert graded(found) == expected


def test_an_archive_is_unpacked_where_its_student_is(tmp_path: Path) -> None:
    (sentence,) = misplaced(course(tmp_path, "ada/my work.zip"))
    assert sentence.endswith(
        "mkdir -p submitted/ada/gradient_descent && "
        "unzip -n 'submitted/ada/my work.zip' -d submitted/ada/gradient_descent/"
    )


def test_nothing_that_is_there_is_lost(tmp_path: Path) -> None:
    files = ["ada/gradient_descent/a.ipynb", "ada/gradient-descent/a.ipynb", "ada/a.ipynb"]
    found = course(tmp_path, *files)
    said = misplaced(found)
    assert len(said) == 2
    for sentence in said:
        mended(tmp_path, sentence)
    kept = (tmp_path / "submitted/ada/gradient_descent/a.ipynb").read_text()
    assert kept == "ada/gradient_descent/a.ipynb"
    assert (tmp_path / "submitted/ada/gradient-descent/a.ipynb").exists()


@pytest.mark.parametrize(
    "files",
    [
        ["ada/gradient_descent/a.ipynb"],
        ["ada/gradient_descent/a.ipynb", "ada/notes.txt", "ada/drafts/a.ipynb"],
        ["gradient_descent/gradient_descent/a.ipynb"],
        ["ada/second_task/a.ipynb"],
        ["ada/second_task/a.ipynb", "ada/gradient_descent/a.ipynb"],
        [".gitkeep", ".DS_Store", "Thumbs.db", "__MACOSX/x", ".ipynb_checkpoints/a.ipynb"],
        [".cache/x/y"],
        [],
    ],
    ids=repr,
)
def test_what_is_right_is_not_named(files: list[str], tmp_path: Path) -> None:
    assert misplaced(course(tmp_path, *files)) == []


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (sentence,) = misplaced(course(tmp_path, "ada/"))
    assert sentence == (
        "submitted/ada is not graded, since it has none: "
        "put notebooks into submitted/ada/gradient_descent/"
    )


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (sentence,) = misplaced(course(tmp_path, "ada/gradient_descent"))
    assert "submitted/ada/gradient_descent is not graded: it has to be a folder" in sentence


def test_of_a_whole_class_the_first_are_named(tmp_path: Path) -> None:
    said = misplaced(course(tmp_path, *(f"s{n:02}/gradient-descent/a.ipynb" for n in range(30))))
    assert len(said) == 11
    assert said[-1] == "so it is with 20 more in submitted"


@pytest.mark.parametrize(
    ("files", "empty"),
    [
        ([], True),
        ([".gitkeep", ".DS_Store", ".ipynb_checkpoints/x"], True),
        (["Thumbs.db"], True),
        (["README.txt"], False),
        (["ada/"], False),
        (["ada/second_task/a.ipynb"], False),
    ],
    ids=repr,
)
def test_hidden_files_alone_leave_submitted_empty(
    files: list[str], empty: bool, tmp_path: Path
) -> None:
    course(tmp_path, *files)
    assert is_empty(tmp_path / "submitted") == empty


NAMES = [
    "ann [group 2]",
    "[a-z]",
    "x*y",
    "a?b",
    "Ann",
    "ann",
    "{x}",
    "ü 山田\u3000太郎",
    " b ",
    "-rf",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_student_is_found_by_name_first(name: str, tmp_path: Path) -> None:
    files = [f"{name}/{COURSE}/a.ipynb" for name in NAMES]
    assert list(graded(course(tmp_path, *files, student=name))) == [name]
    assert unfit(name) == ""


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("a*", {"ann [group 2]", "a?b", "ann"}),
        ("?nn", {"Ann", "ann"}),
        ("*", set(NAMES)),
        ("b", {" b "}),
        ("nobody", set()),
        ("ann", {"ann"}),
        ("[x]*y", {"x*y"}),
    ],
)
def test_a_pattern_is_one_where_nobody_has_the_name(wanted: str, found: set[str]) -> None:
    assert set(chosen(wanted, NAMES)) == found


def test_who_is_left_out_is_left_out(tmp_path: Path) -> None:
    found = course(tmp_path, f"ada/{COURSE}/a.ipynb", f"bob/{COURSE}/a.ipynb")
    found.student_id_exclude = "ada"
    assert list(graded(found)) == ["bob"]


@pytest.mark.parametrize("inside", ["", ".DS_Store", ".ipynb_checkpoints/a-checkpoint.ipynb"])
def test_a_folder_in_which_nothing_is_is_told_and_nothing_is_graded(
    inside: str, tmp_path: Path
) -> None:
    found = course(tmp_path, f"ada/{COURSE}/{inside}", f"bob/{COURSE}/timestamp.txt")
    assert list(graded(found)) == ["bob"]
    (said,) = misplaced(found)
    assert said == (
        f"submitted/ada is not graded, since {COURSE}/ in it is empty: put notebooks into "
        f"submitted/ada/{COURSE}/"
    )


def test_another_structure_of_folders_works_too(tmp_path: Path) -> None:
    found = course(tmp_path, f"{COURSE}/ann [2]/a.ipynb")
    found.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"
    assert graded(found) == {"ann [2]": ["a.ipynb"]}
    assert misplaced(found) == []


@pytest.mark.parametrize("name", ["a b", "it's", "a\nb", "\\n'\x1b", "\u202e", "\udcff", "é\x85"])
def test_a_quoted_name_is_that_name_in_a_shell(name: str) -> None:
    words = ["bash", "-c", f"printf %s {quoted(name)}"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    assert subprocess.run(words, capture_output=True, env=environment).stdout == os.fsencode(name)
