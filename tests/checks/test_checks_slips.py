"""What the checks of the exercises say of wrong answers, without a notebook and in milliseconds."""

# ruff: noqa: ARG001, ARG005 (what is called here takes what a student's function takes)

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import numpy as np
import pytest
import torch

from checks import exercise_1, exercise_2, exercise_3, exercise_4
from checks.exercise_1 import (
    check_lines,
    find_count_slip,
    find_form_slip,
    find_line_slip,
    own_slope,
    own_walk,
)
from checks.slips import Slip, notes
from checks.sweeps import find_key_slip, read_carried
from checks.values import is_near, numbers, rounding
from tests.support import submissions as draws

PLACES = np.array([-7.0, 5.0, 3.0, 0.0, 1.25, 2.999, -123.5, 4096.25])


@pytest.fixture(autouse=True)
def _nothing_is_known_of_a_part_before() -> Iterator[None]:
    yield
    for module in (exercise_1, exercise_2, exercise_3):
        module.own.clear()
    notes.clear()


def told(slip: Slip | None) -> Slip:
    assert slip is not None
    return slip


# ---- no number of the question in an advice ------------------------------------------------------


def figures(text: str) -> set[str]:
    """The numbers in a text, but for the small ones that formulas and sentences have."""
    found = re.findall(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?", text)
    return {number for number in found if number not in {"0", "1", "2", "3", "4", "32"}}


SLOPES: list[Callable[[float], Any]] = [
    lambda x: 3 * x + 0.5,
    lambda x: -2 * (x - 3),
    lambda x: (x - 3) ** 2,
    lambda x: 7.25,
    lambda x: [x, x],
    lambda x: round(2 * (x - 3)),
    lambda x: "no number",
    lambda x: None,
]
WALKS: list[Callable[[float, float, int], Any]] = [
    lambda x, eta, n: [x + k * eta for k in range(n + 1)],
    lambda x, eta, n: [x] * n,
    lambda x, eta, n: [3 + (1 + eta) ** -k * (x - 3) for k in range(n + 1)],
    lambda x, eta, n: [k * 1.7 for k in range(2 * n + 1)],
    lambda x, eta, n: [x, eta, n],
    lambda x, eta, n: dict.fromkeys(range(n), x),
    lambda x, eta, n: [3 + (1 - 2 * eta) ** k * (x - 3) for k in range(n + 1)],
]


@pytest.mark.parametrize("number", range(len(SLOPES)))
def test_an_advice_about_a_slope_holds_no_number_of_the_question(number: int, seed: int) -> None:
    rng = Random(f"{seed} slope {number}")
    cases = [draws.start(rng) + 0.123 for _ in range(5)]
    slip = told(exercise_1.slope(SLOPES[number], cases))
    assert figures(slip.advice) == set(), slip


@pytest.mark.parametrize("number", range(len(WALKS)))
def test_an_advice_about_a_descent_holds_no_number_of_the_question(number: int, seed: int) -> None:
    rng = Random(f"{seed} walk {number}")
    for _ in range(10):
        x0, eta, steps = rng.uniform(-50, 50), rng.uniform(0.1, 1.4), rng.randint(5, 30)
        slip = told(exercise_1.descent(WALKS[number], x0, eta, steps))
        assert figures(slip.advice) == set(), slip


def test_an_advice_about_a_gradient_and_a_descent_in_the_plane_holds_no_number(seed: int) -> None:
    rng = Random(f"{seed} plane")
    for change in (lambda x: x / 3, lambda x: x + 1, lambda x: x.sum(), lambda x: x[:1]):
        points = [[rng.uniform(-50, 50), rng.uniform(-50, 50)] for _ in range(4)]
        assert figures(told(exercise_3.gradient(change, points)).advice) == set()
        rate, steps = rng.uniform(0.1, 1.2), rng.randint(5, 20)
        walk = lambda x, eta, n, change=change: torch.stack([x, *[change(x) * eta] * n][: n + 1])  # noqa: E731
        try:
            slip = exercise_3.descent(walk, points[0], rate, steps)
        except RuntimeError:
            continue  # rows of two lengths, which the function itself cannot stack
        assert figures(told(slip).advice) == set(), slip


def test_an_advice_about_a_sweep_and_its_words_holds_no_number(seed: int) -> None:
    rng = Random(f"{seed} sweep")
    answers: list[Callable[[Any, Any, int], Any]] = [
        lambda x, rates, n: {},
        lambda x, rates, n: {rate: [x] * n for rate in rates},
        lambda x, rates, n: {str(rate): [x] * n for rate in rates},
        lambda x, rates, n: {rate: [x] * n for rate in list(rates)[:-1]},
        lambda x, rates, n: {rate / 2: [x] * n for rate in rates},
        lambda x, rates, n: [[x] * n for _ in rates],
    ]
    for answer in answers:
        rates = [round(rng.uniform(0.1, 1.4), 3) for _ in range(3)]
        slip = told(exercise_4.sweep(answer, rng.uniform(-50, 50), rates, rng.randint(5, 20)))
        assert figures(slip.advice) == set(), slip
    for said in ({}, {0.01: "slow"}, {"0.01": "slow"}, dict.fromkeys(exercise_4.RATES, "slow")):
        right = {0.01: "slow", 0.1: "converges", 1.0: "oscillates", 1.5: "diverges"}
        slip = told(exercise_4.words(said, right))
        assert all(figures(each.advice) == set() for each in [slip, *slip.also])


# ---- a slope of one's own ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        lambda x: x - 3,
        lambda x: 2 * x - 3,
        lambda x: -2 * (x - 3),
        lambda x: (x - 3) ** 2,
        lambda x: np.trunc(2 * (x - 3)),
    ],
)
def test_an_honest_wrong_slope_is_kept_and_all_steps_are_asked_for(
    rule: Callable[[np.ndarray], np.ndarray],
) -> None:
    found = own_slope(PLACES, rule(PLACES))
    assert found is not None
    assert np.allclose([found(x) for x in PLACES], rule(PLACES))
    exercise_1.own["slope"] = found
    for x0, eta, steps in [(-7.0, 0.2, 20), (-60.0, 0.5, 3), (8.0, 0.01, 200), (4.5, 1.3, 9)]:
        rate, path = own_walk(x0, eta, steps)
        assert path is not None
        assert len(path) == steps + 1
        assert eta / 1000 <= rate * 1.001
        assert np.abs(path).max() < 1e4 * (1 + abs(x0))


