"""Knows arrays and tensors as plain data: their numbers' type, shape and bytes."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

import numpy as np
import torch

LARGEST = 4 << 20
"""Numbers, or characters, that an array holds at the most."""

NUMBERS = "biufc"
"""NumPy's kinds of numbers; arrays of anything else do not cross as arrays."""

DTYPE = re.compile(rf"[<>|=]?[{NUMBERS}][0-9]{{1,2}}")
"""What NumPy is asked to read as a type: in others it looks for several, and for Python's words."""

TENSORS = {
    name: getattr(torch, name)
    for name in [
        "bool",
        "uint8",
        "int8",
        "int16",
        "int32",
        "int64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
}


def array_node(value: Any) -> dict[str, Any] | None:
    """The node of a NumPy array or scalar, None for anything else."""
    if not isinstance(value, (np.ndarray, np.generic)):
        return None
    plain = np.ma.getdata(value) if isinstance(value, np.ma.MaskedArray) else np.asarray(value)
    if plain.dtype.kind == "U":
        return {"t": "array", "dtype": "U", "shape": plain.shape, "v": plain.ravel().tolist()}
    if plain.dtype.kind not in NUMBERS:
        return None
    node = _bytes_node("array", plain.dtype.newbyteorder("<").str, plain)
    if isinstance(value, np.ma.MaskedArray):
        node["mask"] = np.ma.getmaskarray(value).ravel().tolist()
    return {**node, "scalar": isinstance(value, np.generic)}


def _bytes_node(kind: str, dtype: str, plain: np.ndarray) -> dict[str, Any]:
    little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
    text = base64.b64encode(little.tobytes()).decode()
    return {"t": kind, "dtype": dtype, "shape": plain.shape, "v": text}


def array_from(node: dict[str, Any]) -> Any:
    """The array or scalar of a node; ValueError, TypeError or KeyError if it is none."""
    shape = _shape(node)
    if node["dtype"] == "U":
        texts = [str(text) for text in node["v"]]
        if len(texts) * max(map(len, texts), default=0) > LARGEST:  # each is padded to the longest
            raise ValueError("its texts are too long")
        return np.array(texts).reshape(shape)
    if not DTYPE.fullmatch(str(node["dtype"])):
        raise ValueError("it is no array of numbers")
    dtype = np.dtype(str(node["dtype"]))
    if dtype.kind not in NUMBERS:
        raise ValueError("it is no array of numbers")
    plain = np.frombuffer(bytearray(base64.b64decode(node["v"])), dtype).reshape(shape)
    if dtype.kind == "b":  # a byte may hold more than 0 and 1
        plain = plain.view(np.uint8) != 0
    plain = plain.astype(dtype.newbyteorder("="), copy=False)
    if "mask" in node:  # no comparison sees what is masked, so it must not stay so
        hidden = np.array(node["mask"], dtype=bool).reshape(shape)
        return np.where(hidden, np.nan, plain)
    return plain[()] if node.get("scalar") is True and not shape else plain


def tensor_node(value: Any) -> dict[str, Any] | None:
    """The node of a dense tensor, None for anything else."""
    if not isinstance(value, torch.Tensor):
        return None
    plain = value.detach()
    if plain.layout is not torch.strided or plain.device.type != "cpu":
        return None
    if plain.dtype is torch.bfloat16:  # which NumPy does not know; its values are float32's
        plain = plain.float()
    dtype = str(plain.dtype).removeprefix("torch.")
    if dtype not in TENSORS:
        return None
    node = _bytes_node("tensor", dtype, plain.resolve_conj().resolve_neg().contiguous().numpy())
    return {**node, "grad": bool(value.requires_grad)}


def tensor_from(node: dict[str, Any]) -> torch.Tensor:
    """The tensor of a node; ValueError, TypeError or KeyError if it is none."""
    dtype, shape = TENSORS[node["dtype"]], _shape(node)
    raw = base64.b64decode(node["v"])
    if len(raw) != math.prod(shape) * dtype.itemsize:
        raise ValueError("its shape does not fit its numbers")
    if dtype is torch.bool:  # a byte may hold more than 0 and 1
        raw = bytes(byte != 0 for byte in raw)
    plain = torch.frombuffer(bytearray(raw), dtype=dtype) if raw else torch.empty(0, dtype=dtype)
    wants_grad = node.get("grad") is True and (dtype.is_floating_point or dtype.is_complex)
    return plain.reshape(shape).requires_grad_(wants_grad)


def _shape(node: dict[str, Any]) -> tuple[int, ...]:
    shape = tuple(node["shape"])
    if len(shape) > 16 or not all(type(size) is int and 0 <= size < 1 << 31 for size in shape):
        raise ValueError("its shape is none")
    if math.prod(max(size, 1) for size in shape) > LARGEST:  # with a zero among huge sizes, too
        raise ValueError("its shape is too large")
    return shape
