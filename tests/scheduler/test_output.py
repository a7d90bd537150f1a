"""autograded/ holds what was graded, the course's own files, and nothing of earlier runs."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grading.core.beside import FilesBeside
from grading.core.errors import RunAborted
from grading.core.files import digest, in_the_way
from grading.intake.files import TIMESTAMP
from grading.scheduler import output
from grading.scheduler.output import Autograded

SOURCES = {"data/points.csv": b"1, 2"}


@pytest.fixture
def autograded(tmp_path: Path) -> Autograded:
    config = Config({"CourseDirectory": {"root": str(tmp_path), "ignore": ["*.pyc"]}})
    course = CourseDirectory(config=config, assignment_id="a")
    for name, data in SOURCES.items():
        (tmp_path / "source" / name).parent.mkdir(parents=True)
        (tmp_path / "source" / name).write_bytes(data)
    files = FilesBeside.copied(tmp_path / "source", SOURCES)
    return Autograded(Autograde(coursedir=course, config=config), files)


def put(
    autograded: Autograded,
    texts: Mapping[str, str],
    *standing: str,
    files: Mapping[str, bytes] | None = None,
    time: str | None = None,
) -> dict[str, bytes]:
    """What is in Ada's folder then, by name."""
    autograded.put("ada", texts, standing, files or {}, time)
    folder = autograded.folder("ada")
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_graded_notebooks_stand_beside_what_the_course_and_the_student_have(
    autograded: Autograded,
) -> None:
    found = put(autograded, {"n": "graded"}, files={"mine.csv": b"3"}, time="2026-01-01")
    student = {"mine.csv": b"3", TIMESTAMP: b"2026-01-01"}
    assert found == {"n.ipynb": b"graded", **student, **SOURCES}
    assert autograded.text("ada", "n") == "graded"
    assert autograded.digest("ada", "n") == digest(b"graded")


def test_a_notebook_that_was_never_graded_has_no_digest(autograded: Autograded) -> None:
    assert autograded.digest("ada", "n") == ""


def test_what_stands_stays_and_what_is_obsolete_goes_with_its_folders(
    autograded: Autograded,
) -> None:
    put(autograded, {"n": "1", "m": "1", "o": "1"}, files={"sub/deep/mine.csv": b"3"}, time="t")
    assert put(autograded, {"n": "2"}, "m") == {"n.ipynb": b"2", "m.ipynb": b"1", **SOURCES}
    assert {path.name for path in autograded.folder("ada").iterdir() if path.is_dir()} == {"data"}


@pytest.mark.parametrize(
    "name", ["data/points.csv", "n.ipynb", "n.ipynb/x", "m.ipynb/x", "data", "x.pyc", "sub/x.pyc/y"]
)
def test_a_students_file_replaces_none_of_ours(autograded: Autograded, name: str) -> None:
    put(autograded, {"m": "1"})
    found = put(autograded, {"n": "2"}, "m", files={name: b"theirs"})
    assert found == {"n.ipynb": b"2", "m.ipynb": b"1", **SOURCES}


def test_a_link_in_the_way_is_removed_and_not_followed(
    autograded: Autograded, tmp_path: Path
) -> None:
    (outside := tmp_path / "outside").mkdir()
    (outside / "precious").write_text("kept")
    folder = autograded.folder("ada")
    folder.mkdir(parents=True)
    (folder / "link").symlink_to(outside)
    assert put(autograded, {"n": "1"}) == {"n.ipynb": b"1", **SOURCES}
    assert not (folder / "link").is_symlink()
    assert (outside / "precious").read_text() == "kept"


def test_a_disk_that_is_full_is_one_sentence(
    autograded: Autograded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(output, "write_atomic", full)
    with pytest.raises(RunAborted, match=r"No space left on device: .*/ada/.*; make room, and run"):
        put(autograded, {"n": "1"})


NAMES = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=3).map("/".join)


@given(NAMES, NAMES)
def test_two_files_are_in_each_others_way_if_one_is_a_folder_of_the_other(
    one: str, other: str
) -> None:
    parts, theirs = one.split("/"), other.split("/")
    shorter = min(len(parts), len(theirs))
    expected = one != other and parts[:shorter] == theirs[:shorter]
    assert in_the_way(one, {other}) == in_the_way(other, {one}) == expected
