"""Memory without end: zero with a reason, and the machine keeps its memory."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks.timed import new_children
from grading.checker.grader import Grader
from grading.core.limits import MEBI
from tests.support import probes as planted
from tests.support.probes import TEST, ZERO, Probed, attack, course, forked, strike

MOST = 900 * MEBI
"""Bytes of memory that an attack may make a grader and all that it starts use."""


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return planted.grader(pytestconfig, planted.CALM)


def bomb(grader: Grader, source: str, test: str = "") -> Probed:
    """Hand in the attack, and look at the memory meanwhile."""
    peak = new_children()
    with peak.watched():
        probed = attack(grader, source, master=course(test) if test else None)
    assert probed.points == ZERO, probed.errors
    assert peak.bytes < MOST
    return probed


GREEDY = {
    "a list": "keep = []\n    while len(keep) < 2000: keep.append(bytearray(1 << 20))",
    "a number": "keep = 1 << (2 << 33)",
    "files": """
    import mmap
    for name in ("/tmp/a", "/dev/shm/a", "/var/tmp/a"):
        with open(name, "wb+") as file:
            file.truncate(2 << 30); keep = mmap.mmap(file.fileno(), 2 << 30)
            for k in range(0, 2 << 30, 1 << 20): keep[k:k + (1 << 20)] = b"x" * (1 << 20)""",
}


@pytest.mark.parametrize("name", GREEDY)
def test_memory_of_one_process_has_a_limit(grader: Grader, name: str) -> None:
    probed = bomb(
        grader, f"def answer(x):\n    STRUCK\n    {GREEDY[name].lstrip()}\n    return 0.0"
    )
    assert any(word in probed.errors for word in ("Memory", "memory", "OSError", "SIGBUS"))


HOLD = """
import ctypes, mmap, os, resource, socket, threading, time
libc = ctypes.CDLL(None, use_errno=True)
SIZE = 100 << 20
def hold(): return bytearray(SIZE)
PREPARE
def tell(word):
    os.mkdir(f"/tmp/{word}-{os.getpid()}")  # which needs no descriptor
def told(word):
    return sum(name.startswith(f"{word}-") for name in os.listdir("/tmp"))
def child():
    tell("ready")
    while not told("go"): time.sleep(0.01)
    try:
        kept = hold()
    except (OSError, MemoryError):
        tell("refused")
        os._exit(0)
    tell("held")
    time.sleep(60)
def start():
    for _ in range(5):
        if os.fork() == 0:
            try: PREPARED
            finally: os._exit(1)
def answer(x):
    start()
    while told("ready") < 5: time.sleep(0.01)
    STRUCK
    tell("go")
    while told("held") + told("refused") < 5: time.sleep(0.05)
    time.sleep(0.8)  # longer than between two looks
    print(told("held"), "held", told("refused"), "refused")
    return 0.0
"""
EVASIONS = {
    "in children": ("", "child()"),
    "unreadable": ("", "libc.prctl(4, 0, 0, 0, 0); child()"),
    "in a thread whose process looks dead": (
        "def late():\n    time.sleep(0.3)\n    child()",
        "threading.Thread(target=late).start(); libc.syscall(60, 0)",
    ),
    "shared and not mapped": (
        "def hold():\n    kept = mmap.mmap(-1, SIZE)\n"
        "    for k in range(0, SIZE, 1 << 20):\n"
        "        kept[k:k + (1 << 20)] = b'x' * (1 << 20)\n"
        "        kept.madvise(mmap.MADV_DONTNEED, k, 1 << 20)\n    return kept",
        "child()",
    ),
    "in sockets": (
        "def hold():\n    kept, size = [], 0\n    while size < SIZE:\n"
        "        kept.append(socket.socketpair())\n        kept[-1][0].setblocking(False)\n"
        "        try: kept[-1][0].setsockopt(1, 7, 1 << 28)\n        except OSError: pass\n"
        "        try:\n            while True: size += kept[-1][0].send(b'x' * (1 << 16))\n"
        "        except BlockingIOError: pass\n    return kept",
        "child()",
    ),
    "in pipes": (
        "def hold():\n    kept, size = [], 0\n    while size < SIZE:\n"
        "        kept.append(os.pipe())\n        os.set_blocking(kept[-1][1], False)\n"
        "        try: __import__('fcntl').fcntl(kept[-1][1], 1031, 1 << 20)\n"
        "        except OSError: pass\n"
        "        try:\n            while True: size += os.write(kept[-1][1], b'x' * (1 << 16))\n"
        "        except BlockingIOError: pass\n    return kept",
        "child()",
    ),
}


@pytest.mark.parametrize("name", EVASIONS)
def test_memory_of_all_processes_together_has_a_limit(grader: Grader, name: str) -> None:
    probed = bomb(grader, holds(name))
    assert "0 held 5 refused" in probed.printed or "MiB of memory" in probed.errors


def holds(name: str) -> str:
    prepare, prepared = EVASIONS[name]
    return HOLD.replace("PREPARED", prepared).replace("PREPARE", prepare)


def test_the_same_memory_is_held_where_nobody_counts_it() -> None:
    with forked(), Grader(dataclasses.replace(planted.CALM, memory=4096 * MEBI)) as generous:
        probed = strike(generous, holds("in children"))
    assert "5 held 0 refused" in probed.printed


BETWEEN = """
import os, time
def answer(x):
    if x < 2 and os.fork() == 0:
        kept = []
        for _ in range(200):
            kept.append(bytearray(1 << 20))
            time.sleep(0.001)
        time.sleep(60)
    STRUCK
    time.sleep(0.03)
    return 0.0
"""


def test_memory_that_grows_between_short_calls_has_a_limit(grader: Grader) -> None:
    probed = bomb(grader, BETWEEN, f"for k in range(120): answer(float(k))\n{TEST}")
    assert "MiB of memory" in probed.errors


RETURNS = {  # what an answer is, and why it is not looked at
    "rows of nothing": ("numpy.empty((2**26, 0))", "shape is too large"),
    "a range": ("range(10**9)", "more than 524,288 values"),
    "many objects": ("[object()] * 390_000", "MiB is too large"),
    "many texts": ("numpy.array(['x' * 500_000] + [''] * 50)", "more than the 16 MiB that a value"),
}
LOOKS = """got = answer(8.0)
plain = got.tolist() if hasattr(got, "tolist") else list(got)
assert np.asarray(plain, dtype=float).sum() == 41.6296, f"{got!r} is wrong"
"""


@pytest.mark.parametrize("name", RETURNS)
def test_an_answer_that_swells_when_it_is_looked_at_has_a_limit(grader: Grader, name: str) -> None:
    value, reason = RETURNS[name]
    source = f"import numpy\ndef answer(x):\n    value = {value}\n    STRUCK\n    return value"
    assert reason in bomb(grader, source, LOOKS).errors
