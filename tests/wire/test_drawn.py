"""A picture that crosses as plain data shows the test tools what the student's own shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.axes import Axes

from authoring.build import read
from authoring.sample_class import read_submission
from checks import exercise_2, exercise_3, exercise_4
from checks.descent import closed_form
from grading.wire.figures import decode_axes, encode_axes, reserve
from tests.copies import COURSE
from tests.deserved import NOTEBOOKS, sample
from tests.drawing import Points, Style, plain
from tests.drawing_frames import FRAMES, words_at_dates_and_categories
from tests.drawing_marks import MARKS, alpha_for_each_point
from tests.in_process import grade, warnings_on_stderr
from tests.seen import seen

TOOLS: dict[str, ModuleType] = {
    "exercise_2": exercise_2,
    "exercise_3": exercise_3,
    "exercise_4": exercise_4,
}
PLOTS = {"exercise_2": "plot_path", "exercise_3": "plot_path_2d", "exercise_4": "plot_sweep"}
FILES = [path for path in sample("accepted", 4) + sample("wrong", 5) if path.parent.name in PLOTS]
NO_PICTURE = ("list_minus_number",)
"""Mistakes at which the call ends in an error."""

STEPS = np.array([(x, (x - 3) ** 2) for x in 3 - 10 * 0.6 ** np.arange(12)])
LOSSES = np.column_stack([np.arange(12), STEPS[:, 1]])

# At the student's own picture the tools end in an error: they calculate with what is no number.
TOO_MUCH = (words_at_dates_and_categories, alpha_for_each_point)
STYLES = [*MARKS, *FRAMES]


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


def crossed(ax: Axes) -> Axes:
    return decode_axes(json.loads(json.dumps(encode_axes(ax))))


def names(exercise: str, answers: dict[str, str] | None = None) -> dict[str, Any]:
    return grade(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"), answers).names


def looked(exercise: str, ax: Axes, data: object) -> object:
    """What the exercise's own tools say of the picture, or the error that they end in.

    Other figures do not cross, so none is open.
    """
    plt.close("all")
    try:
        return ax.has_data(), TOOLS[exercise].look(ax, data)
    except Exception as error:
        return repr(error)


def inputs(exercise: str, cases: list[Any]) -> list[Any]:
    """What the tests of an exercise draw for these cases."""
    if exercise == "exercise_2":
        return [closed_form(x0, 1 - 2 * eta, steps, 3.0).tolist() for x0, eta, steps in cases]
    if exercise == "exercise_3":
        paths = (closed_form(x0, by, steps, [2.0, -1.0]) for x0, by, steps in cases)
        return [torch.tensor(path).float() for path in paths]
    return [exercise_4.losses_of(*case) for case in cases]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_submission_looks_the_same_after_it_has_crossed(path: Path) -> None:
    exercise = path.parent.name
    found = names(exercise, read_submission(path).answers)
    if path.stem in NO_PICTURE:
        with pytest.raises(TypeError):
            found[PLOTS[exercise]](inputs(exercise, found["cases"])[0])
        return
    for data in inputs(exercise, found["cases"]):
        plt.close("all")
        with warnings_on_stderr():
            ax = found[PLOTS[exercise]](data)
        if not isinstance(ax, Axes):
            assert "return" in path.stem
            continue
        again = crossed(ax)
        assert looked(exercise, again, data) == looked(exercise, ax, data)
        np.testing.assert_equal(seen(again), seen(ax))


@pytest.mark.parametrize("points", [STEPS, LOSSES], ids=["path", "losses"])
@pytest.mark.parametrize("draw", STYLES, ids=lambda draw: draw.__name__)
def test_a_style_looks_the_same_after_it_has_crossed(draw: Style, points: Points) -> None:
    ax = draw(points)
    again = crossed(ax)
    for exercise, data in (
        ("exercise_2", points[:, 0].tolist()),
        ("exercise_3", torch.tensor(points)),
        ("exercise_4", {0.1: points[:, 1].tolist(), 0.01: [1.0]}),
        ("exercise_4", {0.1: points[:, 1].tolist()}),
    ):
        said, before = looked(exercise, again, data), looked(exercise, ax, data)
        fails = draw in TOO_MUCH and isinstance(before, str)
        assert fails or said == before, exercise
    np.testing.assert_equal(seen(again), seen(ax))


def test_the_styles_show_something_to_every_tool() -> None:
    for exercise, data, points in (
        ("exercise_2", STEPS[:, 0].tolist(), STEPS),
        ("exercise_3", torch.tensor(STEPS), STEPS),
        ("exercise_4", {0.1: LOSSES[:, 1].tolist()}, LOSSES),
    ):
        said = set()
        for draw in STYLES:
            said.add(str(looked(exercise, draw(points), data)))
            plt.close("all")
        assert len(said) > 5, exercise


def test_a_rebuilt_figure_is_not_one_of_pyplots() -> None:
    description = encode_axes(plain(STEPS))
    plt.close("all")
    for count in (0, 1):
        reserve(count)
        ax = decode_axes(description)
        assert isinstance(ax, Axes)
        assert ax.figure.axes == [ax]
        assert plt.get_fignums() == []


def test_figures_made_in_advance_are_used_once_each() -> None:
    reserve(2)
    description = encode_axes(plain(STEPS))
    figures = [decode_axes(description).figure for _ in range(3)]
    assert len(set(figures)) == 3


def test_axes_on_no_figure_are_refused() -> None:
    ax = plain(STEPS)
    ax.remove()
    with pytest.raises(ValueError, match="on no figure any more"):
        encode_axes(ax)


def test_an_artist_that_fails_is_left_out() -> None:
    ax = plain(STEPS)
    ax.lines[0].set_data([None, "here"], [object(), object()])
    assert [line.get_label() for line in crossed(ax).lines] == [r"$\eta = 0.1$", "minimum"]
