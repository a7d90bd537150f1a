"""What Canvas, Moodle and Blackboard export and import: zips, lists of students, grades."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import subprocess
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Base, Gradebook
from sqlalchemy import create_engine

from grading.core.course import Assignment
from grading.core.quiet import quiet
from grading.gradebook.nbgrader import open_gradebook
from tests.support.courses import COURSE, command, copy_course

# What platforms export, and builds it: zips with their names, notes, lists of students.

NAMES = COURSE.notebooks
FIRST = f"{NAMES[0]}.ipynb"
TIME = "attempt_2026-01-30-10-00-00"
FOUR = [f"{name}.ipynb" for name in NAMES]
STAND_IN, NAMELESS = "nameless", b"\0ameless"
"""A name, and what to put in its place with `renamed`: names in an archive end at a zero."""


def archives(assignment: Assignment) -> Path:
    """Where an instructor puts what was downloaded."""
    folder = assignment.root / "downloaded" / assignment.name / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def zipped(path: Path, files: Mapping[str, bytes | str], *, second: int = 0) -> Path:
    """A zip with these files, downloaded at that second."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    os.utime(path, (second, second))
    return path


def packed(files: Mapping[str, bytes | str], folder: Path) -> bytes:
    """What a student packs into a zip."""
    return zipped(folder / "packed", files).read_bytes()


def renamed(path: Path, old: str, new: bytes) -> Path:
    """A zip in which a file has a name of any bytes, by a program that does not say it is UTF-8."""
    path.write_bytes(path.read_bytes().replace(old.encode(), new))
    return path


def note(title: str, name: str, username: str, *files: str) -> str:
    """The text file that Blackboard puts beside a submission."""
    listed = "".join(
        f"\tOriginal filename: {file}\n\tFilename: {title}_{username}_{TIME}_{file}\n\n"
        for file in files
    )
    return (
        f"Name: {name} ({username})\nAssignment: {title}\n"
        "Date Submitted: Friday, January 30, 2026 10:00:00 AM CET\nCurrent Grade: Needs Grading\n\n"
        "Submission Field:\nThere is no student submission text data for this assignment.\n\n"
        f"Comments:\nThere are no student comments for this assignment.\n\nFiles:\n{listed}"
    )


