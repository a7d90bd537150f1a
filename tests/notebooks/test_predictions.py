"""A demo says how far off a student's guess is, whatever the guess; and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest

from authoring.build import read
from grading.core.course import notebooks_in
from tests.support.courses import COURSE, code_cells, python
from tests.support.form import GUESS, NO_GUESS
from tests.support.in_process import run

DEMOS = notebooks_in(COURSE.demos)


def printed(number: int, **guesses: str) -> dict[str, str]:
    """What the cells of a demo print when a student has these guesses; figures are left out."""
    names: dict[str, Any] = {}
    shown = {}
    for cell in code_cells(read(DEMOS[number - 1])):
        if "alt" in cell.metadata or "tags" in cell.metadata:
            continue
        cell.source = python(cell)
        for guess in GUESS.findall(cell.source):
            cell.source = cell.source.replace(f"{guess} = None", f"{guess} = {guesses[guess]}")
        error, _, shown[cell.id], _ = run(cell, names)
        assert error is None, f"{cell.id}: {error!r}"
    return shown


SAID = [
    (1, {"my_prediction": "50"}, "You said 50, it took 28: 22 too many."),
    (1, {"my_prediction": "5.5"}, "You said 5.5, it took 28: 22.5 too few."),
    (1, {"my_prediction": "28"}, "You said 28, and it took exactly 28."),
    (1, {"my_far_prediction": "280"}, "You said 280, it took 39: 241 too many."),
    (1, {"my_far_prediction": "39"}, "You said 39, and it took exactly 39."),
    (1, {"my_speed": "8.2"}, "You said 8.2, it is 8.2: exactly right."),
    (1, {"my_speed": "6.4"}, "You said 6.4, it is 8.2: 1.8 too small."),
    (1, {"my_speed": "9"}, "You said 9, it is 8.2: 0.8 too large."),
    (2, {"my_prediction": "1"}, "You said 1, it is 0.1342: 0.8658 too long."),
    (2, {"my_prediction": "0.1"}, "You said 0.1, it is 0.1342: 0.0342 too short."),
    (2, {"my_prediction": "0.1342"}, "You said 0.1342, it is 0.1342: exactly right."),
    (2, {"my_distance": "0"}, "You said 0, it is 0.0884: 0.0884 too small."),
    (2, {"my_distance": "0.2"}, "You said 0.2, it is 0.0884: 0.1116 too large."),
    (2, {"my_distance": "0.0884"}, "You said 0.0884, it is 0.0884: exactly right."),
    (3, {"my_prediction": "[4, -2]"}, "You said [4, -2], it is [3.0, -1.8]: off by [1.0, -0.2]."),
    (3, {"my_prediction": "(3, -1.8)"}, "You said (3, -1.8), it is [3.0, -1.8]: exactly right."),
    (3, {"my_prediction": "4"}, "You said 4, it is [3.0, -1.8]: off by [1.0, 5.8]."),
    (3, {"my_distance": "0.1"}, "You said 0.1, it is 4.3e+07: 4.3e+07 too small."),
    (3, {"my_distance": "1e9"}, "You said 1e+09, it is 4.3e+07: 9.57e+08 too large."),
    (3, {"my_distance": "3**16"}, "You said 4.3e+07, it is 4.3e+07: exactly right."),
    (3, {"my_stretch": "10"}, "You said 10, the largest is 6.0: 4.0 too large."),
    (3, {"my_stretch": "5.5"}, "You said 5.5, the largest is 6.0: 0.5 too small."),
    (3, {"my_stretch": "6"}, "You said 6, the largest is 6.0: exactly right."),
    (
        4,
        {"my_closest": "0.05"},
        "You said 0.05 ends closest: 1.4121 away. The closest ends 0.0109 away: 1.4012 off.",
    ),
    (
        4,
        {"my_closest": "0.8", "my_farthest": "1.01"},
        "You said 0.8 ends closest: 0.0109 away. The closest ends 0.0109 away: exactly right.\n"
        "You said 1.01 ends farthest: 6.3412 away. The farthest ends 6.3412 away: exactly right.",
    ),
    (4, {"my_farthest": "2.0"}, "You have not guessed yet which rate ends farthest: "),
    (4, {"my_rate": "0.8"}, "You said 0.8, the largest is 0.74: 0.06 too large."),
    (4, {"my_rate": "0.6"}, "You said 0.6, the largest is 0.74: 0.14 too small."),
    (4, {"my_rate": "0.74"}, "You said 0.74, the largest is 0.74: exactly right."),
    (4, {"my_limit": "1"}, "You said 1, the largest is 0.24: 0.76 too large."),
    (4, {"my_limit": "0.24"}, "You said 0.24, the largest is 0.24: exactly right."),
    (5, {"my_gap": "0.1"}, "You said 0.1, it is 2.43: 2.33 too small."),
    (5, {"my_gap": "2.43"}, "You said 2.43, it is 2.43: exactly right."),
    (5, {"my_flat_steps": "280"}, "You said 280, it is 13036: 12756 too small."),
    (5, {"my_curved_steps": "5686"}, "You said 5686, it is 5686: exactly right."),
    (5, {"my_momentum_steps": "150"}, "You said 150, it is 37: 113 too large."),
    (5, {"my_fit_steps": "7.5"}, "You said 7.5, it is 7: 0.5 too large."),
]


@pytest.fixture(scope="module")
def unguessed() -> dict[int, dict[str, str]]:
    """What the cells of each demo print when nobody has guessed."""
    return {number: printed(number, **_all(number)) for number in (1, 2, 3, 4, 5)}


def _all(number: int, **guesses: str) -> dict[str, str]:
    """Each guess that a demo asks for: these ones, and None for the rest."""
    sources = [cell.source for cell in code_cells(read(DEMOS[number - 1]))]
    asked = {guess: "None" for source in sources for guess in GUESS.findall(source)}
    assert guesses.keys() <= asked.keys()
    return {**asked, **guesses}


@pytest.mark.parametrize(("number", "guesses", "sentence"), SAID)
def test_a_guess_is_held_beside_the_result(
    number: int, guesses: dict[str, str], sentence: str, unguessed: dict[int, dict[str, str]]
) -> None:
    with_guesses = printed(number, **_all(number, **guesses))
    changed = {cell: text for cell, text in with_guesses.items() if text != unguessed[number][cell]}
    (text,) = changed.values() or [with_guesses["comparison"]]
    assert sentence in text


def test_without_a_guess_each_comparison_asks_for_one(
    unguessed: dict[int, dict[str, str]],
) -> None:
    asked = {number: str(shown).count(NO_GUESS) for number, shown in unguessed.items()}
    assert asked == {1: 3, 2: 2, 3: 3, 4: 4, 5: 5}
