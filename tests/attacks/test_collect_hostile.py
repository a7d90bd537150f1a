"""A hostile export writes nowhere else, fills no disk, and costs nobody anything."""

from __future__ import annotations

import os
import stat
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from grading.core.course import Assignment
from grading.lms import collect as collecting
from grading.lms.archives import Archive, Loose
from tests.support.courses import copy_course, typed
from tests.support.platforms import (
    FIRST,
    FOUR,
    NAMELESS,
    NAMES,
    STAND_IN,
    TIME,
    archives,
    collect,
    packed,
    renamed,
    submitted,
    zipped,
)

BOMB, MIB = bytes(64 << 20), 1 << 20
LARGEST = 20 * MIB
"""Bytes of the largest notebook that is collected here: to unpack one of 200 MB takes long."""

WEAK = f"""
import os, types
import {Archive.__module__} as archives, {Loose.__module__} as downloads
content = archives.Archive.content
archives.Archive.content = lambda self, member, limit: content(self, member, 1 << 30)
archives._refusal = lambda info, name: ""
downloads.stat, os.O_NOFOLLOW = types.SimpleNamespace(S_ISREG=lambda mode: True), 0
"""
"""Takes any name, any size and any link."""

SAID = [
    ("has a name that leads out of the archive.", 5),
    (f"3: a.zip: bob_3_2_{NAMES[0]}-1.ipynb is larger than 20 MB.", 1),
    (f"4: a.zip: cyd_4_1_all.zip/{FIRST} is larger than 20 MB.", 1),
    ("dan_5_1_all.zip holds more than 1,000 files", 1),
    ("is one of more than 20 archives of one student", 9),
    ("7 (gus): no notebook was handed in, but again.zip.", 1),
    ("has a name with characters that cannot be shown.", 1),
    (f"jim_10_1_{FIRST} is not collected, since it is a symbolic link.", 1),
    (f"11: a.zip: kim_11_1_{FIRST} cannot be unpacked (Bad CRC-32", 1),
    (f"eve_2_6_{FOUR[1]} is a symbolic link: put the file itself there.", 1),
    (f"eve_2_7_{FOUR[2]} is no regular file: put the file itself there.", 1),
    ("a.zip: a file is not collected, since it has no name.", 1),
    ("b.zip is no regular file: put the file itself there.", 1),
]
"""What is said of each attack, and how often: whoever is not named here has not struck."""


@dataclass(frozen=True)
class Hostile:
    """A folder before and after an export with everything bad in it, and what the command said."""

    folder: Path
    assignment: Assignment
    before: frozenset[str]
    done: subprocess.CompletedProcess[str]


def everything(folder: Path) -> frozenset[str]:
    """Whatever lies in a folder, at any depth, but for what is collected."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
    return frozenset(name for name in found if "downloaded" not in name and "submitted" not in name)


def itself(scratch: Path) -> bytes:
    """An archive in an archive in an archive, and so on."""
    inner = packed({FIRST: "eve"}, scratch)
    for _ in range(50):
        inner = packed({"again.zip": inner}, scratch)
    return inner


def export(folder: Path, scratch: Path) -> None:
    """Ada's honest work, and what everybody else has thought of."""
    files: dict[str, bytes | str] = {
        f"ada_1_10{n}_{file}": f"ada {n}" for n, file in enumerate(FOUR)
    }
    outside = ["../../../../eve_2_1_", f"{scratch}/eve_2_2_", "eve_2_3_../../", "..\\..\\eve_2_4_"]
    files |= {f"{name}{FIRST}": "eve" for name in [*outside, "C:\\eve_2_5_"]}
    files |= {f"bob_3_1_{FIRST}": "old", f"bob_3_2_{NAMES[0]}-1.ipynb": BOMB}
    files |= {"cyd_4_1_all.zip": packed({FIRST: BOMB, FOUR[1]: "cyd"}, scratch)}
    files |= {"dan_5_1_all.zip": packed({f"{n}.ipynb": "" for n in range(2000)}, scratch)}
    files |= {f"fay_6_{n}_{n}.zip": packed({FOUR[1]: "fay"}, scratch) for n in range(1, 30)}
    files |= {"gus_7_1_all.zip": itself(scratch)}
    renamed(zipped(scratch / "x", {STAND_IN: "x", FIRST: "lea"}), STAND_IN, NAMELESS)
    files |= {"lea_12_1_all.zip": (scratch / "x").read_bytes(), STAND_IN: "x"}
    files |= {f"hal_8_1_ada_1_999_{FIRST}": "hal"}
    files |= {f"hal_8_2_Ada_1_assignsubmission_file_{FOUR[1]}": "hal"}
    files |= {f"hal_8_3_GD_1_{TIME}_{FOUR[2]}": "hal", "ivy_9_1_\x1b[2Jx.ipynb": "ivy"}
    path = renamed(zipped(folder / "a.zip", files), STAND_IN, NAMELESS)
    link = zipfile.ZipInfo(f"jim_10_1_{FIRST}")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, str(scratch / "secret"))
        archive.writestr(f"kim_11_1_{FIRST}", "0123456789")
    path.write_bytes(path.read_bytes().replace(b"0123456789", b"01234x6789"))


