"""NumPy's arrays and PyTorch's tensors as plain data: their numbers, shape and type."""

from __future__ import annotations

import base64
import contextlib
import math
import operator
import re
import sys
from typing import Any, Literal

import numpy as np
import torch

from grading.wire.codec import Most, NodeReader, NodeWriter, ValueCodec, write_base64

NUMBERS = "biufc"
"""NumPy's kinds of numbers."""

DTYPE = re.compile(
    rf"[<>|=]?(?:[{NUMBERS}][0-9]{{1,2}}|S[0-9]{{1,7}}"
    r"|[mM]8(?:\[[0-9]{0,4}(?:Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?)"
)
"""What NumPy is asked to read as a type: in others it looks for several, and for Python's words."""

FIELDS = 1_000
"""Fields of a structured array."""

TENSORS = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        *(torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64),
        *(torch.float16, torch.float32, torch.float64, torch.complex64, torch.complex128),
    )
}


def as_number(value: Any) -> int | float | complex | None:
    """The number that an object turns into by `__index__`, `__float__` or `__complex__`."""
    for turn in (operator.index, float, complex):
        if hasattr(type(value), f"__{turn.__name__}__"):
            with contextlib.suppress(Exception):  # a class of anybody's: it may fail at anything
                return turn(value)
    return None


def write_array(value: Any, writer: NodeWriter) -> dict[str, Any] | None:
    """The content of a NumPy array or scalar; None if it holds other than numbers, times, texts."""
    plain = np.ma.getdata(value) if isinstance(value, np.ma.MaskedArray) else np.asarray(value)
    if plain.dtype.kind == "O":
        found = [as_number(each) for each in plain.flat]
        plain = plain if None in found else np.array(found).reshape(plain.shape)
    if plain.dtype.kind == "U":
        writer.most.check(plain.nbytes)
        return {"dtype": "U", "shape": plain.shape, "v": plain.ravel().tolist()}
    if not _is_plain(plain.dtype) or (plain.dtype.kind == "S" and isinstance(value, np.generic)):
        return None  # a text in bytes is one of Python's, too
    writer.most.check(plain.nbytes)
    if not plain.dtype.isnative or sys.byteorder == "big":
        plain = plain.astype(_little(plain.dtype))
    order: Literal["C", "F"] = "F" if plain.flags.fnc else "C"
    raw = write_base64(plain.tobytes(order))
    content: dict[str, Any] = {
        "dtype": plain.dtype.str,
        "shape": plain.shape,
        "order": order,
        "v": raw,
    }
    if isinstance(value, np.ma.MaskedArray):
        content["mask"] = np.ma.getmaskarray(value).ravel(order).tolist()
    if isinstance(value, np.matrix):
        content["matrix"] = True
    return {**content, "scalar": isinstance(value, np.generic)}


def _is_plain(dtype: np.dtype) -> bool:
    return dtype.kind in NUMBERS or DTYPE.fullmatch(dtype.str) is not None


def _little(dtype: np.dtype) -> np.dtype:
    return dtype.newbyteorder("<")


def read_array(node: dict[str, Any], reader: NodeReader) -> Any:
    """The array or scalar of a node, its shape the node's; an error if it is none."""
    if node["dtype"] == "U":
        texts = [str(text) for text in node["v"]]
        # each is padded to the longest
        reader.most.check(4 * len(texts) * max(map(len, texts), default=0))
        return np.array(texts).reshape(_shape(node, reader.most))
    dtype = _read_dtype(node["dtype"])
    plain = _read_bytes(node, dtype, reader.most)
    if dtype.kind == "b":  # a byte may hold more than 0 and 1
        plain = plain.view(np.uint8) != 0
    if "mask" in node:  # no comparison sees what is masked, so it must not stay so
        hidden = np.array(node["mask"], dtype=bool).reshape(plain.shape, order=_order(node))
        return np.where(hidden, np.nan, plain)
    if node.get("matrix") is True and plain.ndim == 2:
        return plain.view(np.matrix)
    return plain[()] if node.get("scalar") is True and not plain.shape else plain


def _read_dtype(text: Any) -> np.dtype:
    if not DTYPE.fullmatch(str(text)):
        raise ValueError("it is no array of numbers")
    return np.dtype(str(text))


def _read_bytes(node: dict[str, Any], dtype: np.dtype, most: Most) -> np.ndarray:
    shape = _shape(node, most)
    flat = np.frombuffer(bytearray(base64.b64decode(node["v"])), dtype)
    plain = flat.reshape(shape, order=_order(node))
    return plain.astype(dtype.newbyteorder("="), copy=False)


def _order(node: dict[str, Any]) -> Any:
    return "F" if node.get("order") == "F" else "C"


def _shape(node: dict[str, Any], most: Most) -> tuple[int, ...]:
    shape = tuple(node["shape"])
    if len(shape) > 16 or not all(type(size) is int and 0 <= size < 1 << 31 for size in shape):
        raise ValueError("its shape is none")
    if math.prod(max(size, 1) for size in shape) > most.size:  # with a zero among huge sizes, too
        raise ValueError("its shape is too large")
    return shape


# Arrays of anything, and of rows with names.


def write_objects(value: Any, writer: NodeWriter) -> dict[str, Any] | None:
    """The content of an array of objects; None if it is none."""
    if value.dtype.kind != "O":
        return None
    return {"shape": value.shape, "v": writer.parts(value.ravel().tolist())}


def read_objects(node: dict[str, Any], reader: NodeReader) -> np.ndarray:
    """The array of objects of a node."""
    shape, parts = _shape(node, reader.most), reader.parts(node["v"])
    made = np.empty(len(parts), dtype=object)
    for place, part in enumerate(parts):
        made[place] = part
    return made.reshape(shape)


