"""The graders that attacks are tried on: one as it is, and one weakened on purpose."""

from __future__ import annotations

import pytest

from grading.checker.grader import Grader
from tests.support import probes


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return probes.grader(pytestconfig)


@pytest.fixture(scope="module")
def weak(pytestconfig: pytest.Config) -> Grader:
    return probes.within_reach(pytestconfig)
