"""What a notebook imports is known beforehand; what hidden tests import, apart from the rest."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.core.reference import Imports
from grading.gradebook.nbgrader import _imports


def notebook(answer: str, test: str) -> NotebookNode:
    head = "%matplotlib inline\nimport pandas as pd\nfrom scipy import stats, optimize"
    cells = [
        new_markdown_cell("import nothing"),
        new_code_cell(head, metadata={"nbgrader": {"locked": True}}),
        new_code_cell("%%time\nimport unlocked.inner, pandas"),
        new_code_cell(answer, metadata={"nbgrader": {"solution": True}}),
        new_code_cell(test, metadata={"nbgrader": {"grade": True, "locked": True}}),
        new_code_cell("def f(:\n    import broken"),
        new_code_cell(
            "try:\n    import perhaps\nexcept ImportError:\n    pass\nfrom . import here"
        ),
        new_code_cell("def f():\n    import later\n\nfrom star import *"),
    ]
    made: NotebookNode = new_notebook(cells=cells)
    return made


def test_solutions_count_and_hidden_tests_stand_apart() -> None:
    stub, answer = "import given", "import given\nfrom sklearn import svm"
    shown, whole = "import json", "import json\nimport hidden_one\nimport pandas"
    found = _imports(notebook(answer, whole), notebook(stub, shown), notebook(stub, whole))
    assert found == Imports(
        {
            "pandas": [],
            "scipy": ["optimize", "stats"],
            "unlocked.inner": [],
            "given": [],
            "sklearn": ["svm"],
            "json": [],
            "star": [],
        },
        {"hidden_one": []},
    )
