"""c.IsolatedExporter: defaults, units, and what is no setting."""

from __future__ import annotations

from typing import Any

import pytest
from traitlets.config import Config

from grading.checker.settings import SECTION, settings
from grading.core.errors import UsageError
from grading.core.limits import MEBI, Limits


def test_without_a_configuration_the_limits_are_the_defaults() -> None:
    assert settings(Config(), "a").limits == Limits()
    assert settings(Config(), "a").isolated


def test_units_are_seconds_and_mebibytes() -> None:
    found = settings(Config({SECTION: {"cell_seconds": 2.5, "memory_mib": 512, "workers": 3}}), "a")
    assert (found.limits.cell_seconds, found.limits.memory) == (2.5, 512 * MEBI)
    assert found.workers == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("cell_seconds", value) for value in (0, -1.0, "long")),
        *(("memory_mib", value) for value in (0, 63, 1.5)),
        *(("workers", value) for value in (-1, None)),
        ("isolated", "yes"),
    ],
)
def test_what_is_no_setting_is_one_sentence(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=rf"nbgrader_config.py: .*{name}"):
        settings(Config({SECTION: {name: value}}), "a")


@pytest.mark.parametrize(
    ("said", "seconds"),
    [({"timeout": 2}, 2.0), ({"timeout": 60}, 30.0), ({"timeout": None}, 30.0), ({}, 30.0)],
)
def test_a_shorter_time_of_nbgraders_own_holds(said: dict[str, Any], seconds: float) -> None:
    assert settings(Config({"Execute": said}), "a").limits.cell_seconds == seconds
