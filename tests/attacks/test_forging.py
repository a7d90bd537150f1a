"""Whatever is written into the channel: a wrong answer gets nothing, a right one its points."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grading.checker import checker, session
from grading.checker.grader import Grader
from grading.sandbox import shell as screen
from grading.wire import channel, messages
from tests.support.probes import FULL, PARTIAL, SECOND, WRONG, ZERO, course, probe, strike, weakened

BELIEVES = f"""
from {screen.__name__} import SCREEN
import {checker.__name__}, {session.__name__}
{session.__name__}._show_in_test = SCREEN.put
{checker.__name__}.score_outputs = lambda outputs, *_: (outputs, "")
"""
"""Weakens a grader: what a student's process shows in a test is taken for the test's own."""


@pytest.fixture(scope="module")
def weak() -> Iterator[Grader]:
    with weakened(BELIEVES) as grader:
        yield grader


WIRE = """
import json, os, stat, struct, sys, threading, time
ends = [n for n in range(256) if os.path.exists(f"/proc/self/fd/{n}")]
ends = [n for n in ends if stat.S_ISSOCK(os.fstat(n).st_mode)]
def write(data):  # what shows the nonce goes the same way, in the same call
    for end in ends:
        os.write(end, shown() + data)
def number():  # the one that the question of this moment carries, wherever it is kept
    for frame in sys._current_frames().values():
        while frame:
            for value in frame.f_locals.values():
                if type(value).__name__ == "Ask":
                    return value.number
            frame = frame.f_back
def shown(): return reply("Shown", output=dict(output_type="stream", name="stdout", text="NONCE"))
def frame(text):
    data = text.encode()
    return struct.pack("!I", len(data)) + data
def reply(kind, **fields):
    body = {"message": kind, **fields}
    return frame(json.dumps({"message": "Reply", "number": number(), "body": body}))
def say(kind, **fields): write(reply(kind, **fields))
def show(kind, **output): say("Shown", output={"output_type": kind, **output})
def forge():
    FORGE
"""
FORGED = {
    "done": "say('Returned', value=0.0, changed={})",
    "done for a cell": "say('CellRun', names=['answer', 'second'])",
    "done many times": "[say('Done') for _ in range(2000)]",
    "a score": "show('execute_result', data={'text/plain': '3.0'}, execution_count=3)",
    "an update": "show('update_display_data', display_id='1', data={})",
    "a clearing": "show('clear_output', wait=False)",
    "an error": "show('error', ename='E', evalue='e', traceback=[])",
    "a verdict": "write(frame(json.dumps(dict(message='CellGraded', cell=2, outputs=[], count=1, "
    "trouble='', findings=[], number=number()))))",
    "a notebook": "write(frame(json.dumps(dict(message='Merged', notebook={'cells': []}, "
    "remarks=[], number=number()))))",
    "an answer of another kind": "say('Value', value=0.0)",
    "an answer of no kind": "say('Everything')",
    "an answer without its fields": "say('Returned', value=0.0)",
    "an answer with more fields": "say('Done', score=3.0)",
    "names that are none": "say('CellRun', names=5)",
    "names of every kind": "say('CellRun', names=[{}, [], None, 1.5, 'abs'])",
    "an output that is none": "say('Shown', output=[1, 2])",
    "an output of no kind": "show({}, data=[], text={})",
    "a traceback that is none": "show('error', traceback=7)",
    "changes": "say('Returned', value=0.0, changed={'0': 8.0, 'x': 1, '²': 2, '-1': 0})",
    "raised that is none": "say('Raised', error=[1], worn=False)",
    "raised of nothing": "say('Raised', error={'name': [], 'frames': 7}, worn=False)",
    "raised StopIteration": "say('Raised', error={'base': 'StopIteration'}, worn=False)",
    "worn": "say('Raised', error={}, worn=True)",
    "NaN": 'write(frame(\'{"message": "Reply", "number": NaN, "body": NaN}\'))',
    "no JSON": "write(frame('{'))",
    "huge numbers": "write(frame('{\"done\": ' + '9' * 100_000 + '}'))",
    "deep nesting": "write(frame('[' * 100_000))",
    "deep objects": "write(frame('{\"a\":' * 50_000 + '1' + '}' * 50_000))",
    "half a header": "write(b'\\0')",
    "a huge header": "write(struct.pack('!I', 0xFFFFFFFF))",
    "a header without its body": "write(struct.pack('!I', 1 << 20))",
    "zeros": "write(bytes(4096))",
    "garbage": "write(os.urandom(4096))",
    "a surrogate": "show('stream', name='stdout', text='\\ud800')",
    "from a copy of its socket": "os.write(os.dup(ends[0]), shown() + reply('Done'))",
}


IN_A_CELL = ["done for a cell", "done many times", "names that are none", "garbage"]
IN_A_CELL += ["an output that is none", "an output of no kind", "a traceback that is none"]


def wire(name: str) -> str:
    return WIRE.replace("FORGE", FORGED[name])


def during_a_call(name: str) -> str:
    return f"{wire(name)}\ndef answer(x):\n    forge()\n    return 0.0"


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_message_during_a_call_earns_nothing(grader: Grader, name: str) -> None:
    assert strike(grader, during_a_call(name)).points == ZERO


def test_a_forged_score_counts_where_a_students_outputs_are_a_tests(weak: Grader) -> None:
    assert strike(weak, f"STRUCK\n{WRONG}").points == ZERO
    assert strike(weak, during_a_call("a score")).points == FULL


@pytest.mark.parametrize("name", IN_A_CELL)
def test_a_forged_message_during_a_cell_earns_nothing(grader: Grader, name: str) -> None:
    probed = strike(grader, f"{wire(name)}\nforge()\n{WRONG}")
    assert probed.points == ZERO, probed.errors


AFTER = """
def later(asked):
    while number() == asked:
        pass
    forge()
