"""The expected values and the tests' sources are not in the memory that a student's code reads."""

from __future__ import annotations

import pytest

from grading.checker.checker import Checker
from grading.checker.grader import Grader, ReferenceNotebook
from grading.core.outputs import Outputs, score_outputs
from grading.sandbox.zygote import Zygote
from tests.support import probes as planted
from tests.support.probes import (
    EXPECTED,
    MARKER,
    SECOND,
    TOOLS,
    WRONG,
    ZERO,
    attack,
    course,
    strike,
)


@pytest.fixture(scope="module")
def grader(pytestconfig: pytest.Config) -> Grader:
    return planted.grader(pytestconfig, planted.CALM)


SCAN = """
import re
import numpy as np
planted = ["hidden" + "-" + "0123456789abcdef", 8.0 * 1.25 + 0.0123]  # the scan must find these
TWICE = np.array([DOUBLED, 2 * planted[1]])  # never the number itself
WORD = b"".join(bytes([letter]) + b"\\0{0,3}" for letter in b"hidden-")
TEXT = re.compile(WORD + rb"((?:[0-9a-f]\\0{0,3}){16})")
texts, numbers, seen = set(), set(), 0
def scan():
    global seen
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        for line in maps:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            private = line.split()[1].startswith("rw") or "/" not in line
            for place in range(start, end if private else start, 1 << 20):
                try:
                    memory.seek(place)
                    piece = memory.read(min((1 << 20) + 64, end - place))
                except (OSError, ValueError, OverflowError):
                    continue
                seen += len(piece)
                texts.update(match[1].replace(b"\\0", b"") for match in TEXT.finditer(piece))
                doubled = np.frombuffer(piece[: len(piece) // 8 * 8]) * 2
                numbers.update(n for n in range(2) if (doubled == TWICE[n]).any())
    print(seen >> 20, sorted(texts), sorted(numbers))
np.seterr(all="ignore")
""".replace("DOUBLED", repr(2 * EXPECTED))


def test_no_expected_value_and_no_test_is_in_the_readable_memory(grader: Grader) -> None:
    probed = attack(grader, f"{SCAN}\nscan()\nSTRUCK\n{WRONG}")
    assert probed.points == ZERO
    megabytes, found = probed.printed.split(maxsplit=1)
    assert int(megabytes) > 50
    assert found.strip() == "[b'0123456789abcdef'] [1]", "what was planted, and nothing else"


def test_the_same_scan_finds_what_reaches_the_students_process(grader: Grader) -> None:
    leaking = ReferenceNotebook(course().notebook, {**course().public, "tools": TOOLS})
    probed = strike(grader, f"{SCAN}\nscan()\nSTRUCK\n{WRONG}", master=leaking)
    assert MARKER.removeprefix("hidden-") in probed.printed


def test_nor_while_a_test_calls_the_function(grader: Grader) -> None:
    probed = strike(grader, f"{SCAN}\ndef answer(x):\n    scan()\n    STRUCK\n    return 0.0")
    assert probed.points == ZERO
    assert probed.printed.rstrip().endswith("[b'0123456789abcdef'] [1]")


SEARCH = """
import gc, linecache, re, sys
shell = get_ipython()
planted = ["hidden-" + "0123456789abcdef"]  # the search must find this
gc.unfreeze()  # what the parent has made is listed too
def texts():
    for thing in gc.get_objects():
        if issubclass(type(thing), (dict, list, tuple, set)):
            parts = thing.values() if issubclass(type(thing), dict) else thing
            yield from (part for part in list(parts) if type(part) in (str, bytes))
    for frame in sys._current_frames().values():
        while frame:
            yield from map(repr, frame.f_locals.values())
            frame = frame.f_back
    modules = [module for name, module in sys.modules.items() if name.startswith("grading")]
    yield from (repr(value)[:2000] for module in modules for value in list(vars(module).values()))
    yield from map(repr, [In, Out, shell.user_ns, sys.orig_argv, shell.history_manager])
    yield from (line for entry in linecache.cache.values() for line in sum(entry[2:3], []))
def search():
    pattern = re.compile("hidden-[0-9a-f]{16}")
    plain = (text if isinstance(text, str) else text.decode("latin-1") for text in texts())
    print(sorted({match for text in plain for match in pattern.findall(text)}))
    STRUCK
"""


@pytest.mark.parametrize("where", ["search()", "def answer(x):\n    search()\n    return 0.0"])
def test_no_object_of_the_interpreter_leads_to_a_test(grader: Grader, where: str) -> None:
    probed = strike(grader, f"{SEARCH}\n{where}", second=f"{SEARCH}\nsearch()\n{SECOND}")
    searches = [line for line in probed.printed.split("\n") if line]
    assert len(searches) >= 2
    assert set(searches) == {"['hidden-0123456789abcdef']"}
    assert probed.points == ZERO


def test_the_parents_modules_are_copies_that_no_one_else_reads(grader: Grader) -> None:
    checking = Checker.__module__
    source = f"""
import gc, {checking}, {score_outputs.__module__}, {Zygote.__module__}, {Outputs.__module__}
assert {checking}.{score_outputs.__name__} is {score_outputs.__module__}.{score_outputs.__name__}
{checking}.{score_outputs.__name__} = lambda *_: ([], "")
{score_outputs.__module__}.{score_outputs.__name__} = {checking}.{score_outputs.__name__}
{checking}.{Checker.__name__}.{Checker._test.__name__} = lambda *_: ([], "")
{Outputs.__module__}.{Outputs.__name__}.{Outputs.add.__name__} = lambda *_: None
gc.unfreeze()
kind = {Zygote.__module__}.{Zygote.__name__}
parents = [thing for thing in gc.get_objects() if type(thing) is kind]
print([vars(parent) for parent in parents])
assert parents
STRUCK
"""
    probed = attack(grader, source + WRONG)
    assert probed.points == ZERO
    assert MARKER not in probed.printed
