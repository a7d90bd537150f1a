"""A gradebook is copied whole, the last copies are kept, and no failure stands in the way."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from grading.gradebook import copies
from grading.gradebook.copies import FOLDER, KEPT, back_up


@pytest.fixture
def gradebook(tmp_path: Path) -> Path:
    path = tmp_path / "gradebook.db"
    write(path, "first")
    return path


def write(path: Path, text: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE IF NOT EXISTS held (text)")
    connection.execute("DELETE FROM held")
    connection.execute("INSERT INTO held VALUES (?)", (text,))
    connection.commit()
    connection.close()


def read(path: Path) -> str:
    connection = sqlite3.connect(path)
    ((text,),) = connection.execute("SELECT text FROM held").fetchall()
    connection.close()
    return str(text)


def made(gradebook: Path) -> list[Path]:
    """The files in the folder of copies, by name; hidden ones, too."""
    folder = gradebook.parent / FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def copied(gradebook: Path) -> str:
    return back_up(f"sqlite:///{gradebook}", gradebook.parent)


def test_a_copy_is_what_the_gradebook_was(gradebook: Path) -> None:
    gradebook.chmod(0o640)
    assert copied(gradebook) == ""
    write(gradebook, "second")
    (copy,) = made(gradebook)
    assert read(copy) == "first"
    assert copy.stat().st_mode & 0o777 == 0o640, "nobody else may read it"


def test_the_last_ones_are_kept_and_no_other_file_is_touched(gradebook: Path) -> None:
    folder = gradebook.parent / FOLDER
    folder.mkdir()
    mine = {folder / "before the exam.db", folder / "gradebook-2026.db", folder / "notes.txt"}
    for path in mine:
        path.touch()
    for number in range(KEPT + 3):
        write(gradebook, str(number))
        assert copied(gradebook) == ""
    kept = [path for path in made(gradebook) if path not in mine]
    assert [read(path) for path in kept] == [str(n) for n in range(3, KEPT + 3)]
    assert mine <= set(made(gradebook))


def test_the_new_copy_stays_though_the_clock_went_back(gradebook: Path) -> None:
    for number in range(KEPT):
        copied(gradebook)
        made(gradebook)[-1].rename(
            gradebook.parent / FOLDER / f"gradebook-{number}9990101-000000-000000.db"
        )
    write(gradebook, "now")
    assert copied(gradebook) == ""
    assert len(made(gradebook)) == KEPT
    assert "now" in [read(path) for path in made(gradebook)]


def test_somebody_who_writes_meanwhile_is_waited_for_and_then_left_alone(
    gradebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "BUSY", 2)
    monkeypatch.setattr(copies, "PAUSE", 0.0)
    writer = sqlite3.connect(gradebook, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    assert "somebody is writing it" in copied(gradebook)
    assert made(gradebook) == []
    writer.execute("ROLLBACK")
    writer.close()
    assert copied(gradebook) == ""


@pytest.mark.parametrize("number", [28, 30, 13], ids=["full", "read-only", "not allowed"])
def test_a_disk_that_takes_no_copy_is_one_sentence(
    gradebook: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    said = copied(gradebook)
    assert said.startswith("No copy of the gradebook was made before this run")
    assert os.strerror(number) in said
    assert "grading goes on" in said
    assert "\n" not in said
    assert made(gradebook) == []


def full(*_: object, **__: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_disk_that_is_full_in_the_middle_leaves_no_half_copy(
    gradebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "copymode", full)
    (gradebook.parent / FOLDER).mkdir()
    assert "disk is full" in copied(gradebook)
    assert made(gradebook) == []


def test_a_file_in_the_place_of_the_folder_is_one_sentence(gradebook: Path) -> None:
    (gradebook.parent / FOLDER).write_text("mine")
    assert "File exists" in copied(gradebook)
    assert (gradebook.parent / FOLDER).read_text() == "mine"


@pytest.mark.parametrize("url", ["postgresql+psycopg://teacher@host/course", "sqlite://"])
def test_what_is_no_file_is_not_copied(url: str, tmp_path: Path) -> None:
    assert back_up(url, tmp_path) == ""
    assert back_up(f"sqlite:///{tmp_path / 'not_there.db'}", tmp_path) == ""
    assert list(tmp_path.iterdir()) == []