def answer(x):
    global thread
    thread = threading.Thread(target=later, args=[number()])
    thread.start()
    return 0.0
"""


@pytest.mark.parametrize("name", ["done", "a score", "done many times", "garbage", "zeros"])
def test_a_forged_message_after_a_call_earns_nothing(grader: Grader, name: str) -> None:
    probed = strike(grader, f"{wire(name)}{AFTER}", second=f"thread.join()\n{SECOND}")
    assert probed.points["answer"] == 0.0


def test_answers_that_are_replayed_answer_nothing(grader: Grader) -> None:
    source = f"""
from {channel.__name__} import Channel
from {messages.__name__} import Reply, Shown
said, send = [], Channel.send
def twice(channel, message, *rest):
    for old in said[-20:]:
        send(channel, old, *rest)
    if said:
        shown = {{"output_type": "stream", "name": "stdout", "text": "NONCE"}}
        send(channel, Reply(message.number, Shown(shown)), *rest)
    said.append(message)
    send(channel, message, *rest)
Channel.send = twice
"""
    probed = strike(grader, f"{source}{WRONG}")
    assert probed.points == ZERO, probed.errors


COPY = """
import os
ready, told, own = os.pipe(), os.pipe(), os.getpid()
if os.fork():
    os.read(ready[0], 1)
    display("NONCE")  # before the two answer: whoever is second answers no question any more
    os.write(told[1], b".")
else:
    LIES
    os.write(ready[1], b".")
    os.read(told[0], 1)
"""


def test_a_copy_of_the_process_that_answers_too_changes_nothing(grader: Grader) -> None:
    copied = COPY.replace("LIES", "pass")
    assert strike(grader, f"{copied}{WRONG}").points == ZERO
    assert strike(grader, f"{copied}def answer(x): return x * 5.2037").points == FULL


def test_a_copy_that_says_it_is_the_process_itself_earns_nothing(grader: Grader) -> None:
    copied = COPY.replace("LIES", "os.getpid = lambda: own")
    assert strike(grader, f"{copied}{WRONG}").points["answer"] == 0.0


@pytest.mark.parametrize("score", ["3.0", "2", "1e9", "nan", "-5"])
def test_a_score_of_the_students_is_none(grader: Grader, score: str) -> None:
    source = WIRE.replace("FORGE", FORGED["a score"].replace("3.0", score))
    shows = f"forge()\n    sys.displayhook(float('{score}'))"
    for test in (None, course(PARTIAL)):
        probed = strike(
            grader, f"{source}\ndef answer(x):\n    {shows}\n    return 0.0", master=test
        )
        assert probed.points == ZERO


def test_a_process_that_reads_no_more_keeps_nobody_waiting(grader: Grader) -> None:
    source = WIRE.replace("FORGE", "say('CellRun', names=['answer', 'second']); time.sleep(1e6)")
    long = f"# {'é' * 150_000}\n{SECOND}"
    assert strike(grader, f"{source}\nforge()\n{WRONG}", second=long).points["answer"] == 0.0
    assert probe(grader, WRONG, second=long).points == ZERO


def test_channels_of_others_are_not_among_the_open_files(grader: Grader) -> None:
    source = f"{WIRE.replace('FORGE', 'pass')}\nprint(len(ends))\n"
    assert probe(grader, source + WRONG, second=SECOND).printed.strip() == "1"
