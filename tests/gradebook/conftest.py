"""A small graded class that a test may change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grading.core.course import Assignment
from tests.gradebook.small_class import small_class


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The class, to be copied."""
    return small_class(tmp_path_factory.mktemp("made")).root


@pytest.fixture
def assignment(made: Path, tmp_path: Path) -> Assignment:
    """A copy of the class."""
    return Assignment("work", shutil.copytree(made, tmp_path / "course"))
