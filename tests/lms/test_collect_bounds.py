"""What students pack is looked into so many times, and told in so many sentences, and no more."""

from __future__ import annotations

import io
import tracemalloc
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grading.lms import collect
from grading.lms.archives import LONGEST, MEMBERS, Archive, ArchiveError
from grading.lms.collect import (
    OF_A_STUDENT,
    OF_AN_EXPORT,
    PACKED_FILES,
    TRIES,
    ExportedFile,
    Staged,
    harvest,
    identify_owners,
    shown,
    stage_submissions,
)
from grading.lms.names import NO_HINTS, read
from tests.support.platforms import FIRST, FOUR, NAMES, packed, zipped

BROKEN = b"PK\3\4 and nothing more"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each archive is opened, by its label."""
    counts: Counter[str] = Counter()
    init = Archive.__init__

    def counting(self: Archive, source: Path | bytes, label: str, *most: int) -> None:
        counts[label] += 1
        init(self, source, label, *most)

    monkeypatch.setattr(Archive, "__init__", counting)
    return counts


def staged(folder: Path, files: Mapping[str, bytes | str]) -> Staged:
    """What comes of an export with these files."""
    target = folder / "target"
    target.mkdir()
    archive = Archive(zipped(folder / "export.zip", files), "export.zip")
    named = identify_owners([archive], NO_HINTS)
    chosen = harvest(named.pieces, NAMES)
    laid = Staged(said=[*named.said, *chosen.said])
    nowhere = dict.fromkeys(chosen.found, folder / "nowhere")
    stage_submissions(laid, chosen.found, target, nowhere, NAMES)
    return laid


def laid_out(laid: Staged) -> dict[str, bytes]:
    return {f"{s}/{n}": path.read_bytes() for path, (s, n) in laid.files.items()}


def test_an_archive_is_opened_for_its_list_and_once_more_for_all_that_counts(
    tmp_path: Path, opened: Counter[str]
) -> None:
    work = {name: name for name in FOUR}
    files = {f"s{n}_{n}_{n}_all.zip": packed(work, tmp_path) for n in range(1, 9)}
    laid = staged(tmp_path, files)
    assert laid.said == []
    assert len(laid_out(laid)) == 8 * 4
    assert set(opened.values()) == {1, 2}
    assert opened["export.zip"] == 1


def test_of_a_thousand_files_for_one_notebook_a_few_are_tried(
    tmp_path: Path, opened: Counter[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "copies", "w") as archive:  # without compression
        for n in range(900):
            archive.writestr(f"a{n:04}/{FIRST}", "an old text")
    raw = (tmp_path / "copies").read_bytes().replace(b"an old text", b"a new text!")
    files = {f"mallory_1_{n}_{n}.zip": raw for n in range(1, 3)}  # in which no checksum fits
    laid = staged(tmp_path, {**files, f"ada_2_9_{FIRST}": "ada"})
    assert laid_out(laid) == {f"2/{FIRST}": b"ada"}
    assert sum(opened.values()) <= 1 + 2 * len(files) + TRIES
    assert f"other files for {NAMES[0]}.ipynb were not tried" in laid.said[-1]
    assert len(laid.said) <= 2 * OF_A_STUDENT + TRIES + 1


def test_two_archives_in_turns_are_opened_a_bounded_number_of_times(
    tmp_path: Path, opened: Counter[str]
) -> None:
    numbers = range(1, 20)
    one = {n: packed({FOUR[n % 4]: f"{n}"}, tmp_path) for n in numbers}
    files = {f"mallory_1_{n}_{n}.zip": one[n] for n in numbers}
    laid = staged(tmp_path, files)
    assert len(laid_out(laid)) == 4
    assert sum(opened.values()) <= 1 + len(files) + 4 * TRIES


def test_a_list_of_files_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(raw := io.BytesIO(), "w") as archive:
        for n in range(3_000):
            archive.writestr(f"{n:0200}", "")
    read: list[str] = []
    decoded = zipfile.ZipInfo.__init__

    def counted(self: zipfile.ZipInfo, filename: str = "", *rest: object) -> None:
        read.append(filename)
        decoded(self, filename, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipInfo, "__init__", counted)
    assert len(Archive(raw.getvalue(), "one").members) == len(read) == 3_000
    read.clear()
    with pytest.raises(ArchiveError, match="more than 1,000 files"):
        Archive(raw.getvalue(), "one", 1_000)
    assert read == []


def test_archives_of_one_student_hold_so_many_files_together(tmp_path: Path) -> None:
    many = packed({f"{n}.txt": "" for n in range(900)}, tmp_path)
    files = {f"mallory_1_{n}_{n}.zip": many for n in range(1, 9)}
    archive = Archive(zipped(tmp_path / "export.zip", files), "export.zip")
    named = identify_owners([archive], NO_HINTS)
    assert len(named.pieces) <= PACKED_FILES + len(files)
    assert sum(f"more than {PACKED_FILES:,} files" in sentence for sentence in named.said) == 6


def test_archives_in_archives_are_not_opened(tmp_path: Path, opened: Counter[str]) -> None:
    inner = packed({FIRST: "deep"}, tmp_path)
    for _ in range(5):
        inner = packed({"again.zip": inner}, tmp_path)
    laid = staged(tmp_path, {"mallory_1_1_all.zip": inner, f"ada_2_9_{FIRST}": "ada"})
    assert laid_out(laid) == {f"2/{FIRST}": b"ada"}
    assert sum(opened.values()) == 2


def pieces(count: int, name: str) -> list[ExportedFile]:
    """So many files of one student, with a number in the place of #."""
    found = [read("Canvas", f"mallory_1_{n}_{name.replace('#', str(n))}") for n in range(count)]
    return [ExportedFile(n, n.file, 0, 1, lambda _: b"") for n in found if n]


