"""States of generators of random numbers cross as plain data, and what is none is refused."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from grading.wire.generators import NoState, restore, states


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = states()
    yield
    restore(before)


def drawn() -> list[float]:
    more = [random.gauss(0, 1), float(np.random.normal()), float(torch.randn(1))]
    return [random.random(), float(np.random.rand()), float(torch.rand(1)), *more]


def test_what_was_drawn_is_drawn_again() -> None:
    drawn()  # so that a second number of each pair is kept
    kept = json.loads(json.dumps(states()))
    first = drawn()
    assert states() != kept
    restore(kept)
    assert drawn() == first


@pytest.mark.parametrize(
    "given",
    [
        {"random": [3, "AAAA", None]},
        {"random": [3, 5, None]},
        {"random": None},
        {"numpy": ["AAAA", 0, 0, 0.0]},
        {"numpy": ["no base64", 0, 0, 0.0]},
        {"numpy": [[], "x"]},
        {"torch": "AAAA"},
        {"torch": 7},
    ],
)
def test_what_is_no_state_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(NoState):
        restore(given)
