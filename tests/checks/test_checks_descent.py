"""What is said about a wrong path is true of it: known slips in a loop, known slips in a record,
and both at once, each walked by a loop of its own and asked about with random questions.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import pytest
import torch

from checks.descent import Asked, closed_form, compare, diagnose
from checks.slips import Hint, Slip
from checks.values import rounding
from checks.walks import Question, adaptive, walk

Row = Any
Walk = Callable[[Row, float, int, Callable[[Row], Row]], list[Row]]


def by(step: Callable[[Row, float, Callable[[Row], Row]], Row]) -> Walk:
    """The walk of a loop in which x becomes step(x, rate, slope)."""

    def run(x: Row, rate: float, steps: int, slope: Callable[[Row], Row]) -> list[Row]:
        rows = [x]
        for _ in range(steps):
            rows.append(step(rows[-1], rate, slope))
        return rows

    return run


def with_momentum(share: float) -> Walk:
    def run(x: Row, rate: float, steps: int, slope: Callable[[Row], Row]) -> list[Row]:
        rows, velocity = [x], x * 0
        for _ in range(steps):
            velocity = share * velocity - rate * slope(rows[-1])
            rows.append(rows[-1] + velocity)
        return rows

    return run


def with_torch(make: Callable[..., Any], **options: Any) -> Walk:
    """The walk of an optimizer of torch's on (x − c)², whose slope is 2 (x − c)."""

    def run(x: Row, rate: float, steps: int, slope: Callable[[Row], Row]) -> list[Row]:
        lowest = x - slope(x) / 2
        at = torch.tensor(np.asarray(x), requires_grad=True)
        optimizer = make([at], lr=rate, foreach=False, **options)
        rows = [at.detach().clone().numpy()]
        for _ in range(steps):
            optimizer.zero_grad()
            loss = ((at - torch.tensor(lowest)) ** 2).sum()
            at.grad = torch.autograd.grad(loss, at)[0]
            optimizer.step()
            rows.append(at.detach().clone().numpy())
        return rows

    return run


def from_the_start(x: Row, rate: float, steps: int, slope: Callable[[Row], Row]) -> list[Row]:
    return [x] + [x - rate * slope(x)] * steps


def first_slope(x: Row, rate: float, steps: int, slope: Callable[[Row], Row]) -> list[Row]:
    return [x - k * rate * slope(x) for k in range(steps + 1)]


def decaying(x: Row, rate: float, steps: int, slope: Callable[[Row], Row]) -> list[Row]:
    rows = [x]
    for k in range(steps):
        rows.append(rows[-1] - rate / (k + 1) * slope(rows[-1]))
    return rows


WALKS: dict[str, tuple[Walk, str]] = {
    "uphill": (by(lambda x, r, s: x + r * s(x)), "uphill"),
    "still": (by(lambda x, *_: x), "stands still"),
    "rate ignored": (by(lambda x, _, s: x - s(x)), "ignore"),
    "rate divides": (by(lambda x, r, s: x - s(x) / r), "divided by"),
    "factor missing": (by(lambda x, r, s: x - r * s(x) / 2), "is the 2 missing"),
    "factor twice": (by(lambda x, r, s: x - r * 2 * s(x)), "is the 2 there twice"),
    "rate twice": (by(lambda x, r, s: x - r * r * s(x)), "there twice? Multiply by it once"),
    "own rate": (by(lambda x, _, s: x - 0.0371 * s(x)), "in each step"),
    "own valley": (by(lambda x, r, s: x - r * s(x + 1.7)), "that of another function"),
    "uphill, half": (by(lambda x, r, s: x + r * s(x) / 2), "uphill"),
    "double steps": (by(lambda x, r, s: (y := x - r * s(x)) - r * s(y)), "two steps on"),
    "sign only": (by(lambda x, r, s: x - r * np.sign(s(x))), "neither its sign nor clipped"),
    "clipped": (by(lambda x, r, s: x - r * np.clip(s(x), -3, 3)), "clipped"),
    "three decimals": (by(lambda x, r, s: np.round(x - r * s(x), 3)), "rounded"),
    "whole numbers": (by(lambda x, r, s: np.trunc(x - r * s(x))), "rounded"),
    "from the start": (from_the_start, "begins at x0 again"),
    "first slope": (first_slope, "first again"),
    "decaying rate": (decaying, "the rate shrinks"),
    "momentum": (with_momentum(0.9), "drop momentum"),
    "gradients pile up": (with_momentum(1.0), "reset gradients"),
    "Nesterov": (with_torch(torch.optim.SGD, momentum=0.9, nesterov=True), "drop momentum"),
    "Adam": (with_torch(torch.optim.Adam), "is that Adam"),
    "RMSprop": (with_torch(torch.optim.RMSprop), "is that RMSprop"),
    "Adagrad": (with_torch(torch.optim.Adagrad), "is that Adagrad"),
}
"""Wrong walks, each with words of what should be said about it."""


