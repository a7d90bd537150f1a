"""The links to Colab and Binder lead to this repository, and each to its notebook."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.course import Assignment, CourseError, notebooks_in
from grading.derived import read
from grading.doors import BINDER, COLAB, LINK, doors, headed, main, moved, opened, repository
from tests.copies import COURSE, copy_course

COLAB_LINK = f"{COLAB}ada/course/blob/main/notebooks/demo_1.ipynb"
BINDER_LINK = f"{BINDER}ada/course/main?labpath=notebooks%2Fdemo_1.ipynb"


def wrong(assignment: Assignment) -> Iterator[str]:
    """Links of README, docs and notebooks that open another repository, or what is no notebook of
    the course; in a notebook also those that open another one."""
    home = repository((assignment.root / "pyproject.toml").read_text(encoding="utf-8"))
    course = [*notebooks_in(assignment.demos), *notebooks_in(assignment.release)]
    own = {path.name: LINK.findall(doors(home, opened(assignment, path))) for path in course}
    folders = (assignment.demos, assignment.source, assignment.release, assignment.solutions)
    notebooks = [path for folder in folders for path in notebooks_in(folder)]
    pages = [assignment.root / "README.md", *(assignment.root / "docs").glob("*.md")]
    every = [link for links in own.values() for link in links]
    for path in [*pages, *notebooks]:
        for link in LINK.findall(path.read_text(encoding="utf-8")):
            if link not in own.get(path.name, every):
                yield f"{path.relative_to(assignment.root).as_posix()}: {link}"


@pytest.fixture
def copied(tmp_path: Path) -> Assignment:
    """A copy of what may hold links, at an address of its own."""
    parts = ("notebooks", "source", "release", "solutions", "docs", "README.md", "pyproject.toml")
    assignment = copy_course(tmp_path, *parts)
    home = repository((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))
    for path in tmp_path.rglob("*.*"):
        if path.suffix in {".md", ".ipynb", ".toml"}:
            text = path.read_text(encoding="utf-8").replace(home, "ada/course")
            path.write_text(text, encoding="utf-8")
    return assignment


def test_every_link_leads_to_the_repository_of_pyproject() -> None:
    assert list(wrong(COURSE)) == [], "run python -m grading.doors, then make build"


def test_the_readme_opens_every_demo_and_every_exercise() -> None:
    home = repository((COURSE.root / "pyproject.toml").read_text(encoding="utf-8"))
    course = [*notebooks_in(COURSE.demos), *notebooks_in(COURSE.release)]
    wanted = {link for path in course for link in LINK.findall(doors(home, opened(COURSE, path)))}
    assert len(wanted) == 16
    assert wanted <= set(LINK.findall((COURSE.root / "README.md").read_text(encoding="utf-8")))


def test_a_notebook_s_links_are_text_and_open_it() -> None:
    line = doors("ada/course", "notebooks/demo_1.ipynb")
    assert line == f"Open in [Colab]({COLAB_LINK}) or [Binder]({BINDER_LINK})"
    assert LINK.findall(line) == [COLAB_LINK, BINDER_LINK]
    assert "!" not in line, "a picture would be fetched from elsewhere"


def test_an_exercise_opens_its_release_and_never_its_source() -> None:
    for folder in (COURSE.source, COURSE.solutions, COURSE.release):
        for path in notebooks_in(folder):
            assert opened(COURSE, path) == f"release/gradient_descent/{path.name}"


@pytest.mark.parametrize("ending", ["", "/", ".git"])
def test_the_address_is_read_from_pyproject(ending: str) -> None:
    text = f'[project.urls]\nRepository = "https://github.com/ada/gradient.descent{ending}"\n'
    assert repository(text) == "ada/gradient.descent"


@pytest.mark.parametrize(
    "text",
    [
        "[project]",
        '[project.urls]\nRepository = "https://example.org/ada/course"',
        '[project.urls]\nRepository = "https://github.com/ada"',
    ],
    ids=["none", "elsewhere", "no name"],
)
def test_an_address_that_colab_cannot_open_is_named(text: str) -> None:
    with pytest.raises(CourseError, match=r"write Repository = .* into pyproject\.toml"):
        repository(text)


def test_the_line_stands_below_the_title_once() -> None:
    source = "# Demo 1\n\n**Why?**\n\n*About 15 minutes.*"
    once = headed(source, doors("ada/course", "notebooks/demo_1.ipynb"))
    assert once.split("\n\n")[0] == "# Demo 1"
    assert once.split("\n\n")[2:] == source.split("\n\n")[1:]
    again = headed(once, doors("eve/course", "notebooks/demo_1.ipynb"))
    assert again == once.replace("ada/", "eve/")


def test_links_move_to_another_repository_and_keep_their_file() -> None:
    page = f"[one]({COLAB_LINK}), [two]({BINDER_LINK}) and [three](https://github.com/ada/course)"
    assert moved(page, "eve/descent") == page.replace("ada/course/", "eve/descent/")


@pytest.mark.parametrize(
    "link",
    [
        COLAB_LINK.replace("ada", "eve"),
        BINDER_LINK.replace("ada", "eve"),
        COLAB_LINK,
        f"{COLAB}ada/course/blob/main/notebooks/demo_1_scalar_descent.ipynb",
    ],
    ids=["colab elsewhere", "binder elsewhere", "no notebook", "another notebook"],
)
def test_a_wrong_link_in_a_notebook_is_found(copied: Assignment, link: str) -> None:
    path = notebooks_in(copied.demos)[1]
    assert list(wrong(copied)) == []
    path.write_text(path.read_text(encoding="utf-8").replace("# Demo 2", f"# <{link}> Demo 2"))
    assert list(wrong(copied)) == [f"notebooks/{path.name}: {link}"]


def test_a_wrong_link_in_the_readme_is_found(copied: Assignment) -> None:
    readme = copied.root / "README.md"
    right = f"{COLAB}ada/course/blob/main/notebooks/demo_1_scalar_descent.ipynb"
    readme.write_text(readme.read_text(encoding="utf-8") + f"[1]({right})\n", encoding="utf-8")
    assert list(wrong(copied)) == []
    readme.write_text(readme.read_text(encoding="utf-8") + f"[2]({COLAB_LINK})\n", encoding="utf-8")
    assert list(wrong(copied)) == [f"README.md: {COLAB_LINK}"]


def test_one_command_heads_the_notebooks_and_moves_the_pages(
    copied: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = copied.root / "README.md"
    readme.write_text(f"[1]({COLAB}eve/old/blob/main/notebooks/demo_1_scalar_descent.ipynb)")
    monkeypatch.setattr("grading.doors.find_assignment", lambda _: copied)
    assert main() == 0
    for derived in (copied.solutions, copied.release):  # which make build brings up to date
        shutil.rmtree(derived)
        shutil.copytree(copied.source, derived)
    assert list(wrong(copied)) == []
    assert "ada/course" in readme.read_text(encoding="utf-8")
    for path in [*notebooks_in(copied.demos), *notebooks_in(copied.source)]:
        assert len(LINK.findall(read(path).cells[0].source)) == 2


def test_an_address_that_is_none_stops_the_command(
    copied: Assignment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied.root / "pyproject.toml").write_text("[project]", encoding="utf-8")
    before = [path.read_bytes() for path in notebooks_in(copied.demos)]
    monkeypatch.setattr("grading.doors.find_assignment", lambda _: copied)
    assert main() == 2
    assert "write Repository" in capsys.readouterr().err
    assert [path.read_bytes() for path in notebooks_in(copied.demos)] == before
