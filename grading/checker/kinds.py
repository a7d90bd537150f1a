"""Kinds of values: which crossed when the reference was graded, and which a student's test meets.

A kind is the tag of a node (`wire.values`), or the name of a class of Python's that JSON has. It is
kept with the way on which it came: as the Value of a name, or Returned by a call.

What is data is left to the test, whatever its kind. What could carry code of a student's own, a
function or the text of an object, meets a test only where the reference gave such a thing, too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from grading.core.errors import GradingError
from grading.wire.messages import Node

WORDS = {
    **{"function": "a function", "opaque": "an object", "axes": "a picture", "dict": "a dict"},
    **{"list": "a list", "tuple": "a tuple", "set": "a set", "array": "an array of NumPy's"},
    **{"tensor": "a tensor", "str": "a text", "int": "a whole number", "float": "a number"},
    **{"bool": "True or False", "NoneType": "None", "number": "a number"},
}
"""What a kind is called where a student reads it."""

OWN = ("function", "opaque")
"""Kinds behind which code of a student's own may stand."""


class WrongKind(GradingError):
    """A student's code gave an object where the reference gave data; one sentence."""


def kinds_of(node: Node) -> set[str]:
    """The kinds of all values in a node."""
    return {kind for kind, _ in _each(node)}


def of_way(kinds: Collection[str], way: str) -> set[str]:
    """Those kinds that came on this way."""
    found = (kind.split(" ") for kind in kinds)
    return {kind for on, kind in found if on == way}


def refuse_others(node: Node, kinds: Collection[str], what: str) -> None:
    """Raise WrongKind where a node holds code or an object, and none is among these kinds.

    `what` is a student's name for it, such as "the value of x".
    """
    for kind, each in _each(node):
        if kind in OWN and kind not in kinds:
            name = each.get("name") or "object"
            given = f"the function {name}" if kind == "function" else f"an object of class {name}"
            wanted = dict.fromkeys(WORDS.get(k, k) for k in sorted(kinds) if k not in OWN)
            asked = f"; this test wants {' or '.join(wanted)}" if wanted else ""
            raise WrongKind(f"{what} is or holds {given}{asked}")


LEAVES = frozenset((*OWN, "array", "tensor", "axes", "number", "bytes", "complex", "decimal"))
"""Tags whose content holds no nodes."""


def _each(node: Node) -> Iterator[tuple[str, Any]]:
    """The values in a node, each with its kind; what is no node counts as what JSON has."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):  # the parts of a container, or a pair of a dict's
            waiting += node
        elif isinstance(node, dict):
            tag = str(node.get("t"))
            yield tag, node
            waiting += [] if tag in LEAVES else [node.get("v")]
        else:
            yield type(node).__name__, node
