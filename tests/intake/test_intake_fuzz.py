"""Whatever is in a file, it is taken or refused: no other error, and nothing foreign gets in."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from grading.intake.merge import MergedNotebook, Unreadable, merge_submission
from tests.submissions.broken import HARMLESS
from tests.submissions.broken.files import saved
from tests.support.handed_in import NAMES, assert_sound, released, solved

SEEDS = range(10)
EACH = 15
"""Files made from one seed."""

JUNK: list[Any] = [None, True, -1, 1e400, "", "x\ud800\0", "code", "solution", [], [[]], {}]
JUNK += [
    {"grade_id": "imports"},
    {"nbgrader": {"grade_id": "descend_scalar"}},
    "def descend_scalar(",
]
JUNK += [["def descend_scalar(x0):\n", 7, "    return [x0]"], {"a": {"b": [None]}}, "%%time\n!ls ?"]


def attempt(file: bytes, label: str) -> MergedNotebook | None:
    """What becomes of the file; the label says which it was, if anything else comes of it."""
    print(label)
    try:
        taken = merge_submission(file, released(NAMES[0]))
    except Unreadable as error:
        said = str(error)
    else:
        assert_sound(taken, released(NAMES[0]))
        return taken
    assert 20 < len(said) < 200
    assert "\n" not in said
    return None


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in the tree where a value stands, as its container and its key."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        inner = list(node.items()) if isinstance(node, dict) else []
        inner += list(enumerate(node)) if isinstance(node, list) else []
        found += [(node, key) for key, _ in inner]
        waiting += [value for _, value in inner]
    return found


def mutate(tree: Any, chance: random.Random) -> None:
    """Do one thing to one place of the tree: replace, remove, repeat or swap."""
    container, key = chance.choice(places(tree))
    act = chance.choice(["junk", "junk", "remove", "repeat", "swap"])
    if act == "junk":
        container[key] = copy.deepcopy(chance.choice(JUNK))
    elif act == "remove":
        del container[key]
    elif act == "repeat" and isinstance(container, list):
        container.insert(chance.randrange(len(container) + 1), copy.deepcopy(container[key]))
    else:
        other, place = chance.choice(places(tree))
        container[key], other[place] = json.loads(json.dumps([other[place], container[key]]))


def spoil(raw: bytes, chance: random.Random) -> bytes:
    """Change, remove or repeat some bytes."""
    file = bytearray(raw)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(file) + 1)
        length = chance.choice([1, 1, 2, 40, 3000])
        instead = [
            bytes(chance.randbytes(length)),
            b"",
            bytes(file[at : at + length]) * 2,
            b'"',
            b"]",
        ]
        file[at : at + length] = chance.choice(instead)
    return bytes(file)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_notebook_with_anything_in_any_place(seed: int) -> None:
    for number in range(EACH):
        chance = random.Random(f"{seed} {number}")
        tree = json.loads(saved(solved(NAMES[0])))
        for _ in range(chance.choice([1, 3, 30, 300])):
            if tree:
                mutate(tree, chance)
        attempt(saved(tree), f"tree {seed} {number}")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_with_any_bytes_in_any_place(seed: int) -> None:
    taken = 0
    for number in range(EACH):
        chance = random.Random(f"{seed} {number}")
        damage = HARMLESS[chance.choice(list(HARMLESS))]
        file = spoil(damage(solved(NAMES[0])), chance)
        taken += attempt(file, f"bytes {seed} {number}") is not None
    assert taken > 0
