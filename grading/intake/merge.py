"""The merge: the reference notebook with the answers of a submitted one, whatever became of its
cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import nbformat
from nbformat import NotebookNode

from grading.intake.cells import (
    ReferenceCell,
    compiles,
    defines,
    normal,
    read_slots,
    seems_to_define,
)
from grading.intake.decode import HandedCell, decode, keep_pictures
from grading.intake.match import (
    ALIKE_HERE,
    BY_GRADE_ID,
    BY_ID,
    BY_TEXT,
    LOOKED_AT,
    Matching,
    last_definer,
    likeness,
    match,
)
from grading.intake.refusals import Unreadable

# How the copies or parts of one solution cell make one answer, as if run in Jupyter.

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


def put_together(slot: ReferenceCell, cells: Sequence[HandedCell], test_at: float) -> Parts:
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


def _distinct(slot: ReferenceCell, cells: Sequence[HandedCell]) -> list[HandedCell]:
    """The cells without empty ones, untouched ones and repetitions; of those the last stays."""
    last = {normal(cell.source): cell for cell in cells}
    kept = (cell for text, cell in last.items() if text and text not in slot.forms)
    return sorted(kept, key=lambda cell: cell.index)


def _is_among(cell: HandedCell, others: Sequence[HandedCell]) -> bool:
    return any(normal(cell.source) == normal(other.source) for other in others)


def _settled(slot: ReferenceCell, cells: Sequence[HandedCell]) -> Parts:
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


# The student's answer to each question, wherever it stands.


@dataclass
class Answers:
    """By the places of the instructor's solution cells: the answers, and where they were found.

    `before` are copies and parts that run right before an answer. What has no text here was not
    answered: the instructor's stub stays.
    """

    texts: dict[int, str] = field(default_factory=dict)
    before: dict[int, tuple[HandedCell, ...]] = field(default_factory=dict)
    found_at: dict[int, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def find_answers(found: Matching) -> Answers:
    """The answers; what is found in a student's own cell is no longer left over in `found`."""
    answers = Answers()
    solutions = found.of("solution")
    for slot in solutions:
        if found.of_slot(slot):
            _take_own_cells(slot, found, answers)
    for slot in solutions:
        if not _is_answered(slot, answers.texts.get(slot.index, "")):
            _take_from_elsewhere(slot, found, answers)
    return answers


def _is_answered(slot: ReferenceCell, text: str) -> bool:
    """True if the text may be an answer: for code, it has to define the name of the question."""
    is_own_work = bool(text.strip()) and not slot.has(text)
    return is_own_work and (defines(text, slot.name) or not slot.is_code)


def _take_own_cells(slot: ReferenceCell, found: Matching, answers: Answers) -> None:
    parts = put_together(slot, found.of_slot(slot), found.test_at(slot))
    found.give_back(parts.apart)
    following = [cell for cell in found.left if cell.index > parts.last]
    gapless = [c for place, c in enumerate(following, start=1) if c.index == parts.last + place]
    text, rest = continued(parts.text, gapless) if slot.is_code else (parts.text, [])
    for cell in rest:
        found.left.remove(cell)
    answers.texts[slot.index], answers.before[slot.index] = text, parts.before
    answers.found_at[slot.index] = parts.last
    remark = "it had been split; its parts were joined" if rest else parts.remark
    answers.remarks += [f"{slot.name}: {remark}"] if remark else []


def _take_from_elsewhere(slot: ReferenceCell, found: Matching, answers: Answers) -> None:
    """Answer a question whose own cell is missing, or is no answer, with another that defines it.

    Where that cell runs after this one and before the test, it counts as it stands.
    """
    held = _elsewhere(slot, found) if slot.is_code else []
    own = last_definer(slot.name, found.left, found.test_at(slot)) if slot.is_code else None
    if _counts_where_it_stands(slot, found, answers, [other for other, _ in held]):
        return
    if own is not None:
        found.left.remove(own)
        _put(slot, own.source, f"cell {own.index + 1} of the file", answers)
        answers.found_at[slot.index] = own.index
    elif held:
        other, cell = held[-1]
        _put(slot, cell.source, f"the cell {other.name}", answers)
    elif slot.index not in answers.texts:
        answers.remarks.append(f"{slot.name}: no answer was found")


