"""Pages are rendered several at a time, and only where something has changed."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from grading.feedback import pages
from grading.feedback.pages import FEW, PagesAhead, made_from, stand
from grading.gradebook.queries import CellScore, ClassScores, GradedCell, NotebookScore, Submission

ORDER = [f"page {number}" for number in range(2 * FEW)]


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """As in nbgrader's command, where nothing runs beside; with cores enough."""
    with (
        patch.object(threading, "active_count", lambda: 1),
        patch.object(pages, "cores", lambda: 2),
    ):
        yield


def by_whom(path: str) -> tuple[str, int]:
    return path.upper(), os.getpid()


def test_each_page_is_rendered_once_elsewhere_and_comes_when_it_is_asked_for() -> None:
    ahead = PagesAhead(by_whom, ORDER)
    made = [ahead.take(path) for path in ORDER]
    assert [text for text, _ in made] == [path.upper() for path in ORDER]
    assert os.getpid() not in {process for _, process in made}


def test_a_page_that_was_not_foreseen_and_a_few_are_rendered_here() -> None:
    ahead = PagesAhead(by_whom, ORDER)
    assert ahead.take("another") == ("ANOTHER", os.getpid())
    assert ahead.take(ORDER[-1])[0] == ORDER[-1].upper()
    assert PagesAhead(by_whom, ORDER[:FEW]).take(ORDER[0])[1] == os.getpid()


def test_an_error_is_that_of_its_page_and_of_no_other() -> None:
    def fails(path: str) -> str:
        return str({ORDER[1]: 1 / 0}) if path == ORDER[1] else path

    ahead = PagesAhead(fails, ORDER)
    assert ahead.take(ORDER[0]) == ORDER[0]
    with pytest.raises(ZeroDivisionError):
        ahead.take(ORDER[1])
    assert [ahead.take(path) for path in ORDER[2:]] == ORDER[2:]


def test_where_a_process_dies_the_rest_is_rendered_here() -> None:
    here = os.getpid()

    def deadly(path: str) -> str:
        if path == ORDER[3] and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return path

    ahead = PagesAhead(deadly, ORDER)
    assert [ahead.take(path) for path in ORDER] == ORDER


CELL = GradedCell("ex", "test_a", 3.0)


def scores(points: float = 2.0, **more: object) -> ClassScores:
    notebook = NotebookScore("ex", 3.0, {CELL: CellScore(points)}, **more)  # type: ignore[arg-type]
    return ClassScores("course", (CELL,), {"ann": Submission("ann", {"ex": notebook})}, {})


@pytest.mark.parametrize(
    "now", [scores(3.0), scores(comments=("Good.",)), scores(penalty=1.0), None]
)
def test_a_page_is_of_its_notebook_and_of_what_the_gradebook_says(
    tmp_path: Path, now: ClassScores | None
) -> None:
    notebook = tmp_path / "ex.ipynb"
    notebook.write_text("graded")
    before = made_from(str(notebook), "ann", scores())
    assert before == made_from(str(notebook), "ann", scores())
    assert before != made_from(str(notebook), "ann", now)
    notebook.write_text("graded again")
    assert before != made_from(str(notebook), "ann", scores())


def test_pages_stand_if_all_are_there_no_other_is_and_each_says_so(tmp_path: Path) -> None:
    head = '<html><head><meta name="made-from" content="{}">'
    (tmp_path / "a.html").write_text(head.format("1f"))
    (tmp_path / "b.html").write_text(head.format("2e"))
    assert stand(str(tmp_path), {"a": "1f", "b": "2e"})
    assert not stand(str(tmp_path), {"a": "1f", "b": "2f"})
    assert not stand(str(tmp_path), {"a": "1f"})
    assert not stand(str(tmp_path), {"a": "1f", "b": "2e", "c": ""})
    (tmp_path / "b.html").write_text("a page of before")
    assert not stand(str(tmp_path), {"a": "1f", "b": "2e"})
    assert not stand(str(tmp_path / "nowhere"), {"a": "1f"})
