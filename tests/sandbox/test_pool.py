"""Warm parents are started ahead, taken by who grades first, and ended where nobody does."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.checker.grader import ENTRY, Grader
from grading.sandbox import pool
from grading.sandbox.pool import CAN_WAIT, only_ahead, started_ahead
from tests.support.probes import FULL, probe
from tests.support.probes import forked as quickly

pytestmark = pytest.mark.skipif(not CAN_WAIT, reason="only Linux can wait for another's process")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with quickly():
        yield tmp_path


ANSWER = "def answer(x):\n    return x * 5.2037"


def test_a_grader_takes_what_was_started_ahead(folder: Path) -> None:
    with started_ahead(ENTRY, 1):
        (ahead,) = pool._AHEAD
        with Grader() as grader:
            assert grader._parents._parent is ahead
            assert probe(grader, ANSWER).points == FULL
            grader._parents.restart()
            assert grader._parents._parent is not ahead
        assert not [*folder.iterdir()]


def test_one_that_has_ended_can_be_ended(folder: Path) -> None:
    with started_ahead(ENTRY, 1):
        (ahead,) = pool._AHEAD
        ahead.kill()
        ahead.reap()
    assert not [*folder.iterdir()]


def test_what_nobody_takes_is_ended(folder: Path) -> None:
    with started_ahead(ENTRY, 2):
        assert len([*folder.iterdir()]) == 2
    assert not [*folder.iterdir()]
    assert not pool._AHEAD


def test_a_process_that_is_forked_keeps_its_own_and_leaves_nothing(folder: Path) -> None:
    with started_ahead(ENTRY, 2):
        child = os.fork()
        if not child:
            only_ahead(1)
            with Grader() as grader:
                full = probe(grader, ANSWER).points == FULL
            os._exit(0 if full and not pool._AHEAD else 1)
        only_ahead(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert len([*folder.iterdir()]) == 1
    assert not [*folder.iterdir()]