@pytest.mark.parametrize(
    "rule",
    [
        lambda x: 50 * x + 1e18,
        lambda x: 0.06 * x + 1e12,
        lambda x: 2 * x + 1e4,
        lambda x: 1e6 * x,
        lambda x: 1e-9 * x,
        lambda x: 0 * x,
        lambda x: 0 * x - 20,
        lambda x: x * np.nan,
        lambda x: x * np.inf,
        lambda x: np.exp(np.minimum(x, 500)),
    ],
)
def test_a_slope_on_which_a_wrong_descent_would_pass_is_not_kept(
    rule: Callable[[np.ndarray], np.ndarray],
) -> None:
    with np.errstate(all="ignore"):
        assert own_slope(PLACES, rule(PLACES)) is None


def test_with_a_slope_that_is_steep_one_step_is_no_descent() -> None:
    def steep(x: float) -> float:
        return 50.0 * x + 1e18

    def one_step(x0: float, learning_rate: float, steps: int) -> list[float]:
        return [x0, x0 - learning_rate * steep(x0)][: steps + 1]

    assert exercise_1.slope(steep, PLACES.tolist())
    assert exercise_1.descent(one_step, -7.0, 0.2, 20)


@pytest.mark.parametrize(("a", "b"), [(50.0, 1e18), (0.06, 1e9), (2.0, 5e3)])
def test_in_the_plane_a_steep_gradient_hides_no_wrong_descent(a: float, b: float) -> None:
    def steep(x: torch.Tensor) -> torch.Tensor:
        return a * x + b

    def line(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
        return torch.stack([x0 - k * learning_rate * steep(x0) for k in range(steps + 1)])

    cases = [[5.0, 5.0], [-4.0, 0.5], [2.0, -1.0], [0.0, 0.0], [1.3, -7.9]]
    assert exercise_3.gradient(steep, cases)
    assert exercise_3.descent(line, [5.0, 5.0], 0.1, 20)


def test_rounding_grows_with_the_gradient_that_is_walked() -> None:
    flat, steep = rounding(np.ones(5), 1e-7), rounding(np.ones(5), 1e-7, growth=10.0)
    assert (flat <= steep).all()
    assert steep[-1] / flat[-1] == pytest.approx(1e4)
    assert not is_near(np.ones(3), np.ones(3), np.array([1.0, np.inf, 1.0]))


# ---- lines ---------------------------------------------------------------------------------------

RIGHT = 3 - 10 * 0.6 ** np.arange(21)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (RIGHT[:-1], "x before the step"),
        ((RIGHT[1:] - 3) ** 2, "that is f(x): print x"),
        (2 * (RIGHT[:-1] - 3), "that is the slope: print x"),
        (np.diff(RIGHT), "that is the step: print x"),
        (np.abs(RIGHT[1:] - 3), "the distance to the minimum"),
        (np.arange(1.0, 21.0), "the number of the step"),
        (np.full(20, RIGHT[-1]), "each line is the end"),
        (RIGHT[:0:-1], "the lines run backwards"),
    ],
)
def test_what_stands_in_the_lines_instead_of_x_is_named(values: np.ndarray, words: str) -> None:
    advice, named = find_line_slip([f"{value:.4f}" for value in values], RIGHT)
    assert named
    assert words in advice


