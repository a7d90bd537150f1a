"""What is no file, or too much, is refused by its name, and never opened to find that out."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from grading.intake.files import read
from grading.intake.refusals import Unreadable
from grading.intake.scan import look
from tests.support.handed_in import COPY, FIRST, NAMES, put


def test_links_are_refused_and_the_student_learns_why(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    secret = tmp_path / "source" / FIRST
    secret.write_text("secret")
    folder = tmp_path / "hand_in"
    folder.mkdir()
    (folder / COPY).symlink_to(secret)
    (folder / "data").symlink_to(tmp_path / "source")
    (folder / "nowhere").symlink_to(tmp_path / "nowhere")
    found = look(folder, NAMES)
    assert found.notebooks == found.files == {}
    assert set(found.refused) == {COPY, "data", "nowhere", FIRST}
    assert found.refused[FIRST] == f"{COPY} is a symbolic link: hand in the file itself"
    with pytest.raises(Unreadable, match="is a symbolic link"):
        read(folder / COPY, 100)


def test_a_folder_that_is_a_link_is_refused_for_every_notebook(tmp_path: Path) -> None:
    put(tmp_path / "source", FIRST)
    (tmp_path / "hand_in").symlink_to(tmp_path / "source")
    found = look(tmp_path / "hand_in", NAMES)
    assert found.notebooks == {}
    assert {f"{name}.ipynb" for name in NAMES} < set(found.refused)


def test_a_refused_file_gives_way_to_a_sound_one(tmp_path: Path) -> None:
    (tmp_path / FIRST).symlink_to("/etc/passwd")
    found = put(tmp_path, COPY)
    assert found.notebooks == {NAMES[0]: tmp_path / COPY}
    assert list(found.refused) == [FIRST]


def test_pipes_sockets_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FIRST)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "door"))
        found = look(tmp_path, NAMES)
        assert found.refused == {
            FIRST: f"{FIRST} is a pipe and no file",
            "door": "door is a socket and no file",
        }
        start = time.monotonic()
        for name, words in [(FIRST, "no regular file"), ("door", "cannot be opened")]:
            with pytest.raises(Unreadable, match=words):
                read(tmp_path / name, 100)
    with pytest.raises(Unreadable, match="no regular file"):
        read(Path("/dev/zero"), 100)
    assert time.monotonic() - start < 1


def test_a_folder_with_the_name_of_a_notebook_is_refused(tmp_path: Path) -> None:
    found = put(tmp_path, f"{FIRST}/a.csv")
    said = "is a folder and no notebook: hand in the file itself"
    assert found.refused == {FIRST: f"{FIRST}/ {said}"}
    with pytest.raises(Unreadable, match="no regular file"):
        read(tmp_path / FIRST, 100)


def test_what_lies_too_deep_is_refused(tmp_path: Path) -> None:
    found = put(tmp_path, f"1/2/3/4/5/6/{FIRST}", "1/2/3/4/5/a.csv")
    assert found.refused == {
        "1/2/3/4/5/6": "1/2/3/4/5/6/ lies in more than 5 folders: put it further up"
    }
    assert list(found.files) == ["1/2/3/4/5/a.csv"]


def test_of_too_many_files_the_first_are_taken_and_notebooks_always(tmp_path: Path) -> None:
    found = put(tmp_path, *(f"data/{n:03}.csv" for n in range(203)), f"z/{FIRST}")
    assert len(found.files) == 200
    assert list(found.refused) == ["data/200.csv", "data/201.csv", "data/202.csv"]
    assert list(found.notebooks) == [NAMES[0]]


def test_a_flood_of_files_ends_the_search(tmp_path: Path) -> None:
    put(tmp_path, FIRST, *(f"data/{n}" for n in range(1_200)))
    found = look(tmp_path, NAMES)
    assert list(found.notebooks) == [NAMES[0]]
    assert found.refused["."].startswith("the folder has too many files")
    assert found.refused[f"{NAMES[1]}.ipynb"] == found.refused["."]


@pytest.mark.parametrize("name", [b"\xff\xfe.csv", b"a\nb.csv", "a\u202eb.csv".encode()])
def test_a_name_that_cannot_be_shown_is_refused_in_printable_form(
    name: bytes, tmp_path: Path
) -> None:
    with open(os.path.join(os.fsencode(tmp_path), name), "wb"):
        found = look(tmp_path, NAMES)
    assert found.files == {}
    (shown,) = found.refused
    assert shown.isprintable()
    assert "\\" in shown
    assert found.refused[shown].encode().decode().isprintable()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_what_is_closed_is_refused(tmp_path: Path) -> None:
    put(tmp_path, FIRST, "closed/a.csv")
    (tmp_path / FIRST).chmod(0)
    (tmp_path / "closed").chmod(0)
    assert list(look(tmp_path, NAMES).refused) == ["closed"]
    with pytest.raises(Unreadable, match="cannot be opened"):
        read(tmp_path / FIRST, 100)
    (tmp_path / "closed").chmod(0o700)


def test_a_file_is_read_up_to_its_limit_and_not_beyond(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read(tmp_path / "a", 5) == b"12345"
    with pytest.raises(Unreadable, match="a is larger than 4 bytes"):
        read(tmp_path / "a", 4)


def test_a_file_that_is_gone_has_both_names(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="a is not there"):
        read(tmp_path / "a", 4)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "a", 4)


def test_a_missing_folder_is_refused_for_every_notebook(tmp_path: Path) -> None:
    assert f"{NAMES[3]}.ipynb" in look(tmp_path / "nowhere", NAMES).refused
