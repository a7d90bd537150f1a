"""A time of hand-in is read as it is meant, or refused with the reason; never guessed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nbgrader.utils import parse_utc

from grading.intake.files import TIMESTAMP
from grading.intake.handin_time import OWN_FORM, ZONED, handin_time, in_own_form, read_time
from grading.intake.refusals import Unreadable

HALF_PAST_TEN = "2026-01-30 22:30:00 UTC\n"
PIECES = re.findall(
    r"\S+",
    "2026 26 01 30 12 3 : / - . , T Z PM am UTC CET +0100 -08:00 10:30 22:30 Jan Friday "
    "Europe/Berlin ( )",
)
TEXTS = ("2026-01-30 22:30:00 UTC", "01/30/2026 10:30 PM", "2026-01-30\u00a023:30 CET")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_every_encoding_of_an_editor_is_read(
    text: str, end: str, encoding: str, tmp_path: Path
) -> None:
    (tmp_path / TIMESTAMP).write_bytes((text + end).encode(encoding))
    time, complaint = handin_time(tmp_path)
    assert complaint == ""
    assert time is not None
    assert time.strip() == HALF_PAST_TEN.strip()


def test_utf_16_of_the_other_order_is_read_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / TIMESTAMP).write_bytes(b"\xfe\xff" + TEXTS[1].encode("utf-16-be"))
    assert handin_time(tmp_path) == (HALF_PAST_TEN, "")


@pytest.mark.parametrize(
    "text",
    [
        "01/30/2026 10:30 PM",
        "1/30/2026 10:30:00 p.m.",
        "01/30/2026 10:30\u202fPM",
        "\u200e30/01/2026 22:30",
        "30.01.2026 22:30",
        "Friday, 30 January 2026, 10:30 PM",
        "Jan 30, 2026 at 10:30 pm",
        "Fri Jan 30 23:30:00 CET 2026",
        "Fri, 30 Jan 2026 14:30:00 -0800",
        "Fri Jan 30 2026 23:30:00 GMT+0100 (Central European Standard Time)",
        "2026-01-30T22:30:00Z",
        "2026-01-30T23:30:00+01:00",
        "2026-01-30 23:30:00 +0100",
        "2026-01-30 23:30 UTC+1",
        "2026-01-31 00:30 CEST",
        "2026-01-30 14:30 PST",
        "2026-01-30 5:30 PM EST",
        "30 Jan 2026 23:30:00 Europe/Berlin",
        "2026-01-30 22:30 utc",
        "20260130T223000Z",
    ],
)
def test_a_time_as_people_and_programs_write_it_is_read(text: str) -> None:
    assert in_own_form(text) == HALF_PAST_TEN


@pytest.mark.parametrize(
    ("text", "half_past"),
    [("01/30/2026 12:30 AM", "00"), ("01/30/2026 12:30 PM", "12"), ("30 Jan 2026 9:30 AM", "09")],
)
def test_noon_and_midnight_are_told_apart(text: str, half_past: str) -> None:
    assert in_own_form(text) == f"2026-01-30 {half_past}:30:00 UTC\n"


@pytest.mark.parametrize(
    "text", ["2026-01-30 22:30:00 UTC\r\n", " 2026-01-30 22:30", "2026-01-30 22:30:00.123456 UTC"]
)
def test_nbgraders_own_form_stays_as_it_is(text: str) -> None:
    assert in_own_form(text) == text


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-01-30 23:30:00 Europe/Berlin", 22),
        ("2026-01-30 14:30:00.948203 America/Los_Angeles\n", 22),
        ("2026-07-30 12:30 Asia/Tokyo", 3),
    ],
)
def test_what_nbgrader_reads_as_it_is_meant_stays_as_it_is(text: str, hour: int) -> None:
    assert in_own_form(text) == text
    assert parse_utc(text.strip()).hour == read_time(text).hour == hour


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("03/04/2026 10:00", "'03/04/2026 10:00' may be 2026-03-04 or 2026-04-03"),
        ("3.4.2026 10:00 PM", "may be 2026-03-04 or 2026-04-03"),
        ("10:00 04-03-2026 CET", "may be 2026-03-04 or 2026-04-03"),
        ("30/01/26 10:00", "may be 2026-01-30 or 2030-01-26"),
        ("2026-01-30 22:30 XYZ", "the time zone XYZ is not known"),
        ("2026-01-30 22:30 Mars/Base", "the time zone Mars/Base is not known"),
        ("22:30", "'22:30' lacks the day, the month or the year"),
        ("January 2026", "lacks the day, the month or the year"),
        ("30 January 10:30 PM", "lacks the day, the month or the year"),
        ("2026-02-30 10:00", "'2026-02-30 10:00' is no time"),
        ("0000-00-00 00:00:00", "is no time"),
        ("13:30 PM 2026-01-30", "is no time"),
        ("1769812200", "is no time"),
        ("the day before yesterday", "is no time"),
        ("2026-01-30 22:30:00 UTC\nand more", "is no time"),
        ("/etc/localtime", "is no time"),
        ("1" * 29 + "m", "is no time"),
        ("9999-12-31 23:59:59", "is in no year of a course"),
        (" \r\n", "it is empty"),
        ("", "it is empty"),
    ],
)
def test_what_may_mean_several_times_or_none_is_refused_with_the_reason(
    text: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / TIMESTAMP).write_bytes(text.encode())
    time, complaint = handin_time(tmp_path)
    assert time == (None if text.strip() else "")  # nbgrader copies an empty file
    assert f"{reason}): write a time such as 2026-01-30 10:00:00 UTC" in complaint


@pytest.mark.parametrize("first", [3, 13])
def test_a_day_beyond_twelve_says_the_order_itself(first: int) -> None:
    text = f"{first}/13/2026 10:00" if first < 13 else f"{first}/03/2026 10:00"
    assert in_own_form(text) == "2026-03-13 10:00:00 UTC\n"


def test_no_file_is_no_complaint_and_a_link_is_one(tmp_path: Path) -> None:
    assert handin_time(tmp_path) == (None, "")
    os.symlink(__file__, tmp_path / TIMESTAMP)
    assert "is a symbolic link" in handin_time(tmp_path)[1]


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(PIECES),
        max_size=9,
    ).map(" ".join)
)
@example("2026-01-30 22:30:00 UTC")
@example("13/01/0999 10:00")
def test_what_is_read_is_what_nbgrader_reads_then_and_no_other_error_is_raised(text: str) -> None:
    try:
        own = in_own_form(text)
    except Unreadable:
        return
    assert OWN_FORM.fullmatch(own.strip()) or ZONED.fullmatch(own.strip())
    assert in_own_form(own) == own
    parse_utc(own.strip())
