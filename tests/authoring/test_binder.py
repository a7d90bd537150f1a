"""Binder builds what the course pins, and nothing for graphics cards; the build itself is not run.

Where binder/ exists, repo2docker reads its environment.yml and neither requirements.txt nor
pyproject.toml.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from tests.support.courses import COURSE, requirements

FOLDER, FILE = COURSE.root / "binder", "requirements.txt"


def environment() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / "environment.yml").read_text(encoding="utf-8"))
    return read


def test_binder_has_the_packages_that_are_pinned() -> None:
    *_, last = environment()["dependencies"]
    wanted = {str(each).replace(">=", "==") for each in requirements(COURSE.root / FILE)}
    missing = {re.split("==", line)[0] for line in wanted - set(last["pip"])}
    assert missing == {"torch", "jupyterlab"}, "the one from conda-forge, the other Binder's own"
    assert set(last["pip"]) < wanted


def test_torch_comes_without_what_graphics_cards_need() -> None:
    read = environment()
    assert read["channels"] == ["conda-forge"]
    assert [line for line in read["dependencies"] if "torch" in line] == ["pytorch-cpu>=2.12"]


def test_binder_s_python_is_one_that_is_tested() -> None:
    python, *_ = environment()["dependencies"]
    workflow = (COURSE.root / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    assert f'"{python.removeprefix("python=")}"' in workflow


def test_binder_finds_one_file_and_no_other() -> None:
    assert [path.name for path in FOLDER.iterdir()] == ["environment.yml"]
    assert not (COURSE.root / ".binder").exists(), "two folders would stop the build"
