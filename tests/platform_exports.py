"""Knows a class's exports from each platform, and what has to come of them; not how it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.exports import FOUR, NAMES, note, packed, zipped

TITLE = "Gradient descent_week 3"  # a title with the sign that ends it


def four(pattern: str, who: str) -> dict[str, bytes | str]:
    """Four files, each of which says whose it is."""
    return {pattern.format(n=n, file=file): f"{who} {n}" for n, file in enumerate(FOUR)}


def whole(student: str, who: str) -> dict[str, bytes]:
    return {f"{student}/{file}": f"{who} {n}".encode() for n, file in enumerate(FOUR)}


def canvas(folder: Path, scratch: Path) -> dict[str, bytes]:
    """Two downloads: the second has who handed in again, and only that."""
    first = four("lovelaceada_101_70{n}_{file}", "ada")
    first |= four("gödelkurt_LATE_102_71{n}_{file}", "kurt")
    first |= {f"o_neil_103_72{n}_{NAMES[n].replace('_', ' ')}-1.ipynb": f"o {n}" for n in range(4)}
    first |= {"eulerleonhard_104_730_all of it.zip": packed(four("hw/{file}", "leo"), scratch)}
    first |= {"noetheremmy_105_740_essay.pdf": "%PDF", "hilbertdavid_106_text.html": "<p>sorry</p>"}
    zipped(folder / "submissions.zip", first, second=1)
    again = {f"lovelaceada_LATE_101_801_{NAMES[1]}-1.ipynb": "ada again"}
    zipped(folder / "submissions (1).zip", again, second=2)
    expected = whole("101", "ada") | whole("102", "kurt") | whole("103", "o") | whole("104", "leo")
    return expected | {f"101/{FOUR[1]}": b"ada again"}


def moodle(folder: Path, scratch: Path) -> dict[str, bytes]:
    """As folders, as flat names, with folders of a student's own, and unpacked."""
    first = four("Ada Lovelace_101_assignsubmission_file_/{file}", "ada")
    first |= four("Kurt Gödel_102_assignsubmission_file_{file}", "kurt")
    first |= four("Conan O'Neil_103_assignsubmission_file/my work/{file}", "o")
    first |= {"Emmy Noether_105_assignsubmission_onlinetext_/onlinetext.html": "<p>sorry</p>"}
    zipped(folder / "CS 1-Gradient descent-99.zip", first, second=1)
    again = {f"Ada Lovelace_101_assignsubmission_file_/{FOUR[1]}": "ada again"}
    zipped(folder / "CS 1-Gradient descent-99 (1).zip", again, second=1)
    loose = folder / "unpacked" / "Leonhard Euler_104_assignsubmission_file_"
    loose.mkdir(parents=True)
    (loose / "all.zip").write_bytes(packed(four("{file}", "leo"), scratch))
    expected = whole("101", "ada") | whole("102", "kurt") | whole("103", "o") | whole("104", "leo")
    return expected | {f"101/{FOUR[1]}": b"ada again"}


def blackboard(folder: Path, scratch: Path) -> dict[str, bytes]:
    """All attempts in one download, with Blackboard's notes; one student hands in one by one."""
    times = [f"attempt_2026-01-30-1{n}-00-00" for n in range(4)]
    files: dict[str, bytes | str] = {}
    for n, time in enumerate(times):
        files[f"{TITLE}_ada_l_{time}_{FOUR[n]}"] = f"ada {n}"
        files[f"{TITLE}_ada_l_{time}.txt"] = note(TITLE, "Ada Lovelace", "ada_l", FOUR[n])
    files |= four(f"{TITLE}_kgödel_{times[0]}_{{file}}", "kurt")
    files |= {f"{TITLE}_kgödel_{times[0]}.txt": note(TITLE, "Kurt Gödel", "kgödel", *FOUR)}
    again = f"{TITLE}_kgödel_{times[3]}"
    files |= {f"{again}_{FOUR[1]}": "kurt again", f"{again}_plan.txt": "x"}
    files |= {f"{again}.txt": note(TITLE, "Kurt Gödel", "kgödel", FOUR[1], "plan.txt")}
    pack = packed(four("{file}", "leo"), scratch)
    files |= {f"{TITLE}_leo@uni.edu_{times[2]}_all.zip": pack}
    files |= {f"{TITLE}_leo@uni.edu_{times[2]}.txt": note(TITLE, "Leo", "leo@uni.edu", "all.zip")}
    zipped(folder / "gradebook_CS1_Gradient20descent_2026-02-01-10-00-00.zip", files)
    expected = whole("ada_l", "ada") | whole("kgödel", "kurt") | whole("leo@uni.edu", "leo")
    expected |= {f"kgödel/{FOUR[1]}": b"kurt again"}
    stamps = {"ada_l": "12:00", "kgödel": "12:00", "leo@uni.edu": "11:00"}  # an hour before Berlin
    return expected | {
        f"{who}/timestamp.txt": f"2026-01-30 {time}:00 UTC\n".encode()
        for who, time in stamps.items()
    }


BUILDERS: list[Callable[[Path, Path], dict[str, bytes]]] = [canvas, moodle, blackboard]
"""Each fills the folder of archives, and returns what submitted/ has to hold."""
