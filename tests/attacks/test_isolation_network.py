"""A student's process reaches no network, not even the machine that it runs on."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grading.checker.grader import Grader
from tests.support import probes as planted
from tests.support.probes import WRONG, ZERO, attack, strike


@pytest.fixture
def listeners() -> Iterator[dict[str, socket.socket]]:
    """Sockets of this process that wait for somebody: on loopback, and of the local kind."""
    path = f"/tmp/listener-{os.getpid()}"
    kinds: dict[str, tuple[int, int, Any]] = {
        "tcp": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        "udp": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        "abstract": (socket.AF_UNIX, socket.SOCK_STREAM, f"\0listener-{os.getpid()}"),
        "path": (socket.AF_UNIX, socket.SOCK_STREAM, path),
        "datagrams": (socket.AF_UNIX, socket.SOCK_DGRAM, f"\0datagrams-{os.getpid()}"),
    }
    if socket.has_ipv6 and Path("/proc/net/if_inet6").exists():
        kinds["tcp6"] = (socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0))
    made = {}
    for name, (family, kind, address) in kinds.items():
        made[name] = socket.socket(family, kind)
        made[name].bind(address)
        if kind == socket.SOCK_STREAM:
            made[name].listen()
    Path(path).chmod(0o777)
    yield made
    for each in made.values():
        each.close()
    Path(path).unlink()


CONNECTS = """
import socket
def reached(places):
    for name, family, kind, address in places:
        with socket.socket(family, kind) as each:
            each.settimeout(0.2)
            try:
                each.connect(address)
                each.send(b"hello")
                yield name
            except OSError:
                pass
print(list(reached(PLACES)))
STRUCK
"""


def addresses(listeners: dict[str, socket.socket]) -> list[tuple[str, int, int, Any]]:
    return [(n, int(s.family), int(s.type), s.getsockname()) for n, s in listeners.items()]


def test_no_listener_of_the_host_hears_anything(
    grader: Grader, listeners: dict[str, socket.socket]
) -> None:
    source = CONNECTS.replace("PLACES", repr(addresses(listeners)))
    probed = attack(grader, source + WRONG)
    assert probed.points == ZERO, probed.errors
    assert probed.printed.strip() == "[]"
    assert select.select(list(listeners.values()), [], [], 0)[0] == []


def test_the_same_attack_is_heard_where_nothing_is_shut_in(
    pytestconfig: pytest.Config, listeners: dict[str, socket.socket]
) -> None:
    source = CONNECTS.replace("PLACES", repr(addresses(listeners)))
    probed = strike(planted.unprotected(pytestconfig), source + WRONG)
    assert probed.printed.strip() == repr(list(listeners))
    assert len(select.select(list(listeners.values()), [], [], 0)[0]) == len(listeners)


OUTSIDE = """
import socket, subprocess
def tried():
    for address in ("1.1.1.1", "8.8.8.8", "169.254.169.254", "10.0.0.1", "224.0.0.1"):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as each:
                each.settimeout(0.2)
                try:
                    each.connect((address, 53))
                    yield address
                except OSError:
                    pass
    try:
        yield socket.getaddrinfo("example.org", 443)
    except OSError:
        pass
print(list(tried()), [line for line in open("/proc/net/dev") if ":" in line and "lo:" not in line])
STRUCK
"""


def test_no_address_outside_is_reached_and_no_card_is_there(grader: Grader) -> None:
    assert attack(grader, OUTSIDE + WRONG).printed.strip() == "[] []"


RENDEZVOUS = """
import os, socket
print("alone")
for name in ("\\0between-students", "/tmp/between", "/dev/shm/between"):
    with socket.socket(socket.AF_UNIX) as each:
        try:
            each.connect(name)
            print("met")
        except OSError:
            pass
keep = [socket.socket(socket.AF_UNIX) for _ in range(3)]
for each, name in zip(keep, ("\\0between-students", "/tmp/between", "/dev/shm/between")):
    each.bind(name)
    each.listen()
    with socket.socket(socket.AF_UNIX) as same:
        same.connect(name)
STRUCK
"""


def test_two_students_do_not_meet(grader: Grader) -> None:
    waits = RENDEZVOUS + "def answer(x):\n    import time\n    time.sleep(1.0)\n    return 0.0"
    with ThreadPoolExecutor(2) as pool:
        probed = list(pool.map(lambda _: attack(grader, waits), range(2)))
    assert [each.printed.strip() for each in probed] == ["alone", "alone"]
