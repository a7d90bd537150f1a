"""A small assignment to begin with: a notebook that is released, solved and graded as it is."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.core.course import Assignment
from grading.core.errors import UsageError
from grading.core.text import clean

LONGEST = 60
"""Characters of a name: it is a folder's, a file's and a title of a column."""

HEADING = """# {title}

**How far from zero are some numbers, taken together?** About 5 minutes, 5 points.

Write your code where it says `YOUR CODE HERE`, and run the tests below it."""

PART = """## Root mean square (5 points)

$$\\sqrt{\\frac{1}{n} \\sum_{i=1}^{n} x_i^2}$$

Square the numbers, take the mean of the squares, and the square root of that."""

ANSWER = '''\
def root_mean_square(numbers: list[float]) -> float:
    """Return the root of the mean of the squares; there is at least one number.

    >>> root_mean_square([3.0, -3.0])
    3.0
    """
    ### BEGIN SOLUTION
    return math.sqrt(sum(number**2 for number in numbers) / len(numbers))
    ### END SOLUTION'''

TEST = '''\
"""Two numbers that are as far from zero (2 points)."""
found = root_mean_square([3.0, -3.0])
assert math.isclose(found, 3.0), f"for 3 and -3 it should be 3, and it is {found}"'''

HIDDEN_TEST = '''\
"""One number, and others that you do not see (3 points)."""
found = root_mean_square([-4.0])
assert math.isclose(found, 4.0), f"for -4 alone it should be 4, and it is {found}"
### BEGIN HIDDEN TESTS
assert math.isclose(root_mean_square([1.0, 7.0]), 5.0), "is it the mean of the squares?"
assert math.isclose(root_mean_square([2.0, 4.0, 4.0, 8.0]), 5.0), "is it divided by their number?"
### END HIDDEN TESTS'''


def new(assignment: Assignment) -> None:
    """Lay down source/NAME/ with one notebook, and say how to go on.

    Raises UsageError, with nothing written, for a name that cannot be an assignment's, and where
    there is something of that name already.
    """
    name, root = assignment.name, assignment.root
    check_name(name)
    for place in (assignment.source, assignment.release, assignment.solutions):
        if place.exists() or place.is_symlink():
            where = place.relative_to(root)
            raise UsageError(f"{where} is there already, and stays as it is: choose another name.")
    try:
        assignment.source.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=assignment.source.parent) as made:
            whole = Path(made, name)
            whole.mkdir()
            nbformat.write(notebook(name), whole / f"{name}.ipynb")
            whole.rename(assignment.source)
    except OSError as error:
        raise UsageError(f"{assignment.source} cannot be made: {error.strerror}.") from error
    print(f"{(assignment.source / f'{name}.ipynb').relative_to(root)}: edit it, and then run")
    print(f"  python -m grading build {name}   for release/{name}, what students get")
    print(f"  python -m grading grade {name}   once they have handed in")


def check_name(name: str) -> None:
    """Raise UsageError for a name that nbgrader, make or a file system does not take."""
    if not re.fullmatch(r"[^\W_][\w.-]*", name) or name.endswith("."):
        fit = re.sub(r"[^\w-]+", "_", name).strip("_-")
        perhaps = f", such as {fit[:LONGEST]}" if fit else ""
        raise UsageError(
            f"'{clean(name)}' cannot be the name of an assignment: take letters, digits, _ and -, "
            f"with a letter or a digit first{perhaps}."
        )
    if len(name) > LONGEST:
        raise UsageError(f"{name[:LONGEST]}… is too long: take {LONGEST} characters at most.")


def notebook(name: str) -> NotebookNode:
    """The notebook of an assignment of this name, with its solution and without outputs."""
    made: NotebookNode = new_notebook(
        cells=[
            new_markdown_cell(HEADING.format(title=title(name)), id="question"),
            _code("imports", "import math", locked=True),
            new_markdown_cell(PART, id="part-1"),
            _code("root_mean_square", ANSWER, solution=True),
            _code("test_root_mean_square", TEST, grade=True, locked=True, points=2),
            _code(
                "test_root_mean_square_of_others", HIDDEN_TEST, grade=True, locked=True, points=3
            ),
        ],
        metadata={
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
    )
    nbformat.validate(made)
    return made


def title(name: str) -> str:
    """The name as a heading: `line_search` is Line search."""
    words = re.sub(r"[_.-]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _code(name: str, source: str, **mark: Any) -> NotebookNode:
    """A cell of nbgrader's, whose `grade_id` is its id."""
    kinds = {"grade": False, "locked": False, "solution": False, "task": False}
    made: NotebookNode = new_code_cell(
        source,
        id=name,
        metadata={"nbgrader": {"grade_id": name, "schema_version": 3, **kinds, **mark}},
    )
    return made