def _put(slot: ReferenceCell, source: str, place: str, answers: Answers) -> None:
    """Take the source for an answer, after what the student wrote into the cell that is for it."""
    state = "is no answer" if slot.index in answers.texts else "is missing"
    written = answers.texts.get(slot.index, "")
    both = f"{written}\n\n{source}"
    is_kept = written.strip() and not slot.has(written) and compiles(both)
    answers.texts[slot.index] = both if is_kept else source
    answers.remarks.append(f"{slot.name}: its cell {state}; the answer was found in {place}")


def _elsewhere(slot: ReferenceCell, found: Matching) -> list[tuple[ReferenceCell, HandedCell]]:
    """Cells of the instructor's in which the student wrote a definition of this answer."""
    others = [pair for pair in found.edited() if pair[0] is not slot]
    naming = [(other, cell) for other, cell in others if slot.name in cell.source][-LOOKED_AT:]
    return [(other, cell) for other, cell in naming if defines(cell.source, slot.name)]


def _counts_where_it_stands(
    slot: ReferenceCell, found: Matching, answers: Answers, others: list[ReferenceCell]
) -> bool:
    """True if a definition runs between the solution cell and its test, also in the merged file."""
    test = found.test(slot)
    until = test.index if test else len(found.slots)
    if any(slot.index < other.index < until for other in others if other.kind != "test"):
        return True
    at, test_at = answers.found_at.get(slot.index), found.test_at(slot)
    between = [cell for cell in found.left if at is not None and at < cell.index < test_at]
    return last_definer(slot.name, between, test_at) is not None


# What becomes of the cells that are not answers: the instructor's, edited, and the rest.


@dataclass
class Edits:
    """What is done to the instructor's cells, by their places, and which cells are the student's.

    `absent` are cells that are not to be seen, `texts` the student's for cells that are free,
    `beside` edited versions that follow the instructor's own, `earlier` names of cells that are
    those of an earlier release, untouched by the student.
    """

    absent: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    beside: dict[int, list[HandedCell]] = field(default_factory=dict)
    own: list[HandedCell] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
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
    if edits.earlier:
        edits.remarks.append(_of_earlier(found, [*edits.earlier, *missing]))
    elif missing:
        edits.remarks.append(f"missing cells were put back: {', '.join(missing)}")
    return edits


def _of_earlier(found: Matching, restored: Sequence[str]) -> str:
    """What to say of a notebook that was handed out before the instructor's changed."""
    names = {slot.name for slot in found.slots}
    gone = [cell.grade_id for cell in found.left if cell.is_answer and cell.grade_id not in names]
    said = f"this is an earlier release, graded with today's cells: {', '.join(restored)}"
    lost = ", ".join(dict.fromkeys(gone))
    return f"{said}; not graded, since today's has no such part: {lost}" if gone else said


def _free(slot: ReferenceCell, cells: list[HandedCell], edits: Edits) -> None:
    """The student's text; deleted code is not run, since that student did not run it either."""
    kept = [cell for cell in cells if cell.cell_type == slot.cell.cell_type][:1]
    edits.own += [cell for cell in cells if cell not in kept]
    if kept:
        edits.texts[slot.index] = kept[0].source
    elif slot.is_code:
        edits.absent.add(slot.index)


def _locked(slot: ReferenceCell, cells: list[HandedCell], edits: Edits) -> None:
    """The instructor's text, followed by the student's: later cells may need what that adds."""
    edited = [cell for cell in cells if not slot.has(cell.source) and cell.source.strip()]
    if edited:
        edits.beside[slot.index] = edited
    if edited and all(cell.as_released for cell in edited):
        edits.earlier.append(slot.name)
    elif edited:
        said = "this locked cell was edited; its text is restored, and the edited one follows it"
        edits.remarks.append(f"{slot.name}: {said}")


def _test(slot: ReferenceCell, cells: list[HandedCell], edits: Edits) -> None:
    """The instructor's text alone; but a copy that has become something else is the student's."""
    edited = [cell for cell in cells if not slot.has(cell.source)]
    copies = edited if len(edited) < len(cells) else edited[1:]
    unlike = (cell for cell in copies if likeness(cell.source, slot.cell.source) < ALIKE_HERE)
    edits.own += unlike
    if edited and all(cell.as_released for cell in edited):
        edits.earlier.append(slot.name)
    elif edited:
        edits.remarks.append(f"{slot.name}: this test cell was edited; its text is restored")


