"""What pip installs holds all that grading needs, also where it is no link to this folder."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

from grading.core.course import ROOT

PACKAGED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]


def files(kind: str) -> list[Path]:
    found = (
        path for top in ("authoring", "checks", "grading") for path in (ROOT / top).rglob(kind)
    )
    return [p.relative_to(ROOT) for p in found if p.is_file() and "__pycache__" not in p.parts]


def test_every_module_is_in_a_package_that_is_installed() -> None:
    assert {".".join(path.parent.parts) for path in files("*.py")} == set(PACKAGED["packages"])


def test_every_other_file_is_data_of_a_package() -> None:
    for path in set(files("*")) - set(files("*.py")) - set(files(".*")):
        owners = [p for p in PACKAGED["package-data"] if path.is_relative_to(p.replace(".", "/"))]
        inside = {owner: str(path.relative_to(owner.replace(".", "/"))) for owner in owners}
        data = ((owner, each) for owner in owners for each in PACKAGED["package-data"][owner])
        assert any(fnmatch(inside[owner], each) for owner, each in data), path
