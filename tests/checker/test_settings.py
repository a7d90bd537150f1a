"""c.IsolatedExporter: defaults, units, what is of one assignment, and what is no setting."""

from __future__ import annotations

from typing import Any

import pytest
from traitlets.config import Config

from grading.checker.settings import SECTION, Settings, settings
from grading.core.errors import UsageError
from grading.core.limits import MEBI, Limits


def of(assignment: str, **section: Any) -> Settings:
    return settings(Config({SECTION: section}), assignment)


def test_without_a_configuration_the_limits_are_the_defaults() -> None:
    assert of("week_1").limits == Limits()
    assert of("week_1").isolated
    assert of("week_1").tests == "auto"


def test_units_are_seconds_and_mebibytes() -> None:
    found = of("week_1", cell_seconds=2.5, memory_mib=512, workers=3)
    assert (found.limits.cell_seconds, found.limits.memory) == (2.5, 512 * MEBI)
    assert found.workers == 3


@pytest.mark.parametrize(
    ("name", "limit", "least", "most"),
    [
        ("disk_mib", "disk", 1, None),
        ("processes", "processes", 4, 4096),
        ("output_mib", "cell_output", 1, 16),
        ("value_mib", "value", 16, 256),
        ("memory_mib", "memory", 64, None),
    ],
)
def test_a_budget_has_its_edges(name: str, limit: str, least: int, most: int | None) -> None:
    unit = MEBI if name.endswith("_mib") else 1
    for value in (least, most or 1 << 20):
        assert getattr(of("week_1", **{name: value}).limits, limit) == value * unit
    beyond: list[int] = [least - 1] if most is None else [least - 1, most + 1]
    for other in beyond:
        with pytest.raises(UsageError, match=rf"nbgrader_config.py: .*{name}"):
            of("week_1", **{name: other})


def test_an_assignments_own_settings_come_first_and_are_nobody_elses() -> None:
    own = {"week_2": {"tests": "beside", "value_mib": 64}, "week_3": {"memory_mib": 2048}}
    section = {"assignments": own, "memory_mib": 512, "tests": "apart"}
    first, second, third = (of(f"week_{number}", **section) for number in (1, 2, 3))
    assert [each.tests for each in (first, second, third)] == ["apart", "beside", "apart"]
    assert [each.memory_mib for each in (first, second, third)] == [512, 512, 2048]
    assert [each.limits.value // MEBI for each in (first, second, third)] == [16, 64, 16]


def test_an_assignments_settings_can_be_added_one_by_one() -> None:
    config = Config()
    config.IsolatedExporter.assignments.update({"week_2": {"processes": 64}})
    config.IsolatedExporter.assignments.update({"week_3": {"processes": 8}})
    found = [settings(config, f"week_{number}").processes for number in (1, 2, 3)]
    assert found == [32, 64, 8]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("cell_seconds", value) for value in (0, -1.0, "long")),
        *(("memory_mib", value) for value in (0, 63, 1.5)),
        *(("workers", value) for value in (-1, None)),
        *(("tests", value) for value in ("besides", None, True)),
        ("assignments", "week_2"),
        ("assignments", []),
        ("value_mib", "16 MiB"),
        ("isolated", "yes"),
    ],
)
def test_what_is_no_setting_is_one_sentence(name: str, value: Any) -> None:
    with pytest.raises(UsageError, match=rf"nbgrader_config.py: .*{name}") as told:
        of("week_1", **{name: value})
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"memory": 2048}, "no setting 'memory' of an assignment; there are cell_seconds, "),
        ({"workers": 2}, "no setting 'workers' of an assignment"),
        ({"assignments": {}}, "no setting 'assignments' of an assignment"),
        ({3: 4}, "no setting '3' of an assignment"),
        ({"memory_mib": 3}, "'memory_mib' .* 64"),
        ({"tests": "near"}, "'tests' .*'apart'"),
        (2048, r"it should be a dict of settings, such as .*, and is 2048"),
        (None, "and is None"),
    ],
)
def test_what_is_no_setting_of_an_assignment_is_one_sentence(own: Any, said: str) -> None:
    where = r"c.IsolatedExporter.assignments\['week_2'\] in nbgrader_config.py: "
    with pytest.raises(UsageError, match=where + f".*{said}") as told:
        of("week_2", assignments={"week_2": own})
    assert "\n" not in str(told.value)
    assert of("week_1", assignments={"week_2": own}).limits == Limits(), "nobody else's"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [({"timeout": 2}, 2.0), ({"timeout": "2"}, 2.0)]
    + [(said, 30.0) for said in ({"timeout": 60}, {"timeout": None}, {"timeout": -1}, {})],
)
def test_a_shorter_time_of_nbgraders_own_holds(said: dict[str, Any], seconds: float) -> None:
    assert settings(Config({"Execute": said}), "a").limits.cell_seconds == seconds
