"""A row of the codec's table: one kind of value, how it becomes plain data and is made anew.

What crosses is a node: None, bool, int, float or str as they are, or an object with a tag `t`, its
content `v`, and sometimes more. Nodes within a node stand in its `v` and nowhere else, so whoever
asks what is in a node (`checker.kinds`) finds all of it there.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from grading.core.errors import GradingError
from grading.core.limits import MEBI, Limits

Node = Any
"""What JSON can say."""

TEXT = 1_000
"""Characters that are kept of the text of an object that cannot cross."""


class Refused(GradingError, ValueError):
    """A value that cannot cross, or a node that is none."""


class OpaqueValue:
    """Stands for an object that cannot cross: it has a class's name and a text, no more."""

    text = ""

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Most:
    """How large a value may be: `size` is its bytes (`Limits.value`), and the rest follows."""

    size: int = Limits.value

    @property
    def nodes(self) -> int:
        """Values in a value: in a list, a float takes 24 bytes for itself and 8 for its place."""
        return self.size // 32

    def check(self, size: int) -> None:
        """Raise Refused for an array of more bytes."""
        if size > self.size:
            most = f"{self.size // MEBI} MiB that a value may have (value_mib)"
            raise Refused(f"its {size / MEBI:,.1f} MiB of numbers or text are more than the {most}")

    def too_many(self) -> Refused:
        """What to raise where a value holds too many others."""
        return Refused(f"it holds more than {self.nodes:,} values (value_mib allows more)")


class NodeWriter(Protocol):
    """What the writer of a kind asks for what is in its value."""

    most: Most

    def write(self, value: Any) -> Node: ...
    def parts(self, values: Iterable[Any]) -> list[Node]: ...


class NodeReader(Protocol):
    """What the reader of a kind asks for what is in its node."""

    most: Most

    def read(self, node: Node) -> Any: ...
    def parts(self, nodes: Iterable[Node]) -> list[Any]: ...
    def opaque(self, name: object, text: object) -> OpaqueValue: ...


@dataclass(frozen=True)
class ValueCodec:
    """One tag: the classes that cross with it, their content, and the value of a node.

    `write` returns `v` and what else the node has, or None for a value that has no such form;
    `read` raises any Exception for a node that is none. What is `shared` stands in a message
    once: where the same object comes again, it is the same at the other end, too.
    """

    tag: str
    classes: type | tuple[type, ...]
    write: Callable[[Any, NodeWriter], dict[str, Any] | None]
    read: Callable[[Any, NodeReader], Any]
    shared: bool = False
    fits: Callable[[type], bool] | None = None
    """Whether others cross with it, of a class that cannot be named here."""

    def takes(self, value: Any) -> bool:
        """True for a value that may cross with this tag."""
        return isinstance(value, self.classes) or (self.fits is not None and self.fits(type(value)))

    def node(self, value: Any, writer: NodeWriter) -> dict[str, Any] | None:
        """The whole node of a value, or None."""
        content = self.write(value, writer)
        return None if content is None else {"t": self.tag, **content}


def text_of(value: Any) -> str:
    """What an object shows, TEXT characters at the most."""
    try:
        return repr(value)[:TEXT]
    except Exception:  # a class of anybody's: it may fail at anything
        return f"<{name_of(type(value))} without a text>"


def name_of(value: Any) -> str:
    """The name of a class or a function, 80 characters at the most."""
    return str(getattr(value, "__name__", "object"))[:80]


def write_base64(raw: bytes | bytearray) -> str:
    return base64.b64encode(raw).decode()
