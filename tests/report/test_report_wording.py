"""Sentences are one mistake where only values differ, and hold no word but the instructor's."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grading.core.text import clean
from grading.report.evidence import Message
from grading.report.mistakes import (
    BLANK,
    ERROR,
    NAMED,
    SLOT,
    Diagnosis,
    diagnose,
    printed_problem,
    reason,
    sentence,
)
from grading.report.read import read_authored
from tests.report.large_classroom import PARTS
from tests.support.courses import COURSE

VOCABULARY = read_authored(COURSE).vocabulary


def told(*messages: Message, anonymous: bool = False) -> list[Diagnosis]:
    """What comes of messages, each of another student."""

    def each() -> Iterator[tuple[str, object, Message]]:
        for number, message in enumerate(messages):
            yield f"s{number}", PARTS[0], message

    return diagnose(each(), VOCABULARY, anonymous=anonymous)  # type: ignore[arg-type]


def failed(text: str) -> Message:
    return Message(text, "AssertionError")


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        (
            "at x = 5 the slope is 4; yours is 7: the brackets: it is 2 (x − 3), not 2x − 3.",
            "the brackets: it is 2 (x − 3), not 2x − 3.",
        ),
        (
            "descend_scalar(9, 0.4, 5): at step 2 you should be at 3; you are at 1: each step uses "
            "the rate 0.2, not 0.4: is the 2 missing?",
            "is the 2 missing?",
        ),
        ("plot_path: return the axes you drew on; you returned nothing", None),
        (
            "descend_scalar should return numbers only, in rows of one length; it returned "
            "{0.1: 'a: Zanzibar', 2: [1, 2",
            "descend_scalar should return numbers only, in rows of one length; it returned "
            "{0.1: 'a: Zanzibar', 2: [1, 2",
        ),
    ],
)
def test_the_reason_is_the_end_of_the_message_in_the_instructor_s_words(
    message: str, wanted: str | None
) -> None:
    assert reason(message, VOCABULARY) == (wanted or message.split(": ")[1])


def test_values_that_differ_become_a_gap_and_others_stay() -> None:
    (found,) = told(
        failed("sweep_scalar(1): at rate 0.1: your loop takes 21 steps, not 20."),
        failed("sweep_scalar(2): at rate 0.3: your loop takes 8 steps, not 20."),
    )
    assert found == Diagnosis("your loop takes … steps, not 20.", NAMED, (PARTS[0],), ("s0", "s1"))


def test_lists_of_any_length_are_one_value() -> None:
    one, other = "you returned [1.0, -2.5e-3]", "you returned [[1], [2, nan]]"
    assert sentence(one).stays == sentence(other).stays == ("you returned ", "")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("2 of 2: path in order, with markers", ""),
        (
            "0 of 2: path in order, with markers: it runs backwards (picture 1 of 2)",
            "path in order, with markers: it runs backwards",
        ),
        (
            "η = 0.1: after 15 steps the distance is 0.03518 times the first; is that 'slow'?",
            "after 15 steps the distance is 0.03518 times the first; is that 'slow'?",
        ),
        ("dear reader: Zanzibar Xylophone Quixotic", ""),
        ("0.7", ""),
    ],
)
def test_a_printed_line_tells_what_is_wrong(line: str, wanted: str) -> None:
    assert printed_problem(line, VOCABULARY) == wanted


def test_an_error_of_python_s_is_told_by_its_kind_and_first_line() -> None:
    found = told(
        Message("name 'fooo' is not defined\nmore", "NameError"),
        Message("name 'baar' is not defined", "NameError"),
        Message("", "NotImplementedError"),
        Message("invalid syntax (1234.py, line 3)", "SyntaxError"),
    )
    assert [(d.kind, d.text, len(d.students)) for d in found] == [
        (ERROR, "NameError: name … is not defined", 2),
        (ERROR, "SyntaxError: invalid syntax", 1),
        (BLANK, "left as it was handed out", 1),
    ]


def test_without_names_nothing_is_left_of_a_student_s_own_words() -> None:
    found = told(
        Message("I am Zanzibar", "ValueError"),
        Message("whatever", "ZanzibarError"),
        failed("Zanzibar says so"),
        failed("f: return a dictionary; you returned a Zanzibar"),
        failed("f: return a dictionary; you returned 'Zanzibar'"),
        failed("f: return a dictionary; you returned 4711001"),
        anonymous=True,
    )
    assert {d.text for d in found} == {
        "ValueError",
        "an error of the student's own",
        "AssertionError",
        "return a dictionary; you returned a …",
        "return a dictionary; you returned …",
    }


def test_without_names_as_many_share_a_mistake() -> None:
    messages = [
        Message(
            f"η = 0.1: after 15 steps the distance is {share} times the first; is that {word!r}?"
        )
        for share, word in ((1, "slow"), (0.0351, "Zanzibar"), (4.7e-14, "fast"))
    ]
    for anonymous in (False, True):
        (found,) = told(*messages, anonymous=anonymous)
        assert found.text == "after 15 steps the distance is … times the first; is that …?"
        assert len(found.students) == 3


def test_a_text_is_cut_and_shown_on_one_line() -> None:
    assert clean("a\n\x1b[31mb\u202ec" + "x" * 500, 20) == "a [31mb cxxxxxxxxxx…"


def test_every_message_of_the_tests_has_known_words() -> None:
    """The words that tests/submissions promise of the feedback are the instructor's."""
    promised = [
        line.partition(": ")[2]
        for path in sorted(Path(COURSE.root, "tests/submissions/wrong").rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("# %% ") and ": " in line
    ]
    unknown = [words for words in promised if words != "?" and not VOCABULARY.knows(words)]
    assert len(promised) > 150
    assert len(unknown) < len(promised) / 20, unknown


def seconds(text: str) -> float:
    """The time that a text takes, at the best of a few times."""
    taken = []
    for _ in range(5):
        began = time.process_time()
        SLOT.split(text)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("piece", ["(", "({", "1 (", "[1, ", "' ", "1_", "0x", ") ", "…  "])
def test_a_row_of_brackets_takes_no_more_than_its_length(piece: str) -> None:
    short, long = (piece * (count // len(piece)) for count in (4_000, 16_000))
    assert seconds(long) < 10 * max(seconds(short), 1e-4)
    assert "".join(SLOT.split(short)) == short


def test_of_a_message_of_colons_the_last_ends_are_looked_at() -> None:
    known = "is the sign of the gradient right?"
    assert reason("a: " * 500 + known, VOCABULARY) == reason(known, VOCABULARY)
