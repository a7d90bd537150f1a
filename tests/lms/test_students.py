"""A list of students is read whatever has saved it, or refused in one sentence that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.core.errors import UsageError
from grading.lms.roster import read_students

ZOE = {"12345": {"first_name": "Zoë", "last_name": "Müller"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "students.csv"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_every_form_of_a_spreadsheet_is_read(
    separator: str, end: str, encoding: str, path: Path
) -> None:
    lines = ["id,first_name,last_name", "12345,Zoë,Müller"]
    path.write_bytes(end.join([*lines, ""]).replace(",", separator).encode(encoding))
    assert read_students(path) == ZOE


@pytest.mark.parametrize(
    "head",
    [
        "ID,First Name,Last Name",
        " id , First_Name ,LASTNAME",
        "Student ID,Given name,Surname",
        '"id","first_name","last_name"',
        "sep=,\nId,First-Name,Last-Name",
        '"sep=,"\nid,firstName,lastName',
    ],
)
def test_titles_may_have_capitals_spaces_and_quotes(head: str, path: Path) -> None:
    path.write_text(f"{head}\n 12345 , Zoë,Müller \n,,\n\n", "utf-8-sig")
    assert read_students(path) == ZOE


def test_other_columns_of_nbgraders_are_kept_and_strange_ones_are_not(path: Path) -> None:
    path.write_text("Mark,E-Mail,LMS User ID,id\n1.0,a@b.org,77,ada\n,,,kurt\n")
    assert read_students(path) == {
        "ada": {"email": "a@b.org", "lms_user_id": "77"},
        "kurt": {"email": None, "lms_user_id": None},
    }


@pytest.mark.parametrize(
    ("text", "student"),
    [
        (
            'Student,ID,SIS Login ID,Section\n    Points Possible,,,\n"Müller, Zoë",12345,zoe,1\n',
            "12345",
        ),
        (
            "Identifier,Full name,Email address,Status,Grade\n"
            "Participant 12345,Zoë Müller,z@m.org,Submitted,\n",
            "12345",
        ),
        ("Last Name,First Name,Username\nMüller,Zoë,zmueller\n", "zmueller"),
    ],
)
def test_a_platforms_own_list_is_understood(text: str, student: str, path: Path) -> None:
    path.write_text(text, "utf-8")
    (found,) = read_students(path).items()
    assert found[0] == student
    assert (found[1]["first_name"], found[1]["last_name"]) == ("Zoë", "Müller")


def test_the_column_id_counts_where_the_others_are_like_a_platforms(path: Path) -> None:
    path.write_text("id,First name,Last name,Email address\nada,Ada,Lovelace,a@b.org\n")
    assert read_students(path)["ada"]["email"] == "a@b.org"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"number,name\n1,Ada\n", "has no column 'id', but number, name: give that title"),
        (b"id,first_name\n,Ada\n", "row 2, has no id"),
        (b"id\nada\nkurt\nada\n", "row 4, has the id ada for the second time"),
        (b"id\n1.23457E+11\n", "row 2, has 1.23457E+11, a number that was shortened"),
        (b"id;x\n1,2E+07;\n", "row 2, has 1,2E+07, a number that was shortened"),
        (b"PK\3\4 a workbook", "is a workbook and no CSV file: save it as CSV"),
        (b"\xd0\xcf\x11\xe0 an old one", "is a workbook and no CSV file"),
        (b"id,first_name\n", "is no list of students: save it as CSV"),
        (b"", "is no list of students"),
        (b"\x7fELF\0\0\0\1", "is no list of students"),
    ],
)
def test_what_cannot_be_entered_is_refused_with_what_to_do(
    raw: bytes, said: str, path: Path
) -> None:
    path.write_bytes(raw)
    with pytest.raises(UsageError) as refused:
        read_students(path)
    assert said in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_list_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(UsageError, match=r"students\.csv cannot be read \(No such file"):
        read_students(path)
