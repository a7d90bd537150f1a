"""What a run of the tests shares: the seed of its samples, the figures at its end."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import shutil
import subprocess
import tempfile
from itertools import chain, zip_longest
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from hypothesis import settings

LONGEST = ("system", "plugins", "scheduler")
"""Rooms whose files begin first: one that begins last keeps a core waiting for it."""

WAITING = "attacks"
"""The room whose tests wait for limits: beside each of its files goes one that computes."""


def pytest_configure(config: pytest.Config) -> None:
    """Set the seed, unless there is one, and a folder; the workers of this run inherit both."""
    os.environ.setdefault("SEED", str(_of_the_commit()))
    if "SHARED" not in os.environ:  # this is the first process of the run
        os.environ["SHARED"] = shared = tempfile.mkdtemp(prefix="tests-")
        config.add_cleanup(functools.partial(shutil.rmtree, shared, ignore_errors=True))
    every = bool(os.environ.get("ALL"))
    # Without deadlines, for other processes may slow a test down; what has passed passes again.
    settings.register_profile("course", deadline=None, derandomize=not every, database=None)
    settings.load_profile("course")


def _of_the_commit() -> int:
    """A seed that each commit has for itself: what has passed passes again, and much is drawn."""
    asked = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    with contextlib.suppress(OSError):  # no git: a copy of the files
        answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        return int(answer or "0", 16) % 10**6
    return 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is marked `prove` to `make prove`; begin with the files that take longest."""
    if not os.environ.get("ALL"):
        config.hook.pytest_deselected(items=[i for i in items if i.get_closest_marker("prove")])
        items[:] = [item for item in items if not item.get_closest_marker("prove")]
    rooms: dict[str, dict[Path, None]] = {}
    for item in items:
        room = item.path.parent.name
        rooms.setdefault(room if room in (*LONGEST, WAITING) else "", {})[item.path] = None
    longest = [path for room in LONGEST for path in rooms.get(room, ())]
    pairs = zip_longest(rooms.get("", ()), rooms.get(WAITING, ()))
    order = {path: place for place, path in enumerate([*longest, *chain.from_iterable(pairs)])}
    items.sort(key=lambda item: order[item.path])


def pytest_collection_finish() -> None:
    """Look through what the tests make for garbage, but no more through all that is imported.

    It takes a fifth of the time of tests that make many objects.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


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