def collect(
    assignment: Assignment, *words: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command that takes exports in."""
    return command(assignment, "zip_collect", assignment.name, *words, **environment)


def submitted(assignment: Assignment) -> dict[str, bytes]:
    """All files of submitted/, by student and name."""
    return {
        f"{path.relative_to(assignment.submitted).parts[0]}/{path.name}": path.read_bytes()
        for path in sorted(assignment.submitted.rglob("*"))
        if path.is_file()
    }


def said(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What nbgrader has warned of."""
    lines = done.stderr.splitlines()
    return [line.partition("] ")[2] for line in lines if "WARNING]" in line or "ERROR]" in line]


# A class's exports from each platform, and what has to come of them.

TITLE = "Gradient descent_week 3"  # a title with the sign that ends it


def four(pattern: str, who: str) -> dict[str, bytes | str]:
    """Four files, each of which says whose it is."""
    return {pattern.format(n=n, file=file): f"{who} {n}" for n, file in enumerate(FOUR)}


def whole(student: str, who: str) -> dict[str, bytes]:
    return {f"{student}/{file}": f"{who} {n}".encode() for n, file in enumerate(FOUR)}


def canvas_export(folder: Path, scratch: Path) -> dict[str, bytes]:
    """Two downloads: the second has who handed in again, and only that."""
    first = four("lovelaceada_101_70{n}_{file}", "ada")
    first |= four("gödelkurt_LATE_102_71{n}_{file}", "kurt")
    first |= {f"o_neil_103_72{n}_{NAMES[n].replace('_', ' ')}-1.ipynb": f"o {n}" for n in range(4)}
    first |= {"eulerleonhard_104_730_all of it.zip": packed(four("hw/{file}", "leo"), scratch)}
    first |= {"noetheremmy_105_740_essay.pdf": "%PDF", "hilbertdavid_106_text.html": "<p>sorry</p>"}
    zipped(folder / "submissions.zip", first, second=1)
    again = {f"lovelaceada_LATE_101_801_{NAMES[1]}-1.ipynb": "ada again"}
    zipped(folder / "submissions (1).zip", again, second=2)
    expected = whole("101", "ada") | whole("102", "kurt") | whole("103", "o") | whole("104", "leo")
    return expected | {f"101/{FOUR[1]}": b"ada again"}


def moodle_export(folder: Path, scratch: Path) -> dict[str, bytes]:
    """As folders, as flat names, with folders of a student's own, and unpacked."""
    first = four("Ada Lovelace_101_assignsubmission_file_/{file}", "ada")
    first |= four("Kurt Gödel_102_assignsubmission_file_{file}", "kurt")
    first |= four("Conan O'Neil_103_assignsubmission_file/my work/{file}", "o")
    first |= {"Emmy Noether_105_assignsubmission_onlinetext_/onlinetext.html": "<p>sorry</p>"}
    zipped(folder / "CS 1-Gradient descent-99.zip", first, second=1)
    again = {f"Ada Lovelace_101_assignsubmission_file_/{FOUR[1]}": "ada again"}
    zipped(folder / "CS 1-Gradient descent-99 (1).zip", again, second=1)
    loose = folder / "unpacked" / "Leonhard Euler_104_assignsubmission_file_"
    loose.mkdir(parents=True)
    (loose / "all.zip").write_bytes(packed(four("{file}", "leo"), scratch))
    expected = whole("101", "ada") | whole("102", "kurt") | whole("103", "o") | whole("104", "leo")
    return expected | {f"101/{FOUR[1]}": b"ada again"}


def blackboard_export(folder: Path, scratch: Path) -> dict[str, bytes]:
    """All attempts in one download, with Blackboard's notes; one student hands in one by one."""
    times = [f"attempt_2026-01-30-1{n}-00-00" for n in range(4)]
    files: dict[str, bytes | str] = {}
    for n, time in enumerate(times):
        files[f"{TITLE}_ada_l_{time}_{FOUR[n]}"] = f"ada {n}"
        files[f"{TITLE}_ada_l_{time}.txt"] = note(TITLE, "Ada Lovelace", "ada_l", FOUR[n])
    files |= four(f"{TITLE}_kgödel_{times[0]}_{{file}}", "kurt")
    files |= {f"{TITLE}_kgödel_{times[0]}.txt": note(TITLE, "Kurt Gödel", "kgödel", *FOUR)}
    again = f"{TITLE}_kgödel_{times[3]}"
    files |= {f"{again}_{FOUR[1]}": "kurt again", f"{again}_plan.txt": "x"}
    files |= {f"{again}.txt": note(TITLE, "Kurt Gödel", "kgödel", FOUR[1], "plan.txt")}
    pack = packed(four("{file}", "leo"), scratch)
    files |= {f"{TITLE}_leo@uni.edu_{times[2]}_all.zip": pack}
    files |= {f"{TITLE}_leo@uni.edu_{times[2]}.txt": note(TITLE, "Leo", "leo@uni.edu", "all.zip")}
    zipped(folder / "gradebook_CS1_Gradient20descent_2026-02-01-10-00-00.zip", files)
    expected = whole("ada_l", "ada") | whole("kgödel", "kurt") | whole("leo@uni.edu", "leo")
    expected |= {f"kgödel/{FOUR[1]}": b"kurt again"}
    stamps = {"ada_l": "12:00", "kgödel": "12:00", "leo@uni.edu": "11:00"}  # an hour before Berlin
    return expected | {
        f"{who}/timestamp.txt": f"2026-01-30 {time}:00 UTC\n".encode()
        for who, time in stamps.items()
    }


BUILDERS: list[Callable[[Path, Path], dict[str, bytes]]] = [
    canvas_export,
    moodle_export,
    blackboard_export,
]
"""Each fills the folder of archives, and returns what submitted/ has to hold."""


# The lists of students that platforms export, with some grades in them.

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (1),Gradient Descent (98765),Final Score
,,,,,,Manual Posting,
    Points Possible,,,,,10,40,(read only)
"Lovelace, Ada",101,S1,alovelace,"A, B",9,,12.00
"Gödel, Kurt",102,S2,kgoedel,A,8,11,13.00
"Noether, Emmy",103,102,enoether,A,7,5,13.00
"Student, Test",999,,abc,A,,,
"""
WORKSHEET = """\
Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",\
"Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 101","Ada Lovelace",ada@uni.edu,"Submitted for grading",,40.00,Yes,\
"Friday, 30 January 2026, 10:00 AM",-,
"Participant 102","Kurt Gödel",kurt@uni.edu,"Submitted for grading",11.00,40.00,Yes,\
"Friday, 30 January 2026, 11:00 AM","Saturday, 31 January 2026, 9:00 AM","well done"
"Participant 103","=1+1",emmy@uni.edu,"No submission",,40.00,Yes,-,-,
"""
BLACKBOARD = (
    '"Last Name","First Name","Username","Student ID","Last Access","Availability",'
    '"Essay [Total Pts: 10 Score] |1","Gradient Descent [Total Pts: 40 Score] |98765"\n'
    '"Lovelace","Ada","101","S1","2026-01-30","Yes","9",""\n'
    '"Gödel","Kurt","102","S2","2026-01-30","Yes","8","11"\n'
    '"Noether","Emmy","103","S3","2026-01-30","Yes","7","5"\n'
)


# What Canvas, Moodle and Blackboard make of grades and feedback.

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


# A gradebook with every kind of grade in it.

CELL = "test"


@dataclass(frozen=True)
class Student:
    """A student's points by notebook, and the rest that the gradebook may hold."""

    points: tuple[float, ...]
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    penalty: float = 0.0
    manual: float | None = None
    extra: float | None = None
    comment: str = ""
    open: bool = False


def filled_gradebook(folder: Path, students: dict[str, Student]) -> Assignment:
    """A course whose gradebook has these students; without points they have not handed in."""
    quiet()
    assignment = copy_course(folder, "grading", "nbgrader_config.py")
    with open_gradebook(assignment) as gradebook:
        gradebook.add_assignment(assignment.name)
        for name in NAMES:
            gradebook.add_notebook(name, assignment.name)
            gradebook.add_grade_cell(CELL, name, assignment.name, max_score=10, cell_type="code")
            gradebook.add_solution_cell(CELL, name, assignment.name)
        for student, has in students.items():
            names = {"last_name": has.last_name, "first_name": has.first_name, "email": has.email}
            gradebook.add_student(student, **{k: v for k, v in names.items() if v})
            if has.points:
                _grade(gradebook, assignment.name, student, has)
    return assignment


def _grade(gradebook: Gradebook, assignment: str, student: str, has: Student) -> None:
    gradebook.add_submission(assignment, student)
    for name, points in zip(NAMES, has.points, strict=True):
        grade = gradebook.find_grade(CELL, name, assignment, student)
        grade.auto_score, grade.needs_manual_grade = points, False
    where = NAMES[0], assignment, student
    grade = gradebook.find_grade(CELL, *where)
    grade.manual_score, grade.extra_credit, grade.needs_manual_grade = (
        has.manual,
        has.extra,
        has.open,
    )
    gradebook.find_comment(CELL, *where).manual_comment = has.comment or None
    notebook = gradebook.find_submission_notebook(*where)
    notebook.late_submission_penalty = has.penalty
    gradebook.db.commit()


# Nbgrader's gradebook made by hand, without releasing or grading anything.


@contextlib.contextmanager
def new_gradebook(path: Path) -> Iterator[Gradebook]:
    """An empty gradebook in this file of SQLite, committed at the end.

    Its tables are there before nbgrader opens it, which would start `alembic` to make them.
    """
    engine = create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{path}", "course") as book:
        quiet()
        yield book
        book.db.commit()
