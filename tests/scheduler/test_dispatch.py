"""Batches go out a few ahead, what kills a worker is named, and a lost executor ends a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any, ParamSpec, TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from grading.checker.grader import CannotGrade, Limits, ReferenceNotebook
from grading.core.beside import FilesBeside
from grading.core.outcome import Outcome
from grading.core.outputs import KILLED
from grading.scheduler import dispatch
from grading.scheduler.dispatch import AHEAD, BYTES, MOST, SHARE, Dispatcher, batches
from grading.scheduler.executor import Gone, WorkerLost
from grading.scheduler.worker import GradingTask, OtherVersion, RunConfig

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(eq=False)
class Work:
    """A batch that was submitted, and its future."""

    tasks: list[GradingTask]
    more: tuple[object, ...] = ()
    future: Future[Any] = field(default_factory=Future)

    def done(self) -> None:
        """All of it is graded."""
        self.future.set_result([Outcome(task.name) for task in self.tasks])

    def killed(self) -> None:
        """Its workers died."""
        self.future.set_exception(WorkerLost())


class ByHand:
    """An executor that does nothing by itself, in one thread.

    `idle` is called whenever the dispatcher waits, and completes what it likes of `running`.
    """

    def __init__(self, slots: int, idle: Callable[[ByHand], object]) -> None:
        self.workers, self._idle = slots, idle
        self.submitted: list[Work] = []
        self.entered = self.left = False
        self.most = self.shared = 0
        self._looked = 0

    def __enter__(self) -> ByHand:
        self.entered = True
        return self

    def __exit__(self, *_: object) -> None:
        self.left = True

    @property
    def running(self) -> list[Work]:
        """What is not completed, in the order in which it was submitted."""
        return [work for work in self.submitted if not work.future.done()]

    def submit(self, _: Callable[P, T], /, *arguments: P.args, **_named: P.kwargs) -> Future[T]:
        self.submitted.append(work := Work(cast(list[GradingTask], arguments[1]), arguments[3:]))
        self.most = max(self.most, len(self.running))
        return work.future

    def share(self, pack: Callable[[], bytes]) -> bytes:
        self.shared += 1
        return pack()

    def slots(self) -> int:
        """Asked again with nothing submitted since, the dispatcher waits."""
        if self.submitted and self._looked == len(self.submitted):
            self._idle(self)
        self._looked = len(self.submitted)
        return self.workers


TEST = new_code_cell("assert True", id="t", metadata={"nbgrader": {"grade": True}})
MASTER = ReferenceNotebook(new_notebook(cells=[TEST]))
CONFIG = RunConfig("a", {"n": MASTER}, Limits(), (), True, (), Config(), version="1")


@pytest.fixture(autouse=True, scope="module")
def _does_not_wait() -> Iterator[None]:
    """Without news the dispatcher looks at once, and the executor of these tests goes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatch, "LOOK", 0.0)
        yield


def tasks(count: int) -> list[GradingTask]:
    return [GradingTask(f"s{number}", "n", "key") for number in range(count)]


def dispatched(
    executor: ByHand, due: list[GradingTask], *, expected: int | None = None
) -> list[tuple[GradingTask, Outcome]]:
    with Dispatcher(executor, CONFIG, len(due) if expected is None else expected) as dispatcher:
        return list(dispatcher.outcomes(due))


def test_files_beside_the_notebooks_are_shared_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1,2")
    files = FilesBeside.copied(tmp_path, ["a.csv"])
    master = replace(MASTER, files=files)
    config = replace(CONFIG, masters={"m": MASTER, "n": master})
    executor = ByHand(1, first)
    with Dispatcher(executor, config, 9) as dispatcher:
        assert len(list(dispatcher.outcomes(tasks(9)))) == 9
    assert executor.shared == 1
    assert {work.more for work in executor.submitted} == {(files.packed(),)}
    without = ByHand(1, first)
    dispatched(without, tasks(3))
    assert (without.shared, {work.more for work in without.submitted}) == (0, {()})


def first(executor: ByHand) -> None:
    executor.running[0].done()


def last(executor: ByHand) -> None:
    executor.running[-1].done()


def deadly(*students: str) -> Callable[[ByHand], None]:
    """Batches are done in their order, but one with any of these students kills its workers."""

    def idle(executor: ByHand) -> None:
        work = executor.running[0]
        (work.killed if {task.student for task in work.tasks} & {*students} else work.done)()

    return idle