def all_but(*left_out: int) -> Callable[[list[Row]], list[Row]]:
    return lambda rows: [row for k, row in enumerate(rows) if k not in left_out]


RECORDS: dict[str, tuple[Callable[[list[Row]], Any], str]] = {
    "no start": (lambda rows: rows[1:], "without its start"),
    "no end": (lambda rows: rows[:-1], "the end is missing"),
    "before the step": (lambda rows: [rows[0], *rows[:-1]], "x0 is there twice"),
    "start last": (lambda rows: [*rows[1:], rows[0]], "x0 comes last"),
    "the end": (lambda rows: rows[-1:], "only the end"),
    "one step": (lambda rows: rows[:2], "is return inside the loop"),
    "the start": (lambda rows: rows[:1], "only x0"),
    "last two": (lambda rows: rows[-2:], "only the last two"),
    "start and end": (lambda rows: [rows[0], rows[-1]], "only the start and the end"),
    "one object": (lambda rows: [rows[-1]] * len(rows), "append a copy"),
    "one object later": (lambda rows: [rows[0]] + [rows[-1]] * (len(rows) - 1), "append a copy"),
    "backwards": (lambda rows: rows[::-1], "runs backwards"),
    "twice": (lambda rows: [row for row in rows for _ in "ab"], "each x is there twice"),
    "stopped": (lambda rows: rows[: len(rows) // 2], "as many steps as"),
    "old rows": (lambda rows: [*rows[:3], *rows], "an earlier run"),
}
"""Wrong records, each with words of what should be said about it."""


def question(rng: Random, dimensions: int) -> Question:
    """A start far from the lowest point, a small rate of two digits, and eight steps or more."""
    lowest = np.array([2.0, -1.0]) if dimensions else np.array(3.0)
    start = np.round([3 + rng.choice([-1, 1]) * rng.uniform(9, 20), rng.uniform(8, 20)], 2)
    rate = float(f"{rng.uniform(0.05, 0.45):.2g}")
    rate = 0.24 if rate == 0.25 else rate  # of which twice as much is a step to the lowest point
    begin = start if dimensions else np.array(start[0])
    return Question(begin, rate, rng.randint(8, 25), lambda x: 2 * (x - lowest), lowest)


def asked_for(q: Question) -> Asked:
    right = closed_form(q.start, 1 - 2 * q.eta, q.steps, q.lowest)
    return Asked("run", q, right, rounding(right, 1.2e-7))


def walked(name: str, q: Question) -> list[Row]:
    return WALKS[name][0](q.start, q.eta, q.steps, q.slope)


def said(q: Question, rows: Any) -> Hint:
    return diagnose(np.array(rows, dtype=float), asked_for(q))


def is_true(hint: Hint, words: str) -> bool:
    """True if the advice has one of the words, or tells what the rows alone show."""
    return any(word in hint.advice for word in (*words.split(" | "), *SEEN))


SEEN = ("only one point", "only two points", "all rows", "close enough")
"""What rows show by themselves: one, two, all the same, an end at the lowest point."""


@pytest.mark.parametrize("dimensions", [0, 2])
@pytest.mark.parametrize("name", WALKS)
def test_a_slip_in_the_step_is_named(name: str, dimensions: int, seed: int) -> None:
    rng = Random(f"{seed} {name} {dimensions}")
    for _ in range(3):
        q = question(rng, dimensions)
        hint = said(q, walked(name, q))
        assert hint.named, q
        assert WALKS[name][1] in hint.advice, (q, hint)


@pytest.mark.parametrize("dimensions", [0, 2])
@pytest.mark.parametrize("name", RECORDS)
def test_a_slip_in_the_record_is_named(name: str, dimensions: int, seed: int) -> None:
    rng = Random(f"{seed} {name} {dimensions}")
    for _ in range(3):
        q = question(rng, dimensions)
        hint = said(q, RECORDS[name][0](list(walk(q.start, q.step, q.steps))))
        assert hint.named, q
        assert is_true(hint, RECORDS[name][1]), (q, hint)


@pytest.mark.parametrize("dimensions", [0, 2])
@pytest.mark.parametrize("name", WALKS)
def test_of_two_slips_one_is_named_and_never_a_third(name: str, dimensions: int, seed: int) -> None:
    rng, named = Random(f"{seed} {name} {dimensions}"), 0
    for record, (change, words) in RECORDS.items():
        q = question(rng, dimensions)
        rows = change(walked(name, q))
        hint = said(q, rows)
        if hint.named and not is_true(hint, f"{words} | {WALKS[name][1]}"):
            assert is_true(hint, words_of_equal_rows(q, np.array(rows))), (q, record, hint)
        named += hint.named
    assert named >= len(RECORDS) / 3


def words_of_equal_rows(q: Question, rows: np.ndarray) -> str:
    """The words of all single slips that give the same numbers: nothing tells them apart."""
    found = {words: walked(name, q) for name, (_, words) in WALKS.items()}
    right = list(walk(q.start, q.step, q.steps))
    found |= {words: change(right) for change, words in RECORDS.values()}
    same = [
        w
        for w, other in found.items()
        if np.shape(other) == rows.shape and np.allclose(rows, other)
    ]
    return " | ".join(same)


def test_the_rules_of_optimizers_are_those_of_torch(seed: int) -> None:
    q = question(Random(seed), 2)
    for make, memories in [
        (torch.optim.Adam, (0.9, 0.999)),
        (torch.optim.RMSprop, (0.0, 0.99)),
        (torch.optim.Adagrad, (0.0, 1.0)),
    ]:
        rows = with_torch(make)(q.start, q.eta, 20, q.slope)
        assert np.allclose(walk(q.start, adaptive(q, *memories), 20), rows)


def test_the_closed_form_is_the_descent_of_torch(seed: int) -> None:
    q = question(Random(seed), 2)
    rows = with_torch(torch.optim.SGD)(q.start, q.eta, q.steps, q.slope)
    assert np.allclose(closed_form(q.start, 1 - 2 * q.eta, q.steps, q.lowest), rows)


def test_numbers_of_the_question_stand_in_no_advice(seed: int) -> None:
    rng = Random(seed)
    for name in WALKS:
        for change, _ in rng.sample(list(RECORDS.values()), 3):
            q = question(rng, 0)
            rows = np.array(change(walked(name, q)), dtype=float)
            hint = said(q, rows)
            numbers = {f"{x:g}" for x in (q.start, q.eta, q.steps, len(rows), *rows[:3])}
            digits = set(re.findall(r"[\d.]*\d", hint.advice.replace("x0", "")))
            assert digits <= {"1", "2", "32"} or not digits & numbers, hint


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([7.5, 6.0, 5.0], "compare your lines"),
        ([], "compare your lines"),
        ([3.0, 1.0, 2.0, 7.0, -4.0, 1.5, 2.5, 8.0, 3.5, 0.25], "one too few: is x0, as the first"),
        ([9.0, 1.0, 2.0, 7.0, -4.0, 1.5, 2.5, 8.0, 3.5, 0.25], "one too few: is the x after"),
        ([9.0, 1.0, 2.0, 7.0, 4.0, 1.5, 2.5, 8.0, 3.5, 0.25, 6.5, 7.0], "one too many"),
    ],
)
def test_where_nothing_fits_the_count_is_told_and_no_slip_is_named(
    rows: list[float], words: str
) -> None:
    lowest = np.array(3.0)
    q = Question(np.array(9.0), 0.13, 10, lambda x: 2 * (x - lowest), lowest)
    hint = said(q, rows)
    assert not hint.named
    assert words in hint.advice


def test_a_path_that_is_near_is_right_and_another_one_raises_a_slip_with_both_numbers() -> None:
    q = Question(np.array(-7.0), 0.2, 20, lambda x: 2 * (x - 3), np.array(3.0))
    asked = asked_for(q)
    assert compare(asked.right + 1e-7, [asked]) is asked
    with pytest.raises(Slip, match=r"at step 1 you should be at -3; you are at -11:\suphill"):
        compare(closed_form(-7.0, 1.4, 20, 3.0), [asked])
    with pytest.raises(Slip, match=r"it returned 20:\sthat is the path without its start"):
        compare(asked.right[1:], [asked])