def _is_copy(cell: HandedCell, known: set[str]) -> bool:
    return normal(cell.source) in known


# Where the student's own cells stand among the instructor's.


def arrange(
    slots: Sequence[ReferenceCell],
    own: Sequence[HandedCell],
    anchors: Mapping[int, int],
    answered: Mapping[int, int],
) -> dict[int, list[HandedCell]]:
    """The student's own cells by the place of the instructor's cell that they follow.

    Place -1 is the top. `anchors` gives such places for some places in the student's file, from
    which on they hold; `answered` gives the place in that file of each answered solution slot.
    """
    reach = _reach(slots, {*anchors.values(), *answered})
    steps = sorted([*anchors.items(), *((at, slot) for slot, at in answered.items())])
    following: dict[int, list[HandedCell]] = {}
    passed, anchor = 0, -1
    for cell in own:
        while passed < len(steps) and steps[passed][0] <= cell.index:
            anchor = steps[passed][1]
            passed += 1
        place = _between(reach.get(anchor, anchor), cell, slots, answered)
        following.setdefault(place, []).append(cell)
    return following


def _reach(slots: Sequence[ReferenceCell], present: set[int]) -> dict[int, int]:
    """For each place, the last missing solution that follows it with only missing cells between.

    Cells that follow the place follow its stub, too: so that a stub undoes no definition.
    """
    reach: dict[int, int] = {}
    for start in (-1, *sorted(present)):
        for slot in slots[start + 1 :]:
            if slot.index in present:
                break
            if slot.kind == "solution":
                reach[start] = slot.index
    return reach


def _between(
    place: int, cell: HandedCell, slots: Sequence[ReferenceCell], answered: Mapping[int, int]
) -> int:
    """The place, moved as little as the student's order of this cell and the answers asks for.

    An answer may need whatever stood before it; a cell that defines an answer again replaces it.
    """
    lowered = min([place, *(slot - 1 for slot, at in answered.items() if at > cell.index)])
    replaced = [
        slot
        for slot, at in answered.items()
        if lowered < slot and at < cell.index and seems_to_define(cell.source, slots[slot].name)
    ]
    return max(place, *replaced) if replaced else lowered


# How whatever file a student hands in becomes a notebook to grade.

__all__ = ["MergedNotebook", "Unreadable", "merge_submission"]


@dataclass(frozen=True)
class MergedNotebook:
    """The instructor's notebook with a student's work in it, and what had to be mended for that.

    The notebook is valid in format 4.5 and holds no outputs. A remark is a sentence for the
    instructor; a well-formed file has none.
    """

    notebook: NotebookNode
    remarks: tuple[str, ...]


def merge_submission(
    handed_in: bytes, instructor: NotebookNode, public: Mapping[str, str] = MappingProxyType({})
) -> MergedNotebook:
    """Put the student's work into a copy of the instructor's notebook.

    `public` holds the sources that students get of some of its cells, by cell id, where they
    differ: without hidden tests and mark schemes.

    Cells are found by grade_id, by cell id, or by what is in them and where they stand, so that
    nothing that was answered is lost with metadata, order or neighbours. Raises Unreadable, and
    nothing else, for a file that holds no notebook.
    """
    sheet = decode(handed_in)
    found = match(read_slots(instructor, public), sheet.cells)
    answers = find_answers(found)
    edits = find_edits(found)
    cells = list(_cells(found, answers, edits))
    _keep_pictures(cells, sheet.cells)
    taken = {key: nbformat.from_dict(instructor[key]) for key in instructor if key != "cells"}
    notebook = NotebookNode({**taken, "cells": _with_ids(cells, found.slots)})
    remarks = (*sheet.remarks, *_signs(found), *answers.remarks, *edits.remarks)
    return MergedNotebook(notebook, remarks)


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


def _restored(slot: ReferenceCell, source: str | None) -> NotebookNode:
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


def _with_ids(cells: list[NotebookNode], slots: tuple[ReferenceCell, ...]) -> list[NotebookNode]:
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
