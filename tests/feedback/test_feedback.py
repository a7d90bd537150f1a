"""Feedback names the mistake and keeps hidden tests hidden, unless the instructor shows them."""

from __future__ import annotations

import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from authoring.build import read
from grading.core.course import Assignment
from grading.feedback.explain import HIDDEN
from grading.gradebook.nbgrader import open_gradebook
from tests.feedback.test_pages import PNG
from tests.support.classes import ONE, graded_class
from tests.support.courses import COURSE, command
from tests.support.submissions import NOTEBOOKS

COMMENT = "Well **done**: $x_0$ is the start. <script>alert(1)</script>"
RIGHT, WRONG = "sample_excellent", "sample_sign_error"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """A graded class with all its pages, in which one student has a comment."""
    root = tmp_path_factory.mktemp("feedback") / "course"
    shutil.copytree(graded_class()[0].root, root)
    assignment = Assignment(COURSE.name, root)
    with open_gradebook(assignment) as gradebook:
        notebook = gradebook.find_submission_notebook(ONE, assignment.name, RIGHT)
        comment = next(c for c in notebook.comments if c.name == "grad_fx_shifted")
        comment.manual_comment = COMMENT
        gradebook.db.commit()
    feedback(assignment, RIGHT)
    return assignment


def feedback(assignment: Assignment, student: str) -> None:
    """Write the student's pages anew, with nbgrader's command."""
    words = (assignment.name, "--force", f"--student={student}")
    done = command(assignment, "generate_feedback", *words)
    assert done.returncode == 0, done.stderr


def test_only_pages_that_changed_are_written_if_that_is_asked_for(course: Assignment) -> None:
    def times() -> dict[str, int]:
        found = sorted((course.root / "feedback").glob("*/*/*.html"))
        return {f"{path.parts[-3]}/{path.stem}": path.stat().st_mtime_ns for path in found}

    def again() -> None:
        words = (
            "generate_feedback",
            course.name,
            "--force",
            "--FeedbackExporter.only_changed=True",
        )
        assert command(course, *words).returncode == 0

    again()
    before = times()
    with open_gradebook(course) as gradebook:
        notebook = gradebook.find_submission_notebook(ONE, course.name, WRONG)
        next(c for c in notebook.comments if c.name == "descend_scalar").manual_comment = "Look."
        gradebook.db.commit()
    again()
    changed = {name for name, time in times().items() if before[name] != time}
    assert changed == {name for name in before if name.startswith(f"{WRONG}/")}
    assert "Look." in page(course, WRONG)


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
    assert len(pages) > 20
    lines = hidden_lines(course)
    assert len(lines) > 10
    for path in pages:
        said = text(path.read_text())
        assert not [line for line in lines if text(line) in said], path
        assert "HIDDEN TESTS" not in said


def test_a_mistake_that_the_visible_test_finds_is_told_as_there(course: Assignment) -> None:
    said = text(page(course, WRONG))
    assert "3 of 10 points" in said
    assert "descend_scalar(-7, 0.2, 20): at step 1 you should be at -3" in said
    assert "Cell In[" in said, "the traceback is missing"


def test_a_mistake_that_only_hidden_tests_find_is_told_without_them(course: Assignment) -> None:
    said = text(page(course, "by_heart"))
    assert f"{HIDDEN}: your answer passes the test that you see, but a hidden test" in said
    for number in ("10.5", "0.35", "-2.25", "4.5", "-60"):
        assert number not in said


def test_a_picture_says_which_parts_lack_what(course: Assignment) -> None:
    said = text(page(course, "sample_average", NOTEBOOKS["exercise_2"]))
    assert "0 of 1: minimum marked: " in said


def test_full_points_comments_and_reasons_are_there(course: Assignment) -> None:
    right, unreadable = page(course, RIGHT), text(page(course, "zz_broken"))
    assert "10 of 10 points" in text(right)
    assert "Well <strong>done</strong>: <math" in right
    assert "<script" not in right
    assert "0 of 10 points" in unreadable
    assert "this file is no notebook" in unreadable or "notebook" in unreadable


def test_an_answer_and_its_test_are_one_entry_at_the_head(course: Assignment) -> None:
    head = page(course, RIGHT).partition("</header>")[0]
    entries = re.findall(r"<li>(.*?)</li>", head, re.DOTALL)
    names = [re.findall(r"<code>(\w+)</code>", entry) for entry in entries]
    assert names == [["grad_fx_shifted"], ["descend_scalar"]]
    assert re.search(r"3 of 3.*Well done", text(entries[0]))


def test_a_page_is_whole(course: Assignment) -> None:
    html = page(course, WRONG)
    assert "default-src 'none'" in html
    assert not re.search(r"<(script|link|iframe)\b", html)
    assert not re.search(r"src=\"?(?!data:)", html), "it asks a network for a picture"
    assert len(html) < 200_000


def test_a_pasted_picture_is_on_the_page_and_what_is_nested_deeply_is_text(
    course: Assignment,
) -> None:
    graded = course.root / "autograded" / "by_heart" / course.name / f"{ONE}.ipynb"
    notebook = read(graded)
    sketch = new_markdown_cell("![my sketch](attachment:a.png)")
    sketch["attachments"] = {"a.png": {"image/png": PNG}}
    deep = new_output("display_data", {"text/html": "<div>" * 50_000})
    notebook.cells += [sketch, new_code_cell("deep", outputs=[deep])]
    graded.write_text(nbformat.writes(notebook))
    feedback(course, "by_heart")
    made = page(course, "by_heart")
    assert f'<img src="data:image/png;base64,{PNG}" alt="my sketch"' in made
    assert made.count("&lt;div&gt;") > 1_000
    assert made.count("<div") < 200


def test_an_instructor_may_show_them(course: Assignment) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.ForStudents.show_hidden_tests = True\n")
    feedback(course, "by_heart")
    said = text(page(course, "by_heart"))
    assert "BEGIN HIDDEN TESTS" in said
    assert "(10.5, 0.35, 7)" in said
