"""Knows which texts are alike enough, and near enough, to be one cell before and after an edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from grading.decode import HandedCell
from grading.slots import Slot

ALIKE, ALIKE_HERE = 80, 60
"""Per cent of the characters that two texts share in order: anywhere, and in the same place."""

COMPARED, PAIRED = 2_000, 400
"""Characters of a text, and cells of a notebook, that are compared: the rest is not looked at."""


def likeness(one: str, other: str) -> float:
    """Per cent of the characters that the beginnings of two texts share in order."""
    return fuzz.ratio(one[:COMPARED], other[:COMPARED])


def likely_pairs(
    slots: Sequence[Slot], claims: Mapping[int, Sequence[HandedCell]], left: Sequence[HandedCell]
) -> list[tuple[Slot, HandedCell]]:
    """Slots without a cell with cells without a slot, the likest first, each once at the most."""
    scored = sorted(_scored(slots, claims, left[:PAIRED]), key=lambda pair: -pair[0])
    slots_used, cells_used, pairs = set(), set(), []
    for _, slot, cell in scored:
        if slot.index not in slots_used and cell.index not in cells_used:
            slots_used.add(slot.index)
            cells_used.add(cell.index)
            pairs.append((slot, cell))
    return pairs


def _scored(
    slots: Sequence[Slot], claims: Mapping[int, Sequence[HandedCell]], left: Sequence[HandedCell]
) -> Iterator[tuple[float, Slot, HandedCell]]:
    for slot in slots:
        if slot.index in claims:
            continue
        before, after = _neighbours(slot, claims)
        for cell in left:
            if cell.cell_type == slot.cell.cell_type and cell.source.strip():
                here = before < cell.index < after
                score = likeness(cell.source, slot.cell.source)
                if score >= (ALIKE_HERE if here else ALIKE):
                    yield score + 20 * here, slot, cell


def _neighbours(slot: Slot, claims: Mapping[int, Sequence[HandedCell]]) -> tuple[float, float]:
    """The student's places of the matched cells before and after the slot."""
    before = [index for index in claims if index < slot.index]
    after = [index for index in claims if index > slot.index]
    return (
        claims[max(before)][-1].index if before else -1,
        claims[min(after)][0].index if after else float("inf"),
    )
