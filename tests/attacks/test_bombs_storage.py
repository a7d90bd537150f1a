"""Processes and files without end: zero with a reason, and no other student has less of them."""

from __future__ import annotations

import dataclasses
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from grading.checker.grader import Grader
from grading.core.limits import MEBI
from tests.support import probes as planted
from tests.support.probes import FULL, RIGHT, SMALL, ZERO, attack, forked, probe, strike

ROOMY = dataclasses.replace(SMALL, memory=1024 * MEBI)
"""So many copies of a process are counted here; elsewhere, how much memory they hold."""


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return planted.grader(pytestconfig, ROOMY)


PROCESSES = {  # each comes to a point where it can start no more, or says so
    "forks": """
    import os, time
    for _ in range(300):
        if os.fork() == 0:
            time.sleep(60)
    return 0.0""",
    "forks that fork": """
    import os, time
    for _ in range(8):
        try: os.fork()
        except OSError: os.write(1, b"unavailable")
    time.sleep(60)""",
    "subprocesses": """
    import subprocess
    keep = [subprocess.Popen(["sleep", "60"]) for _ in range(300)]
    print(len(keep), "started")""",
    "threads": """
    import threading, time
    for _ in range(300):
        threading.Thread(target=time.sleep, args=(60,)).start()""",
    "caught": """
    import os, time
    for _ in range(300):
        try:
            if os.fork() == 0: time.sleep(60)
        except OSError: os.write(1, b"unavailable")
    return 0.0""",
}


@pytest.mark.parametrize("name", PROCESSES)
def test_processes_are_counted(grader: Grader, name: str) -> None:
    before = set(psutil.Process().children(recursive=True))  # the parents of other courses, too
    probed = attack(grader, f"def answer(x):\n    STRUCK{PROCESSES[name]}")
    assert probed.points == ZERO, probed.errors
    assert "unavailable" in probed.printed + probed.errors or "start new thread" in probed.errors
    assert len(set(psutil.Process().children(recursive=True)) - before) < 20


HOLDS = """
import subprocess, time
try:
    keep = [subprocess.Popen(["sleep", "60"]) for _ in range(300)]
except OSError:
    STRUCK
    time.sleep(1.2)
def answer(x): return 0.0
"""
NEEDS = """
import threading, time
for _ in range(10):  # so few that those which have just ended may still count
    needed = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(3)]
    [each.start() for each in needed]
    [each.join() for each in needed]
"""


def test_a_student_who_starts_many_processes_takes_them_from_no_other(grader: Grader) -> None:
    with ThreadPoolExecutor(2) as pool:
        greedy = pool.submit(strike, grader, HOLDS)
        modest = pool.submit(probe, grader, NEEDS + RIGHT)
        assert modest.result().points == FULL, modest.result().errors
        assert greedy.result().points["answer"] == 0.0


DISKS = """
import os
written = 0
for folder in ("/tmp", "/var/tmp", "/dev/shm", "."):
    try:
        with open(folder + "/bomb", "wb") as file:
            for _ in range(100):
                written += file.write(b"x" * (1 << 20))
    except OSError as error:
        print(error.strerror)
names = 0
try:
    for names in range(6000):
        open(f"/tmp/{names}", "w").close()
except OSError as error:
    print(error.strerror)
import os
places = "/tmp", "/var/tmp", "/dev/shm", "."
print(written >> 20, names, *{os.stat(place).st_dev for place in places})
STRUCK
def answer(x):
    with open("more", "wb") as file:
        file.write(b"x" * (32 << 20))
    return 0.0
"""


def test_the_disk_of_a_student_is_small_and_not_the_hosts(grader: Grader) -> None:
    probed = attack(grader, DISKS)
    assert probed.points == ZERO
    assert "test_answer: OSError" in probed.errors
    *_, counted = probed.printed.strip().split("\n")
    written, names, *devices = map(int, counted.split())
    assert 0 < written <= 32
    assert names < 5000
    ours = {os.stat(place).st_dev for place in ("/", "/tmp", "/var/tmp", "/dev/shm", Path.home())}
    assert len(devices) == 4
    assert ours.isdisjoint(devices)


def test_where_much_is_allowed_the_same_attacks_get_it() -> None:
    processes = "def answer(x):\n    STRUCK" + PROCESSES["subprocesses"]
    generous = dataclasses.replace(planted.CALM, processes=400, memory=2048 * MEBI, disk=48 * MEBI)
    with forked(), Grader(generous) as grader:
        assert "300 started" in strike(grader, processes).printed
        *_, counted = strike(grader, DISKS).printed.strip().split("\n")
    assert int(counted.split()[0]) == 4 * 48


@pytest.mark.parametrize("size", [1 << 20, 7 << 20, 20 << 20])
def test_large_files_beside_the_notebook_cost_no_points(grader: Grader, size: int) -> None:
    probed = probe(grader, RIGHT, files={"data.bin": b"x" * size, "folder/x.csv": b"1,2"})
    assert probed.points == FULL, probed.errors
    assert not Path("/home/student/data.bin").exists()
