"""Work is due where anything that a grade is made from has changed, and nowhere else."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from grading.checker.grader import Limits, ReferenceNotebook
from grading.core.beside import FilesBeside
from grading.core.files import digest
from grading.core.origin import ORDINARY, Origin
from grading.gradebook.store import FOLDER, GradeFingerprint
from grading.intake.inbox import Handed
from grading.intake.refusals import Unreadable
from grading.scheduler.output import Autograded
from grading.scheduler.plan import Fingerprints, Plan, StudentPlan, folder_key
from grading.scheduler.worker import RunConfig

MASTER = ReferenceNotebook(
    new_notebook(cells=[new_code_cell("assert True", id="t")]),
    {"t": "public"},
    FilesBeside(digests={"data": "1"}),
)
CONFIG = RunConfig("a", {"n": MASTER, "m": MASTER}, Limits(), (), True, (), Config(), version="1")


class Step:
    """A preprocessor."""


def test_equal_runs_have_equal_keys() -> None:
    other = dataclasses.replace(CONFIG, masters=dict(CONFIG.masters))
    keys = [Fingerprints(config).notebook("n", b"x", {"f": b"1"}) for config in (CONFIG, other)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2"},
        {"isolated": False},
        {"steps": (Step,)},
        {"settings": Config({"Step": {"x": 1}})},
        {"limits": Limits(cell_seconds=1.0)},
        {"masters": {"n": dataclasses.replace(MASTER, notebook=new_notebook())}},
        {"masters": {"n": dataclasses.replace(MASTER, public={})}},
        {"masters": {"n": dataclasses.replace(MASTER, files=FilesBeside(digests={"data": "2"}))}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_decides_a_grade_changes_its_key(change: dict[str, Any]) -> None:
    before, after = Fingerprints(CONFIG), Fingerprints(dataclasses.replace(CONFIG, **change))
    assert before.notebook("n", b"x", {}) != after.notebook("n", b"x", {})
    assert before.refusal("n", "r") != after.refusal("n", "r")


@pytest.mark.parametrize("change", [{"assignment": "b"}, {"hidden": ("/home",)}])
def test_whatever_does_not_decide_it_leaves_the_key(change: dict[str, Any]) -> None:
    before, after = Fingerprints(CONFIG), Fingerprints(dataclasses.replace(CONFIG, **change))
    assert before.notebook("n", b"x", {}) == after.notebook("n", b"x", {})


FILES = st.dictionaries(st.text(max_size=3), st.binary(max_size=3), max_size=3)
HANDED_IN = st.tuples(st.binary(max_size=3), FILES)


@given(HANDED_IN, HANDED_IN)
def test_keys_are_equal_where_what_was_handed_in_is(
    one: tuple[bytes, dict[str, bytes]], other: tuple[bytes, dict[str, bytes]]
) -> None:
    keys = Fingerprints(CONFIG)
    assert (keys.notebook("n", *one) == keys.notebook("n", *other)) == (one == other)
    assert keys.notebook("n", *one) != keys.refusal("n", one[0].decode(errors="replace"))


def test_what_was_decided_about_a_file_changes_its_key() -> None:
    keys, taken = Fingerprints(CONFIG), Origin(("it was taken",))
    every = [keys.notebook("n", b"x", {}), keys.notebook("n", b"x", {}, taken)]
    every.append(keys.notebook("n", b"x", {}, Origin(taken.said, look=True)))
    every += [keys.refusal("n", "r"), keys.refusal("n", "r", taken)]
    assert len(set(every)) == 5


def test_a_name_that_is_no_text_has_a_key() -> None:
    assert folder_key(None, [], {"\udcff": b""}) != folder_key(None, [], {})


SURROUNDINGS = st.tuples(
    st.none() | st.text(max_size=3), st.sets(st.text(max_size=3), max_size=3), FILES
)


@given(SURROUNDINGS, SURROUNDINGS)
def test_the_key_of_a_folder_is_that_of_its_time_names_and_files(one: Any, other: Any) -> None:
    assert (folder_key(*one) == folder_key(*other)) == (one == other)
    time, names, files = one
    assert folder_key(time, sorted(names, reverse=True), files) == folder_key(*one)


@dataclass(frozen=True)
class Due:
    """A notebook that was handed in, or cannot be taken if it has no bytes."""

    name: str
    handed_in: bytes | None = b"x"
    beside: Mapping[str, bytes] = field(default_factory=dict)
    student: str = "ada"
    origin: Origin = ORDINARY

    def content(self) -> bytes:
        if self.handed_in is None:
            raise Unreadable("it is empty")
        return self.handed_in

    def files_beside(self) -> Iterator[tuple[str, bytes]]:
        yield from self.beside.items()


class Written:
    """autograded/, in which a notebook has its name for a text."""

    lost: frozenset[str] = frozenset()

    def digest(self, _: str, name: str) -> str:
        return "" if name in self.lost else digest(name.encode())


WRITTEN = Written()
PLAN = Plan(Fingerprints(CONFIG), cast(Autograded, WRITTEN), ["n", "m"])


def handed(*due: Due, time: str | None = None) -> Handed:
    return Handed("ada", cast(Any, due), {}, time, ())


def known(work: StudentPlan | None) -> dict[str, GradeFingerprint]:
    """What the record holds once that work is done."""
    assert work is not None
    new = {t.name: GradeFingerprint(t.key, digest(t.name.encode())) for t in work.tasks}
    return {**work.standing, **new, FOLDER: GradeFingerprint(work.key, "")}


def names(work: StudentPlan | None) -> list[str] | None:
    return None if work is None else [task.name for task in work.tasks]


BOTH = handed(Due("n"), Due("m"))


def test_all_is_due_of_whom_nothing_is_known() -> None:
    work = PLAN.work(BOTH, {})
    assert names(work) == ["n", "m"]
    assert work is not None
    assert (work.standing, work.missing) == ({}, ())


def test_nothing_is_due_where_all_stands() -> None:
    assert PLAN.work(BOTH, known(PLAN.work(BOTH, {}))) is None


@pytest.mark.parametrize(
    ("now", "due", "missing"),
    [
        (handed(Due("n", b"new"), Due("m")), ["n"], ()),
        (handed(Due("n"), Due("m", None)), ["m"], ()),
        (handed(Due("n", beside={"f": b"1"}), Due("m", beside={"f": b"1"})), ["n", "m"], ()),
        (handed(Due("n"), Due("m"), time="2026-01-01"), [], ()),
        (handed(Due("n")), [], ("m",)),
    ],
    ids=["resubmitted", "damaged", "another file", "another time", "withdrawn"],
)
def test_what_has_changed_is_due(now: Handed, due: list[str], missing: tuple[str, ...]) -> None:
    before = known(PLAN.work(BOTH, {}))
    work = PLAN.work(now, before)
    assert names(work) == due
    assert work is not None
    assert work.missing == missing
    assert set(work.standing) == {d.name for d in now.due} - set(due)
    assert PLAN.work(now, {**before, **known(work)}) is None


def test_who_may_be_late_otherwise_is_looked_at_and_nothing_is_graded() -> None:
    before = known(PLAN.work(BOTH, {}, "due today"))
    assert PLAN.work(BOTH, before, "due today") is None
    for other in ("due tomorrow", ""):
        work = PLAN.work(BOTH, before, other)
        assert names(work) == []
        assert work is not None
        assert set(work.standing) == {"n", "m"}
        assert PLAN.work(BOTH, known(work), other) is None


def test_a_graded_file_that_was_lost_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    before = known(PLAN.work(BOTH, {}))
    monkeypatch.setattr(WRITTEN, "lost", frozenset({"m"}))
    assert names(PLAN.work(BOTH, before)) == ["m"]


def test_what_cannot_be_taken_goes_out_with_its_reason() -> None:
    work = PLAN.work(handed(Due("n", None)), {})
    assert work is not None
    (task,) = work.tasks
    assert (task.refusal, task.handed_in, task.label) == ("it is empty", b"", "ada/n")
