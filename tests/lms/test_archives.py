"""What is taken out of an archive is no more than was asked for, whatever the archive says."""

from __future__ import annotations

import contextlib
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from grading.lms.archives import Archive, ArchiveError
from tests.support.platforms import NAMELESS, STAND_IN, renamed, zipped

MIB = 1 << 20


def refusals(path: Path) -> dict[str, str]:
    return {member.name: member.refused for member in Archive(path, "x.zip").members}


@pytest.mark.parametrize(
    "name",
    ["../x.ipynb", "a/../../x.ipynb", "/etc/x.ipynb", "C:/x.ipynb", "..\\..\\x.ipynb", "\\x.ipynb"],
)
def test_a_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    (refused,) = refusals(zipped(tmp_path / "x.zip", {name: "x"})).values()
    assert refused == "has a name that leads out of the archive"


@pytest.mark.parametrize("name", ["a\x1b[2J.ipynb", "a\n.ipynb", "\u202ebpyni.a"])
def test_a_name_that_would_mislead_a_terminal_is_refused(name: str, tmp_path: Path) -> None:
    (refused,) = refusals(zipped(tmp_path / "x.zip", {name: "x"})).values()
    assert refused == "has a name with characters that cannot be shown"


def test_a_link_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("a_1_2_x.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert refusals(tmp_path / "x.zip") == {"a_1_2_x.ipynb": "is a symbolic link"}


def test_what_is_encrypted_is_refused(tmp_path: Path) -> None:
    raw = bytearray(zipped(tmp_path / "x.zip", {"x": "x"}).read_bytes())
    raw[raw.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(raw)
    assert refusals(tmp_path / "x.zip") == {"x": "is encrypted"}


def test_a_file_without_a_name_is_refused_and_no_other(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {STAND_IN: "x", "a.ipynb": "x"})
    assert refusals(renamed(path, STAND_IN, NAMELESS)) == {"": "has no name", "a.ipynb": ""}


def test_a_large_file_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"bomb": bytes(64 * MIB)})
    assert path.stat().st_size < MIB
    archive = Archive(path, "x.zip")
    (member,) = archive.members
    with pytest.raises(ArchiveError, match="is larger than 20 MB"):
        archive.content(member, 20 * MIB)


def test_a_file_that_says_it_is_small_and_is_not_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"bomb": bytes(8 * MIB)})
    raw = bytearray(path.read_bytes())
    at = raw.index(b"PK\1\2") + 24  # bytes when unpacked, in the central directory
    raw[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(raw)
    archive = Archive(path, "x.zip")
    (member,) = archive.members
    assert member.size == 1000
    with pytest.raises(ArchiveError, match="cannot be unpacked"):
        archive.content(member, MIB)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Go\u0308del_1_2_Übung.ipynb".encode(), "Gödel_1_2_Übung.ipynb"),
        ("Übung.ipynb".encode("cp437"), "Übung.ipynb"),
        (b"Ada_1_assignsubmission_file_\\x.ipynb", "Ada_1_assignsubmission_file_/x.ipynb"),
    ],
)
def test_names_are_read_as_they_were_meant(raw: bytes, name: str, tmp_path: Path) -> None:
    stand_in = "x" * len(raw)
    path = zipped(tmp_path / "x.zip", {stand_in: "x"})
    assert refusals(renamed(path, stand_in, raw)) == {name: ""}


def test_what_programs_leave_behind_and_folders_are_no_files(tmp_path: Path) -> None:
    names = ["a/", "__MACOSX/._x.ipynb", "a/._x.ipynb", "a/.ipynb_checkpoints/x.ipynb", "a/x.ipynb"]
    assert list(refusals(zipped(tmp_path / "x.zip", dict.fromkeys(names, "")))) == ["a/x.ipynb"]


@pytest.mark.parametrize("content", [b"", b"no archive", b"Rar!\x1a\x07\x00", b"PK\3\4 cut"])
def test_what_is_no_archive_is_said(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(ArchiveError, match="cannot be unpacked"):
        Archive(tmp_path / "x.zip", "x.zip")


def test_a_damaged_archive_raises_nothing_else(tmp_path: Path, seed: int) -> None:
    whole = zipped(tmp_path / "x.zip", {f"{n}.ipynb": "{}" * 50 for n in range(3)}).read_bytes()
    rng = random.Random(seed)
    for _ in range(500):
        raw = bytearray(whole[: rng.randrange(1, len(whole)) if rng.random() < 0.2 else None])
        for _ in range(rng.randrange(1, 6)):
            raw[rng.randrange(len(raw))] = rng.randrange(256)
        with contextlib.suppress(ArchiveError):
            archive = Archive(bytes(raw), "x.zip")
            for member in archive.members:
                with contextlib.suppress(ArchiveError):
                    archive.content(member, MIB)
