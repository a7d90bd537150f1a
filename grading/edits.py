"""Knows what becomes of the cells that are not answers: the instructor's, edited, and the rest."""

from __future__ import annotations

from dataclasses import dataclass, field

from grading.decode import HandedCell
from grading.likeness import ALIKE_HERE, likeness
from grading.match import Matching
from grading.slots import Slot, normal


@dataclass
class Edits:
    """What is done to the instructor's cells, by their places, and which cells are the student's.

    `absent` are cells that are not to be seen, `texts` the student's for cells that are free,
    `beside` edited versions that follow the instructor's own.
    """

    absent: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    beside: dict[int, list[HandedCell]] = field(default_factory=dict)
    own: list[HandedCell] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def find_edits(found: Matching) -> Edits:
    """What a student did to the cells that hold no answer."""
    edits = Edits()
    for slot in found.slots:
        cells = found.of_slot(slot)
        if slot.kind == "free":
            _free(slot, cells, edits)
        elif slot.kind == "locked":
            _locked(slot, cells, edits)
        elif slot.kind == "test":
            _test(slot, cells, edits)
    known = {form for slot in found.of("test", "locked") for form in slot.forms if form}
    edits.own = [cell for cell in (*found.left, *edits.own) if not _is_copy(cell, known)]
    edits.own.sort(key=lambda cell: cell.index)
    missing = [slot.name for slot in found.open("test", "locked")]
    if missing:
        edits.remarks.append(f"missing cells were put back: {', '.join(missing)}")
    return edits


def _free(slot: Slot, cells: list[HandedCell], edits: Edits) -> None:
    """The student's text; deleted code is not run, since that student did not run it either."""
    kept = [cell for cell in cells if cell.cell_type == slot.cell.cell_type][:1]
    edits.own += [cell for cell in cells if cell not in kept]
    if kept:
        edits.texts[slot.index] = kept[0].source
    elif slot.is_code:
        edits.absent.add(slot.index)


def _locked(slot: Slot, cells: list[HandedCell], edits: Edits) -> None:
    """The instructor's text, followed by the student's: later cells may need what that adds."""
    edited = [cell for cell in cells if not slot.has(cell.source) and cell.source.strip()]
    if edited:
        edits.beside[slot.index] = edited
        said = "this locked cell was edited; its text is restored, and the edited one follows it"
        edits.remarks.append(f"{slot.name}: {said}")


def _test(slot: Slot, cells: list[HandedCell], edits: Edits) -> None:
    """The instructor's text alone; but a copy that has become something else is the student's."""
    edited = [cell for cell in cells if not slot.has(cell.source)]
    copies = edited if len(edited) < len(cells) else edited[1:]
    unlike = (cell for cell in copies if likeness(cell.source, slot.cell.source) < ALIKE_HERE)
    edits.own += unlike
    if edited:
        edits.remarks.append(f"{slot.name}: this test cell was edited; its text is restored")


def _is_copy(cell: HandedCell, known: set[str]) -> bool:
    return normal(cell.source) in known
