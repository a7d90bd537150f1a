"""A Dask cluster is an executor like any other, and what it fails with is said in our words."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import wait

import pytest
from distributed import Client, LocalCluster
from distributed.scheduler import KilledWorker, Scheduler

from grading.core.errors import UsageError
from grading.scheduler import cluster
from grading.scheduler.cluster import DaskExecutor
from grading.scheduler.executor import Gone, WorkerLost
from tests.support.faults import free_address

TIMEOUT = 60.0
"""Seconds after which a future is given up."""

GO_ON = threading.Event()


@pytest.fixture(scope="module")
def dask_cluster() -> Iterator[LocalCluster]:
    """A scheduler and one worker of two threads, all in this process."""
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address="127.0.0.1:0"
    ) as made:
        yield made


@pytest.fixture
def executor(dask_cluster: LocalCluster) -> Iterator[DaskExecutor]:
    with Client(dask_cluster) as client:
        yield DaskExecutor(client)


def test_a_task_returns_its_value_and_equal_tasks_run_each_time(executor: DaskExecutor) -> None:
    first, second = (executor.submit(time.monotonic_ns) for _ in range(2))
    assert first.result(TIMEOUT) != second.result(TIMEOUT)
    assert executor.submit(int, "12", base=3).result(TIMEOUT) == 5


def test_a_task_raises_its_own_error(executor: DaskExecutor) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        executor.submit(int, "x").result(TIMEOUT)


def test_its_slots_are_the_threads_of_its_workers(executor: DaskExecutor) -> None:
    assert executor.slots() == 2


def test_what_is_shared_is_packed_once_for_all_tasks(executor: DaskExecutor) -> None:
    packed: list[bytes] = []

    def pack() -> bytes:
        packed.append(b"x" * (12 << 20))  # so much that Dask warns, which is an error here
        return packed[-1]

    shared = executor.share(pack)
    lengths = [executor.submit(len, shared).result(TIMEOUT) for _ in range(2)]
    assert (lengths, len(packed)) == ([12 << 20] * 2, 1)


class Killed(KilledWorker):
    """As the scheduler raises it, without its record of the worker."""

    def __init__(self) -> None:
        Exception.__init__(self)

    def __str__(self) -> str:
        return "all those workers died"


def killed() -> None:
    raise Killed


def test_a_task_whose_workers_died_is_lost(executor: DaskExecutor) -> None:
    future = executor.submit(killed)
    with pytest.raises(WorkerLost):
        future.result(TIMEOUT)


def waits() -> bool:
    return GO_ON.wait(TIMEOUT)


def test_a_task_that_is_cancelled_is_forgotten_and_the_others_go_on(
    dask_cluster: LocalCluster, executor: DaskExecutor
) -> None:
    scheduler = dask_cluster.scheduler
    assert isinstance(scheduler, Scheduler)
    busy = [executor.submit(waits) for _ in range(2)]
    waiting = executor.submit(waits)
    while len(scheduler.tasks) < 3:
        executor.slots()  # asks the scheduler, which meanwhile hears what was sent before
    assert waiting.cancel()
    while len(scheduler.tasks) > 2:
        executor.slots()
    GO_ON.set()
    assert all(future.result(TIMEOUT) for future in busy)


def test_without_its_scheduler_it_is_gone() -> None:
    with (
        LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as dask_cluster,
        Client(dask_cluster.scheduler_address, timeout=1) as client,
    ):
        executor = DaskExecutor(client)
        future = executor.submit(abs, -1)
        assert executor.slots() == 0
        dask_cluster.close()
        assert wait([future], TIMEOUT).done
        with pytest.raises(
            Gone, match=r"The Dask scheduler is gone: .* run the same command again"
        ):
            future.result()
        with pytest.raises(Gone):
            executor.slots()
        client.close()
        with pytest.raises(Gone):
            executor.submit(abs, -1)


def test_who_names_no_scheduler_is_told_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWERS", 0.1)
    with (
        pytest.raises(UsageError, match=r"No Dask scheduler answers at tcp://.*`dask scheduler`"),
        cluster.remote(free_address()),
    ):
        pass


def test_who_has_no_worker_is_told_to_start_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "JOINS", 0.1)
    with LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as empty:
        address = empty.scheduler_address
        with (
            pytest.raises(
                UsageError, match=f"has no worker: start one with `dask worker {address}"
            ),
            cluster.remote(address),
        ):
            pass
