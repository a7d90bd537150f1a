"""Instances of an assignment's own classes as plain data: named tuples, dataclasses, enums; and
exceptions, and classes themselves.

A class never crosses: its name does. The other end looks it up among what the instructor's cells
have defined there, and fills an instance with the fields that have come, if they are those of that
class. No `__init__` runs. Where there is no such class, a named tuple arrives as a tuple, a member
of an enum of numbers or texts as that, and anything else as its text.
"""

from __future__ import annotations

import builtins
import dataclasses
import datetime
import enum
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from grading.wire.codec import NodeReader, NodeWriter, ValueCodec, name_of, text_of
from grading.wire.exceptions import made, told

LIBRARIES = ("numpy", "torch")
"""Whose results are named tuples, beside those of the notebook's own cells."""

FLAGS = 1 << 64
"""Members of an enum that are combined are a number below this."""


def _known(module: Any, name: Any) -> Any:
    """The class of that name in the notebook, or in a library; None if there is none."""
    if not isinstance(module, str) or module.partition(".")[0] not in ("__main__", *LIBRARIES):
        return None
    found = vars(sys.modules[module]).get(str(name)) if module in sys.modules else None
    return found if isinstance(found, type) else None


# Named tuples.


def write_named_tuple(value: Any, writer: NodeWriter) -> dict[str, Any] | None:
    """The content of a named tuple, or of a result of PyTorch's; None for another tuple."""
    kind = type(value)
    if kind.__module__ == "torch.return_types":
        fields: Any = _of_torch(kind)
    else:
        fields = getattr(kind, "_fields", None)
    if not isinstance(fields, tuple) or len(fields) != tuple.__len__(value):
        return None
    names = [str(field) for field in fields]
    parts = writer.parts(tuple.__iter__(value))
    return {"v": parts, "fields": names, "module": kind.__module__, "name": name_of(kind)}


def _of_torch(kind: Any) -> tuple[str, ...]:
    """The fields of a result of PyTorch's, in their order: its class says so with its pattern."""
    return tuple(getattr(kind, "__match_args__", ()))


def read_named_tuple(node: dict[str, Any], reader: NodeReader) -> Any:
    """The named tuple of a node; a tuple, if nobody knows its class."""
    parts = tuple(reader.parts(node["v"]))
    kind = _known(node["module"], node["name"])
    if kind is None or not issubclass(kind, tuple):
        return parts
    if kind.__module__ == "torch.return_types":
        return kind(parts) if _of_torch(kind) == tuple(node["fields"]) else parts
    if getattr(kind, "_fields", None) != tuple(node["fields"]) or len(parts) != len(node["fields"]):
        return parts
    return tuple.__new__(kind, parts)


# Enums.


def write_member(value: enum.Enum, _: NodeWriter) -> dict[str, Any] | None:
    """The content of a member of an enum of the notebook's; None for others."""
    kind = type(value)
    if kind.__module__ != "__main__":
        return None
    plain: Any = None
    for base in (str, int, float):
        if isinstance(value, base):
            plain = {str: str.__str__, int: int, float: float}[base](value)
    member = value.value if isinstance(value, enum.Flag) else value.name
    if isinstance(member, int) and not 0 <= member < FLAGS:
        return None
    return {"v": [member, plain], "name": name_of(kind), "text": text_of(value)}


def read_member(node: dict[str, Any], reader: NodeReader) -> Any:
    """The member of a node; its number or text, if nobody knows its class."""
    member, plain = node["v"]
    kind = _known("__main__", node["name"])
    if kind is not None and issubclass(kind, enum.Flag) and type(member) is int:
        if 0 <= member < FLAGS:
            return kind(member)
    elif kind is not None and issubclass(kind, enum.Enum) and member in kind.__members__:
        return kind.__members__[member]
    if type(plain) in (str, int, float):
        return plain
    return reader.opaque(node["name"], node["text"])


# Dataclasses, and objects that hold names only.


