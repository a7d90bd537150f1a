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
from tests.newest import FILES, PIN, Pin, main, moved, pins


def requirements(root: Path) -> list[Requirement]:
    """What pip reads in the two files."""
    lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split("#")[0].strip() for line in lines]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found += [line for extra in project["optional-dependencies"].values() for line in extra]
    return [Requirement(line) for line in found if line]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the two files with every pin, also in a run that has stripped them."""
    for file in FILES:
        text = (COURSE.root / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(PIN.sub(r"\1\2\3==\5", text), encoding="utf-8")
    return tmp_path


def test_every_requirement_is_pinned_and_known(copied: Path) -> None:
    pinned = [Pin(r.name, str(r.specifier).removeprefix("==")) for r in requirements(copied)]
    assert len(pinned) > 12
    assert list(pins(copied)) == pinned


def test_a_pin_becomes_a_lower_bound_and_nothing_else_changes(copied: Path) -> None:
    before, texts = requirements(copied), [(copied / f).read_text("utf-8") for f in FILES]
    main([], copied)
    for old, new in zip(before, requirements(copied), strict=True):
        assert str(new.specifier) == str(old.specifier).replace("==", ">=")
        assert (new.name, new.extras, new.marker) == (old.name, old.extras, old.marker)
    for file, text in zip(FILES, texts, strict=True):
        told = (copied / file).read_text(encoding="utf-8")
        assert told != text
        assert told.replace(">=", "==") == text.replace(">=", "==")


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
