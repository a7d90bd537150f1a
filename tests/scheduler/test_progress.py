"""A run shows a bar with sentences above it on stderr, and a summary of exact counts on stdout."""

from __future__ import annotations

import logging
import re

import pytest

from grading.core.outcome import Outcome
from grading.intake.inbox import Handed, SubmittedNotebook
from grading.scheduler.progress import LOG, Progress
from grading.scheduler.worker import GradingTask

TASK = GradingTask("ada", "n", "key")
STRANGER = Handed("zoe", (SubmittedNotebook("zoe", "n", None, "", ()),) * 2, {}, None, ())


def lines(text: str) -> list[str]:
    """What stays on the terminal of what is written: after each return of the carriage."""
    return [line.split("\r")[-1].strip() for line in text.split("\n")]


def test_the_summary_counts_how_notebooks_ended(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.begin(7)
        progress.done(TASK, Outcome(""))
        progress.done(TASK, Outcome("", remarks=("mended",), trouble=("odd",)))
        progress.stands(3)
        progress.unknown(STRANGER)
        assert progress.graded == 2
        _, counts = progress.tally()
        progress.summarize()
    assert counts == {"graded": 2, "mended": 1, "looked at": 1, "stand": 3, "unknown": 2}
    out, err = capsys.readouterr()
    first, *rest = out.splitlines()
    assert re.fullmatch(r"2 notebooks graded in \d+ s, [\d.]+ a second\.", first)
    assert rest == [
        "  unchanged, so their grades stand: 3",
        "  damaged or incomplete, and mended (named above): 1",
        "  to be looked at (named above, marked in formgrader): 1",
        "  not graded, of students who are not on the list (named above): 2",
    ]
    shown = lines(err)
    assert shown[:3] == [
        "ada/n: mended",
        "ada/n: odd",
        "zoe is not on the list of students and was not graded: nbgrader db student add zoe",
    ]
    assert shown[3].startswith("Grading: 100%")
    assert "7/7" in shown[3]
    assert "1 to look at" in shown[3]


def test_a_run_without_a_notebook_has_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.begin(0)
        progress.summarize()
    assert re.fullmatch(r"0 notebooks graded in \d+ s\.\n", capsys.readouterr().out)


def test_the_bar_never_shows_more_than_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress() as progress:
        progress.begin(1)
        progress.stands(1)
        progress.done(TASK, Outcome(""))  # it was replaced while it was graded
    assert "1/1" in capsys.readouterr().err


def test_what_is_logged_stands_above_the_bar_once_and_whatever_it_holds(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with Progress():
        logging.getLogger("grading.gradebook.session").warning("%s", "Waiting: 100%s")
    assert capsys.readouterr().err == "Waiting: 100%s\n"
    assert caplog.messages == [], "it goes nowhere else"


def test_afterwards_the_log_is_as_it_was() -> None:
    before = list(LOG.handlers), LOG.propagate
    with pytest.raises(ValueError, match="x"), Progress():
        raise ValueError("x")
    assert (LOG.handlers, LOG.propagate) == before
