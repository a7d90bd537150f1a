"""A database that is away is waited for, and one command at a time has the course."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import InvalidEntry
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from grading.gradebook import session
from grading.gradebook.session import CLASHES, NAME, Busy, Patience, Unreachable, only_one

AWAY = OperationalError("SELECT 1", {}, Exception("connection refused\nis it running?"))
CLASH = IntegrityError("INSERT", {}, Exception("UNIQUE"))


@pytest.fixture(autouse=True)
def _waits_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "WAITS", (0.0, 0.0))


def failing(*errors: Exception) -> Callable[[], str]:
    """Work that fails so often, and then succeeds."""
    left = list(errors)

    def work() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return work


def test_a_database_that_is_away_is_waited_for_and_that_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert Patience().spent_on(failing(*[AWAY] * 9)) == "done"
    assert caplog.messages == ["Waiting for the gradebook's database: connection refused"]


def test_a_database_that_stays_away_is_given_up() -> None:
    with pytest.raises(Unreachable, match=r"does not answer \(connection refused\): what was"):
        Patience(seconds=-1.0).spent_on(failing(AWAY))


def test_a_statement_that_is_refused_is_not_tried_again() -> None:
    with pytest.raises(ProgrammingError):
        Patience().spent_on(failing(ProgrammingError("SELEC", {}, Exception("syntax"))))


def test_a_connection_that_was_lost_is_tried_again_whatever_the_error() -> None:
    lost = ProgrammingError("SELECT 1", {}, Exception("gone"), connection_invalidated=True)
    assert Patience().spent_on(failing(lost)) == "done"


@pytest.mark.parametrize("clash", [CLASH, InvalidEntry("there is one")])
def test_a_row_that_somebody_else_has_written_first_is_looked_at_again(clash: Exception) -> None:
    assert Patience().spent_on(failing(*[clash] * CLASHES)) == "done"
    with pytest.raises(type(clash)):
        Patience().spent_on(failing(*[clash] * (CLASHES + 1)))


def test_one_command_at_a_time_has_the_course(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with (
        only_one(tmp_path, url, "a"),
        pytest.raises(Busy, match=r"process \d+ on .* is grading this course now"),
        only_one(tmp_path, url, "a"),
    ):
        pass
    with only_one(tmp_path, url, "a"):
        assert (tmp_path / NAME).read_text()
    assert (tmp_path / NAME).read_text() == ""


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(Busy, match="cannot be written"),
        only_one(tmp_path / "none", "sqlite://", "a"),
    ):
        pass
