"""Pairs of an answer and its test, one for each feature that a test may use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from tests.submissions.any import Cell, Work

IMPORTS = {
    "arrays": "import numpy as np",
    "figures": "import io\n\nimport matplotlib.pyplot as plt\nimport numpy as np",
    "torch": "import torch\nfrom torch import nn",
    "large": "import numpy as np",
    "records": "from dataclasses import FrozenInstanceError, asdict, dataclass, replace",
    "ends": "import matplotlib.pyplot as plt\nimport numpy as np",
    "pandas": "import numpy as np\nimport pandas as pd",
}
"""What the first cell of a notebook imports for pairs of a kind."""


@dataclass(frozen=True)
class Pair:
    """An answer, its test, and a slip: what of the answer is wrong, and what it becomes.

    `due` are the points of a wrong answer, where a test gives some. `given` is a locked cell before
    both, `free` one that is not.
    """

    kind: str
    name: str
    answer: str
    slip: tuple[str, str]
    test: str
    due: float = 0.0
    given: str = ""
    free: str = ""

    def cells(self) -> list[Cell]:
        """Its cells in a notebook."""
        before = [
            Cell(role, f"{role}_{self.name}", source)
            for role, source in (("given", self.given), ("free", self.free))
            if source
        ]
        answer = Cell("answer", self.name, self.answer, self.slip)
        return [*before, answer, Cell("test", f"test_{self.name}", self.test)]


def notebook(pairs: Iterable[Pair]) -> tuple[Cell, ...]:
    """The cells of a notebook of pairs, after one that imports what they need."""
    pairs = list(pairs)
    imports = dict.fromkeys(IMPORTS[pair.kind] for pair in pairs if pair.kind in IMPORTS)
    head = [Cell("given", "imports", "\n".join(imports))] if imports else []
    return (*head, *(cell for pair in pairs for cell in pair.cells()))


def all_pairs() -> Work:
    """All pairs, with a notebook for each kind; those of pandas where it is installed."""
    kinds = dict.fromkeys(pair.kind for pair in PAIRS)
    installed = [kind for kind in kinds if kind != "pandas" or find_spec("pandas")]
    return Work({k: notebook(pair for pair in PAIRS if pair.kind == k) for k in installed})


PAIRS = [
    # Names.
    Pair(
        "names",
        "alias_of_a_module",
        "import statistics as st\ndef middle(heights): return st.median(heights)",
        ("st.median", "st.mean"),
        "assert middle([1, 2, 9]) == st.median([1, 2, 9])",
    ),
    Pair(
        "names",
        "name_of_pythons_own",
        "def ord(letter): return 'abcdef'.index(letter)",
        (".index(letter)", ".index(letter) + 1"),
        "assert ord('c') == 2",
    ),
    Pair(
        "names",
        "function_replaced_by_the_test",
        "def price(): return 4\ndef bill(pieces): return pieces * price()",
        ("pieces * price()", "pieces * 4"),
        "price = lambda: 10\nassert bill(3) == 30",
    ),
    Pair(
        "names",
        "constant_set_by_the_test",
        "def is_boiled(minutes): return minutes >= ENOUGH",
        (">=", "<="),
        "ENOUGH = 7\nassert is_boiled(8) and not is_boiled(6)",
    ),
    Pair(
        "names",
        "looked_up_in_globals",
        "colour_of_grass = 'green'",
        ("green", "blue"),
        "assert globals()['colour_of_grass'] == 'green'",
    ),
    Pair(
        "names",
        "starred_import",
        "from math import *\nround_table = pi * 2 ** 2",
        ("2 ** 2", "2"),
        "assert isclose(round_table, 4 * pi)",
    ),
    Pair(
        "names",
        "name_that_is_gone",
        "scratch = [1]\nkept = scratch + [2]\ndel scratch",
        ("\ndel scratch", ""),
        "assert kept == [1, 2]\nassert 'scratch' not in globals()",
    ),
    Pair(
        "names",
        "timed_line",
        "def triangle(n): return n * (n + 1) // 2",
        ("n + 1", "n"),
        "%time dots = triangle(10)\nassert dots == 55",
    ),
    Pair(
        "names",
        "source_of_the_answer",
        "below_five = [n for n in range(5)]",
        ("[n for n in range(5)]", "list(range(5))"),
        "assert ' for ' in In[-2] and below_five[-1] == 4",
    ),
    Pair(
        "names",
        "helper_in_a_free_cell",
        "def cubed(x): return x ** 3",
        ("3", "2"),
        "assert agree(cubed, lambda x: x * x * x, range(5))",
        free="def agree(f, g, places): return all(f(x) == g(x) for x in places)",
    ),
    Pair(
        "names",
        "given_value_changed_in_place",
        "basket['plums'] = 5",
        ("5", "6"),
        "assert basket == {'pears': 3, 'plums': 5}",
        given="basket = {'pears': 3}",
    ),
    Pair(
        "names",
        "seed_set_by_the_test",
        "import random\ndef die(): return random.randint(1, 6)",
        ("random.randint(1, 6)", "4"),
        "random.seed(8)\nrolled = [die() for _ in range(6)]\nrandom.seed(8)\n"
        "assert rolled == [random.randint(1, 6) for _ in range(6)]",
    ),
    # Questions that a copy of the values does not answer.
    Pair(
        "beyond",
        "source",
        "def evens(n): return [k for k in range(0, n, 2)]",
        ("[k for k in range(0, n, 2)]", "list(range(0, n, 2))"),
        "import inspect\n\nassert 'list(' not in inspect.getsource(evens) and evens(3) == [0, 2]",
    ),
    Pair(
        "beyond",
        "names_in_the_code",
        "def smallest(row):\n    least = row[0]\n    for x in row:\n"
        "        least = x if x < least else least\n    return least",
        ("least = row[0]", "least = min(row)"),
        "assert smallest([3, 1, 2]) == 1 and 'min' not in smallest.__code__.co_names",
    ),
    Pair(
        "beyond",
        "call_that_is_forbidden",
        "def backwards(row): return row[::-1]",
        ("row[::-1]", "list(reversed(row))"),
        "from unittest.mock import patch\n\n"
        "with patch('builtins.reversed', side_effect=TypeError):\n"
        "    assert backwards([1, 2]) == [2, 1]",
    ),
    Pair(
        "beyond",
        "new_list",
        "def with_end(row): return [*row, 'end']",
        ("return [*row, 'end']", "row += ['end']; return row"),
        "row = ['a']\nassert with_end(row) == ['a', 'end'] and with_end(row) is not row",
    ),
    Pair(
        "beyond",
        "list_of_its_own",
        "def started(): return ['start']",
        ("started(): return ['start']", "started(row=['start']): return row"),
        "run = started()\nrun.append('stop')\nassert started() == ['start']",
    ),
    Pair(
        "beyond",
        "copied_argument",
        "def same(row): return list(row)",
        ("list(row)", "row"),
        "row = [1]\ncopy = same(row)\ncopy[0] = 2\nassert row == [1]",
    ),
    Pair(
        "beyond",
        "warnings_that_are_errors",
        "import warnings\ndef quiet(): return 0",
        ("return 0", "warnings.warn('loud')"),
        "with warnings.catch_warnings():\n    warnings.simplefilter('error')\n    quiet()",
    ),
    Pair(
        "beyond",
        "file_that_is_left",
        "def tidy(): return 'done'",
        ("return 'done'", "print('done', file=open('tidy.log', 'w')); return 'done'"),
        "import os\n\nassert tidy() == 'done' and not os.path.exists('tidy.log')",
    ),
    Pair(
        "beyond",
        "attribute_that_is_not_there",
        "def plain(): return 1",
        ("return 1", "return 1\nplain.count = 0"),
        "assert plain() == 1 and not hasattr(plain, 'count')",
    ),
    # Classes.
    Pair(
        "classes",
        "instance",
        "class Lamp:\n    watts = 40\n\nlamp = Lamp()",
        ("40", "60"),
        "assert lamp.watts == 40 and isinstance(lamp, Lamp)",
    ),
    Pair(
        "classes",
        "base_class_given",
        "class Bike(Vehicle):\n    wheels = 2",
        ("2", "3"),
        "assert issubclass(Bike, Vehicle) and Bike().described() == '2 wheels'",
        given="class Vehicle:\n    def described(self):\n        return f'{self.wheels} wheels'",
    ),
    Pair(
        "classes",
        "abstract_base",
        "class Ruler(Measure):\n    def unit(self): return 'cm'",
        ("'cm'", "'inch'"),
        "try:\n    Measure()\nexcept TypeError:\n    assert Ruler().unit() == 'cm'\n"
        "else:\n    raise AssertionError('not abstract')",
        given="import abc\n\nclass Measure(abc.ABC):\n    @abc.abstractmethod\n"
        "    def unit(self): ...",
    ),
    Pair(
        "classes",
        "operators",
        "class Coins:\n    def __init__(self, cents): self.cents = cents\n"
        "    def __add__(self, other): return Coins(self.cents + other.cents)\n"
        "    def __eq__(self, other): return self.cents == other.cents",
        ("self.cents + other.cents", "self.cents"),
        "assert Coins(20) + Coins(5) == Coins(25)",
    ),
    Pair(
        "classes",
        "container_of_its_own",
        "class Shelf:\n    def __init__(self, *books): self.books = books\n"
        "    def __len__(self): return len(self.books)\n"
        "    def __getitem__(self, place): return self.books[place]\n"
        "    def __contains__(self, book): return book in self.books",
        ("self.books[place]", "self.books[0]"),
        "shelf = Shelf('Emma', 'Ulysses')\nassert len(shelf) == 2 and 'Emma' in shelf\n"
        "assert shelf[-1] == 'Ulysses'",
    ),
    Pair(
        "classes",
        "property_with_a_setter",
        "class Tank:\n    def __init__(self): self._litres = 0\n    @property\n"
        "    def litres(self): return self._litres\n    @litres.setter\n"
        "    def litres(self, value):\n        if value < 0: raise ValueError('too little')\n"
        "        self._litres = value",
        ("value < 0", "value < -9"),
        "tank = Tank()\ntank.litres = 3\nassert tank.litres == 3\ntry:\n    tank.litres = -1\n"
        "except ValueError as wrong:\n    assert 'little' in str(wrong)\n"
        "else:\n    raise AssertionError",
    ),
    Pair(
        "classes",
        "context_manager",
        "class Door:\n    is_open = False\n    def __enter__(self):\n        self.is_open = True\n"
        "        return self\n    def __exit__(self, *_): self.is_open = False",
        ("*_): self.is_open = False", "*_): pass"),
        "with Door() as door:\n    assert door.is_open\nassert not door.is_open",
    ),
    Pair(
        "classes",
        "constructor_of_a_class",
        "class Angle:\n    def __init__(self, turns): self.turns = turns\n    @classmethod\n"
        "    def of_degrees(cls, degrees): return cls(degrees / 360)\n"
        "    def __format__(self, spec): return format(self.turns, spec) + ' turns'",
        ("/ 360", "/ 180"),
        "assert f'{Angle.of_degrees(90):.2f}' == '0.25 turns'",
    ),
    Pair(
        "classes",
        "count_kept_by_the_class",
        "class Sheep:\n    born = 0\n    def __init__(self): Sheep.born += 1",
        ("+= 1", "= 1"),
        "flock = [Sheep() for _ in range(3)]\nassert Sheep.born == 3",
    ),
    Pair(
        "classes",
        "object_that_a_function_returns",
        "class Queue(list):\n    def push(self, x):\n        self.append(x)\n        return self\n"
        "def queue(): return Queue()",
        ("return self", "return Queue()"),
        "assert queue().push(1).push(2) == [1, 2]",
    ),
    # Functions.
    Pair(
        "functions",
        "function_of_the_tests",
        "def area_below(f, right, parts=400):\n    width = right / parts\n"
        "    return sum(f((k + 0.5) * width) * width for k in range(parts))",
        ("right / parts", "1 / parts"),
        "def parabola(x): return x * x\nassert abs(area_below(parabola, 3) - 9) < 1e-3",
    ),
    Pair(
        "functions",
        "decorator",
        "def twice(f):\n    def inner(x): return f(f(x))\n    return inner",
        ("f(f(x))", "f(x)"),
        "@twice\ndef grow(x):\n    return x + 10\n\nassert grow(1) == 21",
    ),
    Pair(
        "functions",
        "function_that_returns_one",
        "def ticket_machine(first):\n    last = first - 1\n    def next_ticket():\n"
        "        nonlocal last\n        last += 1\n        return last\n    return next_ticket",
        ("last += 1\n", "last += 2\n"),
        "red, blue = ticket_machine(1), ticket_machine(100)\nred()\n"
        "assert (red(), blue()) == (2, 100)",
    ),
    Pair(
        "functions",
        "signature",
        "def bake(flour, *, minutes=30): return flour / minutes",
        ("*, minutes", "minutes"),
        "import inspect\n\nasked = inspect.signature(bake).parameters.values()\n"
        "assert [each.kind.name for each in asked] == ['POSITIONAL_OR_KEYWORD', 'KEYWORD_ONLY']",
    ),
    Pair(
        "functions",
        "docstring",
        "def tide(hour):\n    'Height of the sea in metres.'\n    return 0.0",
        ("'Height of the sea in metres.'", "pass"),
        "assert 'metres' in tide.__doc__",
    ),
    Pair(
        "functions",
        "argument_changed_in_place",
        "def remove_twins(words):\n    words[:] = dict.fromkeys(words)",
        ("words[:] =", "words ="),
        "spoken = ['no', 'no', 'yes']\nassert remove_twins(spoken) is None\n"
        "assert spoken == ['no', 'yes']",
    ),
    Pair(
        "functions",
        "arguments_of_any_number",
        "def order(*dishes, **wishes): return len(dishes), sorted(wishes)",
        ("sorted(wishes)", "[]"),
        "assert order('soup', 'rice', salt=True, hot=1) == (2, ['hot', 'salt'])",
    ),
    Pair(
        "functions",
        "attribute_of_a_function",
        "def knock():\n    knock.times += 1\nknock.times = 0",
        ("+= 1", "+= 2"),
        "knock()\nknock()\nassert knock.times == 2",
    ),
    Pair(
        "functions",
        "cached",
        "import functools\n\n@functools.cache\ndef stairs(n):\n"
        "    return 1 if n < 2 else stairs(n - 1) + stairs(n - 2)",
        ("\n@functools.cache", ""),
        "assert stairs(30) == 1346269 and stairs.cache_info().misses == 31",
    ),
    Pair(
        "functions",
        "awaited",
        "async def parcel(weight): return weight + 0.5",
        ("+ 0.5", "- 0.5"),
        "assert await parcel(2) == 2.5",
    ),
    Pair(
        "functions",
        "functions_in_a_dict",
        "import operator\n\nkeys = {'+': operator.add, '^': lambda a, b: a ** b}",
        ("a ** b", "a ^ b"),
        "assert keys['+'](2, 5) == 7 and keys['^'](2, 5) == 32",
    ),
    # Generators, and what else is gone through once.
    Pair(
        "generators",
        "finite",
        "def countdown(n):\n    while n:\n        yield n\n        n -= 1",
        ("while n:", "while n > 1:"),
        "assert list(countdown(3)) == [3, 2, 1]",
    ),
    Pair(
        "generators",
        "endless",
        "def powers_of_two():\n    power = 1\n    while True:\n        yield power\n"
        "        power *= 2",
        ("*= 2", "+= 2"),
        "import itertools\n\nassert list(itertools.islice(powers_of_two(), 5)) == [1, 2, 4, 8, 16]",
    ),
    Pair(
        "generators",
        "sent_to",
        "def mean_so_far():\n    total = count = 0\n    mean = None\n    while True:\n"
        "        total += yield mean\n        count += 1\n        mean = total / count",
        ("count += 1", "count = 1"),
        "mean = mean_so_far()\nnext(mean)\nmean.send(4)\nassert mean.send(8) == 6",
    ),
    Pair(
        "generators",
        "expression_in_a_name",
        "odd_squares = (n * n for n in range(6) if n % 2)",
        ("if n % 2", "if n"),
        "assert next(odd_squares) == 1 and list(odd_squares) == [9, 25]",
    ),
    Pair(
        "generators",
        "zipped",
        "def ranked(names): return zip(range(1, 9), names)",
        ("range(1, 9)", "range(9)"),
        "assert dict(ranked('ab')) == {1: 'a', 2: 'b'}",
    ),
    # Exceptions.
    Pair(
        "exceptions",
        "raised_with_its_words",
        "def root(x):\n    if x < 0: raise ValueError(f'{x} is below zero')\n    return x ** 0.5",
        ("ValueError(", "TypeError("),
        "try:\n    root(-4)\nexcept ValueError as told:\n"
        "    assert str(told) == '-4 is below zero'\n"
        "else:\n    raise AssertionError('no error')",
    ),
    Pair(
        "exceptions",
        "class_of_its_own",
        "class Full(Exception):\n    def __init__(self, seats):\n"
        "        super().__init__(f'{seats} seats')\n        self.seats = seats\n"
        "def board(n):\n    if n > 3: raise Full(3)",
        ("n > 3", "n > 5"),
        "try:\n    board(4)\nexcept Full as told:\n    assert told.seats == 3\n"
        "else:\n    raise AssertionError('no error')",
    ),
    Pair(
        "exceptions",
        "cause",
        "def parsed(text):\n    try:\n        return int(text)\n    except ValueError as error:\n"
        "        raise RuntimeError(text) from error",
        ("from error", "from None"),
        "try:\n    parsed('x')\nexcept RuntimeError as told:\n"
        "    assert isinstance(told.__cause__, ValueError)\nelse:\n    raise AssertionError",
    ),
    Pair(
        "exceptions",
        "asserted_by_unittest",
        "def third(row): return row[2]",
        ("row[2]", "row[-1]"),
        "from unittest import TestCase\n\nwith TestCase().assertRaisesRegex(IndexError, 'range'):\n"
        "    third([1])",
    ),
    Pair(
        "exceptions",
        "warned",
        "import warnings\ndef old_name(): warnings.warn('use new_name', FutureWarning)",
        ("FutureWarning", "UserWarning"),
        "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n"
        "    old_name()\nassert [w.category for w in seen] == [FutureWarning]",
    ),
    # Dataclasses, enums and named tuples.
    Pair(
        "records",
        "dataclass_of_the_answer",
        "@dataclass(order=True)\nclass Grade:\n    points: int\n    name: str = '?'",
        ("'?'", "''"),
        "assert asdict(Grade(3)) == {'points': 3, 'name': '?'} and Grade(2) < Grade(3)",
    ),
    Pair(
        "records",
        "frozen",
        "@dataclass(frozen=True)\nclass Tile:\n    row: int = 0",
        ("frozen=True", "frozen=False"),
        "tile = Tile()\ntry:\n    tile.row = 2\nexcept FrozenInstanceError:\n    pass\n"
        "else:\n    raise AssertionError",
    ),
    Pair(
        "records",
        "dataclass_given",
        "def moved(place, steps): return replace(place, east=place.east + steps)",
        ("place.east + steps", "steps"),
        "assert moved(Place(3, 4), 2) == Place(5, 4)",
        given="@dataclass\nclass Place:\n    east: int\n    north: int",
    ),
    Pair(
        "records",
        "enum_of_the_answer",
        "import enum\n\nclass Light(enum.Enum):\n    RED = 1\n    GREEN = 2\n"
        "    def after(self): return Light.GREEN if self is Light.RED else Light.RED",
        ("self is Light.RED", "self is Light.GREEN"),
        "assert Light.RED.after() is Light(2) and [l.name for l in Light] == ['RED', 'GREEN']",
    ),
    Pair(
        "records",
        "enum_given",
        "def opposite(side): return Side.LEFT if side is Side.RIGHT else Side.RIGHT",
        ("is Side.RIGHT", "is Side.LEFT"),
        "assert opposite(Side.LEFT) is Side.RIGHT and opposite(Side.RIGHT) == Side.LEFT",
        given="from enum import IntEnum\n\nclass Side(IntEnum):\n    LEFT = 1\n    RIGHT = 2",
    ),
    Pair(
        "records",
        "named_tuple",
        "from collections import namedtuple\n\nSong = namedtuple('Song', 'title seconds')\n"
        "def longest(songs): return max(songs, key=lambda song: song.seconds)",
        ("max(", "min("),
        "best = longest([Song('a', 10), Song('b', 200)])\n"
        "assert best.title == 'b' and best._asdict() == {'title': 'b', 'seconds': 200}",
    ),
    # Input and output.
    Pair(
        "io",
        "printed",
        "def table(n):\n    for k in range(1, n + 1): print(k, k * k)",
        ("n + 1", "n"),
        "import contextlib, io\n\nwith contextlib.redirect_stdout(io.StringIO()) as paper:\n"
        "    table(2)\nassert paper.getvalue().splitlines() == ['1 1', '2 4']",
    ),
    Pair(
        "io",
        "printed_and_captured_by_ipython",
        "def shout(word): print(word.upper() + '!')",
        (" + '!'", ""),
        "from IPython.utils.capture import capture_output\n\nwith capture_output() as heard:\n"
        "    shout('ja')\nassert heard.stdout == 'JA!\\n'",
    ),
    Pair(
        "io",
        "asked_for_input",
        "def age(): return 2026 - int(input('Born in? '))",
        ("2026 -", "2025 -"),
        "from unittest.mock import patch\n\nwith patch('builtins.input', lambda _: '2000'):\n"
        "    assert age() == 26",
    ),
    Pair(
        "io",
        "file_of_the_answer",
        "with open('diary.txt', 'w') as diary:\n    diary.write('rain\\nsun\\n')",
        ("sun", "snow"),
        "assert open('diary.txt').read().split() == ['rain', 'sun']",
    ),
    Pair(
        "io",
        "file_of_the_test",
        "import csv\ndef total(path):\n    with open(path) as file:\n"
        "        return sum(float(row['price']) for row in csv.DictReader(file))",
        ("float(row['price'])", "1"),
        "with open('shop.csv', 'w') as file:\n    file.write('name,price\\ntea,2\\nnut,3.5\\n')\n"
        "assert total('shop.csv') == 5.5",
    ),
    Pair(
        "io",
        "environment",
        "import os\nos.environ['COURSE_LEVEL'] = 'two'",
        ("two", "one"),
        "import os\nassert os.environ['COURSE_LEVEL'] == 'two'",
    ),
    Pair(
        "io",
        "logged",
        "import logging\ndef start(): logging.getLogger('engine').error('no fuel')",
        ("no fuel", "ready"),
        "from unittest import TestCase\n\nwith TestCase().assertLogs('engine') as log:\n"
        "    start()\nassert 'no fuel' in log.output[0]",
    ),
    Pair(
        "io",
        "shell_command",
        "word = 'three'",
        ("three", "four"),
        "said = !echo $word\nassert said == ['three']",
    ),
    # Ends of tests.
    Pair(
        "ends",
        "in_a_text",
        "def seven(): return 7",
        ("7", "8"),
        "assert seven() == 7\n'well done'",
    ),
    Pair(
        "ends",
        "in_part_of_the_points",
        "marks = {'a': 1, 'b': 2, 'c': 3, 'd': 4}",
        ("'d': 4", "'d': 5"),
        "sum(marks.get(name) == n for n, name in enumerate('abcd', 1)) / 4",
        due=0.75,
    ),
    Pair("ends", "in_all_or_nothing", "eleven = 11", ("11", "12"), "1 if eleven == 11 else 0"),
    Pair(
        "ends",
        "in_true_or_false",
        "even = [0, 2, 4]",
        ("4", "5"),
        "even == [0, 2, 4]",
        due=1.0,
    ),
    Pair(
        "ends",
        "in_a_score_of_numpys",
        "halves = [0.5, 1.5]",
        ("1.5", "2.5"),
        "np.mean(np.equal(halves, [0.5, 1.5]))",
        due=1.0,
    ),
    Pair(
        "ends",
        "in_a_score_without_a_result",
        "quarter = 0.25",
        ("0.25", "0.2"),
        "1 if quarter == 0.25 else 0;",
        due=1.0,
    ),
    Pair(
        "ends",
        "in_a_call_that_gives_nothing",
        "def nothing_to_say(): return None",
        ("None", "1 / 0"),
        "nothing_to_say()",
    ),
    Pair(
        "ends",
        "in_a_drawing",
        "ups = [0, 1, 4]",
        ("4", "9"),
        "assert ups == [0, 1, 4]\nplt.plot(ups)",
    ),
    Pair(
        "ends",
        "in_a_score_and_a_failure",
        "first_prime, next_prime = 2, 3",
        ("2, 3", "2, 4"),
        "from IPython.display import display\ndisplay('one of two')\n"
        "assert (first_prime, next_prime) == (2, 3)",
    ),
    Pair(
        "ends",
        "after_text_on_stderr",
        "import sys\ndef loud(x):\n    print('working', file=sys.stderr)\n    return 3 * x",
        ("3 * x", "2 * x"),
        "assert loud(2) == 6",
    ),
    # Values.
    Pair(
        "values",
        "sets",
        "vowels = frozenset('aeiou')\nseen = {'b', 'a'}",
        ("'b', 'a'", "'b', 'c'"),
        "assert vowels & seen == {'a'} and isinstance(vowels, frozenset)",
    ),
    Pair(
        "values",
        "complex_numbers",
        "def roots(): return [1j, -1j]",
        ("-1j", "1j"),
        "assert sum(roots()) == 0 and roots()[0].imag == 1",
    ),
    Pair(
        "values",
        "exact_numbers",
        "from decimal import Decimal\nfrom fractions import Fraction\n"
        "cake, coin = Fraction(1, 3), Decimal('0.10')",
        ("1, 3", "1, 4"),
        "assert cake * 3 == 1 and cake.denominator == 3 and str(coin) == '0.10'",
    ),
    Pair(
        "values",
        "dates",
        "import datetime\ndef next_day(day): return day + datetime.timedelta(days=1)",
        ("days=1", "hours=1"),
        "assert next_day(datetime.date(2024, 2, 28)).isoformat() == '2024-02-29'",
    ),
    Pair(
        "values",
        "bytes_of_a_text",
        "def packed(text): return text.encode('utf-8')",
        ("utf-8", "latin-1"),
        "assert packed('é') == b'\\xc3\\xa9'",
    ),
    Pair(
        "values",
        "ranges_and_slices",
        "tens, back = range(0, 50, 10), slice(None, None, -1)",
        ("-1", "-2"),
        "assert tens.step == 10 and 'abc'[back] == 'cba'",
    ),
    Pair(
        "values",
        "counters",
        "from collections import Counter, defaultdict, deque\n"
        "letters, last = Counter('banana'), deque([1, 2, 3], maxlen=2)",
        ("maxlen=2", "maxlen=3"),
        "assert letters.most_common(1) == [('a', 3)]\nassert last.maxlen == 2 and last[0] == 2",
    ),
    Pair(
        "values",
        "rows_that_are_one",
        "def board(): return [[0] * 2 for _ in range(2)]",
        ("[[0] * 2 for _ in range(2)]", "[[0] * 2] * 2"),
        "rows = board()\nrows[0][0] = 1\nassert rows == [[1, 0], [0, 0]]",
    ),
    Pair(
        "values",
        "types_and_modules",
        "import math\nkind, tool = float, math",
        ("float, math", "int, math"),
        "assert kind is float and tool.floor(2.5) == 2",
    ),
    Pair(
        "values",
        "matches",
        "import re\nfound = re.search(r'(\\d+) km', 'after 42 km')",
        ("(\\d+)", "(\\d)"),
        "assert found.group(1) == '42' and found.span() == (6, 11)",
    ),
    Pair(
        "values",
        "tree",
        "tree = ('a', {'left': ['b', None], 'right': (1.5, True)})",
        ("True", "False"),
        "assert tree[1]['left'][1] is None and tree[1]['right'] == (1.5, True)",
    ),
    # Arrays.
    Pair(
        "arrays",
        "shape_and_kind",
        "def grid(n): return np.zeros((n, 0, 2), dtype=np.float16)",
        ("n, 0, 2", "0, n, 2"),
        "assert grid(3).shape == (3, 0, 2) and grid(1).dtype == np.float16",
    ),
    Pair(
        "arrays",
        "mask",
        "heights = np.array([1.5, 9.0, 2.0])\nheights[heights > 5] = np.nan",
        ("> 5", "> 10"),
        "np.testing.assert_array_equal(np.isnan(heights), [False, True, False])",
    ),
    Pair(
        "arrays",
        "view_of_its_argument",
        "def upper_row(a): return a[0]",
        ("a[0]", "a[0].copy()"),
        "a = np.ones((2, 2))\nupper_row(a)[:] = 7\nassert np.shares_memory(upper_row(a), a)\n"
        "assert a.sum() == 16",
    ),
    Pair(
        "arrays",
        "fields",
        "people = np.array([('Ida', 9), ('Bo', 7)], dtype=[('name', 'U5'), ('age', int)])",
        ("'Bo', 7", "'Bo', 8"),
        "assert people['age'].tolist() == [9, 7] and people[0]['name'] == 'Ida'",
    ),
    Pair(
        "arrays",
        "masked_array",
        "rain = np.ma.masked_less(np.array([3.0, -99.0, 5.0]), 0)",
        ("masked_less", "masked_greater"),
        "assert rain.mean() == 4 and rain.count() == 2",
    ),
    Pair(
        "arrays",
        "days",
        "days = np.arange('2024-02-27', '2024-03-02', dtype='datetime64[D]')",
        ("03-02", "03-01"),
        "assert len(days) == 4 and str(days[-1]) == '2024-03-01'",
    ),
    Pair(
        "arrays",
        "generator_of_numbers",
        "def walk(rng, n): return np.cumsum(rng.choice([-1, 1], n))",
        ("np.cumsum", "np.array"),
        "path = walk(np.random.default_rng(3), 50)\nassert set(np.abs(np.diff(path))) == {1}\n"
        "assert (path == walk(np.random.default_rng(3), 50)).all()",
    ),
    # Figures.
    Pair(
        "figures",
        "line_that_is_returned",
        "def draw(y):\n    fig, ax = plt.subplots()\n    ax.plot(y, label='speed')\n"
        "    ax.set_title('Fall')\n    ax.legend()\n    return ax",
        ("'speed'", "'time'"),
        "ax = draw([0, 5])\nassert list(ax.lines[0].get_ydata()) == [0, 5]\n"
        "assert [t.get_text() for t in ax.get_legend().get_texts()] == ['speed']\nplt.close('all')",
    ),
    Pair(
        "figures",
        "axes_of_now",
        "def mark(x): plt.axvline(x, color='red')",
        ("red", "blue"),
        "plt.figure()\nmark(3)\nline = plt.gca().lines[0]\nassert line.get_color() == 'red'\n"
        "plt.close('all')",
    ),
    Pair(
        "figures",
        "bars",
        "def bars(counts):\n    fig, ax = plt.subplots()\n    return ax.bar(list(counts), "
        "list(counts.values()))",
        ("list(counts.values())", "len(counts)"),
        "drawn = bars({'a': 3, 'b': 1})\nassert [p.get_height() for p in drawn] == [3, 1]\n"
        "plt.close('all')",
    ),
    Pair(
        "figures",
        "rows_of_axes",
        "def panels():\n    fig, axes = plt.subplots(2, 3, sharex=True)\n    return fig, axes",
        ("2, 3", "3, 2"),
        "fig, axes = panels()\nassert axes.shape == (2, 3) and len(fig.axes) == 6\n"
        "plt.close('all')",
    ),
    Pair(
        "figures",
        "saved",
        "def saved(size):\n    fig = plt.figure(figsize=(size, 1), dpi=50)\n"
        "    file = io.BytesIO()\n    fig.savefig(file)\n    return file.getvalue()",
        ("size, 1", "1, size"),
        "file = io.BytesIO(saved(2))\nassert plt.imread(file).shape[:2] == (50, 100)\n"
        "plt.close('all')",
    ),
    # PyTorch.
    Pair(
        "torch",
        "derivative",
        "def loss(w): return ((w - 2.0) ** 2).sum()",
        ("- 2.0", "+ 2.0"),
        "w = torch.zeros(2, requires_grad=True)\nloss(w).backward()\n"
        "assert torch.equal(w.grad, torch.tensor([-4.0, -4.0]))",
    ),
    Pair(
        "torch",
        "module_of_the_answer",
        "class Scale(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.factor = nn.Parameter(torch.tensor(3.0))\n"
        "    def forward(self, x): return self.factor * x",
        ("self.factor * x", "x"),
        "scale = Scale()\nassert list(scale.state_dict()) == ['factor']\n"
        "assert scale(torch.tensor(2.0)).item() == 6",
    ),
    Pair(
        "torch",
        "layers_in_a_row",
        "net = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1))",
        ("nn.ReLU()", "nn.Tanh()"),
        "assert isinstance(net[1], nn.ReLU)\n"
        "assert sum(p.numel() for p in net.parameters()) == 19\n"
        "assert net(torch.ones(5, 4)).shape == (5, 1)",
    ),
    Pair(
        "torch",
        "data_in_batches",
        "from torch.utils.data import DataLoader, Dataset\n\nclass Squares(Dataset):\n"
        "    def __len__(self): return 5\n    def __getitem__(self, k): return k, k * k",
        ("k * k", "k + k"),
        "batches = list(DataLoader(Squares(), batch_size=2))\n"
        "assert len(batches) == 3 and batches[1][1].tolist() == [4, 9]",
    ),
    Pair(
        "torch",
        "training",
        "def fit(x, y):\n    w = torch.zeros(1, requires_grad=True)\n"
        "    steps = torch.optim.SGD([w], lr=0.1)\n    for _ in range(40):\n"
        "        steps.zero_grad()\n        ((w * x - y) ** 2).mean().backward()\n"
        "        steps.step()\n    return w.detach()",
        ("range(40)", "range(2)"),
        "x = torch.tensor([1.0, 2.0])\nassert torch.allclose(fit(x, 3 * x), torch.tensor([3.0]), "
        "atol=1e-3)",
    ),
    Pair(
        "torch",
        "seed_of_torchs",
        "def noise(n): return torch.randn(n, dtype=torch.float64)",
        ("torch.randn", "torch.rand"),
        "torch.manual_seed(4)\nmade = noise(3)\ntorch.manual_seed(4)\n"
        "assert torch.equal(made, torch.randn(3, dtype=torch.float64))",
    ),
    # Large values.
    Pair(
        "large",
        "list_of_many",
        "many = list(range(600_000))",
        ("600_000", "600_001"),
        "assert len(many) == 600_000 and many[-1] == 599_999",
    ),
    Pair(
        "large",
        "array_of_many",
        "sky = np.full((3, 900, 900), 0.5)\nsky[0, 0, 0] = 1",
        ("= 1", "= 2"),
        "assert sky.shape == (3, 900, 900) and sky.max() == 1",
    ),
    Pair(
        "large",
        "number_of_many_digits",
        "grains = 2 ** 20_000 - 1",
        ("- 1", "+ 1"),
        "assert grains.bit_length() == 20_000",
    ),
    Pair(
        "large",
        "text_of_many_letters",
        "def song(n): return 'la ' * n",
        ("'la '", "'la'"),
        "assert len(song(1_000_000)) == 3_000_000",
    ),
    Pair(
        "large",
        "deep",
        "def nested(n):\n    found = 0\n    for _ in range(n): found = [found]\n    return found",
        ("range(n)", "range(n - 1)"),
        "depth, rest = 0, nested(150)\nwhile rest:\n    depth, rest = depth + 1, rest[0]\n"
        "assert depth == 150",
    ),
    # Pandas.
    Pair(
        "pandas",
        "frame",
        "towns = pd.DataFrame({'name': ['Ur', 'Uz'], 'people': [3, 5]})",
        ("[3, 5]", "[3, 4]"),
        "assert towns.shape == (2, 2) and towns['people'].sum() == 8",
    ),
    Pair(
        "pandas",
        "grouped",
        "def per_class(frame): return frame.groupby('cls')['points'].mean()",
        (".mean()", ".max()"),
        "got = per_class(pd.DataFrame({'cls': [1, 1, 2], 'points': [2, 4, 5]}))\n"
        "assert got.loc[1] == 3 and got.index.name == 'cls'",
    ),
    Pair(
        "pandas",
        "series_compared",
        "def gaps_filled(series): return series.fillna(0)",
        ("fillna(0)", "fillna(1)"),
        "got = gaps_filled(pd.Series([1, np.nan]))\n"
        "pd.testing.assert_series_equal(got, pd.Series([1.0, 0.0]))",
    ),
    Pair(
        "pandas",
        "days_as_an_index",
        "week = pd.Series(range(7), index=pd.date_range('2024-01-01', periods=7))",
        ("range(7)", "range(1, 8)"),
        "assert week['2024-01-03'] == 2 and week.resample('7D').sum().iloc[0] == 21",
    ),
]
