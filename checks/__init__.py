"""What the exercises' tests call: a check calls a student's function and names the likely mistake.

A notebook holds the source of what it needs of this package in one cell, which `embed` writes.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    raise AttributeError(
        f"checks has no {name} yet: run the cells above first, from the top of the notebook"
    )
