"""Knows how whatever file a student hands in becomes a notebook to grade; not how it is run.

Only sources are the student's, with the pictures in prose: of solutions, of free cells, of cells
that were added. Everything else is the instructor's, so that nothing in a file can change a test,
its points or its outputs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from grading.answers import Answers, find_answers
from grading.arrange import arrange
from grading.attachments import keep_pictures
from grading.decode import HandedCell, decode
from grading.edits import Edits, find_edits
from grading.filetext import Unreadable
from grading.match import BY_GRADE_ID, BY_ID, BY_TEXT, Matching, match
from grading.slots import Slot, read_slots

__all__ = ["Taken", "Unreadable", "take"]


@dataclass(frozen=True)
class Taken:
    """The instructor's notebook with a student's work in it, and what had to be mended for that.

    The notebook is valid in format 4.5 and holds no outputs. A remark is a sentence for the
    instructor; a well-formed file has none.
    """

    notebook: NotebookNode
    remarks: tuple[str, ...]


def take(handed_in: bytes, instructor: NotebookNode) -> Taken:
    """Put the student's work into a copy of the instructor's notebook.

    Cells are found by grade_id, by cell id, or by what is in them and where they stand, so that
    nothing that was answered is lost with metadata, order or neighbours. Raises Unreadable, and
    nothing else, for a file that holds no notebook.
    """
    sheet = decode(handed_in)
    found = match(read_slots(instructor), sheet.cells)
    answers = find_answers(found)
    edits = find_edits(found)
    cells = list(_cells(found, answers, edits))
    _keep_pictures(cells, sheet.cells)
    taken = {key: nbformat.from_dict(instructor[key]) for key in instructor if key != "cells"}
    notebook = NotebookNode({**taken, "cells": _with_ids(cells, found.slots)})
    remarks = (*sheet.remarks, *_signs(found), *answers.remarks, *edits.remarks)
    return Taken(notebook, remarks)


def _cells(found: Matching, answers: Answers, edits: Edits) -> Iterator[NotebookNode]:
    """The cells of the merged notebook; those that the student added have no id yet."""
    following = _following(found, answers, edits)
    yield from map(_added, following.get(-1, []))
    for slot in found.slots:
        place = slot.index
        if place not in edits.absent:
            yield _restored(slot, {**answers.texts, **edits.texts}.get(place))
        yield from map(_added, (*edits.beside.get(place, ()), *following.get(place, ())))


def _following(found: Matching, answers: Answers, edits: Edits) -> dict[int, list[HandedCell]]:
    """The student's own cells, and copies of answers that are none, by the place before them."""
    anchors = {
        cell.index: place
        for place, cells in found.claims.items()
        for cell in cells
        if place not in answers.found_at
    }
    anchors |= {c.index: place - 1 for place, cells in answers.before.items() for c in cells}
    own = sorted(
        [*edits.own, *(cell for cells in answers.before.values() for cell in cells)],
        key=lambda cell: cell.index,
    )
    return arrange(found.slots, own, anchors, answers.found_at)


def _restored(slot: Slot, source: str | None) -> NotebookNode:
    """The instructor's cell without outputs, with the student's source where there is one."""
    cell: NotebookNode = nbformat.from_dict(slot.cell)
    if source is not None:
        cell.source = source
    if slot.is_code:
        cell.update(outputs=[], execution_count=None)
    return cell


def _added(handed: HandedCell) -> NotebookNode:
    """A cell of the student's own: only its type and its source come from the file."""
    cell = NotebookNode(cell_type=handed.cell_type, metadata=NotebookNode(), source=handed.source)
    if handed.cell_type == "code":
        cell.update(outputs=[], execution_count=None)
    return cell


def _keep_pictures(cells: list[NotebookNode], handed: tuple[HandedCell, ...]) -> None:
    """Give prose the pictures of the cells that it comes from."""
    pasted = [cell for cell in handed if cell.pictures]
    for cell in cells if pasted else ():
        if cell.cell_type == "markdown":
            keep_pictures(cell, [c.pictures for c in pasted if c.source.strip() in cell.source])


def _with_ids(cells: list[NotebookNode], slots: tuple[Slot, ...]) -> list[NotebookNode]:
    taken = {slot.cell.id for slot in slots}
    number = 0
    for cell in cells:
        while "id" not in cell:
            number += 1
            if f"added-{number}" not in taken:
                cell.id = f"added-{number}"
    return cells


def _signs(found: Matching) -> Iterator[str]:
    """A sentence for cells that had lost their metadata, and one for a changed order."""
    for how, sign in ((BY_ID, "their ids"), (BY_TEXT, "what is in them")):
        marked = (slot for slot in found.slots if "nbgrader" in slot.cell.metadata)
        names = [slot.name for slot in marked if found.found_by.get(slot.index) == how]
        if names:
            listed = ", ".join(names)
            yield f"without nbgrader's metadata, these cells were found by {sign}: {listed}"
    kept = [slot for slot in found.slots if found.found_by.get(slot.index) == BY_GRADE_ID]
    places = [found.of_slot(slot)[0].index for slot in kept]
    if places != sorted(places):
        yield "the cells stood in another order than the instructor's, which is restored"
