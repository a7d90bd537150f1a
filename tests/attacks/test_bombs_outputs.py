"""Outputs without end are cut, and hide neither that a test failed nor what follows them."""

from __future__ import annotations

import dataclasses
import re

import nbformat
import pytest

from grading.checker.grader import Grader
from tests.support import probes as planted
from tests.support.probes import FULL, ZERO, Probed, attack, strike

MOST = 32 << 20
"""Bytes that a graded notebook of this course may take, whatever its cells show."""


PRINTS = {
    "prints": "for _ in range(64): print('x' * (1 << 20))",
    "writes past Python": """
    import os
    for _ in range(64): os.write(1, b'x' * (1 << 20))""",
    "in a subprocess": """
    import subprocess
    subprocess.run('yes x | head -c 64000000', shell=True)
    subprocess.run('yes x | head -c 64000000 >&2', shell=True)""",
    "displays": """
    from IPython.display import HTML, display
    for _ in range(64): display(HTML('x' * (1 << 20)))""",
    "one display": """
    from IPython.display import HTML, display
    display(HTML('x' * (64 << 20)))""",
    "data": """
    from IPython.display import display
    for _ in range(2): display({'application/json': [{}] * 480_000}, raw=True)""",
    "pictures": """
    import matplotlib.pyplot as plt, numpy as np
    for _ in range(5):
        plt.imshow(np.random.rand(900, 900)); plt.gcf().set_size_inches(12, 12); plt.show()""",
    "returns a text": "return 'x' * (8 << 20)",
    "raises a text": "raise ValueError('é' * (9 << 20))",
    "raises a long name": "raise type('É' * (1 << 20), (Exception,), {})",
}

TOO_MUCH = "showed more than a page can hold"
WENT_OFF = {  # what is found of each: words of its error, or what is left of what it showed
    "prints": TOO_MUCH,
    "writes past Python": "File too large",
    "in a subprocess": "x\nx\nx",
    "displays": TOO_MUCH,
    "one display": "MiB of memory|is left out|MemoryError",
    "data": "Output truncated",
    "pictures": "Output truncated|1.5 second",
    "returns a text": "'str' and 'float'",
    "raises a text": "MiB is too large",
    "raises a long name": "ÉÉÉ",
}


def body(source: str) -> str:
    return f"def answer(x):\n    STRUCK\n    {source.lstrip()}"


def size(probed: Probed) -> int:
    return len(nbformat.writes(probed.graded.notebook))


@pytest.mark.parametrize("name", PRINTS)
def test_outputs_are_cut_and_cannot_hide_that_a_test_failed(grader: Grader, name: str) -> None:
    probed = attack(grader, body(PRINTS[name]))
    assert probed.points == ZERO, probed.errors
    assert re.search(WENT_OFF[name], probed.printed + probed.errors), probed.errors
    assert size(probed) < MOST


def test_the_same_outputs_fill_a_notebook_where_they_are_not_cut(
    pytestconfig: pytest.Config,
) -> None:
    generous = dataclasses.replace(planted.CALM, cell_output=MOST + (4 << 20))
    assert size(strike(planted.grader(pytestconfig, generous), body(PRINTS["prints"]))) > MOST


@pytest.mark.parametrize("name", ["prints", "one display", "data"])
def test_outputs_of_a_cell_leave_room_for_the_verdicts(grader: Grader, name: str) -> None:
    bomb = body(PRINTS[name]).replace("answer", "flood")
    probed = attack(grader, f"{bomb}\nfor _ in range(2): flood(1)\ndef answer(x): return 0.0")
    assert probed.points["answer"] == 0.0
    assert re.search(WENT_OFF[name], probed.printed + probed.errors), probed.errors
    assert size(probed) < MOST
    again = f"{bomb}\ndef answer(x):\n    flood(x)\n    return x * 5.2037"
    assert strike(grader, again).points["second"] == FULL["second"]
