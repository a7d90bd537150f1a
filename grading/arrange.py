"""Knows where the student's own cells stand among the instructor's; not what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grading.decode import HandedCell
from grading.definitions import seems_to_define
from grading.slots import Slot


def arrange(
    slots: Sequence[Slot],
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


def _reach(slots: Sequence[Slot], present: set[int]) -> dict[int, int]:
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
    place: int, cell: HandedCell, slots: Sequence[Slot], answered: Mapping[int, int]
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
