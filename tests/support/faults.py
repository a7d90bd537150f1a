"""Faults of a class run: commands that stop at each record, deadly notebooks, a cluster to kill.

Run as a program, it is the command line, whose processes die of the student named in `DEADLY`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grading.__main__ import main
from grading.core.outcome import Outcome
from grading.scheduler import worker
from grading.scheduler.worker import GradingTask

PATIENCE = 120
"""Seconds after which a test gives up an event."""

STOPS = """
def _stop(assignment, student, notebooks):
    import contextlib, os, socket
    if "STOPS_AT" in os.environ:
        with contextlib.suppress(ConnectionError):
            with socket.create_connection(("127.0.0.1", int(os.environ["STOPS_AT"]))) as line:
                line.recv(1)
c.Autograde.post_convert_hook = _stop
"""
"""Settings of a course whose command, after each student's record, waits for `Stops` to go on."""


@dataclass(frozen=True)
class Stops:
    """Where a command stops after each student whose grades it has recorded."""

    server: socket.socket

    @property
    def environment(self) -> dict[str, str]:
        """That of a command which is to stop."""
        return {"STOPS_AT": str(self.server.getsockname()[1])}

    @contextlib.contextmanager
    def at_next(self, process: subprocess.Popen[str]) -> Iterator[None]:
        """Within it, the command stands still."""
        for _ in range(PATIENCE):
            with contextlib.suppress(TimeoutError):
                line, _ = self.server.accept()
                break
            assert process.poll() is None, process.communicate()
        with line:
            yield

    def end(self) -> None:
        """Let it stop no more."""
        self.server.close()


@contextlib.contextmanager
def stops() -> Iterator[Stops]:
    """Stops for the commands of one test."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(1)
        yield Stops(server)


def die_of(student: str) -> None:
    """Have the process that grades a notebook of this student kill itself over it."""
    usual = worker._WarmGrader.outcome

    def outcome(grader: worker._WarmGrader, task: GradingTask) -> Outcome:
        if task.student == student:
            os.kill(os.getpid(), signal.SIGKILL)
        return usual(grader, task)

    worker._WarmGrader.outcome = outcome  # type: ignore[assignment, method-assign]


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
    """A Dask scheduler and workers as processes of their own, as on several machines."""
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


if __name__ in ("__main__", "__mp_main__"):  # the command, or a process that it starts anew
    die_of(os.environ["DEADLY"])
if __name__ == "__main__":
    sys.exit(main())
