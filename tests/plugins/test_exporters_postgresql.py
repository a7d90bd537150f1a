"""Grades leave a gradebook in PostgreSQL as they leave a file."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.plugins.test_exporters import CLASS, POINTS, export
from tests.support.platforms import filled_gradebook, moodle_worksheet
from tests.system.test_postgresql import Server
from tests.system.test_postgresql import server as server


def test_points_are_the_same(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADEBOOK_URL", server.url(f"course_{secrets.token_hex(4)}"))
    assignment = filled_gradebook(tmp_path / "course", CLASS)
    done = export(assignment, "Moodle")
    assert done.returncode == 0, done.stderr
    found = moodle_worksheet(assignment.root / "moodle.csv")
    assert {student: grade for student, (grade, _) in found.items()} == POINTS
    assert not (assignment.root / "gradebook.db").exists()
