"""Feedback names the mistake and keeps hidden tests hidden, unless the instructor shows them."""

from __future__ import annotations

import re

import pytest

from authoring.build import read
from grading.core.course import Assignment
from grading.feedback.explain import HIDDEN
from grading.gradebook.nbgrader import nbgrader, open_gradebook
from tests.classes import ONE, RIGHT, WRONG, put, run
from tests.copies import release_course
from tests.deserved import FOLDER, NOTEBOOKS

BY_HEART = FOLDER / "wrong" / "exercise_1" / "visible_run_by_heart.py"
THREE = NOTEBOOKS["exercise_3"]
PICTURE = FOLDER / "wrong" / "exercise_3" / "plot_minimum_misplaced.py"
COMMENT = "Well **done**: $x_0$ is the start. <script>alert(1)</script>"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Five students with a page each, one of them with a comment."""
    assignment = release_course(tmp_path_factory.mktemp("feedback"))
    for student, file in {"right": RIGHT, "wrong": WRONG, "by_heart": BY_HEART}.items():
        put(assignment, student, file)
    put(assignment, "picture", PICTURE, f"{THREE}.ipynb")
    put(assignment, "unreadable", b"this is no notebook")
    done = run(assignment)
    assert done.returncode == 0, done.stderr
    with open_gradebook(assignment) as gradebook:
        notebook = gradebook.find_submission_notebook(ONE, assignment.name, "right")
        comment = next(c for c in notebook.comments if c.name == "grad_fx_shifted")
        comment.manual_comment = COMMENT
        gradebook.db.commit()
    nbgrader(assignment, "generate_feedback", "--force")
    return assignment


def page(assignment: Assignment, student: str, name: str = ONE) -> str:
    return (assignment.root / "feedback" / student / assignment.name / f"{name}.html").read_text()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def hidden_lines(assignment: Assignment) -> set[str]:
    """Each line that only the instructor has."""
    found = set()
    for path in assignment.source.glob("*.ipynb"):
        for cell in read(path).cells:
            parts = re.findall(r"BEGIN HIDDEN TESTS\n(.*?)### END", cell.source, re.DOTALL)
            found |= {line.strip() for part in parts for line in part.split("\n")}
    return {line for line in found if len(line) > len("cases = [")}


def test_no_page_shows_a_hidden_test(course: Assignment) -> None:
    pages = list((course.root / "feedback").rglob("*.html"))
    assert len(pages) == 5
    lines = hidden_lines(course)
    assert len(lines) > 10
    for path in pages:
        said = text(path.read_text())
        assert not [line for line in lines if text(line) in said], path
        assert "HIDDEN TESTS" not in said


def test_a_mistake_that_the_visible_test_finds_is_told_as_there(course: Assignment) -> None:
    said = text(page(course, "wrong"))
    assert "3 of 10 points" in said
    assert "descend_scalar(-7, 0.2, 20): at step 1 you should be at -3" in said
    assert "Cell In[" in said, "the traceback is missing"


def test_a_mistake_that_only_hidden_tests_find_is_told_without_them(course: Assignment) -> None:
    said = text(page(course, "by_heart"))
    assert f"{HIDDEN}: your answer passes the test that you see, but a hidden test" in said
    for number in ("10.5", "0.35", "-2.25", "4.5", "-60"):
        assert number not in said


def test_a_picture_says_which_parts_lack_what(course: Assignment) -> None:
    assert "0 of 1: minimum marked: " in text(page(course, "picture", THREE))


def test_full_points_comments_and_reasons_are_there(course: Assignment) -> None:
    right, unreadable = page(course, "right"), text(page(course, "unreadable"))
    assert "10 of 10 points" in text(right)
    assert "Well <strong>done</strong>: <math" in right
    assert "<script" not in right
    assert "0 of 10 points" in unreadable
    assert "this file is no notebook" in unreadable or "notebook" in unreadable


def test_an_answer_and_its_test_are_one_entry_at_the_head(course: Assignment) -> None:
    head = page(course, "right").partition("</header>")[0]
    entries = re.findall(r"<li>(.*?)</li>", head, re.DOTALL)
    names = [re.findall(r"<code>(\w+)</code>", entry) for entry in entries]
    assert names == [["grad_fx_shifted"], ["descend_scalar"]]
    assert re.search(r"3 of 3.*Well done", text(entries[0]))


def test_a_page_is_whole(course: Assignment) -> None:
    html = page(course, "wrong")
    assert "default-src 'none'" in html
    assert not re.search(r"<(script|link|iframe)\b", html)
    assert not re.search(r"src=\"?(?!data:)", html), "it asks a network for a picture"
    assert len(html) < 200_000


def test_an_instructor_may_show_them(course: Assignment) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.ForStudents.show_hidden_tests = True\n")
    nbgrader(course, "generate_feedback", "--force", "--student=by_heart")
    said = text(page(course, "by_heart"))
    assert "BEGIN HIDDEN TESTS" in said
    assert "(10.5, 0.35, 7)" in said
