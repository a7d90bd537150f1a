"""What a student hands in beside the notebooks is never in the way of what the course has there."""

from __future__ import annotations

import pytest

from grading.scheduler.output import in_the_way


@pytest.mark.parametrize(
    ("name", "is_in_the_way"),
    [
        ("data", True),
        ("data/points.csv/mine.csv", True),
        ("data/points.csv", False),
        ("data/mine.csv", False),
        ("dat", False),
        ("exercise.ipynb/x", True),
    ],
)
def test_a_file_cannot_be_where_a_folder_is(name: str, *, is_in_the_way: bool) -> None:
    assert in_the_way(name, {"data/points.csv", "exercise.ipynb"}) == is_in_the_way
