"""Whoever types something that cannot work is told in one sentence, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from grading.__main__ import main
from grading.core.course import ROOT

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
    """A copy of what set-up needs, with no .venv."""
    for name in MADE:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("command", ["grade", "build"])
def test_an_unknown_assignment_is_answered_by_the_known_ones(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "gradient_decent"]) == 2
    said = capsys.readouterr()
    assert said.err == ("There is no assignment 'gradient_decent'; there is: gradient_descent.\n")
    assert said.out == ""


def test_make_passes_the_assignment_on() -> None:
    done = make(ROOT, "grade", "ASSIGNMENT=gradient_decent")
    assert done.returncode == 2
    assert "There is no assignment 'gradient_decent'; there is: gradient_descent." in done.stderr


def test_figures_asks_for_the_copy_to_compare_with() -> None:
    done = make(ROOT, "--dry-run", "figures")
    assert done.returncode == 2
    assert "make figures BEFORE=/path/to/it" in done.stderr


def test_a_target_run_from_another_folder_says_where_to_go(tmp_path: Path) -> None:
    done = make(tmp_path, "-f", str(ROOT / "Makefile"), "grade")
    assert done.returncode == 2
    assert f"Run make in the folder of the course: cd '{ROOT}'" in done.stderr
    assert list(tmp_path.iterdir()) == []


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
