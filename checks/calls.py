"""Calling a student's function: arguments are copied, what it prints is kept, errors get a hint."""

import contextlib
import copy
import io
import re
import sys
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NamedTuple
from unittest import mock

from checks.slips import Slip, Stopped

HINTED = (
    NotImplementedError,
    UnboundLocalError,
    NameError,
    IndexError,
    AttributeError,
    TypeError,
    ValueError,
)
"""Errors of Python's that may get a hint, each before the kinds that it belongs to."""

HINTS = {
    r"'NoneType'": "Something here is None: is a return missing?",
    r"for -=?: '(Tensor|ndarray|float|int)' and '(list|tuple)'": (
        "Python cannot subtract a list: make it a tensor, torch.tensor([...]), or an array"
    ),
    r"for [-*/+]=?: '(list|tuple)' and|by non-int of type 'float'": (
        "Python does not calculate with a list: make it an array, np.array(...), or a tensor"
    ),
    r"expected Tensor as element \d+ in argument 0, but got": (
        "torch.stack takes a list of tensors: put tensors into the list"
    ),
    r"\^|bitwise_xor": "In Python ^ is no power: write ** for it",
    r"only (0-dimensional|length-1|size-1) arrays can be converted": (
        "Functions of math, and float(), take one number only; NumPy's take arrays"
    ),
    r"only (one element )?tensors (with one element )?can be converted": (
        "A list of tensors becomes one tensor by torch.stack(path)"
    ),
    r"list indices must be integers or slices, not tuple": (
        "A list has no columns: make it one tensor, torch.stack(path)"
    ),
    r"'(list|tuple|float|int|ndarray)' object has no attribute '(clone|shape|detach|dtype)'": (
        "That is a method of tensors: torch.tensor(...) or torch.stack(...) makes one"
    ),
    r"out of (bounds|range)": "A path has steps + 1 rows: the start, and one for each step",
    r"referenced before assignment|not associated with a value": (
        "Give it its first value inside the function, such as x = x0"
    ),
    r"name '(fx|grad_fx|f_vec|grad_f_vec|descend|grad_long)' is not defined": (
        "That is a name of a demo: each notebook has only its own names"
    ),
    r"name '\w+' is not defined": "Run the cells above first, or look at how the name is written",
}
"""What a beginner is told besides an error's own words, by what to find in them."""


class Called(NamedTuple):
    """What came of a call: the answer, the text printed, the arguments as they are afterwards."""

    answer: Any
    printed: str
    arguments: tuple[Any, ...]


def call(parts: Mapping[str, int], name: str, function: Callable[..., Any], *asked: Any) -> Called:
    """Call the student's function of that name with copies of the arguments.

    What it writes to the error stream is ignored. `parts` says which part asks for which function.
    """
    given, printed = copy.deepcopy(asked), io.StringIO()
    out = mock.patch.object(sys.stdout, "write", printed.write)
    err = mock.patch.object(sys.stderr, "write", len)  # which says how much was written, as it does
    try:
        with out, contextlib.redirect_stdout(printed), err:
            answer = function(*given)
    except Exception as error:
        below = error.__traceback__ and error.__traceback__.tb_next
        line = student_line(below)
        if line is None and re.match(rf"{name}\(\) (takes|missing|got an unex)", str(error)):
            about = f"{name} is called with {len(asked)} argument(s), and Python says: {error}"
            raise Slip(about, "look at the line that begins with def") from None
        if below is None:
            raise Slip(f"{name} stops with {type(error).__name__}: {error}") from None
        raise Stopped(hinted(error, parts, name, line), line or below) from None
    return Called(answer, printed.getvalue(), given)


def student_line(trace: TracebackType | None) -> TracebackType | None:
    """The innermost frame that is a notebook's, alone; None if there is none."""
    found = None
    while trace:
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            found = TracebackType(None, trace.tb_frame, trace.tb_lasti, trace.tb_lineno)
        trace = trace.tb_next
    return found


def hinted(
    error: Exception, parts: Mapping[str, int], name: str, line: TracebackType | None
) -> Exception:
    """The error with a hint after its own words, or as it is."""
    text, kind = str(error), next((kind for kind in HINTED if isinstance(error, kind)), None)
    where = line.tb_frame.f_code.co_name if line else getattr(error, "raised_in", name)
    where = where if where in parts else name
    if kind is NotImplementedError and not text:
        text = f"part {parts[where]} is still to be written: replace raise NotImplementedError()"
        text += f" in {where}"
    else:
        found = [advice for pattern, advice in HINTS.items() if re.search(pattern, text)]
        text = f"{text}. {found[0]}" if found else ""
    if kind is None or not text:
        return error
    new = kind(text)
    new.__dict__.update(vars(error))  # what a grader keeps there of another process
    return new


def same(one: Any, other: Any) -> bool:
    """True if an argument is still what it was: its kind, data type, shape and values."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if hasattr(one, "tolist"):
        return bool(one.dtype == other.dtype) and bool(one.tolist() == other.tolist())
    return bool(one == other)
