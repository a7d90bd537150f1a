"""A scan of a student's folder: which file is which notebook, and what must not be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.intake.files import EXACT, TIMESTAMP, Found, contents, is_notebook, meant
from grading.intake.refusals import LARGEST, too_large

# Which of a student's files is taken for a notebook, where several may be meant.


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


# A student's folder: which file is which notebook, and what must not be in it.

FILES, FILE_BYTES, ALL_BYTES = 200, 10 << 20, 20 << 20
"""The most files beside the notebooks, bytes of one of these, bytes of all beside the notebooks."""


@dataclass(frozen=True)
class SubmissionScan:
    """What a student handed in.

    `notebooks` are regular files by the notebook's name, `files` those that may lie beside them,
    by their names relative to the folder. `remarks` are sentences for the instructor, `refused`
    a sentence for the student about each name that is not used. A notebook of which there is only
    a file that cannot be used is in `refused` under its proper name, too.
    """

    notebooks: dict[str, Path]
    files: dict[str, Path]
    remarks: dict[str, tuple[str, ...]]
    refused: dict[str, str]


def look(folder: Path, names: Sequence[str]) -> SubmissionScan:
    """Sort what lies in a folder, by names, kinds and sizes only; never fails for any of it."""
    held = contents(folder)
    refused = held.refused | {f.name: said for f in held.files if (said := _excess(f))}
    sound = [file for file in held.files if file.name not in refused]
    chosen, remarks = choose(sound, names)
    files, beyond = _beside([f for f in sound if not is_notebook(f.last_name)])
    refused |= beyond
    remarks |= {
        file.name: (f"{file.name} is no notebook of this assignment and was ignored",)
        for file in sound
        if is_notebook(file.last_name) and not meant(file.last_name, names)
    }
    refused |= _stand_ins(refused, names, chosen)
    return SubmissionScan(chosen, files, remarks, refused)


def _beside(files: Sequence[Found]) -> tuple[dict[str, Path], dict[str, str]]:
    """Files that may lie beside the notebooks, as many and as large as there is room for."""
    kept: dict[str, Path] = {}
    refused: dict[str, str] = {}
    room = ALL_BYTES
    for file in files:
        if file.name == TIMESTAMP:
            continue
        if len(kept) >= FILES:
            refused[file.name] = f"{file.name} is one file too many: no more than {FILES} are taken"
        elif file.size > room:
            said = f"is too large beside the others: all may have {ALL_BYTES >> 20} MB"
            refused[file.name] = f"{file.name} {said}"
        else:
            kept[file.name] = file.path
            room -= file.size
    return kept, refused


def _excess(file: Found) -> str:
    """Why a file is refused for its size; empty if it is not."""
    if is_notebook(file.last_name):
        return too_large(file.name) if file.size > LARGEST else ""
    said = f"{file.name} is larger than {FILE_BYTES >> 20} MB: leave it out, or make it smaller"
    return said if file.size > FILE_BYTES else ""


def _stand_ins(
    refused: dict[str, str], names: Sequence[str], chosen: dict[str, Path]
) -> dict[str, str]:
    """For each missing notebook the reason why a file that is meant to be it was refused."""
    missing = [name for name in names if name not in chosen]
    reasons = {f"{name}.ipynb": refused["."] for name in missing if "." in refused}
    for file_name, reason in refused.items():
        guess = meant(file_name.rpartition("/")[2], names)
        if guess and guess.name in missing:
            reasons[f"{guess.name}.ipynb"] = reason
    return reasons | refused
