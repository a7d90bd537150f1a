"""When a student has handed in is written in UTC, from whatever the platform says of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from nbgrader.utils import parse_utc

from grading.lms.collect import ExportedFile
from grading.lms.lateness import listed_times, timestamp
from grading.lms.names import Name
from grading.lms.roster import Names, listed_names, read_roster
from tests.support.platforms import BLACKBOARD, CANVAS, WORKSHEET

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 1, 30, 12)


def piece(time: datetime | None = None, *, late: bool = False) -> ExportedFile:
    return ExportedFile(Name("1", "", "x.ipynb", time, late=late), "", 0, 0, lambda _: b"")


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 1, 30, 10), datetime(2026, 1, 30, 9)),
        (datetime(2026, 7, 1, 0, 30), datetime(2026, 6, 30, 22, 30)),
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30)),  # an hour that is skipped
    ],
)
def test_a_time_is_by_the_clocks_of_the_zone(local: datetime, utc: datetime) -> None:
    text = timestamp([piece(local)], None, None, BERLIN)
    assert text is not None
    assert parse_utc(text.strip()) == utc


def test_the_newest_of_the_notebooks_that_count_is_the_time() -> None:
    times = [datetime(2026, 1, 30, hour) for hour in (9, 11, 10)]
    assert timestamp([piece(t) for t in times], None, DUE, ZoneInfo("UTC")) == (
        "2026-01-30 11:00:00 UTC\n"
    )


def test_a_mark_alone_is_a_second_late_and_no_mark_is_in_time() -> None:
    assert timestamp([piece(), piece(late=True)], None, DUE, None) == "2026-01-30 12:00:01 UTC\n"
    assert timestamp([piece(late=True)], None, None, None) is None
    assert timestamp([piece()], None, DUE, None) is None


def test_a_list_knows_times_and_names(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(WORKSHEET, encoding="utf-8")
    assert listed_times(read_roster(path)) == {
        "101": datetime(2026, 1, 30, 10),
        "102": datetime(2026, 1, 30, 11),
    }
    assert listed_times(None) == {}
    for text, mail in {WORKSHEET: "kurt@uni.edu", CANVAS: "", BLACKBOARD: ""}.items():
        path.write_text(text, encoding="utf-8")
        assert listed_names(read_roster(path))["102"] == Names("Gödel", "Kurt", mail)
