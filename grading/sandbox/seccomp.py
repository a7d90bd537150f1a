"""Seccomp filter for students' processes: an allow-list of system calls (seccomp(2)).

It is loaded last of all (`namespaces`), and lasts for whatever the process starts. A call that is
not on the list fails with ENOSYS, as on a kernel that has never heard of it, so that libraries fall
back to another; nobody is killed. That the list is long enough for what people use, and no longer,
`tests/sandbox/test_seccomp.py` holds.
"""

from __future__ import annotations

import errno
import mmap
import socket
from collections.abc import Iterator

import pyseccomp as seccomp

from grading.sandbox.linux import NEWCGROUP, NEWIPC, NEWNET, NEWNS, NEWPID, NEWUSER, NEWUTS

ALLOWED = (
    # files, and what is open
    *("access", "chdir", "chmod", "chown", "close", "close_range", "copy_file_range", "creat"),
    *("dup", "dup2", "dup3", "faccessat", "faccessat2", "fadvise64", "fallocate", "fchdir"),
    *("fchmod", "fchmodat", "fchown", "fchownat", "fcntl", "fdatasync", "fgetxattr", "flistxattr"),
    *("flock", "fstat", "fstatfs", "fsync", "ftruncate", "futimesat", "getcwd", "getdents"),
    *("getdents64", "getxattr", "ioctl", "lchown", "lgetxattr", "link", "linkat", "listxattr"),
    *("llistxattr", "lseek", "lstat", "mkdir", "mkdirat", "mknod", "mknodat", "newfstatat", "open"),
    *("openat", "pipe", "pipe2", "pread64", "preadv", "preadv2", "pwrite64", "pwritev"),
    *("pwritev2", "read", "readlink", "readlinkat", "readv", "rename", "renameat", "renameat2"),
    *("rmdir", "sendfile", "stat", "statfs", "statx", "symlink", "symlinkat", "truncate", "umask"),
    *("unlink", "unlinkat", "utime", "utimensat", "utimes", "write", "writev"),
    # waiting
    *("epoll_create", "epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait", "eventfd"),
    *("eventfd2", "poll", "ppoll", "pselect6", "select"),
    # memory
    *("brk", "get_mempolicy", "madvise", "membarrier", "mincore", "mmap", "mprotect", "mremap"),
    *("msync", "munmap"),
    # processes and threads
    *("arch_prctl", "capget", "clone", "execve", "exit", "exit_group", "fork", "futex"),
    *("get_robust_list", "getcpu", "getegid", "geteuid", "getgid", "getgroups", "getpgid"),
    *("getpgrp", "getpid", "getppid", "getpriority", "getresgid", "getresuid", "getrlimit"),
    *("getrusage", "getsid", "gettid", "getuid", "kill", "pidfd_open", "pidfd_send_signal"),
    *("prctl", "prlimit64", "rseq", "sched_get_priority_max", "sched_get_priority_min"),
    *("sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_setaffinity"),
    *("sched_yield", "set_robust_list", "set_tid_address", "setgid", "setgroups", "setpgid"),
    *("setpriority", "setregid", "setresgid", "setresuid", "setreuid", "setrlimit", "setsid"),
    *("setuid", "sysinfo", "tgkill", "times", "tkill", "uname", "vfork", "wait4", "waitid"),
    # signals and time
    *("alarm", "clock_getres", "clock_gettime", "clock_nanosleep", "getitimer", "getrandom"),
    *("gettimeofday", "nanosleep", "pause", "restart_syscall", "rt_sigaction", "rt_sigpending"),
    *("rt_sigprocmask", "rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "setitimer"),
    *("sigaltstack", "time"),
    # a network in which nobody else is
    *("accept", "accept4", "bind", "connect", "getpeername", "getsockname", "getsockopt"),
    *("listen", "recvfrom", "recvmsg", "sendto", "setsockopt", "shutdown", "socket", "socketpair"),
)
"""What a student's process may ask the kernel for.

Not among it, with what would be in reach: other roots and namespaces (mount, open_tree, fsopen,
setns, unshare); other processes (ptrace, process_vm_readv, pidfd_getfd, kcmp); the kernel's deeper
parts (bpf, io_uring, perf_event_open, userfaultfd, keys, modules); passing descriptors, and
messages that could carry any (sendmsg, sendmmsg); what is counted for the user of all students or
for the whole machine (inotify, fanotify, aio, message queues, POSIX timers, sync, quotas); memory
that no process is charged for (memfd_create, shmget, vmsplice).
"""

NAMESPACES = (NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWCGROUP)
FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
TERMINALS = (0x5412, 0x541C, 0x5423)  # TIOCSTI, TIOCLINUX, TIOCSETD
BUFFERS = (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33)  # and the two that force them
KINDS = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
COMMANDS = (36, 37, 38, *range(1024, 1030), 1031, *range(1033, 1045))
"""Of fcntl(2): locks of a file that no process is named for; leases, which keep others from opening
one; watches; larger pipes; seals.
"""

PR_SET_DUMPABLE = 4
SHARED_ANONYMOUS = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS
WORD = 0xFFFF_FFFF
"""The kernel reads most arguments as 32 bits, whatever stands in the upper half."""


def _is(number: int, value: int) -> seccomp.Arg:
    """True for an argument that is this value."""
    return seccomp.Arg(number, seccomp.MASKED_EQ, WORD, value)


def _has(number: int, bits: int) -> seccomp.Arg:
    """True for an argument in which all these bits are set."""
    return seccomp.Arg(number, seccomp.MASKED_EQ, bits, bits)


def _refused() -> Iterator[tuple[int, str, tuple[seccomp.Arg, ...]]]:
    """What a call that is on the list is refused for all the same: error, call, arguments."""
    for kind in NAMESPACES:
        yield errno.EPERM, "clone", (_has(0, kind),)
    for family in set(range(max(FAMILIES))) - set(FAMILIES):
        yield errno.EAFNOSUPPORT, "socket", (_is(0, family),)
    yield errno.EAFNOSUPPORT, "socket", (seccomp.Arg(0, seccomp.GT, int(max(FAMILIES))),)
    for kind in set(range(16)) - set(KINDS):
        same = seccomp.Arg(1, seccomp.MASKED_EQ, 0xF, kind)
        yield errno.EPROTONOSUPPORT, "socket", (same,)
    # Others, MPTCP among them, reach code of the kernel's that few have looked at.
    yield errno.EPROTONOSUPPORT, "socket", (seccomp.Arg(2, seccomp.GT, socket.IPPROTO_UDP),)
    for request in TERMINALS:
        yield errno.EPERM, "ioctl", (_is(1, request),)
    for option in BUFFERS:  # memory of the kernel's
        yield errno.EPERM, "setsockopt", (_is(1, socket.SOL_SOCKET), _is(2, option))
    for command in COMMANDS:
        yield errno.EPERM, "fcntl", (_is(1, command),)
    yield errno.EPERM, "prctl", (_is(0, PR_SET_DUMPABLE),)  # hides memory from who counts it
    yield errno.EPERM, "mmap", (_has(3, SHARED_ANONYMOUS),)  # memory that no process counts
    # An urgent byte makes a socket readable that has nothing to read.
    yield errno.EOPNOTSUPP, "sendto", (_has(3, socket.MSG_OOB),)


def _filters() -> tuple[seccomp.SyscallFilter, seccomp.SyscallFilter]:
    """Two filters, since a library's rule for a call as a whole leaves none for its arguments; of
    what they say the kernel takes the stricter.
    """
    arguments = seccomp.SyscallFilter(seccomp.ALLOW)
    for error, name, wanted in _refused():
        arguments.add_rule(seccomp.ERRNO(error), name, *wanted)
    listed = seccomp.SyscallFilter(seccomp.ERRNO(errno.ENOSYS))
    for name in ALLOWED:
        listed.add_rule(seccomp.ALLOW, name)
    for each in (arguments, listed):  # a program for 32 bits has other numbers
        each.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.ERRNO(errno.ENOSYS))
    return arguments, listed


FILTERS = _filters()


def forbid() -> None:
    """Refuse all other calls to this process and to all that it will start."""
    for each in FILTERS:
        each.load()
