"""Knows what a run of the tests shares: the seed of its samples, the figures at its end."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path
from random import Random

import pytest
from _pytest.terminal import TerminalReporter

SAMPLED, FEW = ("test_faults.py", "test_postgresql.py"), 4


def pytest_configure() -> None:
    """Set the seed, unless there is one; the workers of this run inherit it."""
    os.environ.setdefault("SEED", str(_of_the_commit()))


def _of_the_commit() -> int:
    """A seed that each commit has for itself: what has passed passes again, and much is drawn."""
    asked = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    with contextlib.suppress(OSError):  # no git: a copy of the files
        answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        return int(answer or "0", 16) % 10**6
    return 0


@pytest.hookimpl(trylast=True)  # after -k has made its choice
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the faults of a class, each of which takes a minute, take a few; all, if ALL is set."""
    faults = [item for item in items if item.path.name in SAMPLED]
    if os.environ.get("ALL") or len(faults) <= FEW:
        return
    chosen = Random(os.environ["SEED"]).sample(faults, FEW)
    left_out = [item for item in faults if item not in chosen]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_report_header() -> str:
    return f"samples: SEED={os.environ['SEED']} make test draws the same again"


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print what tests recorded with record_property("figure", text)."""
    ended = ("passed", "failed", "skipped")
    reports = [report for how in ended for report in terminalreporter.getreports(how)]
    for text in sorted(
        {t for report in reports for k, t in report.user_properties if k == "figure"}
    ):
        terminalreporter.write_line(text)


@pytest.fixture
def seed() -> int:
    """What the samples of this run are drawn with."""
    return int(os.environ["SEED"])