def collected(folder: Path, *, settings: str = "") -> Hostile:
    """What comes of collecting, with these settings more."""
    (folder / "secret").write_text("secret")
    assignment = copy_course(folder / "course")
    with (assignment.root / "nbgrader_config.py").open("a") as config:
        config.write(settings)
    place = archives(assignment)
    export(place, folder)
    (place / f"eve_2_6_{FOUR[1]}").symlink_to(folder / "secret")
    (place / "linked").symlink_to(folder, target_is_directory=True)
    for name in () if settings else (f"eve_2_7_{FOUR[2]}", "b.zip"):  # which would never be read
        os.mkfifo(place / name)
    before = everything(folder)
    # Settings take limits away by patches, which must not stay in this process.
    done = typed(assignment, "zip_collect", assignment.name) if settings else collect(assignment)
    return Hostile(folder, assignment, before, done)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """The export, collected; each attack was met, before anybody looks at what came of it."""
    with patch.object(collecting, "LARGEST", LARGEST):
        found = collected(tmp_path_factory.mktemp("hostile"))
    said = {sentence: found.done.stderr.count(sentence) for sentence, _ in SAID}
    assert said == dict(SAID), f"an attack did not strike: {found.done.stderr}"
    return found


def test_everybody_has_what_is_theirs_and_nothing_else(hostile: Hostile) -> None:
    assert hostile.done.returncode == 0, hostile.done.stderr
    ada = {f"1/{file}": f"ada {n}".encode() for n, file in enumerate(FOUR)}
    hal = {f"8/{file}": b"hal" for file in FOUR[:3]}
    others = {f"3/{FIRST}": b"old", f"4/{FOUR[1]}": b"cyd", f"6/{FOUR[1]}": b"fay"}
    others |= {f"12/{FIRST}": b"lea"}
    assert submitted(hostile.assignment) == ada | hal | others


def test_nothing_is_written_anywhere_else(hostile: Hostile) -> None:
    assert everything(hostile.folder) == hostile.before
    assert (hostile.folder / "secret").read_text() == "secret"


def test_the_disk_is_not_filled(hostile: Hostile) -> None:
    place = archives(hostile.assignment)
    assert (place / "a.zip").stat().st_size < MIB
    unpacked = place.with_name("extracted").rglob("*")
    assert sum(path.stat().st_size for path in unpacked if path.is_file()) < 1000


@pytest.mark.parametrize(("sentence", "times"), [*SAID, ("\x1b", 0), ("Traceback", 0)])
def test_what_is_left_out_is_said(hostile: Hostile, sentence: str, times: int) -> None:
    assert hostile.done.stderr.count(sentence) == times, hostile.done.stderr


def test_without_these_limits_an_attack_reaches_what_it_is_after(tmp_path: Path) -> None:
    weak = collected(tmp_path, settings=WEAK)
    assert weak.done.returncode == 0, weak.done.stderr
    found = submitted(weak.assignment)
    assert found[f"2/{FIRST}"] == b"eve"
    assert found[f"2/{FOUR[1]}"] == b"secret"
    assert found[f"3/{FIRST}"] == found[f"4/{FIRST}"] == BOMB


def test_user_names_lead_nowhere_and_notes_are_blackboards_own(tmp_path: Path) -> None:
    assignment = copy_course(tmp_path / "course")
    files: dict[str, bytes | str] = {
        f"HW_{who}_{TIME}_{FIRST}": who for who in ("..", ".", ".git", "a\nb", "ada")
    }
    files |= {f"HW_1_eve_{TIME}_HW_1_ada_{TIME}.txt": "Name: Ada (ada)\n"}
    files |= {f"HW_1_eve_{TIME}.txt": "Name: Eve (eve)\n", f"HW_1_eve_{TIME}_{FIRST}": "eve"}
    zipped(archives(assignment) / "a.zip", files)
    done = collect(assignment, TZ="UTC")
    assert done.returncode == 0, done.stderr
    refused = (repr(who) + " is no user name" for who in ("..", ".", ".git"))
    for words in (*refused, r"HW_a\nb_", "characters that cannot be shown"):
        assert words in done.stderr, done.stderr
    assert {name.partition("/")[0] for name in submitted(assignment)} == {"ada", "eve"}
    assert submitted(assignment)[f"eve/{FIRST}"] == b"eve"
    assert {path.name for path in assignment.submitted.iterdir()} == {"ada", "eve"}