@pytest.mark.parametrize(
    "name", ["Untitled#.ipynb", f"#/{FIRST}", f"{NAMES[0]} (#).ipynb", "essay#.pdf", "7_#.ipynb"]
)
def test_so_much_is_said_of_one_student_and_how_much_more_there_is(name: str) -> None:
    few, many = (harvest(pieces(count, name), NAMES).said for count in (1_000, 2_000))
    assert len(few) == len(many) <= OF_A_STUDENT + 1
    assert len("".join(many)) < 3_000
    assert "more" in many[-1] or "other files" in many[-1]


def test_what_may_be_somebody_elses_is_told_in_a_few_sentences() -> None:
    eve = [replace(p, name=replace(p.name, person="eve")) for p in pieces(1_000, "7_#.ipynb")]
    said = harvest([*eve, *pieces(1, FIRST)], NAMES).said
    assert sum("another student's" in sentence for sentence in said) == OF_A_STUDENT
    assert said[-1].endswith("the like is to be said of 990 other files")


def test_a_flood_of_one_student_hides_nobody_elses_sentence() -> None:
    bob = ExportedFile(replace(pieces(1, "x.pdf")[0].name, student="2"), "x", 0, 1, lambda _: b"")
    said = harvest([*pieces(1_000, "Untitled#.ipynb"), bob], NAMES).said
    assert said[-1] == "2 (mallory): no notebook was handed in, but x.pdf"


def test_of_one_export_a_bounded_number_of_sentences_is_said(tmp_path: Path) -> None:
    files = {f"ada_1_1_{FIRST}": "ada", **{f"nobody's {n}.ipynb": "" for n in range(2_000)}}
    archive = Archive(zipped(tmp_path / "export.zip", files), "export.zip")
    said = identify_owners([archive], NO_HINTS, platform="Canvas").said
    assert len(said) == OF_AN_EXPORT + 1
    assert said[-1] == "export.zip: the like is to be said of 1,950 other files"


@pytest.mark.parametrize("letter", ["a", "\u0315\u0300", "\x1b", "/", "\ufdfa"])
def test_a_name_of_thousands_of_letters_is_refused_before_it_is_read(
    letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    normal = unicodedata.normalize

    def normalize(form: Any, text: str) -> str:
        lengths.append(len(text))
        return normal(form, text)

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    name = (letter * 20_000)[:20_000]
    archive = Archive(zipped(tmp_path / "x.zip", {f"ada_1_1_{name}x": "x"}), "x.zip")
    (member,) = archive.members
    assert member.refused == "has too long a name"
    assert max(lengths, default=0) <= 2 * LONGEST
    said = identify_owners([archive], NO_HINTS, platform="Canvas").said
    assert len(said[0]) < 400


def test_names_are_told_on_one_line() -> None:
    assert len(shown("x" * 5_000)) <= collect.SHOWN
    assert shown("a\x1b[2J\nb") == "a\\x1b[2J\\nb"
    (piece, *_) = pieces(1, "x.ipynb")
    odd = replace(piece, name=replace(piece.name, file="a/\x1b[2J\n.ipynb"))
    assert "\x1b" not in "".join(harvest([odd], NAMES).said)


def test_an_archive_of_more_files_than_any_export_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grading.lms.archives.MEMBERS", 10)
    path = zipped(tmp_path / "x.zip", {f"{n}": "" for n in range(11)})
    with pytest.raises(ArchiveError, match="holds more than 10 files"):
        Archive(path, "x.zip")
    assert MEMBERS >= 100_000


def test_the_sentences_of_many_files_are_not_kept() -> None:
    held: dict[int, Any] = {}
    for count in (2_000, 8_000):
        said = collect.Remarks(OF_A_STUDENT)
        tracemalloc.start()
        for n in range(count):
            said.add("1 (mallory)", f"{n} " + "x" * 200)
        held[count] = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
    assert held[8_000] < 2 * held[2_000]
