"""Links to Colab and Binder stand everywhere or nowhere, and each opens its own notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from authoring.links import (
    BEGIN,
    BINDER,
    COLAB,
    END,
    LINK,
    block,
    handout_repository,
    headed,
    lesson,
    line,
    links,
    listed,
    notebooks,
    opened,
    with_address,
    with_block,
)
from grading.__main__ import main
from grading.core.course import Assignment, notebooks_in
from grading.core.errors import UsageError
from tests.support.courses import COURSE, copy_course

HANDOUT = "https://github.com/ada/course"
COLAB_LINK = f"{COLAB}ada/course/blob/main/notebooks/demo_1.ipynb"
BINDER_LINK = f"{BINDER}ada/course/main?labpath=notebooks%2Fdemo_1.ipynb"
PARTS = ("notebooks", "source", "release", "solutions", "docs", "README.md", "pyproject.toml")


def wrong(root: Path) -> Iterator[str]:
    """What does not follow from the address in pyproject.toml: links that are not there though
    one is set, that are there though none is, or that open something else."""
    home = handout_repository((root / "pyproject.toml").read_text(encoding="utf-8"))
    for path in notebooks(root):
        found = LINK.findall(path.read_text(encoding="utf-8"))
        wanted = LINK.findall(line(home, opened(root, path)))
        if found != wanted:
            yield f"{path.relative_to(root).as_posix()}: {found}"
    readme = root / "README.md"
    if LINK.findall(readme.read_text(encoding="utf-8")) != LINK.findall(block(root, home)):
        yield "README.md"
    for path in (root / "docs").glob("*.md"):
        if LINK.search(path.read_text(encoding="utf-8")):
            yield f"docs/{path.name}"


@pytest.fixture
def copied(tmp_path: Path) -> Assignment:
    """A copy of what may hold links; none does."""
    assignment = copy_course(tmp_path, *PARTS)
    links(assignment, none=True)
    return assignment


def test_the_course_s_links_are_those_that_pyproject_asks_for() -> None:
    assert list(wrong(COURSE.root)) == [], "run python -m grading links"


def test_nothing_points_to_an_owner_that_is_not_there() -> None:
    pages = [*COURSE.root.glob("*.*"), *COURSE.root.glob("docs/*.md"), *notebooks(COURSE.root)]
    pages = [path for path in pages if path.is_file() and path.suffix != ".db"]
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    assert len(texts) > 20
    assert [name for name, text in texts.items() if re.search(r"\bOWNER\b", text)] == []


def test_a_notebook_s_links_are_one_line_of_text_and_open_it() -> None:
    assert line("ada/course", "notebooks/demo_1.ipynb") == (
        f"Open in [Colab]({COLAB_LINK}) or [Binder]({BINDER_LINK})"
    )
    assert line("", "notebooks/demo_1.ipynb") == ""


def test_an_exercise_opens_its_release_and_never_its_source() -> None:
    for folder in (COURSE.source, COURSE.solutions, COURSE.release):
        for path in notebooks_in(folder):
            assert opened(COURSE.root, path) == f"release/gradient_descent/{path.name}"


@pytest.mark.parametrize("ending", ["", "/", ".git"])
def test_the_address_is_read_from_pyproject(ending: str) -> None:
    text = f'[project.urls]\nHandout = "https://github.com/ada/gradient.descent{ending}"\n'
    assert handout_repository(text) == "ada/gradient.descent"


def test_no_address_is_no_mistake() -> None:
    assert handout_repository('[project]\nname = "x"') == ""


@pytest.mark.parametrize("address", ["https://example.org/ada/course", "https://github.com/ada"])
def test_an_address_that_colab_cannot_open_is_named(address: str) -> None:
    with pytest.raises(UsageError, match=f"not '{re.escape(address)}'"):
        handout_repository(f'[project.urls]\nHandout = "{address}"')


@pytest.mark.parametrize(
    "before",
    [
        '[project]\nname = "x"\n',
        '[project]\nname = "x"\n\n[project.urls]\n# a comment\n\n[tool.x]\ny = 1\n',
        '[project]\nname = "x"\n\n[project.urls]\nHandout = "https://github.com/eve/old"\n',
        '[project]\nname = "x"\n\n[project.urls]\nHomepage = "https://example.org"\n',
    ],
    ids=["no section", "an empty section", "another address", "another entry"],
)
def test_the_address_is_written_wherever_the_section_is(before: str) -> None:
    after = with_address(before, f"{HANDOUT}.git")
    assert f'\nHandout = "{HANDOUT}"\n' in after
    assert handout_repository(after) == "ada/course"
    without = with_address(after, "")
    assert handout_repository(without) == "" == handout_repository(with_address(without, ""))
    kept = [text for text in before.splitlines() if text and not text.startswith("Handout")]
    assert [text for text in kept if text not in without.splitlines()] == []


def test_the_line_stands_below_the_title_once() -> None:
    source = "# Demo 1\n\n**Why?**\n\n*About 15 minutes.*"
    once = headed(source, line("ada/course", "notebooks/demo_1.ipynb"))
    assert once.split("\n\n")[0] == "# Demo 1"
    assert once.split("\n\n")[2:] == source.split("\n\n")[1:]
    again = headed(once, line("eve/course", "notebooks/demo_1.ipynb"))
    assert again == once.replace("ada/", "eve/")
    assert headed(again, "") == source


@pytest.mark.parametrize("page", ["no place", f"{END}{BEGIN}", BEGIN])
def test_a_page_without_a_place_for_links_is_named(page: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"put the lines {BEGIN} and {END} back")):
        with_block(page, "links")


def test_one_command_sets_the_address_and_all_links(copied: Assignment) -> None:
    assert list(wrong(copied.root)) == []
    links(copied, HANDOUT)
    assert list(wrong(copied.root)) == []
    assert handout_repository((copied.root / "pyproject.toml").read_text("utf-8")) == "ada/course"
    course = [*notebooks_in(copied.demos), *copied.root.glob("release/*/*.ipynb")]
    targets = {link for path in course for link in LINK.findall(path.read_text(encoding="utf-8"))}
    assert len(targets) == 2 * len(course)
    readme = (copied.root / "README.md").read_text(encoding="utf-8")
    assert set(LINK.findall(readme)) == targets
    assert "[demo 1][colab demo_1_scalar_descent], [exercise 1]" in readme
    for link in targets:
        inside = re.search(r"(?:blob/main/|labpath=)(.*)", link)
        assert inside
        assert (copied.root / inside[1].replace("%2F", "/")).is_file()


def test_the_command_without_an_address_follows_pyproject(copied: Assignment) -> None:
    path = copied.root / "pyproject.toml"
    path.write_text(with_address(path.read_text("utf-8"), HANDOUT), encoding="utf-8")
    assert list(wrong(copied.root)) != []
    links(copied)
    assert list(wrong(copied.root)) == []


def test_links_that_are_set_and_removed_leave_every_byte_as_it_was(copied: Assignment) -> None:
    files = [path for path in copied.root.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    links(copied, HANDOUT)
    assert {path for path in files if path.read_bytes() != before[path]} == {
        *notebooks(copied.root),
        copied.root / "README.md",
        copied.root / "pyproject.toml",
    }
    links(copied, none=True)
    assert [path for path in files if path.read_bytes() != before[path]] == []


@pytest.mark.parametrize(
    "link",
    [COLAB_LINK, BINDER_LINK, f"{COLAB}ada/course/blob/main/notebooks/demo_1_scalar_descent.ipynb"],
)
def test_a_link_too_many_is_found(copied: Assignment, link: str) -> None:
    links(copied, HANDOUT)
    path = notebooks_in(copied.demos)[1]
    path.write_text(path.read_text(encoding="utf-8").replace("# Demo 2", f"# <{link}> Demo 2"))
    assert [text.split(":")[0] for text in wrong(copied.root)] == [f"notebooks/{path.name}"]
    (copied.root / "docs" / "lms.md").write_text(f"[1]({link})", encoding="utf-8")
    assert list(wrong(copied.root))[1:] == ["docs/lms.md"]


def test_a_mistake_in_the_command_changes_nothing(
    copied: Assignment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [path for path in copied.root.rglob("*") if path.is_file()]
    before = [path.read_bytes() for path in files]
    monkeypatch.setattr("grading.__main__.find_assignment", lambda _: copied)
    for words in (["https://example.org/course"], [HANDOUT, "--none"]):
        assert main(["links", *words]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert [path.read_bytes() for path in files] == before


def test_notebooks_of_two_assignments_may_have_one_name() -> None:
    paths = ["notebooks/demo_1_a.ipynb", "release/one/ps.ipynb", "release/two/ps.ipynb"]
    block = listed("ada/course", paths)
    targets = re.findall(r"^\[(.+?)\]: (\S+)$", block, re.MULTILINE)
    assert [label for label, _ in targets[:3]] == ["colab demo_1_a", "colab one ps", "colab two ps"]
    assert len({target for _, target in targets}) == 6
    assert all(f"][{label}]" in block for label, _ in targets)


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("notebooks/demo_1_path.ipynb", ("1_path", "demo")),
        ("release/x/exercise_1_path.ipynb", ("1_path", "exercise")),
        ("release/x/line_search.ipynb", ("line_search", "exercise")),
        ("release/x/problem1.ipynb", ("problem1", "exercise")),
        ("release/x/exercise_.ipynb", ("exercise_", "exercise")),
    ],
)
def test_a_notebook_of_any_name_has_its_place_among_the_lessons(
    path: str, about: tuple[str, str]
) -> None:
    assert lesson(path) == about


def test_a_course_of_somebody_s_own_has_no_such_page(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"pages that .* does not have: give students the folder"):
        links(Assignment("ps1", tmp_path), HANDOUT)
    assert list(tmp_path.iterdir()) == []
