"""The gradebook keeps what a run did, and what it said of each notebook, as long as that is so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from grading.gradebook import store as runs
from grading.gradebook.queries import Submission
from grading.gradebook.store import FOLDER, GradingRemarks, read_runs, read_said
from grading.report.evidence import Evidence
from grading.report.model import MENDED, Reason, reasons


@pytest.fixture
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    for table in (runs.RUNS, runs.SAID):
        table.create(made)
    yield made
    made.dispose()


def test_a_run_that_ends_has_its_counts_and_one_that_was_stopped_has_none(engine: Engine) -> None:
    first = runs.begin(engine, "a")
    runs.end(engine, "a", first, 12.5, {"graded": 7, "looked at": 2})
    runs.begin(engine, "a")
    with engine.connect() as connection:
        stopped, ended = read_runs(connection, "a")
        assert read_runs(connection, "b") == []
    assert stopped.seconds is None
    assert (ended.seconds, ended.counts["graded"], ended.counts["looked at"]) == (12.5, 7, 2)
    assert ended.begun.isoformat(timespec="microseconds") == first


def test_only_the_last_runs_are_remembered(engine: Engine) -> None:
    begun = [runs.begin(engine, "a") for _ in range(runs.KEPT + 5)]
    with engine.connect() as connection:
        held = [run.begun.isoformat(timespec="microseconds") for run in read_runs(connection, "a")]
    assert held == begun[::-1][: runs.KEPT]


def test_what_was_said_stays_with_the_notebooks_that_stand(engine: Engine) -> None:
    one, two, new = (GradingRemarks(d, 0.5, (d,)) for d in ("one", "two", "new"))
    with engine.begin() as connection:
        runs.keep_said(connection, "a", "ada", {"1": one, "2": two}, [])
        runs.keep_said(
            connection, "a", "ada", {"2": new, FOLDER: GradingRemarks("", None, ())}, ["1", "2"]
        )
        assert read_said(connection, "a") == {
            ("ada", "1"): one,
            ("ada", "2"): new,
            ("ada", FOLDER): GradingRemarks("", None, ()),
        }
        runs.keep_said(connection, "a", "ada", {"2": new}, ["2"])
        assert ("ada", "1") not in read_said(connection, "a")


def test_what_was_said_of_another_graded_file_is_not_told() -> None:
    submission, found = Submission("ada", {}), {"1": Evidence({}, {}, "now")}
    for digest, told in (("now", (Reason(MENDED, "1: cut off"),)), ("before", ())):
        said = {"1": GradingRemarks(digest, 0.1, ("cut off",))}
        assert reasons(submission, found, said, anonymous=False) == told
