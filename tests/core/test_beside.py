"""Files beside the notebooks are copied once, known by digests, and gone with who has them."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from grading.core import beside
from grading.core.beside import MOST, FilesBeside
from grading.core.errors import UsageError

FILES = {"a.csv": b"1,2\n", "data/deep/x.bin": bytes(range(256)), "mod.py": b"X = 1", "empty": b""}


def laid(folder: Path, files: Mapping[str, bytes] = FILES) -> FilesBeside:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return FilesBeside.copied(folder, files)


def read(files: FilesBeside) -> dict[str, bytes]:
    return {name: files.path(name).read_bytes() for name in files.digests}


def test_a_copy_stays_as_it_was_when_the_source_changes(tmp_path: Path) -> None:
    files = laid(tmp_path)
    (tmp_path / "a.csv").write_bytes(b"other")
    assert read(files) == FILES


def test_without_files_there_is_no_folder(tmp_path: Path) -> None:
    files = FilesBeside.copied(tmp_path, [])
    assert not files
    assert (files.folder, files.key) == ("", "")


@pytest.mark.parametrize(
    "change", [{"a.csv": b"1,3\n"}, {"new": b""}, {"a.csv2": b"1,2\n"}], ids=lambda c: next(iter(c))
)
def test_a_change_of_a_name_or_a_byte_changes_the_key(
    tmp_path: Path, change: dict[str, bytes]
) -> None:
    same, other = laid(tmp_path / "same"), laid(tmp_path / "other", {**FILES, **change})
    assert laid(tmp_path / "again").key == same.key != other.key


def test_the_folder_goes_with_the_files_and_not_with_a_copy_in_a_fork(tmp_path: Path) -> None:
    files = laid(tmp_path)
    folder = Path(files.folder)
    beside._remove(files.folder, os.getpid() + 1)
    assert folder.exists()
    del files
    gc.collect()
    assert not folder.exists()


def test_more_than_the_most_is_one_sentence_before_anything_is_read(tmp_path: Path) -> None:
    for name in ("one.bin", "two.bin"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(MOST // 2 + 1)  # without a block on the disk
    with pytest.raises(UsageError) as raised:
        FilesBeside.copied(tmp_path, ["one.bin", "two.bin"])
    for words in (str(tmp_path), "200.0 MB", "200 MB is the most", "c.CourseDirectory.ignore"):
        assert words in str(raised.value)


def test_what_cannot_be_read_is_one_sentence_that_names_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "folder").mkdir()
    for name, said in (
        ("pipe", "no ordinary file"),
        ("link", "No such file"),
        ("folder", "no ord"),
    ):
        with pytest.raises(UsageError, match=f"{name} .*{said}.* move it out"):
            FilesBeside.copied(tmp_path, [name])


def test_a_disk_that_is_full_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: Path, target: Path) -> str:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(beside, "_copied", full)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(UsageError, match="No space left on device"):
        laid(tmp_path / "source")
    assert not [*tmp_path.glob("beside-*")]


def test_they_are_put_into_a_folder_whole_and_open_to_everybody(tmp_path: Path) -> None:
    files = laid(tmp_path / "source")
    (tmp_path / "there").mkdir()
    before = os.umask(0o077)
    try:
        files.put(target := tmp_path / "there" / "files")
    finally:
        os.umask(before)
    assert {n: (target / n).read_bytes() for n in FILES} == FILES
    assert all(path.stat().st_mode & 0o055 == 0o055 for path in (target, target / "data/deep"))
    assert os.path.samefile(target / "a.csv", files.path("a.csv")), "a link takes no room"
    assert [*(tmp_path / "there").iterdir()] == [target]


def test_where_there_are_no_links_they_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    files = laid(tmp_path / "source")
    monkeypatch.setattr(os, "link", refuse)
    files.put(target := tmp_path / "files")
    assert {n: (target / n).read_bytes() for n in FILES} == FILES


def test_they_travel_with_their_bits_of_execution(tmp_path: Path) -> None:
    laid(tmp_path, {**FILES, "run.sh": b"#!/bin/sh\n"})
    (tmp_path / "run.sh").chmod(0o700)
    files = FilesBeside.copied(tmp_path, [*FILES, "run.sh"])
    arrived = FilesBeside.unpacked(files.packed())
    assert arrived.key == files.key
    assert read(arrived) == {**FILES, "run.sh": b"#!/bin/sh\n"}
    assert os.access(arrived.path("run.sh"), os.X_OK)
    assert not os.access(arrived.path("mod.py"), os.X_OK)


@pytest.mark.parametrize(
    ("name", "kept_out"),
    [
        ("a.csv", True),
        ("data", True),
        ("a.csv/x", True),
        ("data/deep/x.bin/y", True),
        ("data/mine.csv", False),
        ("b.csv", False),
        ("A.csv", False),
    ],
)
def test_what_a_student_hands_in_stands_in_the_place_of_none(
    tmp_path: Path, name: str, kept_out: bool
) -> None:
    assert laid(tmp_path).keep_out(name) is kept_out


def test_modules_are_the_names_on_top(tmp_path: Path) -> None:
    assert laid(tmp_path).modules() >= {"mod", "data"}
