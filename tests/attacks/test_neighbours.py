"""Nobody else pays: what a notebook uses up is its own, and nothing is left of one given up."""

from __future__ import annotations

import copy
import dataclasses
import os
import threading
from collections.abc import Iterator

import psutil
import pytest

from grading.checker import checker
from grading.checker import grader as graders
from grading.checker.grader import Graded, Grader, Job
from grading.sandbox import fork_client, usage, zygote
from grading.sandbox.seccomp import forbid
from tests.support import probes
from tests.support.probes import (
    FULL,
    PATIENCE,
    RIGHT,
    SMALL,
    WRONG,
    ZERO,
    Probed,
    attack,
    course,
    forked,
    probe,
    strike,
    weakened,
)

EVERY_CALL = f"import {forbid.__module__} as calls; calls.{forbid.__name__} = lambda: None"
"""Weakens a grader: no system call is refused."""


@pytest.fixture(scope="module")
def every_call() -> Iterator[Grader]:
    with weakened(EVERY_CALL) as grader:
        yield grader


def students() -> set[int]:
    """The processes below this one that are the first of a process namespace of their own."""
    own = os.readlink("/proc/self/ns/pid")
    found = set()
    for child in psutil.Process().children(recursive=True):
        try:
            space = os.readlink(f"/proc/{child.pid}/ns/pid")
        except OSError:
            continue
        found |= {child.pid} if space != own else set()
    return found


# Reads that would wait for ever, quotas of all students together.

URGENT = """
import os, socket, stat, time
def end():
    for n in range(3, 64):
        if os.path.exists(f"/proc/self/fd/{n}") and stat.S_ISSOCK(os.fstat(n).st_mode):
            return n
try:
    socket.socket(fileno=os.dup(end())).send(b"!", socket.MSG_OOB)
    print("sent")
except OSError as error:
    print("refused")
STRUCK
"""
DESCRIPTORS = """
import array, socket
a, b = socket.socketpair()
try:
    a.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 253))])
    print("sent")
except OSError as error:
    print("refused")
STRUCK
"""
QUOTAS = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
context = ctypes.c_ulong(0)
made = [libc.inotify_init() >= 0, libc.syscall(206, 1, ctypes.byref(context)) >= 0]
made += [libc.mq_open(b"/queue", 0o102, 0o600, None) >= 0]
print("sent" if any(made) else "refused")
STRUCK
"""
WAITED_FOR = {"urgent": URGENT, "descriptors": DESCRIPTORS, "quotas": QUOTAS}


@pytest.mark.parametrize("name", WAITED_FOR)
def test_what_others_would_wait_for_or_lack_is_refused(grader: Grader, name: str) -> None:
    probed = attack(grader, WAITED_FOR[name] + WRONG)
    assert probed.printed.strip() == "refused"
    assert probed.points == ZERO


@pytest.mark.parametrize("name", ["descriptors", "quotas"])
def test_the_same_is_had_where_no_call_is_refused(every_call: Grader, name: str) -> None:
    assert strike(every_call, WAITED_FOR[name] + WRONG).printed.strip() == "sent"


def test_an_urgent_byte_keeps_nobody_where_no_call_is_refused(every_call: Grader) -> None:
    urgent = URGENT.replace("STRUCK", "time.sleep(1e6)")
    urgent = f"{urgent.replace('try:', 'STRUCK' + chr(10) + 'try:')}{WRONG}"
    before = students()
    probed = attack(every_call, urgent)
    assert probed.points == ZERO
    assert students() == before


# Computing time, of all processes together.

BURN = """
import os, time
for _ in range(6):
    if not os.fork():
        os.setsid()
        while True: pass
STRUCK
time.sleep(1e6)
"""


def test_computing_time_is_counted_of_all_processes_together(
    pytestconfig: pytest.Config,
) -> None:
    limits = dataclasses.replace(SMALL, cell_seconds=60.0, cell_cpu_seconds=0.75)
    before = students()
    probed = attack(probes.grader(pytestconfig, limits), BURN + WRONG)
    assert "it computed for more than 0.75 seconds" in probed.errors
    assert probed.points == ZERO
    assert students() == before, "and none of them is left"


def test_who_sleeps_computes_nothing(pytestconfig: pytest.Config) -> None:
    limits = dataclasses.replace(SMALL, cell_cpu_seconds=0.5, cell_seconds=1.0)
    probed = probe(probes.grader(pytestconfig, limits), f"{RIGHT}\nimport time; time.sleep(1e6)")
    assert "this cell ran for more than 1 seconds" in probed.errors
    assert probed.points == FULL


BETWEEN = """
import os
def answer(x):
    for _ in range(4):
        if not os.fork():
            while True: pass
    return 0.0
