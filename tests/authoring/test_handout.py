"""What students are given is all that they need and no answer, wherever and how often it is put."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook, new_output

from authoring.build import read
from authoring.handout import (
    KEPT,
    LIST,
    astray,
    contents,
    handout,
    lessons,
    put,
    refuse,
    scan,
    sources,
)
from authoring.leaks import ANSWER, HIDDEN_TEST, secrets
from authoring.links import LINK, links
from grading.__main__ import main
from grading.core.course import Assignment, notebooks_in
from grading.core.errors import UsageError
from grading.core.files import write_atomic
from tests.support.courses import COURSE, copy_course

PARTS = (
    *("notebooks", "source", "release", "docs", "binder", "README.md", "pyproject.toml"),
    *("LICENSE", "requirements.txt", ".gitattributes"),
)
DEMO, CARD = "notebooks/demo_1_scalar_descent.ipynb", "docs/card.md"
EXERCISE = "release/gradient_descent/exercise_1_scalar_descent.ipynb"
SOURCE = read(COURSE.root / EXERCISE.replace("release", "source"))

WEB = "https://github.com/ada/gd/blob/main/solutions/gradient_descent/exercise_1.ipynb"

Edit = Callable[[NotebookNode], object]
"""Changes a cell in place."""

Run = Callable[[str], tuple[int, str]]
"""Writes a handout of the copied course to a folder: the exit status, and what was said."""


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assignment:
    """A copy of what is handed out, in which secrets may be planted."""
    assignment = copy_course(tmp_path / "course", *PARTS)
    monkeypatch.setattr("grading.__main__.find_assignment", lambda _: assignment)
    return assignment


@pytest.fixture
def run(copied: Assignment, capsys: pytest.CaptureFixture[str]) -> Run:
    assert copied.root.is_dir()

    def written(folder: str) -> tuple[int, str]:
        status = main(["handout", folder])
        said = capsys.readouterr()
        return status, said.err if status else said.out

    return written


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's own handout, to be looked at."""
    folder = tmp_path_factory.mktemp("handout")
    assert main(["handout", str(folder)]) == 0
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """All files in a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def texts(folder: Path) -> dict[str, str]:
    """All files in a folder that are texts."""
    found = tree(folder).items()
    return {name: data.decode() for name, data in found if not name.endswith(".png")}


def changed(notebook: bytes, cell: str, edit: Edit) -> bytes:
    """A notebook's file with one cell changed."""
    found = nbformat.reads(notebook.decode(), as_version=4)
    edit(next(c for c in found.cells if c.id == cell))
    text: str = nbformat.writes(found)
    return text.encode()


def add(text: str) -> Edit:
    """Append a line to a cell."""
    return lambda cell: cell.update(source=f"{cell.source}\n{text}")


def secret(kind: str, cell: str) -> str:
    """What the source of exercise 1 keeps from its students in that cell."""
    (found,) = [s for s in secrets(SOURCE) if s.kind == kind and s.cell == cell]
    return "\n".join(found.lines.values())


# What is in it.


def test_students_get_demos_exercises_and_the_pages_that_they_need(given: Path) -> None:
    assert set(tree(given)) == {
        *(".gitattributes", ".gitignore", LIST, "LICENSE", "Makefile", "README.md"),
        *("requirements.txt", "binder/environment.yml", "docs/elsewhere.md"),
        *("docs/card.md", "docs/regimes.png"),
        *(f"notebooks/{path.name}" for path in notebooks_in(COURSE.demos)),
        *(path.relative_to(COURSE.root).as_posix() for path in COURSE.root.glob("release/*/*")),
    }


def test_demos_are_the_course_s_without_what_they_printed(given: Path) -> None:
    for path in notebooks_in(COURSE.demos):
        stored, handed = read(path), read(given / "notebooks" / path.name)
        assert [cell.source for cell in handed.cells] == [cell.source for cell in stored.cells]
        assert any(cell.get("outputs") for cell in stored.cells)
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in handed.cells)
        assert "outputs_hidden" not in json.dumps(handed)
        assert [c.metadata.get("alt") for c in handed.cells] == [
            c.metadata.get("alt") for c in stored.cells
        ]


