"""Names and words of others are shown on one line, short, without what cannot be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.core.text import clean, notebook_title, notebook_titles, part_name


@given(st.text(), st.integers(1, 50))
def test_a_shown_text_is_one_short_line(text: str, most: int) -> None:
    shown = clean(text, most)
    assert len(shown) <= most
    assert shown.isprintable()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("exercise_1_scalar_descent", "exercise 1"),
        ("demo_12_paths", "demo 12"),
        ("exercise_1", "exercise 1"),
        ("a_first_notebook", "a first notebook"),
        ("a\nb", "a b"),
        ("exercise_1_scalar_descent-Copy1", "exercise 1-Copy1"),
        ("exercise_1_scalar_descent (1)", "exercise 1 (1)"),
        ("exercise_1-Copy1", "exercise 1-Copy1"),
    ],
)
def test_a_notebook_is_called_by_its_kind_and_number(name: str, title: str) -> None:
    assert notebook_title(name) == title


@pytest.mark.parametrize("copy", ["-Copy1", " (1)", "_old", ".v2"])
def test_titles_side_by_side_can_be_told_apart(copy: str) -> None:
    first, second, third = notebook_titles(["exercise_1_a", f"exercise_1_a{copy}", "exercise_2_b"])
    assert first != second
    assert third == "exercise 2"


def test_a_test_belongs_to_the_part_that_it_tests() -> None:
    assert (part_name("test_f"), part_name("f"), part_name("f_test_g")) == ("f", "f", "f_test_g")
