"""Numbers of any container as one array, and how far rounding may lead a right path astray."""

from typing import Any

import numpy as np
import torch

from checks.slips import Slip


def numbers(answer: Any, name: str) -> np.ndarray:
    """A list, tuple, array or tensor of numbers, as an array of 64-bit floats.

    A number is a number, whether it comes as a Python float, a NumPy scalar or a tensor with one
    element: no test punishes the container that you happened to choose.
    """

    def plain(part: Any) -> Any:
        part = part.tolist() if hasattr(part, "tolist") else part
        if isinstance(part, (str, bytes)):
            raise TypeError("a text is no number, even if it shows one")
        return [plain(p) for p in part] if isinstance(part, (list, tuple)) else float(part)

    if answer is None:
        raise Slip(f"{name} returned nothing", "does it end with return?")
    try:
        return np.array(plain(answer))
    except (TypeError, ValueError, OverflowError, RuntimeError):
        about = f"{name} should return numbers only, in rows of one length"
        raise Slip(f"{about}; it returned {answer!r:.80}", container_slip(answer)) from None


def container_slip(answer: Any) -> str:
    """What to say about an answer that is no numbers."""
    if isinstance(answer, dict):
        return "return a list, not a dictionary."
    if isinstance(answer, str):
        return "return numbers, not a text."
    if callable(answer):
        return "you return a function: call it, with brackets after its name."
    if isinstance(answer, (list, tuple)) and None in [each for each in answer if each is None]:
        return "there is a None in it: does a function that you call lack its return?"
    return "put nothing but numbers into it, and as many into each row."


def rounding(right: np.ndarray, epsilon: float, growth: float = 1.0) -> np.ndarray:
    """How far rounding by epsilon in each step may lead away from each row of the right path.

    A 32-bit number keeps about seven digits, a 64-bit one about sixteen; every step of a descent
    may lose a little of the last one, and then multiplies what is lost: by |1 − 2η| on the
    landscapes of the exercises.
    """
    step = np.arange(len(right))
    size = 1 + np.abs(right).reshape(len(right), -1).max(axis=1)
    grown = np.maximum(np.maximum.accumulate(size), size[0] * max(1.0, growth) ** step)
    return np.asarray(8 * epsilon * (step + 1) * grown)


def is_near(got: np.ndarray, right: np.ndarray, allowed: np.ndarray) -> bool:
    """True if no row is farther from the right one than it may be."""
    if got.shape != right.shape or not np.isfinite(allowed).all():
        return False
    off = np.abs(got - right).reshape(len(right), -1).max(axis=1)
    return bool((off <= allowed).all())


def tensor(case: Any) -> torch.Tensor:
    """The tensor of a case: two numbers in 32 bits, ("float64", two numbers), or itself."""
    if isinstance(case, tuple) and case[0] == "float64":
        return torch.tensor(case[1], dtype=torch.float64)
    return torch.as_tensor(case)
