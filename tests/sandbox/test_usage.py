"""Memory and processes are counted of a whole tree, each with what is its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.core.limits import MEBI
from grading.sandbox import usage
from grading.sandbox.usage import Clock, address_space, used_by

HOLDS = f"""
import subprocess, sys
held = bytearray({40 * MEBI})
inner = subprocess.Popen(["sleep", "60"])
print(inner.pid, flush=True)
sys.stdin.read()
inner.kill()
"""


@pytest.fixture
def holder() -> Iterator[subprocess.Popen[str]]:
    """A process that holds 40 MiB and has started another."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert int(process.stdout.readline())
        yield process
        process.communicate()


def test_a_process_counts_with_those_it_has_started(holder: subprocess.Popen[str]) -> None:
    count, exact = used_by(holder.pid, 0)
    assert count == 2
    assert 40 * MEBI < exact < 120 * MEBI
    assert used_by(holder.pid, sys.maxsize)[1] >= exact, "shared memory counts whole"


def test_sockets_of_others_in_the_same_network_do_not_count(
    holder: subprocess.Popen[str],
) -> None:
    before = used_by(holder.pid, 0)[1]
    with contextlib.ExitStack() as stack:
        for _ in range(200):  # 50 MiB of them
            for each in socket.socketpair():
                stack.enter_context(each)
        assert used_by(holder.pid, 0)[1] < before + 10 * MEBI


def test_a_process_that_is_gone_uses_nothing() -> None:
    with subprocess.Popen(["true"]) as ended:
        pass
    assert used_by(ended.pid, 0) == (1, 0)


def test_a_process_that_nobody_has_waited_for_uses_nothing() -> None:
    with subprocess.Popen(["true"]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        assert used_by(ended.pid, 0) == (1, 0)
        assert used_by(os.getpid(), MEBI)[1] < usage.HIDDEN


LOCKS = """
import fcntl, sys, tempfile
file = tempfile.TemporaryFile()
for place in range(2000):
    fcntl.lockf(file, fcntl.LOCK_EX, 1, 2 * place)
print("locked", flush=True)
sys.stdin.read()
"""


def test_locks_count_for_the_process_that_holds_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOCKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        locked, others = ([process.pid], [os.getpid()])
        monkeypatch.setattr(usage, "LISTED", 1 << 30)  # whoever else holds locks meanwhile
        assert usage._of_locks(locked) == 2000 * usage.LOCK
        assert usage._of_locks(others) == 0
        own = [x for x in Path(usage.LOCKS).read_text().splitlines(True) if f" {process.pid} " in x]
        (tmp_path / "locks").write_text("".join(own))
        monkeypatch.setattr(usage, "LOCKS", str(tmp_path / "locks"))
        monkeypatch.setattr(usage, "LISTED", 16 << 10)
        assert usage._of_locks(locked) == usage.HIDDEN
        assert usage._of_locks(others) == 0
        process.communicate()


FIRST_THREAD_ENDS = f"""
import ctypes, sys, threading
def rest():
    held = bytearray({40 * MEBI})
    print("held", flush=True)
    sys.stdin.read()
threading.Thread(target=rest).start()
ctypes.CDLL(None).pthread_exit(None)
"""


def test_a_process_whose_first_thread_has_ended_uses_what_the_others_do() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FIRST_THREAD_ENDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        while Path(f"/proc/{process.pid}/statm").read_text().split()[1] != "0":
            pass
        assert 40 * MEBI < used_by(process.pid, MEBI)[1] < 120 * MEBI
        process.communicate()


def test_the_address_space_is_that_of_this_process_in_bytes() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    assert pages * os.sysconf("SC_PAGE_SIZE") < address_space() < 1 << 47


class Machine:
    """Processes as proc(5) would show them: state, seconds of their own, of children, waiting."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.processes: dict[int, tuple[str, float, float, float]] = {}
        self.now = 0.0
        patch.setattr(usage, "tree", lambda _: list(self.processes))
        patch.setattr(usage, "_read", self._stat)
        patch.setattr(usage, "_scheduled", self._scheduled)
        patch.setattr("grading.sandbox.usage.time.monotonic", lambda: self.now)

    def _scheduled(self, process: int) -> tuple[float, float, float]:
        _, own, _, waited = self.processes[process]
        return own, own, waited

    def _stat(self, path: str) -> str:
        state, own, of_children, _ = self.processes[int(path.split("/")[2])]
        ticks = os.sysconf("SC_CLK_TCK")
        times = f"{round(own * ticks)} 0 {round(of_children * ticks)} 0"
        return f"1 (a) b) {state} 1 1 1 1 1 1 1 1 1 1 {times} 20"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


def test_a_clock_counts_each_second_once(machine: Machine) -> None:
    clock = Clock(1)
    machine.processes = {1: ("S", 1.0, 0.0, 0.0), 2: ("R", 0.5, 0.0, 0.25)}
    clock.look()
    assert (clock.computed, clock.waited) == (1.5, 0.0), "the first may have made the second wait"
    machine.now = 0.1
    machine.processes = {1: ("S", 1.0, 0.0, 0.0), 2: ("R", 0.75, 0.0, 0.5)}
    clock.look()
    assert (clock.computed, clock.waited) == (1.75, 0.25)
    machine.processes = {1: ("S", 1.0, 1.0, 0.0)}  # which has waited for the other one
    clock.look()
    assert clock.computed == 2.0


def test_who_waits_for_his_own_children_was_not_kept_by_others(machine: Machine) -> None:
    clock, children = Clock(1), range(2, 30)
    machine.processes = dict.fromkeys((1, *children), ("S", 0.0, 0.0, 0.0))
    clock.look()
    machine.now = 0.1
    machine.processes |= {n: ("S", 0.004, 0.0, 0.004 * n / 2) for n in children}
    clock.look()
    assert clock.waited == 0
    machine.now = 0.2
    machine.processes[1] = ("R", 0.02, 0.0, 0.08)  # and nobody of his has computed
    clock.look()
    assert clock.waited == pytest.approx(0.08)


def test_a_clock_forgets_nobody_who_was_not_waited_for(machine: Machine) -> None:
    clock = Clock(1)
    for generation in range(20):
        machine.processes = {1: ("S", 0.0, 0.0, 0.0), 10 + generation: ("R", 0.04, 0.0, 0.0)}
        machine.now += 0.1
        clock.look()
    assert clock.computed == pytest.approx(0.04 + 19 * 0.1), "those between two looks, too"


def test_who_waits_for_a_core_is_charged_for_what_he_had(machine: Machine) -> None:
    clock = Clock(1)
    machine.processes = {1: ("S", 0.0, 0.0, 0.0)}
    clock.look()
    machine.now = 0.1
    machine.processes[2] = ("R", 0.01, 0.0, 0.03)
    machine.processes[3] = ("S", 0.01, 0.0, 0.0)
    clock.look()
    assert clock.computed == pytest.approx(0.1 / 4 + 0.01)
