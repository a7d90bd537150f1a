"""Warnings of libraries that name no student and no file, and ask nothing of whoever grades."""

from __future__ import annotations

import warnings

WORDS = (
    "Object of type .* not in session",  # SQLAlchemy 2.1, of every submission that nbgrader adds
    "Cell is missing an id field",  # nbformat, of a notebook from before 4.5: it adds ids itself
    "Non-unique cell id",  # nbformat, of a copied cell: it gives it another id itself
)
"""How they begin; whose they are is not asked, so that nothing is imported for it."""


def quiet() -> None:
    """From now on, keep them from the terminal of this process."""
    for words in WORDS:
        warnings.filterwarnings("ignore", words)