def test_lines_that_are_nothing_known_get_a_general_advice() -> None:
    assert not find_line_slip([f"{value:.4f}" for value in np.sin(np.arange(20.0))], RIGHT)[1]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (RIGHT[1:-1], "the last x is not printed"),
        (RIGHT[2:], "the first x is not printed"),
        (np.repeat(RIGHT[1:], 2), "each x is printed twice"),
        (RIGHT[-1:], "only the end is printed"),
        (RIGHT[1:9], ""),
    ],
)
def test_what_the_count_of_lines_tells_is_said(values: np.ndarray, words: str) -> None:
    assert words in find_count_slip(values, RIGHT)
    assert bool(words) == bool(find_count_slip(values, RIGHT))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("-3.0000", "write 'x = ' before each number"),
        ("X = -3.0000", "with a small x"),
        ("x: 1.5", "the sign ="),
        ("step 1: x = 1.5", "on a line of its own"),
        ("nothing", ""),
    ],
)
def test_another_form_of_the_lines_is_named(line: str, words: str) -> None:
    found = find_form_slip([line] * 20, 20)
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.parametrize("text", ["\n", "x", "1", " ", "x ", "x=", "1.", "x = 1", "1e", "a1 "])
@pytest.mark.parametrize("each", [1, 9_000, 1_000_000])
def test_a_million_characters_are_read_in_a_second(text: str, each: int) -> None:
    line = (text * each)[:each] + "!\n"
    printed = (line * (1_000_000 // len(line) + 1))[:1_000_000]
    begun = time.process_time()
    with pytest.raises(Slip):
        check_lines("run", printed, RIGHT, np.full(21, 1e-4))
    assert time.process_time() - begun < 4


# ---- keys, containers, notes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ([1.3], "the last rate is left"),
        ([0.25], "the first rate is there"),
        ([0.25, 0.5], "the last rate is missing"),
        ([0.5, 1.3], "the first rate is missing"),
        ([0.25, 1.3], "give every rate its path"),
        ([0, 1, 2], "count the rates"),
        (["0.25", "0.5", "1.3"], "texts"),
        ([0.2, 0.5, 1.3], "rounded"),
        ([0.25, 0.5, 1.3, "x0"], "keys besides the rates"),
        ([], "empty"),
    ],
)
def test_what_is_wrong_with_keys_is_named(keys: list[Any], words: str) -> None:
    hint = find_key_slip(dict.fromkeys(keys), [0.25, 0.5, 1.3])
    assert hint.named
    assert words in hint.advice