def write_dataclass(value: Any, writer: NodeWriter) -> dict[str, Any] | None:
    """The content of an instance of a dataclass of the notebook's; None for anything else."""
    kind = type(value)
    names = [field.name for field in dataclasses.fields(kind)]
    if not all(hasattr(value, name) for name in names):
        return None
    parts = [[name, writer.write(getattr(value, name))] for name in names]
    return {"v": parts, "name": name_of(kind), "text": text_of(value)}


def is_dataclass(kind: type) -> bool:
    """True for a dataclass of the notebook's own."""
    return kind.__module__ == "__main__" and dataclasses.is_dataclass(kind)


def read_dataclass(node: dict[str, Any], reader: NodeReader) -> Any:
    """The instance of a node, if it has the fields of that class; otherwise what it shows."""
    fields = {str(name): reader.read(part) for name, part in node["v"]}
    kind = _known("__main__", node["name"])
    if kind is None or not dataclasses.is_dataclass(kind) or kind.__new__ is not object.__new__:
        return reader.opaque(node["name"], node["text"])
    if [field.name for field in dataclasses.fields(kind)] != list(fields):
        return reader.opaque(node["name"], node["text"])
    instance: Any = object.__new__(kind)  # type: ignore[arg-type]
    for name, part in fields.items():
        object.__setattr__(instance, name, part)
    return instance


def write_namespace(value: SimpleNamespace, writer: NodeWriter) -> dict[str, Any]:
    """The content of an object that holds names only."""
    return {"v": [[str(name), writer.write(part)] for name, part in vars(value).items()]}


def read_namespace(node: dict[str, Any], reader: NodeReader) -> SimpleNamespace:
    """The object of a node, with its names."""
    return SimpleNamespace(**{str(name): reader.read(part) for name, part in node["v"]})


# Exceptions, and classes.


def write_exception(value: Exception, writer: NodeWriter) -> dict[str, Any]:
    """The content of an exception that nobody has raised."""
    return {"v": told(value, writer.write)}


def read_exception(node: dict[str, Any], reader: NodeReader) -> Exception:
    """An exception of the nearest class of Python's own, with the name that it had."""
    return made(node["v"], reader.read)


def _classes() -> dict[str, type]:
    own = (bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset)
    more = (range, slice, object, type(None), Decimal, Fraction, OrderedDict, Counter, defaultdict)
    times = (deque, datetime.date, datetime.time, datetime.datetime, datetime.timedelta)
    found: dict[str, type] = {kind.__name__: kind for kind in (*own, *more, *times)}
    for name, kind in vars(builtins).items():
        if isinstance(kind, type) and issubclass(kind, Exception):
            found[name] = kind
    for kind in {*np.sctypeDict.values(), np.ndarray, np.generic, np.number, torch.Tensor}:
        found[f"{kind.__module__}.{kind.__name__}"] = kind
    return found


CLASSES = _classes()
"""The classes that cross, by name: those of values that do."""

NAMES = {kind: name for name, kind in CLASSES.items()}


def write_class(value: type, _: NodeWriter) -> dict[str, Any] | None:
    """The name of a class; None for one that does not cross."""
    name = NAMES.get(value)
    return None if name is None else {"v": name}


def read_class(node: dict[str, Any], _: NodeReader) -> type:
    """The class of a node."""
    return CLASSES[node["v"]]


NAMED_TUPLE = ValueCodec("namedtuple", tuple, write_named_tuple, read_named_tuple)
MEMBER = ValueCodec("enum", enum.Enum, write_member, read_member)
DATACLASS = ValueCodec(
    "dataclass", (), write_dataclass, read_dataclass, shared=True, fits=is_dataclass
)
OTHERS = (
    ValueCodec("namespace", SimpleNamespace, write_namespace, read_namespace, shared=True),
    ValueCodec("exception", Exception, write_exception, read_exception),
    ValueCodec("class", type, write_class, read_class),
)
