"""Seccomp filter for students' processes: the system calls that they may not make (seccomp(2)).

It is loaded last of all (`namespaces`), and lasts for whatever the process starts.
"""

from __future__ import annotations

import errno
import mmap
import socket

import pyseccomp as seccomp

from grading.sandbox.linux import NEWCGROUP, NEWIPC, NEWNET, NEWNS, NEWPID, NEWUSER, NEWUTS

REFUSED = (
    # other files, other roots, other namespaces
    *("mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "fsopen", "fsmount"),
    *("fsconfig", "fspick", "move_mount", "open_tree", "mount_setattr", "name_to_handle_at"),
    *("open_by_handle_at", "quotactl", "swapon", "swapoff", "fanotify_init", "lookup_dcookie"),
    # other processes
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_getfd", "kcmp"),
    # the kernel's deeper parts
    *("bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter"),
    *("io_uring_register", "add_key", "request_key", "keyctl", "kexec_load", "kexec_file_load"),
    *("init_module", "finit_module", "delete_module", "reboot", "syslog", "acct"),
    *("settimeofday", "clock_settime", "move_pages", "mbind", "migrate_pages"),
    # memory that no process is charged for
    *("memfd_create", "memfd_secret", "shmget", "semget", "msgget", "vmsplice"),
)
"""System calls that no course needs, by what they would reach."""

NAMESPACES = (NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWCGROUP)
FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
BUFFERS = (socket.SO_SNDBUF, socket.SO_RCVBUF, 32, 33)  # and the two that force them
PR_SET_DUMPABLE = 4
SHARED_ANONYMOUS = mmap.MAP_SHARED | mmap.MAP_ANONYMOUS


def _filter() -> seccomp.SyscallFilter:
    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    for name in REFUSED:
        rules.add_rule(seccomp.ERRNO(errno.EPERM), name)
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")  # its flags are out of reach; use clone
    for kind in NAMESPACES:
        chosen = seccomp.Arg(0, seccomp.MASKED_EQ, kind, kind)
        rules.add_rule(seccomp.ERRNO(errno.EPERM), "clone", chosen)
    for family in range(max(FAMILIES) + 1):
        if family not in FAMILIES:
            same = seccomp.Arg(0, seccomp.EQ, family)
            rules.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", same)
    higher = seccomp.Arg(0, seccomp.GT, int(max(FAMILIES)))
    rules.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", higher)
    for request in (TIOCSTI, TIOCLINUX):
        same = seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFF_FFFF, request)
        rules.add_rule(seccomp.ERRNO(errno.EPERM), "ioctl", same)
    for option in BUFFERS:
        same = seccomp.Arg(2, seccomp.MASKED_EQ, 0xFFFF_FFFF, option)
        at_socket = seccomp.Arg(1, seccomp.MASKED_EQ, 0xFFFF_FFFF, socket.SOL_SOCKET)
        rules.add_rule(seccomp.ERRNO(errno.EPERM), "setsockopt", at_socket, same)
    hide = seccomp.Arg(0, seccomp.MASKED_EQ, 0xFFFF_FFFF, PR_SET_DUMPABLE)
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "prctl", hide)  # from whoever counts its memory
    nobody_s = seccomp.Arg(3, seccomp.MASKED_EQ, SHARED_ANONYMOUS, SHARED_ANONYMOUS)
    rules.add_rule(seccomp.ERRNO(errno.EPERM), "mmap", nobody_s)  # memory that no process counts
    return rules


FILTER = _filter()


def forbid() -> None:
    """Refuse those calls to this process and to all that it will start."""
    FILTER.load()
