"""The graders that attacks are tried on: one as it is, and one weakened on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grading.checker.grader import Grader
from tests.support import probes


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return probes.grader(pytestconfig)


@pytest.fixture(scope="module")
def weak(pytestconfig: pytest.Config) -> Grader:
    return probes.within_reach(pytestconfig)


@pytest.fixture(scope="module", autouse=True)
def _goes_on() -> Iterator[None]:
    """After the last attack of a file the class goes on."""
    yield
    probes.goes_on()
