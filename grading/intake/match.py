"""Matching of submitted cells with those of the reference notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from grading.intake.cells import Kind, ReferenceCell, compiles, defines, normal
from grading.intake.decode import HandedCell

# Which texts are alike enough, and near enough, to be one cell before and after an edit.

ALIKE, ALIKE_HERE = 80, 60
"""Per cent of the characters that two texts share in order: anywhere, and in the same place."""

COMPARED, PAIRED = 2_000, 400
"""Characters of a text, and cells of a notebook, that are compared: the rest is not looked at."""


def likeness(one: str, other: str) -> float:
    """Per cent of the characters that the beginnings of two texts share in order."""
    return fuzz.ratio(one[:COMPARED], other[:COMPARED])


def likely_pairs(
    slots: Sequence[ReferenceCell],
    claims: Mapping[int, Sequence[HandedCell]],
    left: Sequence[HandedCell],
) -> list[tuple[ReferenceCell, HandedCell]]:
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
    slots: Sequence[ReferenceCell],
    claims: Mapping[int, Sequence[HandedCell]],
    left: Sequence[HandedCell],
) -> Iterator[tuple[float, ReferenceCell, HandedCell]]:
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


def _neighbours(
    slot: ReferenceCell, claims: Mapping[int, Sequence[HandedCell]]
) -> tuple[float, float]:
    """The student's places of the matched cells before and after the slot."""
    before = [index for index in claims if index < slot.index]
    after = [index for index in claims if index > slot.index]
    return (
        claims[max(before)][-1].index if before else -1,
        claims[min(after)][0].index if after else float("inf"),
    )


# Which of a student's cells is which of the instructor's.

LOOKED_AT = 10
"""The most cells that are parsed in search of one answer, the last ones that name it."""

BY_GRADE_ID, BY_ID, BY_TEXT = "grade_id", "id", "text"


class Matching:
    """The instructor's cells, the student's cells that claim to be one, and those left over.

    Several cells may claim the same slot: copies, or the parts of a split one.
    """

    def __init__(self, slots: Sequence[ReferenceCell], cells: Sequence[HandedCell]) -> None:
        self.slots, self.left = tuple(slots), list(cells)
        self.claims: dict[int, list[HandedCell]] = {}
        self.found_by: dict[int, str] = {}

    def of(self, *kinds: Kind) -> list[ReferenceCell]:
        return [slot for slot in self.slots if slot.kind in kinds]

    def of_slot(self, slot: ReferenceCell) -> list[HandedCell]:
        return self.claims.get(slot.index, [])

    def open(self, *kinds: Kind) -> list[ReferenceCell]:
        """The slots that no cell claims."""
        return [slot for slot in self.of(*kinds) if slot.index not in self.claims]

    def test(self, slot: ReferenceCell) -> ReferenceCell | None:
        """The test of a solution: the one of its name, or else the next."""
        tests = [test for test in self.of("test") if test.index > slot.index]
        named = [test for test in tests if test.name == f"test_{slot.name}"]
        return next(iter([*named, *tests]), None)

    def test_at(self, slot: ReferenceCell) -> float:
        """Where the test of a solution stands in the student's file, infinity if nowhere."""
        test = self.test(slot)
        cells = self.of_slot(test) if test else []
        return cells[0].index if cells else float("inf")

    def take(self, slot: ReferenceCell, cell: HandedCell, how: str) -> None:
        """Let a cell that is left over claim the slot."""
        self.left.remove(cell)
        self.claims.setdefault(slot.index, []).append(cell)
        self.found_by[slot.index] = how

    def give_back(self, cells: Sequence[HandedCell]) -> None:
        """Let these be left over, in the student's order."""
        self.left = sorted([*self.left, *cells], key=lambda cell: cell.index)

    def release(self, slot: ReferenceCell, cells: Sequence[HandedCell]) -> None:
        """Let these claim the slot no more."""
        self.give_back(cells)
        self.claims[slot.index] = [cell for cell in self.of_slot(slot) if cell not in cells]
        if not self.claims[slot.index]:
            del self.claims[slot.index], self.found_by[slot.index]

    def edited(self) -> Iterator[tuple[ReferenceCell, HandedCell]]:
        """Each claimed slot with each of its cells whose text is not the instructor's."""
        for slot in self.slots:
            for cell in self.of_slot(slot):
                if not slot.has(cell.source):
                    yield slot, cell

    def claim(self, how: str, slot_of: Callable[[HandedCell], ReferenceCell | None]) -> None:
        """Let each cell that is left over claim its slot, if none did before by a better sign."""
        taken, left = set(self.claims), self.left
        self.left = []
        for cell in left:
            slot = slot_of(cell)
            if slot is None or slot.index in taken:
                self.left.append(cell)
            else:
                self.claims.setdefault(slot.index, []).append(cell)
                self.found_by[slot.index] = how


