"""Gradient descent in closed form, and the likely mistake behind a path that differs from it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from checks.records import EARLY, NO_START, Records, wrong_counts, wrong_records
from checks.slips import Hint, Slip
from checks.values import is_near
from checks.walks import (
    Question,
    Rule,
    follows_rule,
    grain,
    has_memory,
    is_rounded,
    read_changes,
    read_rules,
    reads_rows,
    walk,
    wrong_rules,
)

MOMENTUM = "each step repeats part of the last: drop momentum, reset gradients."
GENERAL = "compare your lines with the formula, one by one."


def closed_form(x0: Any, factor: float, steps: int, target: Any) -> np.ndarray:
    """x_k = target + factor^k (x0 − target) for k = 0 … steps, one row a step.

    That is gradient descent on a parabola or a round bowl with its bottom at the target, where
    each step multiplies the distance by the factor 1 − 2η. It needs no loop.
    """
    start, target = np.asarray(x0, dtype=float), np.asarray(target, dtype=float)
    with np.errstate(over="ignore", invalid="ignore"):
        shares = np.power(float(factor), np.arange(steps + 1))
        return np.asarray(target + np.multiply.outer(shares, start - target))


def find_same(got: np.ndarray, known: Mapping[str, np.ndarray]) -> Hint:
    """What to say about wrong numbers: of the known ones those that they equal, else in general."""
    for advice, values in known.items():
        if got.size == np.size(values) and np.allclose(got.ravel(), np.ravel(values)):
            return Hint(advice)
    return Hint(GENERAL, named=False)


Rules = Sequence[tuple[Hint, Rule]]
"""Rules of wrong steps, each with what to say about it."""


class Asked(NamedTuple):
    """One path that is right: how the call is named, what it asks, its rows, what rounding may do.

    `others` are more rules of wrong descents, and `known` more wrong paths.
    """

    run: str
    question: Question
    right: np.ndarray
    allowed: np.ndarray
    others: Mapping[Hint, Rule] = {}
    known: Mapping[str, np.ndarray] = {}


def compare(got: np.ndarray, paths: Sequence[Asked]) -> Asked:
    """The one of the right paths that is got, row by row; a Slip if it is none of them.

    The number of rows comes first, then each row up to the first that differs. The sentence holds
    both and the likely mistake.
    """
    for asked in paths:
        if is_near(got, asked.right, asked.allowed):
            return asked
    raise path_slip(got, paths)


def path_slip(got: np.ndarray, paths: Sequence[Asked]) -> Slip:
    """What is wrong with a path that is none of the right ones: where it differs, and why."""
    hints = [(diagnose(got, asked), asked) for asked in paths]
    hint, asked = next((each for each in hints if each[0].named), hints[-1])
    right, k = asked.right, 0
    if got.shape != right.shape:
        about = f"{asked.run} {_counts(got, right)}"
    else:
        off = np.abs(got - right).reshape(len(right), -1).max(axis=1)
        k = int((~(off <= asked.allowed)).argmax())
        place = f"at step {k} you should be at {_row(right[k])}; you are at {_row(got[k])}"
        about = f"{asked.run}: {place}"
        if k == 0 and not hint.named:
            hint = Hint("the path starts at x0.")
    return Slip(f"{about}; {hint.seen}" if hint.seen else about, hint.advice, hint.named)


@np.errstate(all="ignore")
def diagnose(got: np.ndarray, asked: Asked) -> Hint:
    """The likely mistake behind a wrong path.

    A mistake in the step, one in the record, and both at once: whatever gives these numbers in
    all rows names them, the simplest first. Where more than one would do, what they have in
    common is named, and where nothing gives the numbers, the habits of the first rows.
    """
    q, right, got = asked.question, asked.right, np.atleast_1d(got)
    known = [*asked.others.items(), *((Hint(a), rule) for a, rule in wrong_rules(q).items())]
    for hint in single_slips(got, asked, known):
        return hint
    for hint in double_slips(got, asked, known):
        return hint
    orders = readings(got, q)
    if any(is_rounded(rows, q) for rows in orders if len(rows) >= len(got) - 1):
        return Hint("is x rounded? Round only what you print, never x itself.")
    if got.shape == right.shape and q.epsilon < 1e-9 and fits(got, right, 1e-5):
        return Hint("the rows agree to 32 bits only: keep the data type of x0, for the rate too.")
    rules = [each for rows in orders for each in read_rules(rows, q)]
    for hint in [*fitting_walks(got, asked, rules), *double_slips(got, asked, rules)]:
        return hint
    if len(got) > 2 and got.shape[1:] == right.shape[1:] and (got[2:] == got[1]).all():
        which = "all rows" if (got[0] == got[1]).all() else "all rows after the first"
        copied = "append a copy, and " if right.ndim > 1 else ""
        return Hint(f"{which} are the same: {copied}go on from the last x.")
    if reads_rows(got, q):
        begins = fits(got[:1], right[:1])
        if not follows_rule(got, q.step):
            habits = [hint for hint, _ in read_rules(got, q)] if begins else []
            if any(has_memory(rows, q) for rows in orders):
                habits.append(Hint(MOMENTUM))
            for habit in [*habits, *filter(None, [read_changes(got, q)])]:
                return habit
        elif not begins:
            return name_start(got, q)
    return name_count(got, right)


def single_slips(got: np.ndarray, asked: Asked, rules: Rules) -> Iterator[Hint]:
    """One mistake that gives these numbers, the simplest first."""
    q, right = asked.question, asked.right
    for advice, rows in asked.known.items():
        if is_wrong(rows, right) and fits(got, rows):
            yield Hint(advice)
    if got.shape != right.shape and fits(got, right):
        yield Hint("the numbers are right and their shape is not: one row a step.")
    if len(got) < len(right) and (right == q.lowest).all() and fits(got, right[: len(got)]):
        yield Hint(EARLY)
    yield from fitting(got, right, wrong_recordings(got, walk(q.start, q.step, len_of(got, q)), q))
    yield from fitting_walks(got, asked, rules)


def fitting_walks(got: np.ndarray, asked: Asked, rules: Rules) -> Iterator[Hint]:
    """The hints of those rules whose walk is got."""
    q = asked.question
    for hint, rule in rules:
        yield from fitting(got, asked.right, [(hint, walk(q.start, rule, q.steps))])


def double_slips(got: np.ndarray, asked: Asked, rules: Rules) -> Iterator[Hint]:
    """A mistake in the step and one in the record that together give these numbers.

    Of two, that in the record is named, since it hides the other one; if more than one would do,
    the one in the step, if it is the only one.
    """
    q, found = asked.question, list[tuple[Hint, Hint]]()
    for hint, rule in rules:
        wrong = wrong_recordings(got, walk(q.start, rule, len_of(got, q)), q)
        found += [(hint, record) for record in fitting(got, asked.right, wrong)]
    for hints in (dict.fromkeys(record for _, record in found), dict.fromkeys(h for h, _ in found)):
        if len(hints) == 1:
            yield from hints


def readings(got: np.ndarray, q: Question) -> list[np.ndarray]:
    """The rows of got in each order in which a wrong record may have them."""
    orders = (got, got[:-1], got[1:], got[::-1], got[::2], got[1::2], got[-q.steps - 1 :], got.T)
    return [rows for rows in orders if reads_rows(rows, q) and not follows_rule(rows, q.step)]


def wrong_recordings(got: np.ndarray, rows: np.ndarray, q: Question) -> Records:
    """What wrong records leave of the rows, and what their count tells."""
    return [*wrong_records(rows, q), *wrong_counts(got, rows, q)]


def len_of(got: np.ndarray, q: Question) -> int:
    """How many steps a walk needs to be compared with got, however it is recorded."""
    return min(max(q.steps, len(got)), 3 * q.steps + 30) + 1


def fitting(got: np.ndarray, right: np.ndarray, wrong: Records) -> list[Hint]:
    """The hints of those wrong records that are got, and not the right path."""
    return [hint for hint, rows in wrong if is_wrong(rows, right) and fits(got, rows)]


def is_wrong(rows: np.ndarray, right: np.ndarray) -> bool:
    """True if rows differ from the right path; a slip that makes no difference explains none."""
    return rows.shape != right.shape or not fits(rows, right, 1e-5)


def fits(got: np.ndarray, rows: np.ndarray, share: float = 0.0) -> bool:
    """True if got has the numbers of these rows, in any shape, but for this share, or roundings.

    What has grown beyond 1e30 may be infinite in 32 bits, and is not compared.
    """
    if got.size != rows.size or not rows.size:
        return False
    size = np.abs(rows).reshape(len(rows), -1).max(axis=1)
    before = np.concatenate([size[:1], size[:-1]])
    slack = (share or grain(got)) * (0.1 + np.maximum(size, before))
    off = np.abs(got.reshape(rows.shape) - rows).reshape(len(rows), -1).max(axis=1)
    known = size < 1e30
    lost = ~(np.abs(got.reshape(len(rows), -1)).max(axis=1) < 1e29)
    return bool(known.any() and (off <= slack)[known].all() and lost[~known].all())


def name_start(got: np.ndarray, q: Question) -> Hint:
    """What to say about right steps that begin elsewhere."""
    rows = walk(q.start, q.step, q.steps)
    if fits(got[:1], rows[1:2]):
        return Hint(NO_START)
    return Hint("the path starts at x0: is a start of your own in the function?")


def name_count(got: np.ndarray, right: np.ndarray) -> Hint:
    """What the number of rows alone tells."""
    more = len(got) - len(right)
    if len(got) == 1 and more < -1:
        return Hint("that is only one point of the path: record every x.")
    if len(got) == 2 and more < -1:
        return Hint(
            "these are only two points of the path: record every x, and return after the loop."
        )
    if more == -1:
        begins = got.shape[1:] == right.shape[1:] and fits(got[:1], right[:1])
        missing = "the x after the last step" if begins else "x0, as the first"
        return Hint(f"one too few: is {missing} there?", named=False)
    if more == 1:
        return Hint("one too many: does the loop take exactly `steps` steps?", named=False)
    return Hint(GENERAL, named=False)


def _counts(got: np.ndarray, right: np.ndarray) -> str:
    if right.ndim == 1:
        return f"should return {right.size} number(s); it returned {got.size}"
    yours = len(got) if got.shape[1:] == right.shape[1:] else f"shape {got.shape}"
    return f"should return a path of {len(right)} rows; yours has {yours}"


def _row(row: np.ndarray) -> str:
    return f"{row:.6g}" if row.ndim == 0 else str(row.round(6).tolist())
