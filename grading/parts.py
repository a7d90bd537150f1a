"""Knows how the copies or parts of one solution cell make one answer, as if run in Jupyter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grading.decode import HandedCell
from grading.definitions import compiles, defines
from grading.slots import Slot, normal

MOST = 20
"""Parts that are looked at, the last ones: each has to be compiled."""


@dataclass(frozen=True)
class Parts:
    """What is left of the cells that claim to be one solution.

    `text` is the answer; `before` are cells that run right before it, `apart` cells that are none
    of its parts and stay where they are; `last` is the place of the answer in the student's file.
    """

    text: str
    last: int
    before: tuple[HandedCell, ...] = ()
    apart: tuple[HandedCell, ...] = ()
    remark: str = ""


def put_together(slot: Slot, cells: Sequence[HandedCell], test_at: float) -> Parts:
    """One answer of cells that all claim the slot, whose test is at this place of the file.

    A copy that stands after the test was not what the test saw when the notebook ran in order.
    """
    if len(cells) == 1:
        return Parts(cells[0].source, cells[0].index)
    code = [cell for cell in cells if cell.cell_type == slot.cell.cell_type] or list(cells)
    answers = _distinct(slot, code)
    if not answers:
        said = "it stands there more than once, unanswered"
        return Parts(cells[-1].source, cells[-1].index, remark=said)
    used, late = _distinct(slot, [cell for cell in code if cell.index < test_at])[-MOST:], []
    if any(_stands_alone(used)) or (used and compiles(_joined(used))):
        late = [cell for cell in answers if cell.index >= test_at and not _is_among(cell, used)]
    else:
        used = answers[-MOST:]
    parts = _settled(slot, used)
    if len(used) + len(late) < len(answers):
        parts = replace(parts, remark=f"{parts.remark}; only {MOST} of its copies were looked at")
    prose = [cell for cell in cells if cell not in code and not slot.has(cell.source)]
    return replace(parts, apart=(*late, *prose))


def continued(text: str, following: Sequence[HandedCell]) -> tuple[str, list[HandedCell]]:
    """The answer with the rest of it, if a split without copied metadata has cut that off.

    `following` are the cells of no slot that follow it; only an indented one can be the rest.
    """
    rest: list[HandedCell] = []
    for cell in following[:MOST]:
        if cell.cell_type != "code" or not _is_indented(cell.source):
            break
        rest.append(cell)
    whole = "\n".join([text, *(cell.source for cell in rest)])
    return (whole, rest) if rest and compiles(whole) else (text, [])


def _distinct(slot: Slot, cells: Sequence[HandedCell]) -> list[HandedCell]:
    """The cells without empty ones, untouched ones and repetitions; of those the last stays."""
    last = {normal(cell.source): cell for cell in cells}
    kept = (cell for text, cell in last.items() if text and text not in slot.forms)
    return sorted(kept, key=lambda cell: cell.index)


def _is_among(cell: HandedCell, others: Sequence[HandedCell]) -> bool:
    return any(normal(cell.source) == normal(other.source) for other in others)


def _settled(slot: Slot, cells: Sequence[HandedCell]) -> Parts:
    whole, last = _joined(cells), cells[-1].index
    if len(cells) == 1:
        return Parts(whole, last, remark="it stands there more than once; one of them counts")
    if not slot.is_code:
        return Parts(whole, last, remark="its parts were joined")
    alone = _stands_alone(cells)
    if all(alone):
        said = f"it stands there {len(cells)} times; the last one counts, after the others"
        return Parts(cells[-1].source, last, before=tuple(cells[:-1]), remark=said)
    if compiles(whole):
        return Parts(whole, last, remark="it had been split; its parts were joined")
    if any(alone):
        sound = [cell for cell, is_alone in zip(cells, alone, strict=True) if is_alone]
        best = ([cell for cell in sound if defines(cell.source, slot.name)] or sound)[-1]
        said = "of its parts only the last that is Python was taken"
        return Parts(best.source, best.index, remark=said)
    return Parts(whole, last, remark="none of its parts is Python; they were joined")


def _joined(cells: Sequence[HandedCell]) -> str:
    return "\n".join(cell.source for cell in cells)


def _stands_alone(cells: Sequence[HandedCell]) -> list[bool]:
    """Which cells compile, where a later one that begins indented is the rest of another."""
    return [
        not (place and _is_indented(cell.source)) and compiles(cell.source)
        for place, cell in enumerate(cells)
    ]


def _is_indented(source: str) -> bool:
    return source.lstrip("\n")[:1] in (" ", "\t")
