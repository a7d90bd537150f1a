"""Knows what a run of the tests shares: the seed of its samples, the figures at its end."""

from __future__ import annotations

import os

import pytest
from _pytest.terminal import TerminalReporter

FIRST = "1"


def pytest_configure() -> None:
    """Choose a seed, unless there is one; the workers of this run inherit it.

    It is the same in every run while some seeds still find false alarms, as when a label of
    exercise 4 also holds a number that is another rate.
    """
    os.environ.setdefault("SEED", FIRST)


def pytest_report_header() -> str:
    return f"samples: SEED={os.environ['SEED']} make test draws the same again"


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what tests recorded with record_property("figure", text)."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    for text in sorted(
        {t for report in reports for k, t in report.user_properties if k == "figure"}
    ):
        terminalreporter.write_line(text)


@pytest.fixture
def seed() -> int:
    """What the samples of this run are drawn with."""
    return int(os.environ["SEED"])
