"""What is cut off, spoilt, too long or made to be slow costs what it hits, and no more."""

from __future__ import annotations

import secrets

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from grading.intake import cells as definitions
from grading.intake.merge import merge_submission
from tests.submissions.broken.files import saved
from tests.support.handed_in import (
    ANSWER,
    NAME,
    OTHER,
    STUB,
    Student,
    answer,
    answers_in,
    assert_sound,
    released,
    solved,
)

PLACE = [cell.id for cell in released(NAME).cells].index("descend_scalar")


def test_a_file_that_is_cut_off_keeps_the_cells_before_the_cut() -> None:
    raw = saved(solved(NAME))
    taken = merge_submission(raw[: raw.index(b"def descend_scalar")], released(NAME))
    assert_sound(taken, released(NAME))
    answers, whole = answers_in(taken.notebook), answers_in(solved(NAME))
    assert answers == {**whole, "descend_scalar": STUB}
    assert f"cut off or damaged after cell {PLACE}" in taken.remarks[0]


def test_what_no_file_may_hold_is_replaced() -> None:
    taken = Student().write("descend_scalar", f"{ANSWER}  # \ud800\0é").taken()
    assert answer(taken) == f"{ANSWER}  # \ufffd\ufffdé"


def test_spoilt_bytes_in_a_comment_cost_that_comment_only() -> None:
    raw = saved(Student().write("descend_scalar", f"{ANSWER}  # SPOILT").cells)
    taken = merge_submission(raw.replace(b"SPOILT", b"\xff\xfe"), released(NAME))
    assert answer(taken) == f"{ANSWER}  # \ufffd\ufffd"
    assert len(taken.notebook.cells) == len(released(NAME).cells)


def test_a_cell_that_is_far_too_long_is_left_out_with_a_remark() -> None:
    taken = Student().write("descend_scalar", "#" * 200_001).add("prediction", OTHER).taken()
    assert answer(taken) == OTHER
    assert f"cell {PLACE + 1} has more than 200000 characters and was left out" in taken.remarks


LIKE = pytest.mark.parametrize("like", ["descend_scalar", "test_descend_scalar", "imports", ""])


def slow(like: str, cells: int, nonce: str) -> Student:
    """A student with so many cells of either kind that take IPython long to read."""
    hostile = ["descend_scalar = (" + "%d % 7 ! ?" * 2_000 + f"{n}{nonce}" for n in range(cells)]
    hostile += ["%time descend_scalar = 1\n" * 400 + f"{n}{nonce}" for n in range(cells)]
    return Student().add("prediction", *hostile[::2], like=like).remove("descend_scalar")


@LIKE
def test_a_notebook_that_was_made_to_be_slow_is_taken_in_seconds(like: str) -> None:
    assert_sound(slow(like, 900, "").taken(), released(NAME))


@LIKE
def test_without_a_bound_ipython_would_be_asked_to_read_the_slow_cells(
    like: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nonce, asked = secrets.token_hex(8), list[str]()

    def keep(_: object, source: str) -> str:  # to read one of them would take it many seconds
        asked.append(source)
        return source

    monkeypatch.setattr(TransformerManager, "transform_cell", keep)
    slow(like, 20, nonce).taken()
    assert asked == []
    monkeypatch.setattr(definitions, "MAGIC_WORK", 1 << 40)
    slow(like, 20, f"0{nonce}").taken()
    assert sum(nonce in source for source in asked) >= 10
