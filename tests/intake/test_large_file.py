"""A large file is taken without its outputs wherever it is read, and a small one as it is."""

from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path

import pytest

from grading.intake import condense
from grading.intake.decode import decode
from grading.intake.files import read_notebook
from grading.intake.inbox import SubmittedNotebook
from grading.intake.merge import merge_submission
from grading.intake.refusals import DECODED, Unreadable, too_large
from tests.submissions.broken.files import saved
from tests.support.handed_in import FIRST, NAME, answers_in, assert_sound, released, solved

MIB = 1 << 20


def with_outputs(size: int) -> bytes:
    """The solved notebook with so many bytes in the outputs of its first code cell, at least."""
    raw = saved(solved(NAME))
    picture = {"output_type": "display_data", "data": {"image/png": "A" * size + "\n"}}
    mark = b'"outputs": ['
    assert mark in raw
    return raw.replace(mark, mark + json.dumps(picture).encode(), 1)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / FIRST
    path.write_bytes(with_outputs(25 * MIB))
    return path


def test_it_is_read_without_its_outputs_in_the_memory_of_a_small_one(large: Path) -> None:
    tracemalloc.start()
    try:
        raw = read_notebook(large)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * MIB < DECODED < large.stat().st_size
    assert len(raw) <= len(saved(solved(NAME)))


def test_so_it_goes_to_be_graded(large: Path) -> None:
    due = SubmittedNotebook("ada", NAME, large, "", ())
    taken = merge_submission(due.content(), released(NAME))
    assert_sound(taken, released(NAME))
    assert answers_in(taken.notebook) == answers_in(solved(NAME))
    assert taken.remarks == ()
    assert len(due.content()) < MIB


def test_it_is_decoded_from_its_bytes_as_from_its_file(large: Path) -> None:
    assert decode(large.read_bytes()) == decode(read_notebook(large))


def test_a_small_file_is_read_as_it_is(tmp_path: Path) -> None:
    raw = with_outputs(DECODED)
    for size in (1000, DECODED):
        (tmp_path / FIRST).write_bytes(raw[:size])
        assert read_notebook(tmp_path / FIRST) == raw[:size]


def test_a_file_that_is_larger_than_it_was_when_it_was_opened_is_condensed(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.stat_result((*[0o100644] + [0] * 9,))
    whole = read_notebook(large)
    monkeypatch.setattr(os, "fstat", lambda _: before)
    assert read_notebook(large) == whole


def test_what_is_beyond_all_limits_is_refused_with_one_sentence(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condense, "LARGEST", 24 * MIB)
    with pytest.raises(Unreadable, match=too_large(FIRST)):
        read_notebook(large)
    with pytest.raises(Unreadable, match=too_large("this file")):
        decode(large.read_bytes())


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "nothing"])
def test_what_is_no_file_is_refused_as_before(kind: str, tmp_path: Path, large: Path) -> None:
    path = tmp_path / FIRST
    if kind == "link":
        path.symlink_to(large)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    with pytest.raises(Unreadable, match=f"{FIRST} is"):
        read_notebook(path)