def test_keys_that_are_nothing_known_get_a_general_advice() -> None:
    assert not find_key_slip({0.7: 0, 0.8: 0, 0.9: 0}, [0.25, 0.5, 1.3]).named


def test_a_path_that_goes_on_from_the_last_rate_is_named_however_it_is_recorded() -> None:
    first, right = np.array([9.0, 6.0, 4.5]), 3 + 6 * 0.4 ** np.arange(3)
    on = 3 + (first[-1] - 3) * 0.4 ** np.arange(4)
    for rows in (on[:-1], on[1:], on[1:-1], np.r_[9.0, on[1:-1]]):
        (words,) = read_carried([first, rows], 1, right, 0.3, 3.0)
        assert "goes on from where the last rate stopped" in words
    assert read_carried([first, right], 1, right, 0.3, 3.0) == {}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({0: 1.0}, "not a dictionary"),
        ("1.0", "not a text"),
        (len, "call it"),
        ([1.0, None], "there is a None"),
        ([[1.0], [1.0, 2.0]], "as many into each row"),
        (None, "does it end with return?"),
    ],
)
def test_what_is_no_numbers_is_named(answer: Any, words: str) -> None:
    with pytest.raises(Slip) as raised:
        numbers(answer, "f")
    assert words in raised.value.advice
    assert raised.value.named


def test_a_right_list_earns_a_note_and_a_tensor_none(capsys: pytest.CaptureFixture[str]) -> None:
    def gradient(x: torch.Tensor) -> torch.Tensor:
        return 2 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))

    assert exercise_3.gradient(lambda x: gradient(x).tolist(), [[5.0, 5.0]]) is None
    assert "part 2 needs them as a tensor" in capsys.readouterr().out
    assert exercise_3.gradient(gradient, [[5.0, 5.0]]) is None
    assert "right for the 1 input tried here" in capsys.readouterr().out
    assert exercise_1.slope(lambda x: [2 * (x - 3)], [5.0, 1.0, 2.0]) is None
    assert "without brackets" in capsys.readouterr().out


def test_a_gradient_that_changes_x_is_told_at_once_and_again_in_the_descent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def gradient(x: torch.Tensor) -> torch.Tensor:
        x -= torch.tensor([2.0, -1.0])
        return 2 * x

    assert exercise_3.gradient(gradient, [[5.0, 5.0], [1.0, 2.0]]) is None
    assert "your function changes x" in capsys.readouterr().out

    def descend(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
        path = [x0.clone()]
        for _ in range(steps):
            path.append(path[-1] - learning_rate * gradient(path[-1]))
        return torch.stack(path)

    slip = told(exercise_3.descent(descend, [5.0, 5.0], 0.1, 20))
    assert "does your gradient change x?" in slip.advice


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x.data.fill_(1e30),
        lambda x: x.resize_(4),
        lambda x: setattr(x, "data", x.data.half()),
        lambda x: setattr(x, "data", x.data.double()),
        lambda x: x.mul_(2),
        lambda x: x.zero_(),
    ],
)
def test_a_start_that_is_changed_in_any_way_is_seen_and_opens_no_tolerance(
    change: Callable[[torch.Tensor], Any],
) -> None:
    def descend(x0: torch.Tensor, learning_rate: float, steps: int) -> torch.Tensor:
        answer = torch.stack([x0.clone()] * (steps + 1))
        change(x0)
        return answer

    assert "work on x0.clone()" in told(exercise_3.descent(descend, [5.0, 5.0], 0.1, 20)).advice


@pytest.mark.parametrize(
    "change", [list.clear, lambda rates: rates.pop(), lambda rates: rates.__setitem__(0, 0.0)]
)
def test_rates_that_are_changed_stay_what_is_asked(change: Callable[[list[float]], Any]) -> None:
    def sweep(x0: float, learning_rates: list[float], steps: int) -> dict[float, list[float]]:
        change(learning_rates)
        return {eta: [x0] * (steps + 1) for eta in learning_rates}

    rates = [0.1, 0.2, 0.3]
    assert exercise_4.sweep(sweep, 5.0, rates, 3)
    assert rates == [0.1, 0.2, 0.3]


