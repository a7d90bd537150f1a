"""The system calls that students' code has: as many as usual things need, and no others."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyseccomp
import pytest

from grading.checker.grader import Grader, Limits
from grading.sandbox.seccomp import ALLOWED, forbid
from tests.sandbox.usual import COMPILED, USUAL
from tests.support.probes import WRONG, Probed, forked, probe, strike, weakened

CALLS = range(475)
"""The numbers of all calls on x86_64 and on aarch64, as of Linux 6.17."""

ENDS = {"exit", "exit_group", "pause", "rt_sigreturn", "rt_sigsuspend", "select", "ppoll", "poll"}
ENDS |= {"pselect6", "fork", "vfork", "kill", "tkill", "rt_sigprocmask", "futex", "dup2", "close"}
"""Calls that a probe would not come back from, or not as it was; one has an ENOSYS of its own."""

TRAMPOLINES = {335, 336}
"""The kernel's own (uretprobe, uprobe), which no filter sees, and which end whoever makes them."""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with forked(), Grader() as grader:
        yield grader


@pytest.mark.parametrize("name", USUAL)
def test_what_people_usually_do_works(grader: Grader, name: str) -> None:
    probed = probe(grader, USUAL[name], second="def second(x):\n    return x + 7")
    errors = [line for line in probed.errors.splitlines() if not line.startswith("test_answer")]
    assert not errors
    assert probed.printed.strip()
    assert probed.points["second"] == 2.0


@pytest.mark.prove
def test_what_is_compiled_while_it_runs_works() -> None:
    patient = Limits(cell_seconds=120, cell_cpu_seconds=120, notebook_cpu_seconds=120)
    with forked(), Grader(patient) as grader:
        assert probe(grader, COMPILED).printed.strip() == "True"


PROBE = """
import ctypes, errno, json, os, signal
libc = ctypes.CDLL(None, use_errno=True)
asked = ASKED
file = os.open("said", os.O_RDWR | os.O_CREAT)
if not os.fork():
    for number, *arguments in asked:
        ctypes.set_errno(0)
        result = libc.syscall(number, *map(ctypes.c_long, arguments))
        said = errno.errorcode.get(ctypes.get_errno(), "none") if result == -1 else "done"
        os.write(file, f"{said} ".encode())
    os._exit(0)
os.wait()
said = os.pread(file, 1 << 16, 0).decode().split()
print(json.dumps(said + ["ended"] * (len(asked) - len(said))))
STRUCK
"""


def number(name: str) -> int:
    return int(pyseccomp.resolve_syscall(pyseccomp.system_arch(), name))


def told(probed: Probed) -> list[str]:
    found: list[str] = json.loads(probed.printed.strip().splitlines()[0])
    return found


def answers(grader: Grader, asked: list[list[int]]) -> list[str]:
    """The name of the error of each of these calls, asked by a student's code."""
    return told(strike(grader, PROBE.replace("ASKED", repr(asked)) + WRONG))


def test_what_is_not_on_the_list_does_not_exist(grader: Grader) -> None:
    apart = {number(name) for name in ENDS} | TRAMPOLINES
    listed = {number(name) for name in ALLOWED}
    asked = [[call, -1, *[0] * 5] for call in CALLS if call not in apart]
    for (call, *_), said in zip(asked, answers(grader, asked), strict=True):
        assert (said == "ENOSYS") is (call not in listed), (call, said)


UNIX, INET, STREAM, MPTCP, OOB = 1, 2, 1, 262, 1
REFUSED = {
    "a namespace by clone": ("clone", [0x1000_0000 | 17, 0, 0, 0, 0]),
    "a socket of another family": ("socket", [16, 2, 0]),
    "a protocol that few use": ("socket", [INET, STREAM, MPTCP]),
    "an urgent byte": ("sendto", [0, 0, 0, OOB, 0, 0]),
    "a lock that no process is named for": ("fcntl", [0, 37, 0]),
    "a larger pipe": ("fcntl", [0, 1031, 1 << 20]),
    "a lease, which others would wait for": ("fcntl", [0, 1024, 1]),
    "a watch of a folder": ("fcntl", [0, 1026, 1]),
    "another discipline of a terminal": ("ioctl", [0, 0x5423, 0]),
    "a kind of socket, whose protocol": ("socket", [INET, 5, 0]),
    "a larger buffer": ("setsockopt", [0, 1, 7, 0, 4]),
    "input for a terminal": ("ioctl", [0, 0x5412, 0]),
    "to be looked at by nobody": ("prctl", [4, 0, 0, 0, 0]),
    "memory without an owner": ("mmap", [0, 4096, 3, 0x21, -1, 0]),
}
ERRORS = {"socket of": "EAFNOSUPPORT", "protocol": "EPROTONOSUPPORT", "urgent": "ENOTSUP"}


