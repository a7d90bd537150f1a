"""Whoever types something that cannot work is told in one sentence, and nothing is lost."""

from __future__ import annotations

import glob
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from grading.__main__ import main
from grading.core.course import ROOT, assignments

MADE = (
    "Makefile",
    "requirements.txt",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "authoring",
    "grading",
)


def make(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder, free of what an outer make has told this process."""
    inherited = {
        k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    }
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env={**inherited, **variables},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A copy of what set-up needs, with no .venv, in a folder with a name of many signs."""
    folder = tmp_path / "My Course (2026), Übung [1] 100% & 'more' #2"
    for name in MADE:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    return folder


@pytest.fixture
def alone(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The Makefile, and what it looks at first, in a folder of this name."""
    folder: Path = tmp_path / request.param
    folder.mkdir(parents=True)
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


UNKNOWN = f"There is no assignment 'gradient_decent'; there is: {', '.join(assignments(ROOT))}."


@pytest.mark.parametrize("command", ["grade", "build"])
def test_an_unknown_assignment_is_answered_by_the_known_ones(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "gradient_decent"]) == 2
    said = capsys.readouterr()
    assert said.err == f"{UNKNOWN}\n"
    assert said.out == ""


def test_make_passes_the_assignment_on() -> None:
    done = make(ROOT, "grade", "ASSIGNMENT=gradient_decent")
    assert done.returncode == 2
    assert UNKNOWN in done.stderr


def test_figures_asks_for_the_copy_to_compare_with() -> None:
    done = make(ROOT, "--dry-run", "figures")
    assert done.returncode == 2
    assert "make figures BEFORE=/path/to/it" in done.stderr


def test_a_target_run_from_another_folder_says_where_to_go(tmp_path: Path) -> None:
    done = make(tmp_path, "-f", str(ROOT / "Makefile"), "grade")
    assert done.returncode == 2
    assert f"Run make in the folder of the course: cd '{ROOT}'" in done.stderr
    assert list(tmp_path.iterdir()) == []


MANY = ("My Course (2026)", "Übung [1]", "it's 100% & #1, x", "two  spaces", " first", "a;b*c~d")


@pytest.mark.parametrize("alone", MANY, indirect=True)
def test_make_runs_in_a_folder_of_any_name_and_says_it_elsewhere(alone: Path) -> None:
    assert "make grade" in make(alone, "help").stdout
    done = make(alone.parent, "-f", str(alone / "Makefile"), "help")
    assert done.returncode == 2
    assert f"cd {shlex.quote(str(alone))} and" in done.stderr.replace("'\\''", "'\"'\"'")


@pytest.mark.parametrize("alone", ["a:b", "a$b", 'a"b', "a\\b", "a{b"], indirect=True)
def test_what_python_itself_cannot_work_in_is_said_before_anything_is_made(alone: Path) -> None:
    done = make(alone, "grade")
    assert done.returncode == 2
    assert "rename the folder, and run make grade again" in done.stdout
    assert not (alone / ".venv").exists()


@pytest.mark.parametrize("makefile", ["Makefile", "authoring/given/Makefile"])
@pytest.mark.parametrize("alone", ["Übung [1]", "[a] [b]"], indirect=True)
def test_jupyter_finds_its_extensions_in_a_folder_with_brackets(alone: Path, makefile: str) -> None:
    """It looks for them with glob, in `.d` folders and in `labextensions`."""
    shutil.copy(ROOT / makefile, alone / "Makefile")
    jupyter = alone / ".venv" / "bin" / "jupyter"
    wanted = [alone / ".venv" / place / "x.json" for place in ("etc/jupyter", "share/jupyter")]
    for path in (jupyter, *wanted):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    jupyter.write_text(
        '#!/bin/sh\nprintf "%s\\n%s\\n" "$JUPYTER_CONFIG_PATH" "$JUPYTER_PATH" > seen\n'
    )
    jupyter.chmod(0o755)
    for own in ("", "/of/their/own"):
        variables = {"JUPYTER_PATH": own, "JUPYTER_CONFIG_PATH": own}
        done = make(alone, "--old-file", ".venv/ready", "lab", **variables)
        assert done.returncode == 0, done.stderr
        seen = [each.split(":") for each in (alone / "seen").read_text("utf-8").splitlines()]
        assert [glob.glob(f"{each[0]}/*.json") for each in seen] == [[str(path)] for path in wanted]
        assert [each[1:] for each in seen] == [[own] if own else []] * 2, "theirs stay"


@pytest.mark.parametrize("alone", MANY[:2], indirect=True)
def test_clean_takes_no_folder_but_those_that_it_names(alone: Path) -> None:
    for student in ("Ada", "Ada Lovelace"):
        (alone / "submitted" / student / "work" / ".ipynb_checkpoints").mkdir(parents=True)
    done = make(alone, "clean")
    assert done.returncode == 0, done.stderr
    left = {str(path.relative_to(alone / "submitted")) for path in alone.glob("submitted/*/*")}
    assert left == {"Ada/work", "Ada Lovelace/work"}
    assert not [*alone.rglob(".ipynb_checkpoints")]


@pytest.mark.parametrize("alone", ["a folder"], indirect=True)
def test_another_python_may_lie_in_a_folder_with_spaces(alone: Path) -> None:
    python = alone / "my python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    done = make(alone, "grade", f"PYTHON={python}")
    assert f"Python 3.11 or newer, and {python} is not" in done.stdout
    assert "not found" not in done.stderr


def test_make_finds_the_course_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(ROOT)
    done = make(tmp_path / "link", "help")
    assert done.returncode == 0
    assert "make grade" in done.stdout


def test_python_too_old_is_named_with_what_to_do(fresh: Path) -> None:
    old = fresh / "python3.8"
    old.write_text('#!/bin/sh\ncase "$1" in --version) echo Python 3.8.20;; *) exit 1;; esac\n')
    old.chmod(0o755)
    done = make(fresh, "test", f"PYTHON={old}")
    assert done.returncode == 2
    assert "needs Python 3.11 or newer" in done.stdout
    assert "make test PYTHON=" in done.stdout
    assert not (fresh / ".venv").exists()


def test_no_network_at_set_up_is_named_with_what_to_do(fresh: Path) -> None:
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "0",
    }
    done = make(fresh, "grade", **nowhere)
    assert done.returncode == 2
    assert "check the network (or pip's configuration)" in done.stdout
    assert "run make grade again" in done.stdout
    assert not (fresh / ".venv" / "ready").exists(), "the next call has to try again"