STRUCK
"""
WAITS = """
import glob, time
before = set(glob.glob("/proc/[0-9]*"))
answer(8.0)
while set(glob.glob("/proc/[0-9]*")) - before: time.sleep(0.01)
0.0
"""


def test_computing_time_is_counted_while_nobody_asks() -> None:
    with forked(), Grader(dataclasses.replace(SMALL, notebook_cpu_seconds=0.5)) as grader:
        probed = strike(grader, BETWEEN, master=course(WAITS))
    assert probed.points["answer"] == 0.0
    assert "test_answer" not in probed.errors, "the test has seen that they are gone, and has ended"


# Who was kept from running, and who could not be started.

STARVES = f"""
from {usage.__name__} import Clock
look = Clock.look
def starved(clock):
    look(clock)
    clock.waited += 1.0
Clock.look = starved
"""
"""As if others had the cores all the time."""


@pytest.fixture(scope="module")
def starved() -> Iterator[Grader]:
    with weakened(STARVES, dataclasses.replace(SMALL, cell_cpu_seconds=0.5)) as grader:
        yield grader


def tried(grader: Grader, source: str, patch: pytest.MonkeyPatch) -> tuple[Probed, list[Graded]]:
    """What became of an answer, and of each try."""
    tries: list[Graded] = []
    attempt = grader.attempt

    def counted(job: Job) -> Graded:
        assert job.alone is bool(tries)
        tries.append(attempt(job))
        return tries[-1]

    patch.setattr(grader, "attempt", counted)
    return probe(grader, source), tries


def test_who_was_kept_from_running_is_tried_again_once(
    starved: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    probed, tries = tried(starved, f"{RIGHT}\nimport time; time.sleep(1e6)", monkeypatch)
    assert [each.again for each in tries] == [True, False]
    assert "others kept the student's code from running" in tries[0].trouble[0]
    assert not tries[0].settled
    assert tries[1].settled
    assert probed.points == FULL


def test_who_has_had_all_his_computing_time_is_not_tried_again(
    starved: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = copy.copy(starved)
    patient._limits = dataclasses.replace(SMALL, cell_seconds=60.0, cell_cpu_seconds=0.5)
    probed, tries = tried(patient, f"{RIGHT}\nwhile True: pass", monkeypatch)
    assert [each.again for each in tries] == [False]
    assert probed.points == FULL


def test_whoever_is_alone_waits_for_the_others() -> None:
    turns, said = graders.Turns(), []
    begun, go_on = threading.Event(), threading.Event()

    def beside() -> None:
        with turns.shared():
            begun.set()
            assert go_on.wait(PATIENCE)
            said.append("beside")

    def alone() -> None:
        with turns.alone():
            said.append("alone")

    threads = [threading.Thread(target=beside), threading.Thread(target=alone)]
    threads[0].start()
    assert begun.wait(PATIENCE)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert said == ["beside", "alone"]


REFUSES = f"""
import os
import {fork_client.__name__}, {zygote.__name__} as z
{fork_client.__name__}.PAUSES[:] = [0.01] * 3
def refuse(what, many):
    for number in range(many):
        try:
            os.close(os.open(f"/tmp/{{what}}{{number}}", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        raise BlockingIOError(11, "no room")
real = z.new_process_namespace, z.isolate_worker, z.Zygote._give_checker, z.fork
def before():
    refuse("before", MANY)
    return real[0]()
def after(*some, **more):
    refuse("after", 1)
    real[1](*some, **more)
def give(*some):
    def fork(*some, **more):
        refuse("checker", 1)
        return real[3](*some, **more)
    z.fork = fork
    try: real[2](*some)
    finally: z.fork = real[3]
z.new_process_namespace, z.isolate_worker, z.Zygote._give_checker = before, after, give
"""
"""As if the system had no room for the first processes: before a fork, after it, for a checker."""


def test_a_process_for_which_there_is_no_room_is_tried_again() -> None:
    with weakened(REFUSES.replace("MANY", "1")) as grader:
        assert probe(grader, RIGHT).points == FULL


def test_a_process_for_which_there_is_never_room_is_told() -> None:
    with weakened(REFUSES.replace("MANY", "1000")) as grader:
        probed = probe(grader, RIGHT)
    assert set(probed.points.values()) == {0.0}
    assert "the system had no room for the student's process" in probed.graded.trouble[-1]
    assert not probed.graded.settled


# A notebook that is given up.

HANGS = f"""
import os, signal
from {checker.__name__} import Checker
def hang(self, cell):
    if "stop = True" in str(self._session._past): os.kill(os.getpid(), signal.SIGSTOP)
    while True: pass
Checker.visible = hang
"""


def test_nothing_is_left_of_a_notebook_that_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graders, "CHECKER_SECONDS", 0.1)
    monkeypatch.setattr(graders, "SLACK", 0.1)
    burns = "import os\nif not os.fork():\n    while True: pass\n"
    with weakened(HANGS, dataclasses.replace(SMALL, notebook_seconds=0.5)) as grader:
        probe(grader, RIGHT)
        before = everybody()
        for stop in (False, True):
            probed = probe(grader, f"stop = {stop}\n{burns}{WRONG}")
            assert everybody() == before
            assert "more than 0.7 seconds in all" in probed.graded.trouble[-1]
            assert probed.graded.settled


def everybody() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


# What an attacker of ours has found, each by its kind.

JUNK = """
import json, os, stat, struct
ends = [n for n in range(3, 64) if os.path.exists(f"/proc/self/fd/{n}")]
ends = [n for n in ends if stat.S_ISSOCK(os.fstat(n).st_mode)]
def answer(x):
    STRUCK
    body = json.dumps({"message": "Reply", "number": "", "body": ["x"] * 100_000}).encode()
    while True:
        os.write(ends[0], struct.pack("!I", len(body)) + body)
"""
TABLES = """
import ctypes, time
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
def answer(x):
    STRUCK
    for k in range(40_000):
        place = ctypes.c_void_p(0x10000000000 + (k << 30))
        place = libc.mmap(place, ctypes.c_size_t(4096), 1, 0x100022, -1, ctypes.c_long(0))
        ctypes.c_char.from_address(place).value
    time.sleep(1e6)
"""
HOPS = """
import os
def answer(x):
    STRUCK
    for _ in range(4):
        if not os.fork():
            held = []
            while True:
                if len(held) < 20: held.append(bytearray(os.urandom(1024) * 8192))
                if os.fork(): os._exit(0)
    os.read(os.pipe()[0], 1)
"""
PATHS = """
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
def answer(x):
    STRUCK
    os.chdir("/tmp")
    for n in range(400):
        os.mkdir("d" * 255)
        os.chdir("d" * 255)
    file = os.open("f", os.O_RDWR | os.O_CREAT)
    os.ftruncate(file, 4096)
    for _ in range(1000):
        libc.mmap(None, ctypes.c_size_t(4096), 1, 2, file, ctypes.c_long(0))
    for _ in range(5):
        if not os.fork(): time.sleep(1e6)
    time.sleep(1e6)
"""
UNCOUNTED = {"page tables": TABLES, "hopping": HOPS, "long paths": PATHS}


@pytest.mark.parametrize("name", UNCOUNTED)
def test_memory_is_counted_wherever_it_is(pytestconfig: pytest.Config, name: str) -> None:
    patient = dataclasses.replace(probes.CALM, cell_cpu_seconds=10.0)
    probed = attack(probes.grader(pytestconfig, patient), UNCOUNTED[name])
    assert "MiB of memory" in probed.errors
    assert probed.points == ZERO


BLIND = {
    "page tables": "_page_tables = lambda _: 0",
    "hopping": "tree = lambda root: [root]",
    "long paths": "_of_mappings = lambda _: 0",
}
"""Weakens a grader: what of its counting leaves each of these unseen."""


@pytest.mark.parametrize("name", UNCOUNTED)
def test_the_same_memory_is_had_where_it_is_not_counted(name: str) -> None:
    short = dataclasses.replace(SMALL, cell_seconds=2.0)
    with weakened(f"import {usage.__name__} as usage; usage.{BLIND[name]}", short) as blind:
        assert "memory" not in strike(blind, UNCOUNTED[name]).errors


def test_what_nobody_asked_for_is_not_listened_to_for_long(grader: Grader) -> None:
    probed = attack(grader, JUNK)
    assert "it sent what nobody had asked it for" in probed.errors
    assert probed.points == ZERO


def test_it_is_listened_to_as_long_as_it_likes_where_there_is_no_limit(
    pytestconfig: pytest.Config,
) -> None:
    patient = dataclasses.replace(SMALL, cell_seconds=1.0, cell_output=1 << 40)
    errors = strike(probes.grader(pytestconfig, patient), JUNK).errors
    assert "nobody had asked" not in errors
    assert "more than 1 second" in errors


TERMINALS = """
import os
def opened():
    for _ in range(40):
        try: yield os.open("/dev/ptmx", os.O_RDWR)
        except OSError: return
print(len(list(opened())))
STRUCK
"""


def test_terminals_are_counted_for_each_notebook(grader: Grader) -> None:
    assert 8 <= int(attack(grader, TERMINALS + WRONG).printed) <= 16


def test_as_many_terminals_as_one_likes_are_had_where_nothing_is_shut_in(
    pytestconfig: pytest.Config,
) -> None:
    probed = strike(probes.unprotected(pytestconfig), TERMINALS + WRONG)
    assert int(probed.printed) == 40


def test_a_number_of_a_million_digits_is_no_answer(grader: Grader) -> None:
    huge = "STRUCK\nfrom decimal import Decimal\ndef answer(x): return Decimal('1E+3000000')"
    probed = attack(grader, huge, master=course("assert int(answer(8.0)) == 7"))
    assert "cannot be checked" in probed.errors
