"""Processes of this machine are an executor: a death costs what ran there, and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import psutil
import pytest

from grading.core.errors import GradingError
from grading.sandbox import fork_client
from grading.scheduler import processes
from grading.scheduler.executor import Executor, Gone, WorkerLost
from grading.scheduler.processes import LocalExecutor, local

TIMEOUT = 60.0
"""Seconds after which a future is given up."""


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    with local(2) as made:
        yield made


def test_a_task_returns_its_value_and_equal_tasks_run_each_time(executor: Executor) -> None:
    first, second = (executor.submit(time.monotonic_ns) for _ in range(2))
    assert first.result(TIMEOUT) != second.result(TIMEOUT)
    assert executor.submit(int, "12", base=3).result(TIMEOUT) == 5
    assert executor.submit(os.getpid).result(TIMEOUT) != os.getpid()


def test_a_task_raises_its_own_error(executor: Executor) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        executor.submit(int, "x").result(TIMEOUT)


class Untold(Exception):
    """Holds what cannot be taken to another process."""

    def __init__(self, first: int, second: int) -> None:
        super().__init__(f"{first} of {second}")
        self.lock = threading.Lock()


def fails() -> None:
    raise Untold(1, 2)


def test_an_error_that_cannot_travel_is_told(executor: Executor) -> None:
    with pytest.raises(GradingError, match="Untold: 1 of 2"):
        executor.submit(fails).result(TIMEOUT)


@pytest.mark.parametrize(("workers", "slots"), [(1, 1), (2, 2), (5, 6)])
def test_it_has_about_as_many_slots_as_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, workers: int, slots: int
) -> None:
    monkeypatch.setattr(processes, "_serve", slice)  # ends at once
    monkeypatch.setattr(processes, "TRIES", 0)
    with local(workers) as made:
        assert isinstance(made, LocalExecutor)
        assert made._count * made._threads == slots


def test_a_death_costs_what_ran_there_and_another_takes_its_place(executor: Executor) -> None:
    first = executor.submit(os.getpid).result(TIMEOUT)
    beside = executor.submit(time.sleep, TIMEOUT)
    deadly = executor.submit(os._exit, 1)
    waiting = executor.submit(os.getpid)
    for lost in (deadly, beside):
        with pytest.raises(WorkerLost):
            lost.result(TIMEOUT)
    assert waiting.result(TIMEOUT) != first
    assert executor.slots() == 2


def test_who_is_closed_gives_up_what_waits_and_leaves_nothing_running() -> None:
    with local(1) as made:
        running = psutil.Process(made.submit(os.getpid).result(TIMEOUT))
        made.submit(time.sleep, TIMEOUT)
        waiting = made.submit(os.getpid)
    assert waiting.cancelled()
    assert not running.is_running()


def test_who_is_closed_while_another_is_started_leaves_nothing_running() -> None:
    with local(1) as made, pytest.raises(WorkerLost):
        made.submit(os._exit, 1).result(TIMEOUT)
    assert isinstance(made, LocalExecutor)
    assert not any(keeper.is_alive() for keeper in made._keepers)
    assert not made._processes


def test_without_one_of_its_processes_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    made = LocalExecutor(2, 1)
    try:
        numbers = {made.submit(os.getpid).result(TIMEOUT) for _ in range(2)}
        assert len(numbers) in (1, 2)
        monkeypatch.setattr(fork_client, "PAUSES", [])
        full = SimpleNamespace(Process=NoRoom)
        monkeypatch.setattr(multiprocessing, "get_context", lambda _: full)
        with pytest.raises(WorkerLost):
            made.submit(os._exit, 1).result(TIMEOUT)
        assert made.submit(abs, -1).result(TIMEOUT) == 1
        while all(keeper.is_alive() for keeper in made._keepers):
            pass  # the one whose process has died tries to start another
        assert made.slots() == 1
    finally:
        made.close()


def waits(address: tuple[str, int]) -> bytes:
    with socket.create_connection(address) as line:
        return line.recv(1)


def test_one_that_is_cancelled_is_not_begun(executor: Executor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        busy = [executor.submit(waits, server.getsockname()) for _ in range(2)]
        begun = [server.accept()[0] for _ in busy]
        waiting = executor.submit(os._exit, 1)
        assert waiting.cancel()
        for line in begun:
            line.close()
        assert [each.result(TIMEOUT) for each in busy] == [b"", b""]
    assert executor.submit(abs, -1).result(TIMEOUT) == 1


def test_where_each_dies_at_its_birth_the_run_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "_serve", slice)
    with local(1) as made:
        with pytest.raises(Gone, match="could be started again on this machine"):
            made.submit(abs, -1).result(TIMEOUT)
        with pytest.raises(Gone):
            made.slots()
        with pytest.raises(Gone):
            made.submit(abs, -1)


class NoRoom:
    """A process for which the system has no room."""

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        raise BlockingIOError("Resource temporarily unavailable")


def test_no_room_for_a_process_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fork_client, "PAUSES", [0.0])
    full = SimpleNamespace(Process=NoRoom)
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: full)
    with pytest.raises(Gone, match="short of memory"), local(1):
        pass