def test_exercises_are_the_release_to_the_byte(given: Path) -> None:
    for path in notebooks_in(COURSE.release):
        handed = given / "release" / "gradient_descent" / path.name
        assert handed.read_bytes() == path.read_bytes()


def test_every_relative_link_leads_to_a_file_in_the_folder(given: Path) -> None:
    seen = 0
    for path in [*given.rglob("*.md"), *given.rglob("*.ipynb")]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if "://" not in target:
                seen += 1
                inside = (path.parent / target).resolve()
                assert inside.is_file(), f"{path.name}: {target}"
                assert given.resolve() in inside.parents
    assert seen > 20


def test_its_readme_starts_as_the_course_s_does(given: Path) -> None:
    ours = (COURSE.root / "README.md").read_text(encoding="utf-8")
    theirs = (given / "README.md").read_text(encoding="utf-8")
    block = r"```\n(python -m venv .*?jupyter lab)\n```"
    assert re.findall(block, theirs, re.DOTALL) == re.findall(block, ours, re.DOTALL) != []
    (torch,) = re.findall(r"^torch==[\d.]+", (given / "requirements.txt").read_text(), re.M)
    assert f"{torch}+cpu" in theirs
    assert "{" not in theirs


def test_its_readme_names_each_lesson_in_order(given: Path) -> None:
    rows = re.findall(r"^\| \[(.*?)\].*", (given / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [row.split(":")[0] for row in rows[:5]] == [f"Demo {n}" for n in range(1, 6)]


def test_make_lab_sets_up_and_opens_the_first_demo(given: Path) -> None:
    done = subprocess.run(["make", "-n", "lab"], cwd=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "python3 -m venv .venv" in done.stdout
    opened = re.search(r"lab/tree/(\S+)", done.stdout)
    assert opened
    assert (given / opened[1]).is_file()


def test_links_to_colab_and_binder_are_there_once_an_address_is_set(
    copied: Assignment, run: Run, tmp_path: Path
) -> None:
    links(copied, none=True)
    run(str(tmp_path / "without"))
    assert not any(LINK.search(text) for text in texts(tmp_path / "without").values())
    links(copied, "https://github.com/ada/course")
    run(str(tmp_path / "with"))
    files = {name: LINK.findall(text) for name, text in texts(tmp_path / "with").items()}
    notebooks = [name for name in files if name.endswith(".ipynb")]
    assert [len(files[name]) for name in notebooks] == [2] * len(notebooks)
    assert sorted(files["README.md"]) == sorted(link for n in notebooks for link in files[n])
    for name in notebooks:
        assert files[name][0].endswith(f"ada/course/blob/main/{name}")


# What may not be in it.


def test_a_secret_stops_the_command_and_is_named_with_file_and_cell(
    copied: Assignment, run: Run, tmp_path: Path
) -> None:
    answer = secret(ANSWER, "descend_scalar")
    hidden = secret(HIDDEN_TEST, "test_descend_scalar").split("\n")[0]
    (line,) = [text for text in answer.split("\n") if "grad_fx_shifted" in text]
    card = (copied.root / CARD).read_bytes()
    planted = [
        (EXERCISE, "descend_scalar", answer, "an answer of descend_scalar, `"),
        (DEMO, "question", hidden, "a hidden test of test_descend_scalar, `"),
        (CARD, "", f"Never forget `{line}`", "an answer of descend_scalar"),
    ]
    assert run(str(tmp_path / "clean"))[0] == 0
    for name, cell, text, what in planted:
        path = copied.root / name
        before = path.read_bytes()
        path.write_bytes(
            changed(before, cell, add(text)) if cell else card + f"\n{text}\n".encode()
        )
        status, said = run(str(tmp_path / "handout"))
        assert status == 2, what
        assert said.startswith("Nothing was written"), said
        assert f"{name}{cell and ', cell '}{cell}: {what}" in said
        assert not (tmp_path / "handout").exists()
        path.write_bytes(before)
    assert run(str(tmp_path / "clean"))[0] == 0


def test_every_kind_of_secret_is_found_in_its_cell() -> None:
    hidden, answer = secret(HIDDEN_TEST, "test_descend_scalar"), secret(ANSWER, "descend_scalar")
    output = new_output("stream", text="7")
    planted: list[tuple[str, str, Edit, str]] = [
        (EXERCISE, "descend_scalar", add("### BEGIN SOLUTION"), "the marker BEGIN SOLUTION"),
        (EXERCISE, "question", add("<!-- END HIDDEN TESTS -->"), "the marker END HIDDEN TESTS"),
        (EXERCISE, "question", add(answer.split("\n")[1]), "an answer of descend_scalar, `"),
        (EXERCISE, "test_descend_scalar", add(hidden), "a hidden test of test_descend_scalar, `"),
        (EXERCISE, "descend_scalar", lambda c: c.update(outputs=[output]), "a stored output"),
        (EXERCISE, "question", add("[x](../../solutions/x.ipynb)"), "it links to ../../solutions"),
        (DEMO, "question", add(answer), "an answer of descend_scalar, `"),
        (DEMO, "imports", add(f"# {WEB}"), f"it leads to {WEB}"),
        (DEMO, "imports", add("open('source/gradient_descent/x')"), "it leads to source/"),
        (DEMO, "question", add("[x](../tests/conftest.py)"), "it links to ../tests/conftest.py"),
        (DEMO, "question", add('<img src="lost.png">'), "it links to lost.png"),
    ]
    files, kept = contents(COURSE.root), sources(COURSE.root)
    for name, cell, edit, what in planted:
        found = scan({name: changed(files[name], cell, edit)}, kept)
        assert any(line.startswith(f"{name}, cell {cell}: {what}") for line in found), what
    card = scan({CARD: files[CARD] + f"\nNever forget {WEB}\n".encode()}, kept)
    assert any(line.startswith(f"{CARD}: it leads to {WEB}") for line in card)


@pytest.mark.parametrize(
    "name",
    [
        "release/gradient_descent/answers.py",
        "release/gradient_descent/exercise_9.ipynb",
        "release/other/exercise_1.ipynb",
        "notebooks/Untitled.ipynb",
        "notebooks/notes.txt",
        "binder/postBuild",
    ],
)
def test_what_is_not_on_the_list_stops_the_command(
    copied: Assignment, run: Run, tmp_path: Path, name: str
) -> None:
    (copied.root / name).parent.mkdir(exist_ok=True)
    (copied.root / name).write_text("{}")
    status, said = run(str(tmp_path / "handout"))
    assert status == 2
    assert said.startswith(f"{name} is not on the list of what students get")
    assert not (tmp_path / "handout").exists()


def test_what_lies_beside_the_source_is_handed_out_and_caches_are_not(
    copied: Assignment, run: Run, tmp_path: Path
) -> None:
    for folder in (copied.source, copied.release):
        (folder / "data").mkdir()
        (folder / "data" / "heights.csv").write_text("1,2\n")
    (copied.release / ".ipynb_checkpoints").mkdir(exist_ok=True)  # JupyterLab may have been there
    (copied.release / ".ipynb_checkpoints" / "exercise_1-checkpoint.ipynb").write_text("{}")
    assert run(str(tmp_path / "handout"))[0] == 0
    files = tree(tmp_path / "handout" / "release")
    assert files["gradient_descent/data/heights.csv"] == b"1,2\n"
    assert not [name for name in files if "checkpoint" in name]


def test_an_exercise_that_is_not_released_stops_the_command(
    copied: Assignment, run: Run, tmp_path: Path
) -> None:
    (copied.root / EXERCISE).unlink()
    assert run(str(tmp_path / "handout")) == (
        2,
        "exercise_1_scalar_descent.ipynb is not released: run make build first.\n",
    )


def test_a_demo_may_share_lines_with_an_answer_but_not_most_of_them() -> None:
    answer = secret(ANSWER, "descend_scalar").split("\n")
    few = [text for text in answer if "grad_fx_shifted" not in text][:2]
    assert 2 * len(few) <= len(answer)
    files = contents(COURSE.root)
    for lines, leaked in ((few, False), (answer, True)):
        notebook = nbformat.reads(files[DEMO].decode(), as_version=4)
        notebook.cells[1].source += "\n" + "\n".join(lines)
        planted = {**files, DEMO: nbformat.writes(notebook).encode()}
        assert any(scan(planted, sources(COURSE.root))) == leaked


def test_outputs_and_the_state_of_sliders_are_found_in_any_notebook() -> None:
    notebook = nbformat.reads(contents(COURSE.root)[DEMO].decode(), as_version=4)
    notebook.cells[1].execution_count = 3
    notebook.metadata["widgets"] = {}
    found = list(scan({DEMO: nbformat.writes(notebook).encode()}, {}))
    assert f"{DEMO}, cell imports: the number of a run" in found
    assert f"{DEMO}, cell : the stored state of sliders" in found


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("[x](b.md) [x](b.md#part) [x](#part) [x](../top.md) [x](.)", []),
        ("[x](https://example.org/c.md) <mailto:a@b.c> ![x](attachment:a.png)", []),
        ("[x](c.md)", ["c.md"]),
        ("[x](<c.md>) and\n[y]: c.md\n<a href='c.md'>", ["c.md"] * 3),
        ("[x](../../outside.md) [x](/etc/passwd)", ["../../outside.md", "/etc/passwd"]),
        ("[x](file:///etc/passwd)", ["file:///etc/passwd"]),
    ],
)
def test_a_link_that_leads_nowhere_is_found(text: str, leads: list[str]) -> None:
    files = {"docs/a.md": b"", "docs/b.md": b"", "top.md": b""}
    found = [what.split()[3].rstrip(",") for what in astray("docs/a.md", text, files)]
    assert found == leads


# Where it goes.


def test_a_new_and_an_empty_folder_are_free(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new/deep"):
        status, said = run(str(tmp_path / name))
        assert status == 0
        assert (
            said
            == f"{tmp_path / name}: {len(tree(tmp_path / name)) - 1} files for students, "
            + ("and no answer in any of them.\n")
        )


@pytest.mark.parametrize("name", ["full", "full/notes.txt", "course", "."])
def test_a_folder_that_is_no_handout_is_refused_and_kept(
    copied: Assignment, run: Run, tmp_path: Path, name: str
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    before = tree(tmp_path)
    status, said = run(str(tmp_path / name))
    assert status == 2
    assert said.count("\n") == 1
    assert re.search("name (a|another|an empty or a new) folder", said)
    assert tree(tmp_path) == before
    assert copied.root.is_dir()


def test_in_the_course_only_what_git_ignores_is_free(
    copied: Assignment, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied.root
    assert run(str(root / "docs" / "copy"))[1].startswith(
        f"{root / 'docs' / 'copy'} is in the course"
    )
    assert run(str(root / "handout"))[0] == 0, "without git, this one is"
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    (root / ".gitignore").write_text("/given/\n")
    monkeypatch.chdir(root)
    assert run("given")[0] == 0
    assert run("handout")[0] == 2
    assert "git would take it" in run("docs/copy")[1]
    assert not (root / "docs" / "copy").exists()


def test_the_course_s_git_ignores_what_make_writes() -> None:
    refuse(COURSE.root, COURSE.root / "handout")
    with pytest.raises(UsageError, match="is in the course"):
        refuse(COURSE.root, COURSE.root / "students")


def test_make_handout_takes_the_folder_that_is_named() -> None:
    for words, folder in (([], "handout"), (["FOLDER=/tmp/for students"], "/tmp/for students")):
        command = ["make", "-n", "-o", ".venv/ready", "handout", *words]
        done = subprocess.run(command, cwd=COURSE.root, capture_output=True, text=True)
        assert f"python -m grading handout '{folder}'" in done.stdout


# Again, over an earlier one.


def test_a_repository_stays_one_and_a_second_run_changes_nothing(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "handout"
    run(str(folder))
    git = ["git", "-C", str(folder), "-c", "user.name=ada", "-c", "user.email=a@b.c"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "x"]):
        subprocess.run([*git, *words], check=True)
    before = tree(folder)
    assert run(str(folder))[0] == 0
    assert tree(folder) == before
    status = subprocess.run([*git, "status", "--short"], capture_output=True, text=True, check=True)
    assert status.stdout == ""


def test_files_that_no_longer_belong_go(tmp_path: Path) -> None:
    put(tmp_path, {"a.md": b"1", "old/deep/b.md": b"2", "old/c.md": b"3"})
    for name in KEPT:
        (tmp_path / name).mkdir()
        (tmp_path / name / "config").write_text("stays")
    put(tmp_path, {"a.md": b"4", "old/c.md": b"3"})
    left = {name for name in tree(tmp_path) if name.split("/")[0] not in KEPT}
    assert left == {"a.md", "old/c.md", LIST}
    assert (tmp_path / "a.md").read_bytes() == b"4"
    assert not (tmp_path / "old" / "deep").exists()
    assert all((tmp_path / name / "config").is_file() for name in KEPT)


@pytest.mark.parametrize("how", ["added", "changed", "a link", "a linked folder"])
def test_work_in_an_earlier_handout_is_named_and_kept(run: Run, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "handout"
    run(str(folder))
    name = {"added": "notes.txt", "a linked folder": "docs"}.get(how, "docs/card.md")
    if how in ("added", "changed"):
        (folder / name).write_text("mine")
    else:
        (folder / name).rename(tmp_path / "elsewhere")
        (folder / name).symlink_to(tmp_path / "elsewhere")
    before = tree(folder)
    status, said = run(str(folder))
    assert status == 2
    assert said.startswith(f"{folder / name} was added or changed by hand")
    assert tree(folder) == before


def test_a_file_that_was_deleted_comes_back(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "handout"
    run(str(folder))
    (folder / "README.md").unlink()
    assert run(str(folder))[0] == 0
    assert (folder / "README.md").is_file()


@pytest.mark.parametrize("after", range(4))
def test_a_run_that_is_stopped_leaves_a_handout_that_the_next_one_replaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    put(tmp_path, {"a.md": b"1", "b.md": b"2", "old.md": b"3"})
    written: list[Path] = []

    def write(path: Path, data: bytes) -> None:
        if len(written) == after:
            raise KeyboardInterrupt
        written.append(path)
        write_atomic(path, data)

    monkeypatch.setattr("authoring.handout.write_atomic", write)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path, {"a.md": b"4", "b.md": b"5"})
    monkeypatch.undo()
    refuse(COURSE.root, tmp_path)
    put(tmp_path, {"a.md": b"4", "b.md": b"5"})
    assert set(tree(tmp_path)) == {"a.md", "b.md", LIST}


def test_a_disk_that_is_full_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device", str(path), None, str(len(data)))

    monkeypatch.setattr("authoring.handout.write_atomic", write)
    assert run(str(tmp_path / "handout")) == (
        2,
        f"{tmp_path / 'handout'} is not complete: No space left on device. "
        "Put that right and run it again.\n",
    )


def test_no_lesson_of_a_second_assignment_takes_the_place_of_another() -> None:
    first = "release/one/exercise_1_path.ipynb"
    names = ["notebooks/demo_1_path.ipynb", first, "release/two/exercise_1_path.ipynb"]
    names += ["release/two/momentum.ipynb", "release/three/momentum.ipynb"]
    table = lessons({name: new_notebook(cells=[new_markdown_cell("# X")]) for name in names})
    assert all(f"]({name})" in table for name in names)
    assert f"| [X]({names[0]}) | [X]({first}) |" in table


def test_a_course_of_somebody_s_own_has_no_handout(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="give students the folder of their assignment"):
        handout(Assignment("ps1", tmp_path), str(tmp_path / "handout"))
    assert list(tmp_path.iterdir()) == []
