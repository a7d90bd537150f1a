"""Knows what Canvas, Moodle and Blackboard make of grades and feedback; nothing of who wrote it.

Written from their documentation and, where it is public, from what their importers ask of a file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

Rows = list[list[str]]


def canvas(path: Path) -> dict[str, dict[str, str]]:
    """Grades by student (Canvas's number, or else the login) and by assignment."""
    rows = _rows(path.read_bytes().decode("utf-8"))
    header = rows[0]
    assert len(header) > 3
    assert "Student" in header[0]  # with or without a mark of the encoding
    assert "ID" in header[1]
    columns = 3
    if re.search(r"SIS\s+Login\s+ID", header[2]):
        columns += 1
    elif re.search(r"SIS\s+User\s+ID", header[2]) and re.search(r"SIS\s+Login\s+ID", header[3]):
        columns += 2 + ("Integration ID" in header[4])
        columns += "Root Account" in header[columns - 1]
    assert "Section" in header[columns - 1]
    login = header.index("SIS Login ID")
    found = {}
    for row in rows[1:]:
        if "Points Possible" not in row[0]:
            student = row[1] if re.fullmatch(r"[0-9]+", row[1]) else row[login]
            found[student] = dict(zip(header[columns:], row[columns:], strict=True))
    return found


def canvas_points(path: Path) -> list[str]:
    """The row of points that each assignment gives at the most."""
    rows = _rows(path.read_text(encoding="utf-8-sig"))
    return next(row for row in rows if "Points Possible" in row[0])


def moodle_worksheet(path: Path, *, grade: str = "Grade") -> dict[str, tuple[str, str]]:
    """Grade and feedback by the participant's number, as the assignment's own page reads them."""
    header, *rows = _rows(path.read_bytes().decode("utf-8").removeprefix("\ufeff"))
    identifier, points, _ = (
        header.index(t) for t in ("Identifier", grade, "Last modified (grade)")
    )
    feedback = header.index("Feedback comments")
    return {row[identifier][len("Participant ") :]: (row[points], row[feedback]) for row in rows}


def moodle_gradebook(path: Path, identifier: str, grade: str) -> dict[str, tuple[str, str]]:
    """Grade and feedback by a column that an instructor chooses in Grades > Import."""
    header, *rows = _rows(path.read_bytes().decode("utf-8").removeprefix("\ufeff"))
    who, points, feedback = (header.index(t) for t in (identifier, grade, "Feedback comments"))
    return {row[who]: (row[points], row[feedback]) for row in rows}


def moodle_feedback(path: Path, participants: set[str]) -> dict[str, dict[str, bytes]]:
    """Pages by the participant's number and by name, as the assignment's page takes them in."""
    found: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            *folders, last = name.split("/")
            assert not last.startswith((".", "~"))
            for depth, part in enumerate(folders):
                _, number, *rest = [*part.split("_", 4), ""]
                if number in participants and rest[:2] == ["assignsubmission", "file"]:
                    inner = "/".join([*folders[depth + 1 :], last])
                    found.setdefault(number, {})[inner] = archive.read(name)
    return found


def blackboard(path: Path) -> dict[str, dict[str, str]]:
    """Columns by user name; Blackboard wants each cell of a file with commas in quotes."""
    raw = path.read_bytes()
    text = raw.decode("utf-16" if raw.startswith(b"\xff\xfe") else "utf-8-sig")
    delimiter = "\t" if "\t" in text else ","
    for line in text.splitlines():
        assert line.startswith('"')
        assert line.endswith('"')
    header, *rows = _rows(text, delimiter)
    assert {"Last Name", "First Name", "Username"} <= set(header)
    return {row[header.index("Username")]: dict(zip(header, row, strict=True)) for row in rows}


def _rows(text: str, delimiter: str = ",") -> Rows:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
