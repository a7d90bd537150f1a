"""Loops, ends and crashes: zero for that test with a reason, and the rest is graded."""

from __future__ import annotations

import dataclasses

import pytest

from grading.checker.grader import Grader
from grading.core.outputs import shown_to_students
from tests.support import probes as planted
from tests.support.probes import FULL, RIGHT, SMALL, WRONG, ZERO, attack, probe, strike

LOOPS = {
    "busy": "while True: pass",
    "asleep": "import time; time.sleep(1e6)",
    "catches everything": """
        while True:
            try:
                while True: pass
            except BaseException: pass""",
    "ignores interrupts": """
        import signal
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        while True: pass""",
    "native": "import re; re.match('(a+)+$', 'a' * 50 + 'b')",
    "reads a pipe": "import os; os.read(os.pipe()[0], 1)",
}


def lines(source: str) -> str:
    """A snippet as a body: indented by four spaces."""
    return source if "\n" not in source else source.replace("\n        ", "\n    ").lstrip("\n ")


def called(source: str) -> str:
    return f"def answer(x):\n    STRUCK\n    {lines(source)}\n    return 0.0"


def alone(source: str) -> str:
    return "STRUCK\n" + lines(source).replace("\n    ", "\n") + "\n" + WRONG


@pytest.fixture
def hasty(pytestconfig: pytest.Config) -> Grader:
    return planted.grader(pytestconfig, dataclasses.replace(SMALL, cell_seconds=0.7))


@pytest.mark.parametrize("name", LOOPS)
def test_a_call_that_never_ends_is_ended_and_says_so(hasty: Grader, name: str) -> None:
    probed = attack(hasty, called(LOOPS[name]))
    assert probed.points == ZERO, probed.errors
    assert "more than 0.7 second" in probed.errors
    (test,) = (cell for cell in probed.graded.notebook.cells if cell.id == "test_answer")
    assert shown_to_students(test) is None, "it has not been called once more"


@pytest.mark.parametrize("name", ["asleep", "ignores interrupts"])
def test_a_cell_that_never_ends_is_ended_and_says_so(hasty: Grader, name: str) -> None:
    probed = attack(hasty, alone(LOOPS[name]))
    assert probed.points == ZERO, probed.errors
    assert "answer: " in probed.errors
    assert "more than 0.7 second" in probed.errors


ENDS = {  # what a call does, and what the error says if it has done so
    "os._exit": ("import os; os._exit(0)", "leave out os._exit"),
    "exit status": ("import os; os._exit(77)", "exit status 77"),
    "sys.exit": ("import sys; sys.exit(0)", "SystemExit"),
    "quit": ("quit()", "not 41"),
    "native crash": ("import ctypes; ctypes.string_at(0)", "crashed the whole Python"),
    "abort": ("import os; os.abort()", "crashed the whole Python"),
    "illegal memory": (
        "import ctypes; ctypes.memset(id(None), 0, 64); return None",
        "crashed the whole Python",
    ),
    "native recursion": (
        "a = None\n        for _ in range(3 * 10**5): a = (a,)\n        hash(a)",
        "crashed the whole Python",
    ),
    "kills all": (
        "import os\n"
        "        try: os.kill(-1, 9)\n"
        "        except ProcessLookupError: os.kill(1, 9); os.kill(0, 9); raise",
        "ProcessLookupError",
    ),
    "closes everything": ("import os; os.closerange(0, 256)", "ProcessEnded"),
    "shuts the channel": (
        "import socket\n"
        "        for n in range(3, 256):\n"
        "            try: socket.socket(fileno=n).shutdown(2)\n"
        "            except OSError: pass",
        "ProcessEnded",
    ),
    "exits in a thread": (
        "import os, threading; threading.Thread(target=os._exit, args=(3,)).start()\n"
        "        threading.Event().wait()",
        "exit status 3",
    ),
    "main thread ends": (
        "import ctypes, threading, time\n"
        "        threading.Thread(target=time.sleep, args=(1e6,)).start()\n"
        "        ctypes.CDLL(None).pthread_exit(None)",
        "would not be interrupted",
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_call_that_ends_python_costs_only_its_own_points(grader: Grader, name: str) -> None:
    source, reason = ENDS[name]
    probed = attack(grader, called(source))
    assert probed.points == ZERO, probed.errors
    assert reason in probed.errors
    assert "test_answer: " in probed.errors


@pytest.mark.parametrize("name", ["os._exit", "native crash", "sys.exit"])
def test_a_cell_that_ends_python_costs_only_its_own_points(grader: Grader, name: str) -> None:
    source, reason = ENDS[name]
    probed = attack(grader, alone(source))
    assert probed.points == ZERO, probed.errors
    assert reason in probed.errors


def test_it_costs_all_points_where_no_other_process_follows(pytestconfig: pytest.Config) -> None:
    once = dataclasses.replace(SMALL, restarts=1)
    probed = strike(planted.grader(pytestconfig, once), called(ENDS["os._exit"][0]))
    assert set(probed.points.values()) == {0.0}


def test_what_stands_above_an_interrupted_experiment_counts(hasty: Grader) -> None:
    probed = probe(hasty, f"{RIGHT}\n{LOOPS['asleep']}")
    assert "was interrupted" in probed.errors
    assert probed.points == FULL, probed.errors


def test_computing_time_that_is_used_up_is_named(pytestconfig: pytest.Config) -> None:
    short = dataclasses.replace(planted.CALM, cell_cpu_seconds=0.5)
    probed = attack(planted.grader(pytestconfig, short), called("while True: pass"))
    assert probed.points == ZERO
    assert "computed for more than 0.5 seconds" in probed.errors


def test_time_that_is_used_up_by_the_notebook_is_named(pytestconfig: pytest.Config) -> None:
    short = dataclasses.replace(SMALL, cell_seconds=20.0, notebook_seconds=1.0)
    probed = strike(planted.grader(pytestconfig, short), called(LOOPS["asleep"]))
    assert set(probed.points.values()) == {0.0}
    assert "the notebook as a whole" in probed.errors
    assert "0 seconds" not in probed.errors


def test_an_endless_recursion_is_called_by_its_name(pytestconfig: pytest.Config) -> None:
    grader = planted.grader(pytestconfig, planted.CALM)
    probed = attack(
        grader, "def answer(x):\n    STRUCK\n    return deeper(x)\ndeeper = lambda x: deeper(x)"
    )
    assert probed.points == ZERO
    assert "test_answer: RecursionError" in probed.errors
