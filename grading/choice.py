"""Knows which of a student's files is taken for a notebook, where several may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grading.filenames import EXACT, meant
from grading.folder import Found


def choose(
    files: Sequence[Found], names: Sequence[str]
) -> tuple[dict[str, Path], dict[str, tuple[str, ...]]]:
    """The file of each notebook, and what to say where its name is another or not the only one.

    The exact name is best, on top rather than in a folder; then one that holds all of the name;
    then the beginning of it; among equals the file that was changed last.
    """
    candidates: dict[str, list[tuple[tuple[int, int, int, str], Found]]] = {}
    for file in files:
        guess = meant(file.last_name, names)
        if guess is not None:
            depth = file.depth if guess.certainty == EXACT else 0
            rank = (-guess.certainty, depth, -file.changed, file.name)
            candidates.setdefault(guess.name, []).append((rank, file))
    best = {name: [file for _, file in sorted(found)] for name, found in candidates.items()}
    remarks = {name: _remarks(name, *found) for name, found in best.items()}
    chosen = {name: found[0].path for name, found in best.items()}
    return chosen, {name: said for name, said in remarks.items() if said}


def _remarks(name: str, first: Found, *others: Found) -> tuple[str, ...]:
    renamed = [f"{first.name} was taken for {name}.ipynb"] if first.name != f"{name}.ipynb" else []
    return (*renamed, *(f"{other.name} was ignored in favour of {first.name}" for other in others))
