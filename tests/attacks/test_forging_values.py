"""Whatever a function returns or raises, a test compares plain data and runs no student's code."""

from __future__ import annotations

import pytest

from grading.checker.grader import Grader, ReferenceNotebook
from tests.support.probes import EXPECTED, FULL, ZERO, course, probe, strike

TESTS = {
    "by hand": f"assert equal(answer(8.0), {EXPECTED}), 'no'",
    "is equal": f"assert answer(8.0) == {EXPECTED}",
    "is not unequal": f"assert not answer(8.0) != {EXPECTED}",
    "no error is large": f"if abs(answer(8.0) - {EXPECTED}) > 1e-9:\n    raise AssertionError",
    "numpy.testing": f"np.testing.assert_allclose(answer(8.0), {EXPECTED})",
    "asarray": f"assert np.allclose(np.asarray(answer(8.0), dtype=float), {EXPECTED})",
    "a list": f"assert list(np.ravel(answer(8.0))) == [{EXPECTED}]",
    "map": f"assert all(map(lambda x: equal(answer(x), {EXPECTED}), [8.0]))",
    "in": f"assert answer(8.0) in [{EXPECTED}]",
    "isclose": f"import math\nassert math.isclose(answer(8.0), {EXPECTED})",
    "twice": f"assert answer(8.0) == {EXPECTED} == answer(8.0)",
    "text": f"assert f'{{answer(8.0):.4f}}' == '{EXPECTED}'",
    "loop": f"for x in [8.0]:\n    assert sum(np.atleast_1d(answer(x))) == {EXPECTED}",
}
"""Ways in which an instructor may ask; each gives full points to the right answer."""


def asked(wanted: str, *names: str) -> ReferenceNotebook:
    """A course that asks in these ways, and wants `all` of them or `any` to be passed."""
    source = "passed = []\n"
    for name in names:
        body = "".join(f"    {line}\n" for line in TESTS[name].split("\n"))
        source += f"try:\n{body}    passed.append({name!r})\nexcept Exception: pass\n"
    return course(f"{source}assert {wanted}(name in passed for name in {names}), passed")


def test_each_way_to_ask_finds_the_right_answer_right(grader: Grader) -> None:
    source = "def answer(x):\n    return 41.6296"
    probed = probe(grader, source, master=asked("all", *TESTS))
    assert probed.points == FULL, probed.errors


LIAR = """
class Liar(BASES):
    LIES
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    def __gt__(self, other): return False
    def __hash__(self): return 0
    def __bool__(self): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __mul__ = __radd__ = __rmul__ = __sub__
    def __abs__(self): return 0.0
    def __float__(self): return 0.0
    def __round__(self, digits=None): return self
    def __array__(self, *_, **__): return __import__("numpy").zeros(1)
    def __contains__(self, part): return True
    __class__ = property(lambda self: float)
def answer(x):
    made = MADE
    STRUCK
    return made
"""
LIARS = {
    "an object": ("object", "", "Liar()"),
    "a float": ("float", "", "Liar(0.0)"),
    "an int": ("int", "", "Liar(0)"),
    "a str": ("str", "", "Liar('0')"),
    "a list": ("list", "", "Liar([0.0])"),
    "a tuple": ("tuple", "", "Liar([0.0])"),
    "a dict": ("dict", "", "Liar({0: 0.0})"),
    "a complex": ("complex", "", "Liar(0)"),
    "a Fraction": ("__import__('fractions').Fraction", "", "Liar(0)"),
    "a Decimal": ("__import__('decimal').Decimal", "", "Liar(0)"),
    "an array": (
        "__import__('numpy').ndarray",
        "def __array_ufunc__(self, *_, **__): return 0.0\n"
        "    def __array_function__(self, *_, **__): return True",
        "Liar((1,))",
    ),
    "a tensor": (
        "__import__('torch').Tensor",
        "@classmethod\n    def __torch_function__(cls, *_, **__): return True",
        "Liar([0.0])",
    ),
    "axes": ("__import__('matplotlib.axes').axes.Axes", "", "Liar.__new__(Liar)"),
}


def liar(name: str) -> str:
    bases, lies, made = LIARS[name]
    return LIAR.replace("BASES", bases).replace("LIES", lies).replace("MADE", made)


@pytest.mark.parametrize("name", LIARS)
def test_a_class_of_the_students_that_lies_earns_nothing(grader: Grader, name: str) -> None:
    assert strike(grader, liar(name), master=asked("any", *TESTS)).points == ZERO


@pytest.mark.parametrize("name", ["an object", "a float", "an array"])
def test_a_class_that_lies_earns_all_from_a_test_that_meets_it(weak: Grader, name: str) -> None:
    assert strike(weak, liar(name), master=asked("any", *TESTS)).points == FULL


PRETENDING = """
class Pretending(set):
    def __init__(self, parts): self.parts = parts
    def __iter__(self): return iter(self.parts)
"""
VALUES = {
    "masked": "__import__('numpy').ma.masked",
    "all masked": "__import__('numpy').ma.masked_all(1)",
    "nothing": "None",
    "rows of nothing": "__import__('numpy').empty((2**25, 0))",
    "infinite": "float('inf')",
    "an array of objects": "__import__('numpy').array([type('A', (), {})()])",
    "a structured array": "__import__('numpy').zeros(1, dtype='f8,f8')",
    "itself": "answer",
    "a class": "type('float', (), {'__eq__': lambda *_: True})",
    "a generator": "iter([41.6296])",
    "a range": "range(10**9)",
    "an endless int": "10**5000",
    "a huge exponent": "__import__('decimal').Decimal('1e999999999')",
    "a decimal that is none": "__import__('decimal').Decimal('sNaN')",
    "many classes": "[type(f'C{k}', (), {})() for k in range(5_000)]",
    "an array that is larger than memory": "__import__('numpy').broadcast_to(0.0, (10**6, 10**6))",
    "a tensor that is larger than memory": "__import__('torch').zeros(1).expand(10**10)",
    "stride tricks": "__import__('numpy').lib.stride_tricks.as_strided("
    "__import__('numpy').zeros(2), (1,), (10**6,))",
    "a tensor's zero rows": "__import__('torch').empty(0, 2**31 - 1)",
    "on no device": "__import__('torch').zeros(1, device='meta')",
    "a set of one hash": "Pretending([k * (2**61 - 1) for k in range(390_000)])",
    "surrogates": "'\\ud800'",
    "a dict of nan": "{float('nan'): 0.0}",
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_that_is_no_answer_earns_nothing(grader: Grader, name: str) -> None:
    master = asked("any", "by hand", "asarray", "map", "is equal", "isclose")
    source = f"{PRETENDING}def answer(x):\n    made = {VALUES[name]}\n    STRUCK\n    return made"
    probed = strike(grader, source, master=master)
    assert probed.points == ZERO, probed.errors


def test_nan_is_no_number_that_is_close(grader: Grader) -> None:
    names = ("by hand", "is equal", "numpy.testing", "asarray", "isclose", "map")
    source = "def answer(x):\n    STRUCK\n    return float('nan')"
    assert strike(grader, source, master=asked("any", *names)).points == ZERO
