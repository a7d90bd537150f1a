"""A picture that crosses as plain data shows the test tools what the student's own shows them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.axes import Axes

from authoring.build import read
from authoring.sample_class import answered, read_submission
from checks import exercise_2, exercise_3, exercise_4
from checks.descent import closed_form
from grading.wire.figures import decode_axes, encode_axes, reserve
from tests.support.courses import COURSE
from tests.support.in_process import run, warnings_on_stderr
from tests.support.pictures import (
    FRAMES,
    MARKS,
    Points,
    Style,
    alpha_for_each_point,
    plain,
    words_at_dates_and_categories,
)
from tests.support.seen import seen, verdicts
from tests.support.submissions import NOTEBOOKS, sample

TOOLS: dict[str, ModuleType] = {
    "exercise_2": exercise_2,
    "exercise_3": exercise_3,
    "exercise_4": exercise_4,
}
PLOTS = {"exercise_2": "plot_path", "exercise_3": "plot_path_2d", "exercise_4": "plot_sweep"}
FILES = [path for path in sample("accepted", 4) + sample("wrong", 5) if path.parent.name in PLOTS]
NO_PICTURE = {"list_minus_number": TypeError, "losses_of_the_notebook": NameError}
"""Mistakes at which the call ends in an error here, where there is no notebook around it."""

# At the student's own picture the tools end in an error: they calculate with what is no number.
TOO_MUCH = (words_at_dates_and_categories, alpha_for_each_point)
STYLES = [*MARKS, *FRAMES]


def crossed(ax: Axes) -> Axes:
    return decode_axes(json.loads(json.dumps(encode_axes(ax))))


def names(exercise: str, answers: dict[str, str]) -> dict[str, Any]:
    """What the answers define, and the source's solutions where there are none; no test is run."""
    notebook = answered(read(COURSE.source / f"{NOTEBOOKS[exercise]}.ipynb"), answers)
    found: dict[str, Any] = {"sys": sys}  # which the cell of the tools imports
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {"grade": True})
        if cell.id == f"test_{PLOTS[exercise]}":
            exec(cell.source.partition("slip = ")[0], found)  # the cases that the test draws
        elif not about["grade"] and cell.id != "tools":
            run(cell, found)
    return found


@cache
def cases(exercise: str) -> list[Any]:
    """What the tests of an exercise draw."""
    found = names(exercise, {})["cases"]
    if exercise == "exercise_2":
        return [closed_form(x0, 1 - 2 * eta, steps, 3.0).tolist() for x0, eta, steps in found]
    if exercise == "exercise_3":
        paths = (closed_form(x0, by, steps, [2.0, -1.0]) for x0, by, steps in found)
        return [torch.tensor(path).float() for path in paths]
    return [exercise_4.losses_of(*case) for case in found]


def looked(exercise: str, ax: Axes, data: object) -> object:
    """What the exercise's own tools say of the picture, or the error that they end in.

    Other figures do not cross, so none is open.
    """
    plt.close("all")
    try:
        return ax.has_data(), TOOLS[exercise].look(ax, data)
    except Exception as error:
        return repr(error)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_submission_looks_the_same_after_it_has_crossed(path: Path) -> None:
    exercise = path.parent.name
    plot = names(exercise, read_submission(path).answers)[PLOTS[exercise]]
    if path.stem in NO_PICTURE:
        with pytest.raises(NO_PICTURE[path.stem]):
            plot(cases(exercise)[0])
        return
    for data in cases(exercise):
        plt.close("all")
        with warnings_on_stderr():
            ax = plot(data)
        if not isinstance(ax, Axes):
            assert "return" in path.stem
            continue
        again = crossed(ax)
        assert looked(exercise, again, data) == looked(exercise, ax, data)
        np.testing.assert_equal(seen(again), seen(ax))


STEPS = np.array([(x, (x - 3) ** 2) for x in 3 - 10 * 0.6 ** np.arange(12)])
POINTS = {"path": STEPS, "losses": np.column_stack([np.arange(12), STEPS[:, 1]])}


@dataclass(frozen=True)
class Drawn:
    """A picture in a style: its description, what the tools say of it, and what is seen of it."""

    plain: str
    looked: list[object]
    seen: dict[str, Any]
    verdicts: dict[str, Any]


def looks(ax: Axes, points: Points) -> list[object]:
    """What the tools of each exercise say of a picture of these points."""
    return [
        looked("exercise_2", ax, points[:, 0].tolist()),
        looked("exercise_3", ax, torch.tensor(points)),
        looked("exercise_4", ax, {0.1: points[:, 1].tolist()}),
        looked("exercise_4", ax, {0.1: points[:, 1].tolist(), 0.01: [1.0]}),
    ]


@cache
def drawn(draw: Style, kind: str) -> Drawn:
    """The picture of these points, drawn once for all tests."""
    ax = draw(POINTS[kind])
    plain = json.dumps(encode_axes(ax))
    return Drawn(plain, looks(ax, POINTS[kind]), seen(ax), verdicts(ax))


@pytest.mark.parametrize("kind", POINTS)
@pytest.mark.parametrize("draw", STYLES, ids=lambda draw: draw.__name__)
def test_a_style_looks_the_same_after_it_has_crossed(draw: Style, kind: str) -> None:
    before = drawn(draw, kind)
    again = decode_axes(json.loads(before.plain))
    for said, own in zip(looks(again, POINTS[kind]), before.looked, strict=True):
        assert said == own or (draw in TOO_MUCH and isinstance(own, str))
    np.testing.assert_equal(seen(again), before.seen)
    assert verdicts(again) == before.verdicts


@pytest.mark.parametrize(("tool", "kind"), [(0, "path"), (1, "path"), (2, "losses")])
def test_the_styles_show_something_to_every_tool(tool: int, kind: str) -> None:
    assert len({str(drawn(draw, kind).looked[tool]) for draw in STYLES}) > 5


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
