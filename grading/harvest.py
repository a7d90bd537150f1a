"""Knows which of the files that were exported count: of each student, each notebook's newest.

It does not know where they lie, nor how a platform names them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from grading.filenames import SHORT, Meant, is_notebook, meant
from grading.platforms import Name

AGAIN = re.compile(r"-[0-9]+(?=\.[^.]+$)")
"""What Canvas adds to the name of a file that a student uploads once more."""

AMBIGUOUS = re.compile(r"[0-9]+_")
"""A student's own name for a file that could as well go on with the platform's numbers."""

BY_HAND = "put the notebooks into submitted/ yourself"


@dataclass(frozen=True)
class Piece:
    """One exported file: what its name says, where it is, its bytes, and how to have them.

    `order` is the place of its export among all, by their age. `content` takes a limit, and raises
    NotHad.
    """

    name: Name
    label: str
    order: int
    size: int
    content: Callable[[int], bytes]

    @property
    def last_name(self) -> str:
        return self.name.file.rpartition("/")[2]


@dataclass(frozen=True)
class Candidate:
    """A piece that may be a notebook. Of two, the greater one counts.

    `submission` says how new the submission is of which it is a part; within one, the better name
    counts, and of two that are as good, the one that was uploaded last.
    """

    submission: tuple[datetime, int, int]
    certainty: int
    piece: Piece


@dataclass(frozen=True)
class Harvest:
    """The pieces of each notebook of each student, the one that counts first, and what to say."""

    found: Mapping[str, Mapping[str, Sequence[Piece]]]
    said: Sequence[str]


def harvest(pieces: Iterable[Piece], names: Sequence[str]) -> Harvest:
    """Sort all files by student and notebook; nothing of one student depends on another's."""
    students: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        students[piece.name.student].append(piece)
    folders = Counter(student.casefold() for student in students)
    found, said = {}, []
    for student, theirs in sorted(students.items()):
        who = f"{student} ({theirs[0].name.person})" if theirs[0].name.person else student
        if folders[student.casefold()] > 1:
            said.append(f"{who} differs from another student in capitals only: {BY_HAND}")
            continue
        sound, doubtful = _sorted_out(theirs)
        best = _best(sound, names)
        if best:
            found[student] = {name: [c.piece for c in those] for name, those in best.items()}
        said += [f"{who}: {sentence}" for sentence in _remarks(sound, doubtful, best, names)]
    return Harvest(found, said)


def _sorted_out(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Those that are surely the student's, and those that may be somebody else's.

    Where one number has two names, one of them may have ended in somebody else's number.
    """
    is_shared = len({piece.name.person for piece in pieces}) > 1
    doubtful = [
        piece
        for piece in pieces
        if is_shared and piece.name.serial and AMBIGUOUS.match(piece.name.file)
    ]
    return [piece for piece in pieces if piece not in doubtful], doubtful


def _best(pieces: Sequence[Piece], names: Sequence[str]) -> dict[str, list[Candidate]]:
    """The candidates for each notebook, best first."""
    latest: dict[tuple[datetime | None, int], int] = defaultdict(int)
    for piece in pieces:
        part_of = piece.name.time, piece.order
        latest[part_of] = max(latest[part_of], piece.name.serial)
    found: dict[str, list[Candidate]] = defaultdict(list)
    for piece in pieces:
        if guess := _meant(piece, names):
            time, order = piece.name.time, piece.order
            submission = time or datetime.min, latest[time, order], order
            found[guess.name].append(Candidate(submission, guess.certainty, piece))
    return {name: sorted(those, key=_rank, reverse=True) for name, those in found.items()}


def _rank(candidate: Candidate) -> tuple[tuple[datetime, int, int], int, int, str]:
    piece = candidate.piece
    return candidate.submission, candidate.certainty, piece.name.serial, piece.name.file


def _meant(piece: Piece, names: Sequence[str]) -> Meant | None:
    """The notebook that a file is meant to be; Canvas's numbers for uploads do not count."""
    if piece.name.added:
        return None
    spellings = {piece.last_name, *([AGAIN.sub("", piece.last_name)] if piece.name.serial else [])}
    guesses = [guess for spelling in spellings if (guess := meant(spelling, names))]
    return max(guesses, key=lambda guess: guess.certainty, default=None)


def _remarks(
    sound: Sequence[Piece],
    doubtful: Sequence[Piece],
    best: Mapping[str, Sequence[Candidate]],
    names: Sequence[str],
) -> Iterator[str]:
    for piece in doubtful:
        yield f"{piece.label} may be another student's as well: {BY_HAND}"
    own = [piece for piece in sound if not piece.name.added]
    for piece in own:
        if is_notebook(piece.last_name) and not _meant(piece, names):
            yield f"{piece.last_name} has the name of no notebook of this assignment"
    if not best:
        handed_in = ", ".join(piece.last_name for piece in own)
        yield f"no notebook was handed in, but {handed_in or 'a text'}"
    for name, (first, *others) in best.items():
        if first.certainty == SHORT:
            yield f"{first.piece.last_name} was taken for {name}.ipynb"
        for other in others:
            if other.submission == first.submission:
                yield f"{other.piece.last_name} was ignored in favour of {first.piece.last_name}"