def test_calls_on_the_list_are_refused_for_their_arguments(grader: Grader) -> None:
    asked = [[number(name), *arguments] for name, arguments in REFUSED.values()]
    asked += [[call, (1 << 40) + first, *rest] for call, first, *rest in asked[:3]]
    said = answers(grader, asked)
    for what, error in zip(REFUSED, said[: len(REFUSED)], strict=True):
        assert error == next((e for part, e in ERRORS.items() if part in what), "EPERM"), what
    assert said[len(REFUSED) :] == said[:3], "the kernel does not see the upper half, nor do we"


NOT_NEEDED = (
    *("inotify_init", "inotify_init1", "io_setup", "sendmsg", "timer_create", "sync", "mq_open"),
    *("open_tree", "fanotify_init", "memfd_create", "shmget", "pidfd_getfd", "userfaultfd"),
)


def test_the_same_calls_are_there_where_none_is_forbidden() -> None:
    allow = f"import {forbid.__module__} as calls; calls.{forbid.__name__} = lambda: None"
    with weakened(allow) as grader:
        said = answers(grader, [[number(name), -1, *[0] * 5] for name in NOT_NEEDED])
    assert "ENOSYS" not in said


OTHER_FORMS = {
    *("accept", "creat", "dup2", "dup3", "epoll_create", "epoll_pwait", "eventfd", "eventfd2"),
    *("faccessat", "faccessat2", "fchmod", "fchmodat", "fchownat", "fork", "futimesat", "getdents"),
    *("getrlimit", "lchown", "linkat", "lstat", "mkdirat", "mknod", "pipe", "ppoll", "preadv"),
    *("preadv2", "pwritev", "pwritev2", "readlinkat", "readv", "renameat", "renameat2", "select"),
    *("setrlimit", "stat", "symlinkat", "time", "tkill", "utime", "utimes", "writev", "nanosleep"),
    *("gettimeofday", "poll", "openat", "newfstatat", "llistxattr", "flistxattr", "fgetxattr"),
    *("lgetxattr", "listxattr", "getxattr", "fstatfs", "chown", "fchown", "fchdir", "flock"),
}
"""Other forms of calls that were seen: of another libc, another machine, another program."""

BY_NAME = {
    *("alarm", "capget", "clock_getres", "copy_file_range", "get_mempolicy", "get_robust_list"),
    *("getcpu", "getgroups", "getitimer", "getpgid", "getresgid", "getresuid", "getsid", "kill"),
    *("membarrier", "mincore", "pidfd_open", "pidfd_send_signal", "restart_syscall", "umask"),
    *("rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "sched_get_priority_max", "setpgid"),
    *("sched_get_priority_min", "sched_getparam", "sched_getscheduler", "sched_yield", "setuid"),
    *("setgid", "setgroups", "setpriority", "setregid", "setresgid", "setresuid", "setreuid"),
    *("shutdown", "sigaltstack", "tgkill", "times", "setsid", "getpgrp", "fdatasync"),
    "getsockopt",
}
"""Calls that Python's `os`, `time`, `signal` and `threading` have functions for, and shells, and
that reach nobody else."""


@pytest.mark.prove
def test_what_is_on_the_list_is_needed(tmp_path: Path) -> None:
    """As strace(1) sees them: usual things, each in a shell of IPython's."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("apt install strace")
    seen = set()
    for count, source in enumerate([*USUAL.values(), COMPILED]):
        folder = tmp_path / str(count)
        folder.mkdir()
        run = f"InteractiveShell.instance().run_cell({source!r}).raise_error()"
        shell = "from IPython.core.interactiveshell import InteractiveShell"
        (folder / "cell.py").write_text(f"{shell}\nif __name__ == '__main__':\n    {run}\n")
        command = [strace, "-f", "-qq", "-o", "calls", sys.executable, "cell.py"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
        calls = (folder / "calls").read_text(errors="replace")
        seen |= set(re.findall(r"^\d+ +(?:<\.\.\. )?(\w+)", calls, re.MULTILINE))
    assert {name for name in seen if name not in ALLOWED} <= {"clone3", "mbind", "sendmsg"}
    assert set(ALLOWED) - seen - OTHER_FORMS - BY_NAME == set()