def test_every_task_is_graded_once_in_batches_of_the_planned_size() -> None:
    due = tasks(50)
    executor = ByHand(2, first)
    assert [task for task, _ in dispatched(executor, due)] == due
    left, sizes = 50, [len(work.tasks) for work in executor.submitted]
    for size in sizes:  # smaller towards the end, so that nobody is idle for long
        assert size == max(1, left // (SHARE * 2))
        left -= size
    assert executor.left


def test_a_batch_is_never_so_large_that_its_loss_costs_much() -> None:
    executor = ByHand(1, first)
    dispatched(executor, tasks(30), expected=10_000)
    assert [len(work.tasks) for work in executor.submitted] == [MOST, 30 - MOST]


@pytest.mark.parametrize("slots", [1, 3])
def test_so_many_batches_are_in_flight_and_no_more(slots: int) -> None:
    executor = ByHand(slots, first)
    dispatched(executor, tasks(30), expected=0)
    assert executor.most == AHEAD * slots
    assert len(executor.submitted) == 30


def test_tasks_are_taken_when_they_can_be_begun() -> None:
    taken = []
    executor = ByHand(1, first)

    def due() -> Iterator[GradingTask]:
        for task in tasks(10):
            taken.append(task)
            yield task

    with Dispatcher(executor, CONFIG, 0) as dispatcher:
        outcomes = dispatcher.outcomes(due())
        next(outcomes)
        assert len(taken) == AHEAD


def test_more_workers_have_more_in_flight() -> None:
    def idle(executor: ByHand) -> None:
        executor.workers = 5
        first(executor)

    executor = ByHand(1, idle)
    dispatched(executor, tasks(30), expected=0)
    assert executor.most == AHEAD * 5


def test_results_come_in_the_order_in_which_they_are_done() -> None:
    executor = ByHand(1, last)
    found = [task.student for task, _ in dispatched(executor, tasks(4), expected=0)]
    assert found == ["s1", "s2", "s3", "s0"]


def test_nothing_is_opened_for_nothing() -> None:
    executor = ByHand(1, first)
    assert dispatched(executor, []) == []
    assert not executor.entered


def test_a_batch_whose_workers_died_is_graded_again_one_notebook_at_a_time() -> None:
    due = tasks(40)
    executor = ByHand(2, deadly("s7"))
    outcomes = {task.student: outcome for task, outcome in dispatched(executor, due)}
    assert outcomes.keys() == {task.student for task in due}
    assert [s for s, outcome in outcomes.items() if outcome.trouble] == ["s7"]
    named = outcomes["s7"]
    assert named.trouble == (KILLED,)
    assert not named.settled, "the next run tries again"
    assert KILLED in named.text
    sent = [[task.student for task in work.tasks] for work in executor.submitted]
    (shared,) = (batch for batch in sent if "s7" in batch and len(batch) > 1)
    assert sent[-len(shared) :] == [[student] for student in shared]


def test_a_batch_whose_workers_died_by_accident_loses_nobody() -> None:
    def idle(executor: ByHand) -> None:
        work = executor.running[0]
        (work.killed if executor.submitted == executor.running else work.done)()

    outcomes = dispatched(ByHand(1, idle), tasks(20))
    assert len(outcomes) == 20
    assert not any(outcome.trouble for _, outcome in outcomes)


def test_suspects_are_alone_on_the_whole_executor() -> None:
    """Beside another, the one that kills the worker could not be told from it."""
    at_once = []

    def idle(executor: ByHand) -> None:
        if len(executor.submitted) > 2:
            at_once.append(len(executor.running))
        deadly("s0")(executor)

    dispatched(ByHand(2, idle), tasks(9), expected=40)
    assert at_once == [1] * 5


@pytest.mark.parametrize("error", [Gone("gone"), OtherVersion("other"), CannotGrade("cannot")])
def test_what_ends_a_run_is_passed_on_and_what_was_graded_before_is_kept(error: Exception) -> None:
    def idle(executor: ByHand) -> None:
        work = executor.running[0]
        work.done() if work is executor.submitted[0] else work.future.set_exception(error)

    with Dispatcher(ByHand(1, idle), CONFIG, 0) as dispatcher:
        outcomes = dispatcher.outcomes(tasks(9))
        assert next(outcomes)[0].student == "s0"
        with pytest.raises(type(error), match=str(error)):
            next(outcomes)


def test_any_other_error_of_a_worker_is_one_of_its_packages() -> None:
    def idle(executor: ByHand) -> None:
        executor.running[0].future.set_exception(ModuleNotFoundError("No module named 'torch'\n…"))

    with pytest.raises(
        CannotGrade, match=r"could not begin .*Error: No module named 'torch'\): it"
    ):
        dispatched(ByHand(1, idle), tasks(1))


def test_what_is_still_in_flight_at_the_end_is_cancelled() -> None:
    executor = ByHand(2, first)
    with Dispatcher(executor, CONFIG, 0) as dispatcher:
        next(dispatcher.outcomes(tasks(9)))
    done, *rest = executor.submitted
    assert not done.future.cancelled()
    assert rest
    assert all(work.future.cancelled() for work in rest)
    assert executor.left


def test_it_is_said_when_all_workers_are_gone_and_goes_on_with_the_next(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def idle(executor: ByHand) -> None:
        if executor.workers:
            executor.workers = 0
        else:
            executor.workers = 1
            first(executor)

    assert len(dispatched(ByHand(1, idle), tasks(1))) == 1
    assert caplog.messages == ["All workers are gone: waiting for another to join."]


@settings(max_examples=50)
@given(
    count=st.integers(0, 60),
    expected=st.integers(0, 200),
    slots=st.integers(0, 5),
    killers=st.sets(st.integers(0, 59)),
    seed=st.integers(),
)
def test_whatever_is_done_first_and_whoever_kills_everybody_has_one_outcome(
    count: int, expected: int, slots: int, killers: set[int], seed: int
) -> None:
    rng, names = Random(seed), {f"s{number}" for number in killers}

    def idle(executor: ByHand) -> None:
        work = rng.choice(executor.running)
        (work.killed if {task.student for task in work.tasks} & names else work.done)()

    due, executor = tasks(count), ByHand(slots, idle)
    outcomes = dispatched(executor, due, expected=expected)
    assert sorted(task.student for task, _ in outcomes) == sorted(task.student for task in due)
    named = {task.student for task, outcome in outcomes if outcome.trouble == (KILLED,)}
    assert named == names & {task.student for task in due}
    assert executor.most <= AHEAD * max(1, slots)


@given(
    sizes=st.lists(st.integers(0, BYTES + 1), max_size=60),
    wanted=st.integers(-1, 100),
)
def test_batches_keep_the_order_and_the_bounds(sizes: list[int], wanted: int) -> None:
    class Task(GradingTask):
        size = property(lambda task: sizes[int(task.key)])

    due: list[GradingTask] = [Task("s", "n", str(number)) for number in range(len(sizes))]
    found = list(batches(due, lambda: wanted))
    assert [task for batch in found for task in batch] == due
    full = max(1, min(MOST, wanted))
    for batch in found:
        assert 1 <= len(batch) <= full
        assert sum(task.size for task in batch[:-1]) <= BYTES, "the last alone may be too much"
    for batch in found[:-1]:
        assert len(batch) == full or sum(task.size for task in batch) > BYTES


def test_the_size_of_batches_is_asked_for_the_first_task_of_each_and_not_before() -> None:
    asked = []

    def size() -> int:
        asked.append(True)
        return 2

    assert list(batches([], size)) == []
    assert not asked
    assert len(list(batches(tasks(3), size))) == 2
    assert asked == [True, True]


def slow(*students: str) -> Callable[[ByHand], None]:
    """A batch is given back after the notebook of one of these students, which takes long."""

    def idle(executor: ByHand) -> None:
        work = executor.running[0]
        until = (k for k, task in enumerate(work.tasks, start=1) if task.student in students)
        done = work.tasks[: next(until, len(work.tasks))]
        work.future.set_result([Outcome(task.name) for task in done])

    return idle


def test_nobody_waits_behind_a_slow_notebook() -> None:
    due, executor = tasks(60), ByHand(2, slow("s2"))
    found = [task.student for task, _ in dispatched(executor, due)]
    assert sorted(found) == sorted(task.student for task in due)
    assert [len(work.tasks) for work in executor.submitted[:2]] == [7, 6]
    rest = [task.student for task in executor.submitted[4].tasks]
    assert rest == ["s3", "s4", "s5", "s6"], "the next that has a slot takes them"


def test_the_other_notebooks_of_a_slow_student_go_alone() -> None:
    due = [GradingTask("ada", name, "key") for name in "abcd"] + tasks(20)
    executor = ByHand(1, slow("ada"))
    dispatched(executor, due, expected=40)
    sent = [work.tasks for work in executor.submitted]
    assert [task.name for task in sent[0] if task.student == "ada"] == [*"abcd"]
    assert [*map(len, (batch for batch in sent[1:] if batch[0].student == "ada"))] == [1, 1, 1]


def kept_waiting(*students: str) -> Callable[[ByHand], None]:
    """Others keep these students' notebooks from running, unless they are alone."""

    def idle(executor: ByHand) -> None:
        work = executor.running[0]
        again = [task.student in students and not task.alone for task in work.tasks]
        work.future.set_result(
            [Outcome(t.name, again=a) for t, a in zip(work.tasks, again, strict=True)]
        )

    return idle


def test_who_was_kept_from_running_is_graded_again_alone_when_all_others_are_done() -> None:
    executor = ByHand(2, kept_waiting("s0", "s7"))
    found = [(task.student, task.alone) for task, _ in dispatched(executor, tasks(20))]
    assert found[-2:] == [("s0", True), ("s7", True)]
    assert not any(alone for _, alone in found[:-2])
    assert sorted(student for student, _ in found) == sorted(task.student for task in tasks(20))
    assert [[task.student for task in work.tasks] for work in executor.submitted[-2:]] == [
        ["s0"],
        ["s7"],
    ]


def test_who_is_kept_from_running_even_alone_has_an_outcome() -> None:
    def idle(executor: ByHand) -> None:
        work = executor.running[0]
        work.future.set_result([Outcome(task.name, again=True) for task in work.tasks])

    ((task, outcome),) = dispatched(ByHand(1, idle), tasks(1))
    assert task.alone
    assert outcome.again
