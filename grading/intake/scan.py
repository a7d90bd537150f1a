"""A scan of a student's folder: which file is which notebook, and what must not be there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grading.intake.filenames import EXACT, SHORT, is_notebook, meant
from grading.intake.files import TIMESTAMP, Found, contents
from grading.intake.recognise import KnownNotebooks, looks_like_notebook, read_beginning
from grading.intake.refusals import (
    ARCHIVE,
    BY_ENDING,
    LARGEST,
    LINK,
    ending,
    no_notebook,
    too_large,
)

# Which file is which notebook: by its name, by what is in it, and the newest of several.

CONTENT, UNENDED, GUESSED = 0, -1, -2
"""How surely a file is a notebook whose name does not say so; less than a name (EXACT to SHORT)."""

TOGETHER = 60 * 10**9
"""Nanoseconds between two changes that say nothing about which came later: files copied at once."""

NUMBERED = re.compile(r"\((\d{1,6})\)")
"""What a browser adds to the name of a file of which it has an older one."""

LOOKED_INTO, DECODED = 40, 8
"""Files of a student that are opened to see which notebooks they are, and of these, decoded."""


@dataclass(frozen=True)
class Candidate:
    """A file that may be a notebook, how surely, and a sentence if its name does not say so.

    `instead` is the notebook of the assignment whose name it has although it is another.
    """

    file: Found
    certainty: int
    said: str = ""
    look: bool = False
    instead: str = ""


@dataclass(frozen=True)
class Choice:
    """The candidates for each notebook, best first, and notebooks that are none of these."""

    best: dict[str, list[Candidate]]
    astray: list[Found]

    @property
    def taken(self) -> dict[str, Candidate]:
        """The one that counts, by notebook."""
        return {name: those[0] for name, those in self.best.items()}

    @property
    def misnamed(self) -> dict[str, str]:
        """By each notebook whose name another has: what to do about it."""
        return {
            each.instead: f"{_other(each.file, name, each.instead)}: hand in {each.instead}.ipynb"
            for name, those in self.best.items()
            for each in those
            if each.instead
        }


def choose(files: Sequence[Found], names: Sequence[str], known: KnownNotebooks | None) -> Choice:
    """Which of these files is which notebook; without `known` by their names alone."""
    found: dict[str, list[Candidate]] = defaultdict(list)
    unnamed: list[Found] = []
    for place, file in enumerate(file for file in files if is_notebook(file.last_name)):
        signs = known if place < LOOKED_INTO else None
        name, candidate = _taken(file, names, signs, decoded=place < DECODED)
        if candidate:
            found[name].append(candidate)
        else:
            unnamed.append(file)
    if known and (missing := [name for name in names if name not in found]):
        _by_text(unnamed, missing, known, found)
        _without_ending(files, missing, known, found)
    best = {name: _ranked(found[name]) for name in names if name in found}
    used = {each.file for those in best.values() for each in those}
    return Choice(best, [file for file in unnamed if file not in used])


def _taken(
    file: Found, names: Sequence[str], known: KnownNotebooks | None, *, decoded: bool
) -> tuple[str, Candidate | None]:
    """The notebook that a file is, by its name and by the marks in it; None if neither tells.

    Without marks it may be `decoded` to see whether it is another than its name says.
    """
    named = meant(file.last_name, names)
    if named is None:
        marked = known and known.by_marks(file)
        if not marked:
            return "", None
        said = f"{file.name} was taken for {marked.name}.ipynb, since it has the cells of that"
        return marked.name, Candidate(file, CONTENT, said)
    if other := known and known.other_than(file, named.name, decoded=decoded):
        said = f"{_other(file, other.name, named.name)}: it was taken for {other.name}.ipynb"
        return other.name, Candidate(file, CONTENT, said, look=True, instead=named.name)
    is_renamed = file.name != f"{named.name}.ipynb"
    said = f"{file.name} was taken for {named.name}.ipynb" if is_renamed else ""
    return named.name, Candidate(file, named.certainty, said)


def _other(file: Found, name: str, instead: str) -> str:
    return f"{file.name} holds {name}, not {instead}"


def _by_text(
    files: Sequence[Found],
    missing: Sequence[str],
    known: KnownNotebooks,
    found: dict[str, list[Candidate]],
) -> None:
    """Add notebooks without a name or a mark that tells, by the text of their cells."""
    for file in files[:DECODED]:
        guess = known.by_text(file)
        if guess and guess.name in missing:
            look = not guess.sure
            how = "is a little like that" if look else "has the text of that"
            said = f"{file.name} was taken for {guess.name}.ipynb, since it {how}"
            certainty = GUESSED if look else CONTENT
            found[guess.name].append(Candidate(file, certainty, said, look=look))


def _without_ending(
    files: Sequence[Found],
    missing: Sequence[str],
    known: KnownNotebooks,
    found: dict[str, list[Candidate]],
) -> None:
    """Add what is a notebook in every way but the ending of its name."""
    others = [f for f in files if not is_notebook(f.last_name) and _may_hold_any(f.last_name)]
    alike = [file for file in others[:LOOKED_INTO] if looks_like_notebook(file.path)]
    for file in alike[:DECODED]:
        named = meant(_as_notebook(file.last_name), known.names)
        guess = known.by_marks(file) or known.by_text(file)
        name = guess.name if guess else named.name if named else ""
        if name in missing:
            said = f"{file.name} is a notebook whose name does not end in .ipynb"
            look = named.name != name if named else not (guess and guess.sure)
            taken = f"{said}: it was taken for {name}.ipynb"
            found[name].append(Candidate(file, UNENDED, taken, look=look))


def _may_hold_any(name: str) -> bool:
    """True for endings of JSON, of a text, or of nothing that is known."""
    return name != TIMESTAMP and (ending(name) in ("json", "txt") or ending(name) not in BY_ENDING)


def _as_notebook(name: str) -> str:
    """The name as it would be with the ending of a notebook in place of its own."""
    return f"{name.rpartition('.')[0] or name}.ipynb" if not is_notebook(name) else name


def _ranked(those: Sequence[Candidate]) -> list[Candidate]:
    """The candidates for one notebook, best first.

    A name that holds all of the notebook's is better than its beginning, and that is better than
    one that tells nothing. Among equals the newest file counts: the one that was changed last, or,
    of files that were changed within a minute, the one with the highest `(number)`, then the exact
    name, then the one on top.
    """
    latest: dict[int, int] = {}
    for each in those:
        latest[_kind(each)] = max(latest.get(_kind(each), 0), each.file.changed)

    def rank(each: Candidate) -> tuple[int, int, int, int, int, int, str]:
        file, kind = each.file, _kind(each)
        is_new = file.changed > latest[kind] - TOGETHER
        number, is_exact = _number(file.last_name), each.certainty == EXACT
        return -kind, -is_new, -number, -is_exact, file.depth, -file.changed, file.name

    return sorted(those, key=rank)


def _kind(each: Candidate) -> int:
    return min(each.certainty, SHORT + 1)


def _number(name: str) -> int:
    found = NUMBERED.findall(name)
    return int(found[-1]) if found else 0


def _remarks(first: Candidate, *others: Candidate) -> tuple[str, ...]:
    ignored = (f"{each.file.name} was ignored in favour of {first.file.name}" for each in others)
    return (*([first.said] if first.said else []), *ignored)


# A student's folder: which file is which notebook, and what must not be in it.

FILES, FILE_BYTES, ALL_BYTES = 200, 10 << 20, 20 << 20
"""The most files beside the notebooks, bytes of one of these, bytes of all beside the notebooks."""

NAMED = 5
"""Files that cannot be graded of which a student is told."""


@dataclass(frozen=True)
class SubmissionScan:
    """What a student handed in.

    `notebooks` are regular files by the notebook's name, `files` those that may lie beside them,
    by their names relative to the folder. `remarks` are sentences for the instructor, `refused`
    a sentence for the student about each name that is not used. A notebook of which there is only
    a file that cannot be used is in `refused` under its proper name, too. `looks` are notebooks
    whose choice somebody should look at, `astray` sentences for the student about what cannot be
    graded, where a notebook is missing.
    """

    notebooks: dict[str, Path]
    files: dict[str, Path]
    remarks: dict[str, tuple[str, ...]]
    refused: dict[str, str]
    looks: frozenset[str] = frozenset()
    astray: tuple[str, ...] = ()


def look(folder: Path, names: Sequence[str], known: KnownNotebooks | None = None) -> SubmissionScan:
    """Sort what lies in a folder; never fails for any of it.

    Names, kinds and sizes decide, and with `known` what is in the notebooks.
    """
    held = contents(folder)
    refused = held.refused | {f.name: why for f in held.files if (why := _excess(f))}
    sound = [file for file in held.files if file.name not in refused]
    choice = choose(sound, names, known)
    said_of = {name: _remarks(*those) for name, those in choice.best.items()}
    remarks = {name: said for name, said in said_of.items() if said}
    used = {each.file for those in choice.best.values() for each in those}
    others = [f for f in sound if not is_notebook(f.last_name) and f not in used]
    files, beyond = _beside(others)
    refused |= beyond
    missing = [name for name in names if name not in choice.best]
    scan = SubmissionScan(
        notebooks={name: each.file.path for name, each in choice.taken.items()},
        files=files,
        remarks=remarks,
        refused=refused | (_stand_ins(refused, missing, names, choice, others) if missing else {}),
        looks=frozenset(name for name, those in choice.best.items() if any(c.look for c in those)),
    )
    if known and missing:
        return replace(scan, astray=tuple(_astray(scan, choice, others)))
    for file in choice.astray:
        remarks[file.name] = (f"{file.name} is no notebook of this assignment and was ignored",)
    return scan


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
    refused: dict[str, str],
    missing: Sequence[str],
    names: Sequence[str],
    choice: Choice,
    others: Iterable[Found],
) -> dict[str, str]:
    """For each missing notebook the reason why a file that is meant to be it is not used."""
    reasons = {f"{name}.ipynb": refused["."] for name in missing if "." in refused}
    stand_ins = {file.name: _described(file) for file in others if ending(file.name) in BY_ENDING}
    for file_name, reason in (*stand_ins.items(), *refused.items()):
        guess = meant(_as_notebook(file_name.rpartition("/")[2]), names)
        if guess and guess.name in missing:
            reasons[f"{guess.name}.ipynb"] = reason
    return reasons | {f"{n}.ipynb": said for n, said in choice.misnamed.items() if n in missing}


def _described(file: Found) -> str:
    start = b"" if ending(file.name) in BY_ENDING else read_beginning(file.path, 16)
    return no_notebook(file.name, start)


def _astray(scan: SubmissionScan, choice: Choice, others: Sequence[Found]) -> Iterator[str]:
    """What lies where a notebook is missing, and cannot be graded; of data beside notebooks none.

    Where there is no notebook at all, every file may be meant to be one.
    """
    told = set(scan.refused.values())
    advice = "hand in the notebooks that you were given"
    found = [f"{f.name} is no notebook of this assignment: {advice}" for f in choice.astray]
    for file in others[:LOOKED_INTO]:
        said = _described(file)
        leads_to_one = said.endswith((ARCHIVE, LINK))
        if file.name != TIMESTAMP and said not in told and (leads_to_one or not scan.notebooks):
            found.append(said)
    if not scan.notebooks:
        found += dict.fromkeys(scan.refused.values())
    yield from found[:NAMED]
    if len(found) > NAMED:
        yield f"so it is with {len(found) - NAMED} more"
