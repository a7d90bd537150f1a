"""Nothing that a student starts is there when the notebook is graded."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path

import psutil
import pytest

from grading.checker.grader import Grader
from tests.support import probes as planted
from tests.support.probes import FULL, RIGHT, SMALL, WRONG, ZERO, attack, probe, strike

MARK = f"9876.{os.getpid()}"
"""An argument of `sleep`, and the name of a process, that nobody else uses."""

WAIT = 10.0


def marked() -> list[psutil.Process]:
    """The processes of this machine that a student's code has started."""
    found = []
    for process in psutil.process_iter(["cmdline", "name"]):
        if MARK in (process.info["cmdline"] or []) or process.info["name"] == MARK:
            found.append(process)
    return found


def left() -> list[psutil.Process]:
    """Those of them that do not end."""
    alive: list[psutil.Process] = psutil.wait_procs(marked(), timeout=WAIT)[1]
    return alive


NAMED = """
import ctypes, os, signal, subprocess, threading, time
def rename():
    ctypes.CDLL(None).prctl(15, b"MARK", 0, 0, 0)
def is_there():
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = open(f"/proc/{name}/cmdline").read().split("\\0")
            words.append(open(f"/proc/{name}/comm").read().strip())
        except OSError:  # it has ended meanwhile
            continue
        if "MARK" in words:
            return True
""".replace("MARK", MARK)

STAYS = {
    "sleep": f"subprocess.Popen(['sleep', '{MARK}'])",
    "own session": f"subprocess.Popen(['setsid', 'sleep', '{MARK}'], start_new_session=True)",
    "nohup": f"os.system('nohup sleep {MARK} >/dev/null 2>&1 &')",
    "daemon": """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        rename()
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        os.closerange(0, 256)
        while True:
            time.sleep(100)
    os._exit(0)""",
    "thread": "rename()\nthreading.Thread(target=time.sleep, args=(9e5,)).start()",
    "stopped": f"os.kill(subprocess.Popen(['sleep', '{MARK}']).pid, signal.SIGSTOP)",
    "vfork": f"os.posix_spawn('/bin/sleep', ['sleep', '{MARK}'], {{}})",
    "atexit": f"import atexit\natexit.register(subprocess.Popen, ['sleep', '{MARK}'])",
    "at the end": f"""
class Last:
    def __del__(self, start=subprocess.Popen):
        start(['sleep', '{MARK}'])
last = Last()""",
}
LATER = ("atexit", "at the end")
"""What starts only when Python ends."""

SEEN = "while not is_there(): time.sleep(0.01)\nSTRUCK"
"""Strikes once what was started has the name by which it is found, or never."""


@pytest.mark.parametrize("name", STAYS)
def test_what_a_cell_starts_ends_with_the_notebook(grader: Grader, name: str) -> None:
    strikes = "STRUCK" if name in LATER else SEEN
    probed = attack(grader, f"{NAMED}{STAYS[name]}\n{strikes}\n{WRONG}")
    assert probed.points["answer"] == 0.0
    assert left() == []


def test_what_a_call_starts_ends_with_the_notebook(grader: Grader) -> None:
    calls = "\n".join(f"    {line}" for line in [*STAYS["daemon"].split("\n"), *SEEN.split("\n")])
    assert attack(grader, f"{NAMED}def answer(x):\n{calls}\n    return 0.0").points == ZERO
    assert left() == []


def test_the_same_start_outlives_the_notebook_where_nothing_is_shut_in(
    pytestconfig: pytest.Config,
) -> None:
    source = f"{NAMED}{STAYS['own session']}\n{SEEN}\n{WRONG}"
    strike(planted.unprotected(pytestconfig), source)
    outlived = marked()
    for process in outlived:
        process.kill()
    assert outlived
    assert left() == []


def test_what_is_started_is_seen_while_it_runs(grader: Grader) -> None:
    graded = f"{NAMED}{STAYS['sleep']}\ntime.sleep(1)\n{RIGHT}"
    grading = threading.Thread(target=probe, args=(grader, graded))
    grading.start()
    seen: list[psutil.Process] = []
    while grading.is_alive() and not seen:
        seen = marked()
    grading.join()
    assert seen, "or else none of these tests could fail"
    assert left() == []


def test_a_stopped_grader_leaves_no_process_and_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {*psutil.Process().children(recursive=True)}
    with Grader(SMALL) as grader:
        assert probe(grader, RIGHT).points == FULL
        own = {*psutil.Process().children(recursive=True)} - before
        assert own
        assert list(tmp_path.iterdir())
    assert psutil.wait_procs(list(own), timeout=WAIT)[1] == []
    assert list(tmp_path.iterdir()) == []
