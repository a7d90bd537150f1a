"""Knows how well a picture's ink stands out from its paper, as WCAG 2.2 measures it."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SHARE = 0.001  # of a picture: a colour that covers less is the edge of a letter


def contrast_of_ink(png: bytes) -> float:
    """(L1 + 0.05) / (L2 + 0.05) of the commonest colour and the one that differs most from it."""
    pixels = np.asarray(Image.open(BytesIO(png)).convert("RGB")).reshape(-1, 3)
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    light = luminance(colours)
    paper, inks = light[counts.argmax()], light[counts >= SHARE * len(pixels)]
    ratios = (np.maximum(paper, inks) + 0.05) / (np.minimum(paper, inks) + 0.05)
    return float(ratios.max())


def luminance(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The relative luminance of each row, a colour in sRGB."""
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ [0.2126, 0.7152, 0.0722])