def write_structured(value: Any, writer: NodeWriter) -> dict[str, Any] | None:
    """The content of an array of rows with names, or of one row; None if it is none of numbers."""
    if (described := _fields(value.dtype)) is None:
        return None
    writer.most.check(value.nbytes)
    packed = np.asarray(value).astype(np.dtype([tuple(each) for each in described]))
    raw = write_base64(packed.tobytes())
    kept = {"scalar": isinstance(value, np.generic), "record": isinstance(value, np.recarray)}
    return {"dtype": described, "shape": packed.shape, "v": raw, **kept}


def _fields(dtype: np.dtype) -> list[list[str]] | None:
    """The names and types of a structured type; None if it is none, or holds anything else."""
    parts = [dtype.fields[name][0] for name in dtype.names or ()] if dtype.fields else []
    if not parts or len(parts) > FIELDS or not all(_is_plain(part) for part in parts):
        return None
    return [[n, _little(part).str] for n, part in zip(dtype.names or (), parts, strict=True)]


def read_structured(node: dict[str, Any], reader: NodeReader) -> Any:
    """The array of rows of a node."""
    dtype = _read_structured_dtype(node["dtype"])
    plain = _read_bytes(node, dtype, reader.most)
    for name in dtype.names or ():
        if dtype[name].kind == "b":
            plain[name] = plain[name].view(np.uint8) != 0
    if node.get("record") is True:
        return plain.view(np.recarray)
    return plain[()] if node.get("scalar") is True and not plain.shape else plain


def _read_structured_dtype(described: Any) -> np.dtype:
    if len(described) > FIELDS:
        raise ValueError("it has too many fields")
    return np.dtype([(str(name), _read_dtype(text)) for name, text in described])


# Tensors.


def write_tensor(value: torch.Tensor, writer: NodeWriter) -> dict[str, Any] | None:
    """The content of a dense tensor; None if it is sparse, or on another device."""
    plain = value.detach()
    if plain.layout is not torch.strided or plain.device.type != "cpu":
        return None
    if plain.dtype is torch.bfloat16:  # which NumPy does not know; its values are float32's
        plain = plain.float()
    dtype = str(plain.dtype).removeprefix("torch.")
    if dtype not in TENSORS:
        return None
    writer.most.check(plain.nbytes)
    numbers = plain.resolve_conj().resolve_neg().contiguous().numpy()
    content = {"dtype": dtype, "shape": numbers.shape, "v": write_base64(numbers.tobytes())}
    content["grad"] = bool(value.requires_grad)
    if value.is_leaf and value.grad is not None:
        content["gradient"] = write_tensor(value.grad.detach(), writer)
    return content


def read_tensor(node: dict[str, Any], reader: NodeReader) -> torch.Tensor:
    """The tensor of a node, its shape the node's; an error if it is none."""
    made = _read_numbers(node, reader.most)
    wants_grad = node.get("grad") is True and (made.is_floating_point() or made.is_complex())
    made.requires_grad_(wants_grad)
    if node.get("gradient") is not None:
        made.grad = _read_numbers(node["gradient"], reader.most)
    return made


def _read_numbers(node: dict[str, Any], most: Most) -> torch.Tensor:
    dtype, shape = TENSORS[node["dtype"]], _shape(node, most)
    raw = bytearray(base64.b64decode(node["v"]))
    if len(raw) != math.prod(shape) * dtype.itemsize:
        raise ValueError("its shape does not fit its numbers")
    plain = torch.frombuffer(raw, dtype=dtype) if raw else torch.empty(0, dtype=dtype)
    if dtype is torch.bool:  # a byte may hold more than 0 and 1
        plain = plain.view(torch.uint8) != 0
    return plain.reshape(shape)


# Types of numbers.


def _write_dtype(value: np.dtype, _: NodeWriter) -> dict[str, Any] | None:
    if value.str == "|O" or value.kind == "U" or _is_plain(value):
        return {"v": value.str}
    described = _fields(value)
    return None if described is None else {"v": described}


def _read_any_dtype(node: dict[str, Any], _: NodeReader) -> np.dtype:
    told = node["v"]
    if isinstance(told, list):
        return _read_structured_dtype(told)
    if re.fullmatch(r"\|O|[<>]U[0-9]{1,7}", str(told)):
        return np.dtype(str(told))
    return _read_dtype(told)


def _write_torch_dtype(value: torch.dtype, _: NodeWriter) -> dict[str, Any]:
    return {"v": str(value).removeprefix("torch.")}


def _read_torch_dtype(node: dict[str, Any], _: NodeReader) -> torch.dtype:
    found = getattr(torch, str(node["v"]))
    if not isinstance(found, torch.dtype):
        raise ValueError("it is no type of PyTorch's")
    return found


def _read_device(node: dict[str, Any], _: NodeReader) -> torch.device:
    if node["v"] != "cpu":
        raise ValueError("there is no such device here")
    return torch.device("cpu")


ARRAYS = (
    ValueCodec("array", (np.ndarray, np.generic), write_array, read_array, shared=True),
    ValueCodec("objects", np.ndarray, write_objects, read_objects, shared=True),
    ValueCodec("structured", (np.ndarray, np.void), write_structured, read_structured, shared=True),
    ValueCodec("tensor", torch.Tensor, write_tensor, read_tensor, shared=True),
    ValueCodec("dtype", np.dtype, _write_dtype, _read_any_dtype),
    ValueCodec("torch.dtype", torch.dtype, _write_torch_dtype, _read_torch_dtype),
    ValueCodec(
        "torch.device",
        torch.device,
        lambda value, _: {"v": "cpu"} if value.type == "cpu" else None,
        _read_device,
    ),
)
