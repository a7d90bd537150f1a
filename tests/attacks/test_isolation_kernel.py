"""What a student's process asks of the kernel in vain: other roots, processes, networks."""

from __future__ import annotations

import contextlib

import psutil

from grading.checker.grader import Grader
from grading.sandbox.seccomp import forbid
from tests.support.probes import WRONG, ZERO, attack, strike, weakened

CALLS = """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
here, word, room = os.open("/", os.O_RDONLY), b"tmpfs", ctypes.create_string_buffer(4096)
one = (ctypes.c_size_t * 2)(ctypes.addressof(room), 64)
calls = {
    "mount": (word, b"/tmp", word, 0, None), "umount2": (b"/tmp", 2), "chroot": (b"/tmp",),
    "unshare": (0x1000_0000,), "open_by_handle_at": (here, room, 0), "ptrace": (16, 1, 0, 0),
    "name_to_handle_at": (here, b".", room, room, 0), "process_vm_readv": (1, one, 1, one, 1, 0),
    "process_vm_writev": (1, one, 1, one, 1, 0), "swapon": (b"/tmp/x", 0), "acct": (None,),
    "reboot": (0x1234567,), "sethostname": (b"x", 1), "setuid": (0,), "setgid": (0,),
    "memfd_create": (b"x", 0), "shmget": (0, 4096, 0o1600),
    "msgget": (0, 0o1600), "semget": (0, 1, 0o1600), "iopl": (3,), "klogctl": (3, room, 4096),
}
numbers = {
    "io_uring_setup": (425, 8, room), "open_tree": (428, here, b".", 1), "fsopen": (430, word, 0),
    "pidfd_getfd": (438, here, 0, 0), "mount_setattr": (442, -100, b"/", 0, room, 32),
    "process_madvise": (440, here, one, 1, 0, 0), "memfd_secret": (447, 0),
}
for kind in (0x20000, 0x4000000, 0x8000000, 0x20000000, 0x40000000, 0x2000000, 0x80):
    numbers[f"unshare {kind:x}"] = (None, kind)
folder = "/proc/self/ns/"
own = {name: os.open(folder + name, os.O_RDONLY) for name in os.listdir(folder)}
def allowed():
    for name, arguments in calls.items():
        room.value = b""
        if getattr(libc, name)(*arguments) >= 0:
            yield name
    for name, (number, *arguments) in numbers.items():
        call = libc.unshare if number is None else lambda *rest: libc.syscall(number, *rest)
        if call(*arguments) >= 0:
            yield name
    for name, space in own.items():
        if libc.setns(space, 0) >= 0:
            yield f"setns {name}"
print(list(allowed()), os.getuid(), open("/proc/self/status").read().count("0000000000000000"))
STRUCK
"""


def test_calls_that_lead_out_are_refused(grader: Grader) -> None:
    probed = attack(grader, CALLS + WRONG)
    assert probed.points == ZERO, probed.errors
    assert probed.printed.startswith("[] 1000 "), "no call succeeds, and the user is nobody"


def test_the_same_calls_succeed_where_none_is_forbidden() -> None:
    allow = f"import {forbid.__module__} as calls; calls.{forbid.__name__} = lambda: None"
    with weakened(allow) as grader:
        printed = strike(grader, CALLS + WRONG).printed
    for name in ("unshare", "memfd_create", "shmget", "process_vm_readv", "io_uring_setup"):
        assert f"'{name}'" in printed


SOCKETS = """
import socket
def opened():
    for family in range(0, 50):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                socket.socket(family, kind).close()
                yield family, int(kind)
            except OSError:
                pass
print(sorted({family for family, _ in opened()}))
print([family for family, kind in opened() if kind == socket.SOCK_RAW and family != 1])
STRUCK
"""


def test_sockets_are_of_ordinary_kinds_only(grader: Grader) -> None:
    probed = attack(grader, SOCKETS + WRONG)
    assert probed.printed.split("\n")[:2] == ["[1, 2, 10]", "[]"]


SETTINGS = """
import glob, os
def changed():
    kernel = "hostname core_pattern sysrq printk randomize_va_space modprobe yama/ptrace_scope"
    names = [*map("kernel/{}".format, kernel.split()), "user/max_user_namespaces"]
    names += ["vm/overcommit_memory", "vm/drop_caches", "fs/file-max"]
    own = [f"/proc/self/{n}" for n in ("oom_score_adj", "oom_adj", "uid_map", "setgroups", "comm")]
    for path in [f"/proc/sys/{name}" for name in names] + own + glob.glob("/sys/**")[:99]:
        try:
            text = "-900" if "oom" in path else open(path).read()
            with open(path, "w") as file:
                file.write(text)
            yield path
        except OSError:
            pass
print(list(changed()), sorted(os.listdir("/dev")), os.path.exists("/sys/kernel"))
STRUCK
"""


def test_no_setting_of_the_kernel_can_be_written(grader: Grader) -> None:
    printed = attack(grader, SETTINGS + WRONG).printed
    assert printed.startswith("[] "), "nor the name of the process"
    assert "'null'" in printed
    assert not any(f"'{name}'" in printed for name in ("mem", "kmsg", "kvm", "vda", "tty"))


DEVICES = """
import os, stat
os.mknod("/tmp/pipe", stat.S_IFIFO | 0o600)
def made():
    for kind in (stat.S_IFBLK, stat.S_IFCHR):
        for folder in ("/tmp", "/dev/shm", ".", "/dev"):
            try:
                os.mknod(f"{folder}/disk", kind | 0o600, os.makedev(1, 1))
                yield folder
            except OSError:
                pass
print(list(made()))
STRUCK
"""


def test_no_device_can_be_made(grader: Grader) -> None:
    assert attack(grader, DEVICES + WRONG).printed.strip() == "[]"


SIGNALS = """
import os, signal
for pid in (-1, 0, 1, os.getppid()):
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP):
        try: os.kill(pid, number)
        except OSError as error: print(pid, error.strerror)
if os.fork() == 0:
    for pid in [-1, *range(1, 3000)]:
        try:
            os.kill(pid, signal.SIGSTOP if pid == 1 else 0)
            os.write(1, f"there is {pid}\\n".encode()) if pid != os.getpid() else None
        except OSError:
            pass
    os._exit(0)
assert os.wait()[1] == 0
STRUCK
"""


def test_signals_reach_nobody_else(grader: Grader) -> None:
    before = psutil.Process().children()
    probed = attack(grader, SIGNALS + WRONG)
    assert probed.points == ZERO, probed.errors
    there = [line for line in probed.printed.split("\n") if "there is" in line]
    assert there == ["there is 1"], "its own parent"
    assert psutil.Process().children() == before
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):  # of another test, and ended by now
            assert process.status() != psutil.STATUS_STOPPED
