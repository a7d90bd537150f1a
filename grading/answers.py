"""Knows the student's answer to each question, wherever it stands; not what surrounds it."""

from __future__ import annotations

from dataclasses import dataclass, field

from grading.decode import HandedCell
from grading.definitions import compiles, defines
from grading.match import LOOKED_AT, Matching, last_definer
from grading.parts import continued, put_together
from grading.slots import Slot


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


def _is_answered(slot: Slot, text: str) -> bool:
    """True if the text may be an answer: for code, it has to define the name of the question."""
    is_own_work = bool(text.strip()) and not slot.has(text)
    return is_own_work and (defines(text, slot.name) or not slot.is_code)


def _take_own_cells(slot: Slot, found: Matching, answers: Answers) -> None:
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


def _take_from_elsewhere(slot: Slot, found: Matching, answers: Answers) -> None:
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


def _put(slot: Slot, source: str, place: str, answers: Answers) -> None:
    """Take the source for an answer, after what the student wrote into the cell that is for it."""
    state = "is no answer" if slot.index in answers.texts else "is missing"
    written = answers.texts.get(slot.index, "")
    both = f"{written}\n\n{source}"
    is_kept = written.strip() and not slot.has(written) and compiles(both)
    answers.texts[slot.index] = both if is_kept else source
    answers.remarks.append(f"{slot.name}: its cell {state}; the answer was found in {place}")


def _elsewhere(slot: Slot, found: Matching) -> list[tuple[Slot, HandedCell]]:
    """Cells of the instructor's in which the student wrote a definition of this answer."""
    others = [pair for pair in found.edited() if pair[0] is not slot]
    naming = [(other, cell) for other, cell in others if slot.name in cell.source][-LOOKED_AT:]
    return [(other, cell) for other, cell in naming if defines(cell.source, slot.name)]


def _counts_where_it_stands(
    slot: Slot, found: Matching, answers: Answers, others: list[Slot]
) -> bool:
    """True if a definition runs between the solution cell and its test, also in the merged file."""
    test = found.test(slot)
    until = test.index if test else len(found.slots)
    if any(slot.index < other.index < until for other in others if other.kind != "test"):
        return True
    at, test_at = answers.found_at.get(slot.index), found.test_at(slot)
    between = [cell for cell in found.left if at is not None and at < cell.index < test_at]
    return last_definer(slot.name, between, test_at) is not None