def match(slots: Sequence[ReferenceCell], cells: Sequence[HandedCell]) -> Matching:
    """Match by grade_id, else by cell id, else by text: equal, defining the name, or alike."""
    found = Matching(slots, cells)
    by_grade_id = {slot.name: slot for slot in slots if "nbgrader" in slot.cell.metadata}
    found.claim(BY_GRADE_ID, lambda cell: by_grade_id.get(cell.grade_id))
    times = Counter(cell.id for cell in found.left)
    by_id = {slot.cell.id: slot for slot in slots if times[slot.cell.id] == 1}
    found.claim(BY_ID, lambda cell: _of_its_type(cell, by_id.get(cell.id)))
    _release_strays(found)
    if found.left and len(found.claims) < len(slots):
        _claim_by_text(found)
    return found


def _of_its_type(cell: HandedCell, slot: ReferenceCell | None) -> ReferenceCell | None:
    """The slot; but the instructor's own cells do not change their type.

    In an earlier release, prose may have had the id.
    """
    is_ours = slot is not None and slot.kind in ("test", "locked")
    return None if slot and is_ours and slot.cell.cell_type != cell.cell_type else slot


def last_definer(name: str, cells: Sequence[HandedCell], test_at: float) -> HandedCell | None:
    """The last cell that defines the name before its test; rather one that is code and compiles.

    One that stands after the test is better than none that compiles.
    """
    naming = [cell for cell in cells if name in cell.source][-LOOKED_AT:]
    definers = [cell for cell in naming if defines(cell.source, name)]
    code = [cell for cell in definers if cell.cell_type == "code"]
    sound = [cell for cell in code if compiles(cell.source)]
    early = [cell for cell in sound if cell.index < test_at]
    return next((those[-1] for those in (early, sound, code, definers) if those), None)


def _release_strays(found: Matching) -> None:
    """Free copies of an answer's cell in which another answer was written.

    Whoever needs a cell copies one, and with it the metadata that say whose answer it is.
    """
    wanted = [slot.name for slot in found.open("solution")]
    for slot in found.of("solution") if wanted else []:
        cells = found.of_slot(slot)
        strays = [
            cell
            for cell in (cells if 1 < len(cells) <= LOOKED_AT else [])
            if any(defines(cell.source, name) for name in wanted)
            and not defines(cell.source, slot.name)
        ]
        if strays:
            found.release(slot, strays)


def _claim_by_text(found: Matching) -> None:
    by_text: dict[str, list[ReferenceCell]] = {}
    for slot in found.open("solution", "test", "locked", "free"):
        for form in slot.forms - {""}:
            by_text.setdefault(form, []).append(slot)

    def equal(cell: HandedCell) -> ReferenceCell | None:
        same = by_text.get(normal(cell.source))
        return same.pop(0) if same else None

    found.claim(BY_TEXT, equal)
    for slot in found.open("solution"):
        definer = last_definer(slot.name, found.left, found.test_at(slot))
        if definer is not None and slot.is_code:
            found.take(slot, definer, BY_TEXT)
    for slot, cell in likely_pairs(found.slots, found.claims, found.left):
        found.take(slot, cell, BY_TEXT)
