"""Knows the pictures among a notebook's outputs: how to store them, and when two are the same."""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from matplotlib.testing.compare import calculate_rms
from matplotlib.testing.exceptions import ImageComparisonFailure
from nbformat import NotebookNode
from PIL import Image

TOLERANCE = 2.0
"""Root mean square difference of the grey values 0 to 255 that rounding on another machine
may cause; one marker in another colour makes more."""


def png_difference(first: str, second: str) -> float:
    """How far two base64 PNG pictures are apart: RMS of 0 to 255, infinite if sizes differ."""
    pixels = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=np.int16)
        for png in (first, second)
    ]
    try:
        return float(calculate_rms(*pixels))
    except ImageComparisonFailure:
        return float("inf")


def compact(png: str) -> str:
    """The base64 PNG in at most 64 colours: a third of the size, and no difference to the eye."""
    small = io.BytesIO()
    picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB")
    picture.quantize(64, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def pictures(outputs: list[NotebookNode]) -> list[str]:
    """The PNG pictures among the outputs, in order, as base64."""
    return [
        str(output.data["image/png"])
        for output in outputs
        if "image/png" in getattr(output, "data", {})
    ]


def same_outputs(first: list[NotebookNode], second: list[NotebookNode]) -> bool:
    """True if the texts are equal and the pictures differ by no more than TOLERANCE."""
    if [_without_pictures(output) for output in first] != [
        _without_pictures(output) for output in second
    ]:
        return False
    pairs = zip(pictures(first), pictures(second), strict=True)
    return all(png_difference(*pair) <= TOLERANCE for pair in pairs)


def _without_pictures(output: NotebookNode) -> dict[str, Any]:
    copy = dict(output)
    if "data" in copy:
        copy["data"] = {
            kind: "" if kind == "image/png" else value for kind, value in output.data.items()
        }
    return copy
