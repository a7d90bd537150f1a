"""A notebook is known by what is in it where its name does not tell, or tells another."""

from __future__ import annotations

import os
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from authoring.build import read
from grading.core.course import notebooks_in
from grading.intake.recognise import KnownNotebooks
from grading.intake.scan import SubmissionScan, look
from tests.submissions.broken import HARMLESS
from tests.submissions.broken.cells import without_metadata_and_ids
from tests.submissions.broken.files import saved
from tests.support.courses import COURSE
from tests.support.handed_in import FIRST, NAMES, released, solved

KNOWN = KnownNotebooks({name: read(COURSE.source / f"{name}.ipynb") for name in NAMES})
ONE, TWO, THREE, FOUR = NAMES


def looked(folder: Path, files: dict[str, bytes]) -> SubmissionScan:
    """The folder with these files in it, as grading looks at it."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return look(folder, NAMES, KNOWN)


def taken(found: SubmissionScan) -> dict[str, str]:
    return {name: path.name for name, path in found.notebooks.items()}


def work(name: str) -> bytes:
    return saved(solved(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "file", ["Ada Lovelace.ipynb", "Homework1.ipynb", "1_scalar_descent.ipynb"]
)
def test_a_name_that_tells_nothing_costs_nothing(file: str, name: str, tmp_path: Path) -> None:
    found = looked(tmp_path, {file: work(name)})
    assert taken(found) == {name: file}
    assert found.remarks[name] == (
        f"{file} was taken for {name}.ipynb, since it has the cells of that",
    )
    assert not found.looks


def test_all_may_have_names_that_tell_nothing(tmp_path: Path) -> None:
    files = {f"{place}.ipynb": work(name) for place, name in enumerate(reversed(NAMES))}
    found = looked(tmp_path, files)
    assert taken(found) == {name: f"{3 - place}.ipynb" for place, name in enumerate(NAMES)}


@pytest.mark.parametrize("damage", HARMLESS)
def test_a_damaged_file_is_known_too(damage: str, tmp_path: Path) -> None:
    found = looked(tmp_path, {"Ada.ipynb": HARMLESS[damage](solved(ONE))})
    assert taken(found) == {ONE: "Ada.ipynb"}


@pytest.mark.parametrize("names", [(TWO, ONE), (ONE, TWO, FOUR, THREE), (TWO, THREE, ONE)])
def test_swapped_files_are_graded_as_what_they_are_and_marked(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    found = looked(tmp_path, {f"{f}.ipynb": work(n) for f, n in zip(NAMES, names, strict=False)})
    assert taken(found) == {n: f"{f}.ipynb" for f, n in zip(NAMES, names, strict=False)}
    swapped = {n: f for f, n in zip(NAMES, names, strict=False) if f != n}
    assert found.looks == set(swapped)
    for name, other in swapped.items():
        said = f"{other}.ipynb holds {name}, not {other}: it was taken for {name}.ipynb"
        assert found.remarks[name] == (said,)


def test_so_are_swapped_files_without_metadata(tmp_path: Path) -> None:
    files = {f"{a}.ipynb": without_metadata_and_ids(solved(b)) for a, b in [(ONE, TWO), (TWO, ONE)]}
    found = looked(tmp_path, files)
    assert taken(found) == {ONE: f"{TWO}.ipynb", TWO: FIRST}
    assert found.looks == {ONE, TWO}


def test_a_copy_handed_in_twice_is_no_second_notebook(tmp_path: Path) -> None:
    found = looked(tmp_path, {f"{TWO}.ipynb": work(TWO), FIRST: work(TWO)})
    assert taken(found) == {TWO: f"{TWO}.ipynb"}
    assert found.refused == {FIRST: f"{FIRST} holds {TWO}, not {ONE}: hand in {FIRST}"}
    assert f"{FIRST} was ignored in favour of {TWO}.ipynb" in found.remarks[TWO]
    assert found.looks == {TWO}


def everything() -> bytes:
    cells = [cell for name in NAMES for cell in solved(name).cells]
    return saved({"cells": cells, "nbformat": 4})


def elsewhere() -> bytes:
    """Exercise 2 in which somebody has answered exercise 1."""
    notebook = nbformat.from_dict(solved(TWO))
    notebook.cells.append(new_code_cell("def descend_scalar(x0, learning_rate, steps): ..."))
    return saved(notebook)


@pytest.mark.parametrize(
    "content",
    [
        everything(),
        elsewhere(),
        saved(new_notebook(cells=[new_code_cell("1 + 1")])),
        saved(new_notebook(cells=[new_code_cell("def plot_path(trajectory): ...")])),
        saved({"cells": [], "nbformat": 4}),
        b"",
        b"this is no notebook",
    ],
)
def test_where_the_content_does_not_speak_against_it_a_name_counts(
    content: bytes, tmp_path: Path
) -> None:
    found = looked(tmp_path, {FIRST: content})
    assert taken(found) == {ONE: FIRST}
    assert not found.remarks
    assert not found.looks


def test_a_new_notebook_with_the_answers_alone_is_a_guess_for_a_person(tmp_path: Path) -> None:
    answer = "def sweep_scalar(x0, learning_rates, steps):\n    return {}"
    cells = [new_markdown_cell("My homework"), new_code_cell(answer)]
    found = looked(tmp_path, {"hw.ipynb": saved(new_notebook(cells=cells))})
    assert taken(found) == {FOUR: "hw.ipynb"}
    assert found.looks == {FOUR}
    said = f"hw.ipynb was taken for {FOUR}.ipynb, since it is a little like that"
    assert found.remarks[FOUR] == (said,)


def test_a_guess_takes_no_place_from_a_file_with_a_name(tmp_path: Path) -> None:
    answer = new_code_cell("def sweep_scalar(x0, learning_rates, steps):\n    return {}")
    files = {"hw.ipynb": saved(new_notebook(cells=[answer])), f"{FOUR}.ipynb": work(FOUR)}
    found = looked(tmp_path, files)
    assert taken(found) == {FOUR: f"{FOUR}.ipynb"}
    assert found.astray == (
        "hw.ipynb is no notebook of this assignment: hand in the notebooks that you were given",
    )


@pytest.mark.parametrize("demo", notebooks_in(COURSE.demos), ids=lambda path: path.stem[:6])
def test_a_lesson_is_no_exercise(demo: Path, tmp_path: Path) -> None:
    found = looked(tmp_path, {demo.name: demo.read_bytes(), "mine.ipynb": demo.read_bytes()})
    assert found.notebooks == {}
    assert [said.split(" is ")[0] for said in found.astray] == [demo.name, "mine.ipynb"]


@pytest.mark.parametrize(
    "file",
    [
        f"{ONE}.json",
        ONE,
        f"{FIRST}.bak",
        f"{FIRST}~",
        f"{ONE}.ipnyb",
        "work.json",
        "Ada Lovelace",
        "a/b.txt",
    ],
)
def test_a_notebook_in_every_way_but_its_ending_is_graded(file: str, tmp_path: Path) -> None:
    found = looked(tmp_path, {file: work(ONE)})
    assert taken(found) == {ONE: file.rpartition("/")[2]}
    said = f"{file} is a notebook whose name does not end in .ipynb: it was taken for {FIRST}"
    assert found.remarks[ONE] == (said,)
    assert not found.files
    assert not found.looks


def test_such_a_file_with_the_name_of_another_is_for_a_person(tmp_path: Path) -> None:
    found = looked(tmp_path, {f"{ONE}.json": work(TWO)})
    assert taken(found) == {TWO: f"{ONE}.json"}
    assert found.looks == {TWO}


@pytest.mark.parametrize("names", [("hw (1).ipynb", "hw.ipynb"), ("b/hw.ipynb", "a.ipynb")])
def test_of_two_versions_whose_names_tell_nothing_one_is_taken(
    names: tuple[str, str], tmp_path: Path
) -> None:
    looked(tmp_path, dict.fromkeys(names, work(ONE)))
    best, other = names if "(1)" in names[0] else reversed(names)
    for name in names:
        os.utime(tmp_path / name, (0, 0))
    found = look(tmp_path, NAMES, KNOWN)
    assert taken(found) == {ONE: best}
    assert f"{other} was ignored in favour of {best}" in found.remarks[ONE]
    os.utime(tmp_path / other, (3600, 3600))
    assert found.notebooks != look(tmp_path, NAMES, KNOWN).notebooks


def test_beside_the_notebook_itself_such_a_file_is_data(tmp_path: Path) -> None:
    found = looked(tmp_path, {FIRST: work(ONE), f"{ONE}.json": work(ONE), "data.json": b"{}"})
    assert taken(found) == {ONE: FIRST}
    assert set(found.files) == {f"{ONE}.json", "data.json"}


ADVICE = "hand in the .ipynb file itself: File > Download in JupyterLab"
ARCHIVE = "an archive: unpack it and hand in the notebooks in it"
LINK = "a link to a file elsewhere: download the notebook, and hand in the .ipynb file itself"


@pytest.mark.parametrize(
    ("file", "content", "kind"),
    [
        ("work.zip", b"PK\3\4", ARCHIVE),
        ("work.tar.gz", b"\x1f\x8b", ARCHIVE),
        ("WORK.7Z", b"", ARCHIVE),
        ("work", b"PK\3\4", ARCHIVE),
        ("work.backup", b"\x1f\x8b", ARCHIVE),
        ("exercise.gdoc", b"{}", LINK),
        ("my notebook.url", b"[InternetShortcut]", LINK),
        (f"{FIRST}.webloc", b"<plist>", LINK),
        (f"{FIRST} - Shortcut.lnk", b"L", LINK),
        ("x.py", b"print()", f"a script in Python, not a notebook: {ADVICE}"),
        ("x.R", b"print()", f"a script or program, not a notebook: {ADVICE}"),
        ("page.html", b"<html>", f"a web page, not a notebook: {ADVICE}"),
        ("paper.PDF", b"%PDF", f"a PDF file, not a notebook: {ADVICE}"),
        ("paper", b"%PDF", f"a PDF file, not a notebook: {ADVICE}"),
        ("answers.txt", b"42", f"a text, not a notebook: {ADVICE}"),
        ("screen.png", b"\x89PNG", f"a picture, not a notebook: {ADVICE}"),
        ("data.json", b"[1, 2]", f"a JSON file, but no notebook: {ADVICE}"),
        ("thing", b"\0\1", f"no notebook: {ADVICE}"),
    ],
)
def test_what_is_no_notebook_is_named_as_what_it_is(
    file: str, content: bytes, kind: str, tmp_path: Path
) -> None:
    found = looked(tmp_path, {file: content})
    assert found.notebooks == {}
    assert {*found.astray, *found.refused.values()} == {f"{file} is {kind}"}


def test_a_name_says_which_notebook_it_should_have_been(tmp_path: Path) -> None:
    found = looked(tmp_path, {FIRST: work(ONE), f"{TWO}.py": b"", "exercise 3.zip": b"PK"})
    assert found.refused == {
        f"{TWO}.ipynb": f"{TWO}.py is a script in Python, not a notebook: {ADVICE}",
        f"{THREE}.ipynb": f"exercise 3.zip is {ARCHIVE}",
    }


def test_beside_notebooks_data_and_scripts_are_nothing_odd(tmp_path: Path) -> None:
    files = {FIRST: work(ONE), "helpers.py": b"", "points.csv": b"", "rest.zip": b"PK"}
    found = looked(tmp_path, files)
    assert found.astray == (f"rest.zip is {ARCHIVE}",)
    assert found.refused == {}
    whole = {f"{name}.ipynb": work(name) for name in NAMES}
    assert looked(tmp_path, whole).astray == ()


def test_an_empty_hand_has_nothing_to_be_named(tmp_path: Path) -> None:
    found = looked(tmp_path, {"timestamp.txt": b"2026-01-30", ".DS_Store": b""})
    assert (found.astray, found.refused) == ((), {})


def deep() -> bytes:
    return b'{"cells": ' + b"[" * 2_000_000


def many() -> bytes:
    return b'{"cells": [' + b'{"cell_type": 1},' * 120_000


def marks() -> bytes:
    return b'{"cells": "cell_type", ' + b'"id":   "' * 200_000


@pytest.mark.parametrize("content", [deep(), many(), marks(), os.urandom(1 << 20)])
def test_a_hostile_file_costs_no_time(content: bytes, tmp_path: Path) -> None:
    begun = time.process_time()
    found = looked(tmp_path, {"a.ipynb": content, "a.json": content, FIRST: content})
    assert taken(found) == {ONE: FIRST}
    assert time.process_time() - begun < 5


def test_links_and_pipes_are_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(work(ONE))
    folder = tmp_path / "hand_in"
    folder.mkdir()
    (folder / "Ada.ipynb").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "b.ipynb")
    found = look(folder, NAMES, KNOWN)
    assert found.notebooks == {}
    assert set(found.refused) == {"Ada.ipynb", "b.ipynb"}


def test_the_released_notebooks_are_known_as_the_source_is(tmp_path: Path) -> None:
    found = looked(
        tmp_path, {f"x{place}.ipynb": saved(released(n)) for place, n in enumerate(NAMES)}
    )
    assert taken(found) == {name: f"x{place}.ipynb" for place, name in enumerate(NAMES)}


def test_an_assignment_of_one_notebook_knows_it_by_any_mark(tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_bytes(work(ONE))
    known = KnownNotebooks({"hw": read(COURSE.source / FIRST)})
    assert look(tmp_path, ["hw"], known).notebooks == {"hw": tmp_path / "x.ipynb"}
