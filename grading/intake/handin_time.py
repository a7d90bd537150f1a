"""Time of hand-in: timestamp.txt as nbgrader, an editor or a mailer has written it.

nbgrader drops "PM", takes +0100 for a hundred seconds, and a zone that it does not know for UTC.
So what is not in nbgrader's own form is read here, and given to it in that form.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil import parser
from nbgrader.utils import parse_utc

from grading.core.text import clean
from grading.intake.decode import decoded
from grading.intake.files import TIMESTAMP, Missing, read
from grading.intake.refusals import Unreadable

OWN_FORM = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?( UTC)?")
"""What nbgrader writes, and reads as it is meant; without a zone, it is UTC."""

ZONED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d(\.\d{1,6})?)? [A-Za-z]+(/[A-Za-z_]+)+")
"""What an instructor's plugin of nbgrader's writes, and nbgrader reads: with a zone's full name."""

ADVICE = "write a time such as 2026-01-30 10:00:00 UTC"

YEAR_FIRST = re.compile(r"(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d|(?<!\d)\d{8}(?!\d)|(?<!\d)\d{8}T?\d{4}")
"""Dates whose order is known: year, month, day."""

REGION = re.compile(r"\s([A-Za-z]+(?:/[A-Za-z_+-]+)+)$")
"""A zone of the tz database at the end: Europe/Berlin."""

OFFSET = re.compile(
    r"(:\d\d(?:[.,]\d+)?(?: ?[ap]\.?m\.?)?) ?(?:UTC|GMT)? ?([+-]\d\d?(?::?\d\d)?)"
    r"(?: ?\([^()]*\))?$",
    re.IGNORECASE,
)
"""A time and its offset from UTC, at the end, and words that say it once more: GMT+0100 (CET).
dateutil would take GMT+1 for an hour behind UTC."""

HOURS = {"EDT": -4, "CST": -6, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "UT": 0}
HOURS |= {"WEST": 1, "CEST": 2, "EEST": 3}
"""Zones as mailers write them (RFC 5322, section 4.3), and Europe's summer time, which the tz
database does not have as names."""

YEARS = range(1970, 3000)

DEFAULTS = datetime(2000, 1, 1), datetime(2001, 2, 2)
"""What fills a date that lacks a part: one that lacks none is the same with both."""


def handin_time(folder: Path) -> tuple[str | None, str]:
    """The time of hand-in in a form that nbgrader reads; or None, and a sentence that says why.

    The sentence is empty where there is no file. Of an empty file the time is empty, as nbgrader
    copies it.
    """
    try:
        text = decoded(read(folder / TIMESTAMP, 1000))[0]
        if not text.strip():
            return "", f"{TIMESTAMP} is not used (it is empty): {ADVICE}"
        return in_own_form(text), ""
    except Missing:
        return None, ""
    except Unreadable as error:
        return None, f"{TIMESTAMP} is not used ({error}): {ADVICE}"


def in_own_form(text: str) -> str:
    """A time as nbgrader writes it; unchanged if nbgrader reads it as it is meant.

    Raises Unreadable.
    """
    if not OWN_FORM.fullmatch(plain := text.strip()):
        time = read_time(text)
        if not (ZONED.fullmatch(plain) and _is_read_as(time, plain)):
            text = f"{time.isoformat(' ')} UTC\n"
    else:
        try:
            time = datetime.fromisoformat(plain.removesuffix(" UTC"))
        except ValueError as error:
            raise Unreadable(f"'{plain}' is no time") from error
    if time.year not in YEARS:  # the last of all has no time in other zones
        raise Unreadable(f"'{clean(plain, 60)}' is in no year of a course")
    return text


def _is_read_as(time: datetime, text: str) -> bool:
    """True if nbgrader itself takes the text for that time."""
    try:
        return bool(parse_utc(text) == time)
    except (ValueError, ArithmeticError, TypeError):
        return False


def read_time(text: str) -> datetime:
    """The one moment that is meant, in UTC and without a zone, as nbgrader keeps it.

    Raises Unreadable where it is no time, lacks a part of its date, is in a zone that is not known,
    or may be one of several days.
    """
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")  # marks of direction
    words = " ".join(seen.split())
    shown = f"'{clean(words, 60)}'"
    if not words:
        raise Unreadable("it is empty")
    orders = [(False, False)] if YEAR_FIRST.search(words) else product((False, True), repeat=2)
    found = [[_parsed(words, d, y, default) for default in DEFAULTS] for d, y in orders]
    if any(one != other for one, other in found):
        raise Unreadable(f"{shown} lacks the day, the month or the year")
    if len(times := sorted({one for one, _ in found})) > 1:
        days = " or ".join(f"{time:%Y-%m-%d}" for time in times)
        raise Unreadable(f"{shown} may be {days}")
    return times[0]


def _parsed(words: str, day_first: bool, year_first: bool, default: datetime) -> datetime:
    region = REGION.search(words)
    rest = OFFSET.sub(r"\1 \2", words[: region.start()] if region else words)
    rest = re.sub(r"\b(utc|gmt)\b", lambda zone: zone[0].upper(), rest)
    try:
        time: datetime = parser.parse(
            rest, default=default, dayfirst=day_first, yearfirst=year_first, tzinfos=_zone
        )
        if region:
            time = time.replace(tzinfo=_zone(region[1], None))
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    except (ValueError, ArithmeticError, TypeError) as error:
        raise Unreadable(f"'{clean(words, 60)}' is no time") from error


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """The zone of that name, or with that offset in seconds; None if the text has neither."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    if name is None:
        return None
    if name in HOURS:
        return timezone(timedelta(hours=HOURS[name]))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Unreadable(f"the time zone {clean(name, 40)} is not known") from error
