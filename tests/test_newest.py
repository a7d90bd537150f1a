"""The weekly run takes the newest releases of all that the course pins, and says which."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.copies import COURSE
from tests.newest import FILES, Pin, main, moved, pins


def requirements(root: Path) -> list[Requirement]:
    """What pip reads in the two files."""
    lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split("#")[0].strip() for line in lines]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found += [line for extra in project["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in found if line]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for file in FILES:
        shutil.copy(COURSE.root / file, tmp_path / file)
    return tmp_path


def test_every_requirement_is_pinned_and_known() -> None:
    pinned = [Pin(r.name, str(r.specifier).removeprefix("==")) for r in requirements(COURSE.root)]
    assert len(pinned) > 12
    assert list(pins(COURSE.root)) == pinned


def test_a_pin_becomes_a_lower_bound_and_nothing_else_changes(copied: Path) -> None:
    before = requirements(copied)
    main([], copied)
    after = requirements(copied)
    for old, new in zip(before, after, strict=True):
        assert str(new.specifier) == str(old.specifier).replace("==", ">=")
        assert (new.name, new.extras, new.marker) == (old.name, old.extras, old.marker)
    for file in FILES:
        told = (copied / file).read_text(encoding="utf-8")
        assert told != (COURSE.root / file).read_text(encoding="utf-8")
        kept = [line.replace(">=", "==") for line in told.splitlines()]
        pinned = (COURSE.root / file).read_text(encoding="utf-8").replace(">=", "==")
        assert kept == pinned.splitlines()


def test_stripping_twice_is_stripping_once(copied: Path) -> None:
    main([], copied)
    once = [(copied / file).read_bytes() for file in FILES]
    main([], copied)
    assert [(copied / file).read_bytes() for file in FILES] == once
    assert list(pins(copied)) == list(pins(COURSE.root)), "what was pinned is still known"


def test_it_says_what_is_newer_than_the_pins() -> None:
    now = version("pytest")
    table = moved([Pin("pytest", "1.0"), Pin("pytest", now), Pin("not-installed", "2")])
    assert table.splitlines()[2:] == [f"| pytest | 1.0 | {now} |"]
    assert moved([Pin("torch", version("torch").split("+")[0])]).startswith("No package")


def test_it_needs_nothing_but_python(copied: Path) -> None:
    """As on a machine where nothing is installed yet: -S leaves all packages out."""
    for folder in ("tests", "grading"):
        shutil.copytree(COURSE.root / folder, copied / folder)
    subprocess.run([sys.executable, "-S", "-m", "tests.newest"], cwd=copied, check=True)
    assert {str(r.specifier)[:2] for r in requirements(copied)} == {">="}
