"""States of the generators of random numbers of Python, NumPy and PyTorch, as plain data."""

from __future__ import annotations

import base64
import random
from typing import Any

import numpy as np
import torch

from grading.core.errors import GradingError

UNREADABLE = (ValueError, TypeError, LookupError, RuntimeError, OverflowError)


class NoState(GradingError):
    """What came is no state of a generator."""


def states() -> dict[str, Any]:
    """What each would draw next, by the name of its library."""
    version, words, gauss = random.getstate()
    found = np.random.get_state(legacy=False)
    here = {
        "random": [version, _text(np.array(words, np.uint32)), gauss],
        "torch": _text(torch.get_rng_state().numpy()),
    }
    if isinstance(found, dict) and found["bit_generator"] == "MT19937":
        inner = found["state"]
        rest = [int(inner["pos"]), int(found["has_gauss"]), float(found["gauss"])]
        here["numpy"] = [_text(inner["key"]), *rest]
    return here


def restore(given: dict[str, Any]) -> None:
    """Let generators draw next what these states say; raises NoState for what is none."""
    try:
        if "random" in given:
            version, text, gauss = given["random"]
            random.setstate((version, tuple(_words(text).tolist()), gauss))
        if "numpy" in given:
            text, place, has_gauss, cached = given["numpy"]
            np.random.set_state(("MT19937", _words(text), place, has_gauss, cached))
        if "torch" in given:
            state = bytearray(_bytes(given["torch"]))
            torch.set_rng_state(torch.frombuffer(state, dtype=torch.uint8))
    except UNREADABLE as error:
        raise NoState(f"what came is no state of a generator: {error!s:.100}") from error


def _text(words: np.ndarray) -> str:
    return base64.b64encode(words.tobytes()).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _words(text: str) -> np.ndarray:
    return np.frombuffer(_bytes(text), np.uint32)