# ---- whatever an answer is, a check does not stop ------------------------------------------------

ODD: list[Any] = [
    *(1e308, -1e308, float("inf"), float("nan"), 10**400, 1e-320, True, 2**63, 1j, None, "a", b"x"),
    *([], [[]], [None], [[1], [2, 3]], {}, {1, 2}, range(3), object(), len),
    *(np.array([]), np.array(["a"]), np.float32(3), np.datetime64("2020"), np.ma.masked),
    *(torch.tensor([]), torch.tensor(1.0), torch.zeros(3, 3, 3), torch.tensor([1 + 1j])),
]
"""What a function may return that is no path, and in a loop no number."""


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: type(odd).__name__)
def test_no_answer_stops_a_check(odd: Any) -> None:
    line, plane, rates = PLACES[:5].tolist(), [[5.0, 5.0], [1.0, 2.0], [3.0, -4.0]], [0.1, 0.2]
    assert exercise_1.slope(lambda x: odd, line)
    assert exercise_1.slope(lambda x: odd if x > 1 else 2 * (x - 3), line)
    assert exercise_2.height(lambda x: odd, [*line, [1.0, 2.0]])
    assert exercise_2.height(lambda x: [odd] * 2 if np.ndim(x) else (x - 3) ** 2, [9.0, [1.0, 2.0]])
    assert exercise_2.picture(lambda path: odd, [(-7.0, 0.2, 20)])
    assert exercise_3.gradient(lambda x: odd, plane)
    assert exercise_3.gradient(lambda x: [odd, odd], plane)
    for start in (5.0, [5.0, 5.0]):
        assert exercise_4.sweep(lambda x, etas, n: odd, start, rates, 5)
        assert exercise_4.sweep(lambda x, etas, n: dict.fromkeys(etas, odd), start, rates, 5)
        assert exercise_4.sweep(lambda x, etas, n: {id: [odd] * (n + 1)}, start, rates, 5)
        rows = lambda x, etas, n: {eta: [odd] * (n + 1) for eta in etas}  # noqa: E731
        assert exercise_4.sweep(rows, start, rates, 5)
    for module, begin in ((exercise_1, 5.0), (exercise_3, [5.0, 5.0])):
        assert module.descent(lambda x, eta, n: odd, begin, 0.2, 5)
        assert module.descent(lambda x, eta, n: [odd] * (n + 1), begin, 0.2, 5)
        assert module.descent(lambda x, eta, n: [[odd, odd]] * (n + 1), begin, 0.2, 5)
    assert exercise_4.words(odd, {1.5: "diverges"})
    assert exercise_4.words(dict.fromkeys(exercise_4.RATES, odd), {1.5: "diverges"})
    if getattr(odd, "__hash__", None):
        assert exercise_4.words({odd: "slow"}, {1.5: "diverges"})
        assert exercise_4.sweep(lambda x, etas, n: {odd: [x] * (n + 1)}, 5.0, rates, 5)


def test_no_path_stops_a_check(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(200):
        steps, eta = int(rng.choice([0, 1, 2, 20])), float(rng.choice([0.01, 0.5, 1.0, 1.3]))
        rows = int(rng.choice([0, 1, 2, steps, steps + 1, steps + 2, 3 * steps + 5]))
        shapes = [(), (rows,), (rows, 1), (rows, 2), (2, rows), (rows, 3), (rows, 1, 2)]
        shape = shapes[rng.integers(len(shapes))]
        scale = rng.choice([0.0, 1e-3, 1.0, 1e8, 1e308, np.inf, np.nan])
        with np.errstate(all="ignore"):
            path = np.round(rng.normal(size=shape), rng.integers(4)) * scale
        begin = [float(x) for x in rng.choice([2.0, -1.0, 3.0, 1e4], 2)]
        exercise_1.descent(lambda x, eta, n, path=path: path, begin[0], eta, steps)
        exercise_3.descent(lambda x, eta, n, path=path: path, begin, eta, steps)
