"""Knows a Dask scheduler and workers as processes of their own, as on several machines."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_address() -> str:
    """The address of a scheduler that may start here."""
    return f"tcp://127.0.0.1:{free_port()}"


@contextlib.contextmanager
def cluster(
    address: str, *, workers: int, environment: Mapping[str, str] | None = None
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """A scheduler and workers as processes of their own, as on several machines."""
    host, port = address.removeprefix("tcp://").split(":")
    scheduler = ("scheduler", "--host", host, "--port", port, "--no-dashboard")
    worker = ("worker", address, "--nthreads", "1", "--no-dashboard", "--host", host)
    begun: list[subprocess.Popen[bytes]] = []
    for words in (scheduler, *[worker] * workers):
        command = [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]]
        begun.append(
            subprocess.Popen(
                command,
                env={**os.environ, **(environment or {})},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
    try:
        yield begun
    finally:
        for process in reversed(begun):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
