"""Collecting: whose each exported file is, which one counts, and where it is laid out.

When it was handed in is in `lateness`.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from grading.core.text import clean, listed
from grading.intake.filenames import SHORT, Meant, is_notebook, meant, printable
from grading.intake.files import ENTRIES, TIMESTAMP
from grading.intake.files import read as read_file
from grading.intake.refusals import LARGEST, Unreadable
from grading.intake.scan import look
from grading.lms.archives import PACKED, Archive, ArchiveError, Member, Source
from grading.lms.names import Hints, Name, Unmapped, noted, noted_for, read, recognise

# Whose each file of an export is.

LISTS = (".csv", ".tsv", ".xls", ".xlsx")

NOTE, PACKS, PACKED_FILES = 1 << 20, 20, 2 * ENTRIES
"""Bytes of the largest note of Blackboard's that is read; archives of one student that are, and
files in all of them together."""

OF_A_STUDENT, OF_AN_EXPORT, NAMED = 10, 50, 5
"""Sentences about what one student has handed in, and one export; files that one of them names."""

SHOWN = 120
"""Letters of a name that are shown."""


class Remarks:
    """Sentences about students and exports: of each so many, and how many more there would be."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._said: dict[str, list[str]] = {}
        self._more: Counter[str] = Counter()

    def add(self, of: str, sentence: str) -> None:
        """One more about a student or an export."""
        said = self._said.setdefault(of, [])
        if len(said) < self._most:
            said.append(sentence)
        else:
            self._more[of] += 1

    def sentences(self) -> list[str]:
        """All that is said, in the order of those whom it is about."""
        return [
            sentence
            for of, said in self._said.items()
            for sentence in (*said, *([_and_more(of, self._more[of])] if self._more[of] else []))
        ]


def _and_more(of: str, count: int) -> str:
    files = "another file" if count == 1 else f"{count:,} other files"
    return f"{of}: the like is to be said of {files}"


def shown(name: str) -> str:
    """A name as it is told: on one line, and not longer than a line."""
    return clean(printable(name), SHOWN)


@dataclass(frozen=True)
class Exported:
    """The platform of some exports, the files whose student is known, what to say of the others."""

    platform: str
    pieces: Sequence[ExportedFile]
    said: Sequence[str]


def identify_owners(sources: Sequence[Source], hints: Hints, *, platform: str = "") -> Exported:
    """Read the names in all exports, each in the platform's way, which is recognised by most names.

    Exports of two platforms are refused, by ArchiveError, since two students may have the same
    number there; a platform that is named is not asked for.
    """
    said: list[str] = []
    known: list[tuple[Source, str]] = []
    for source in sources:
        found = platform or recognise(m.name for m in source.members if not m.refused)
        if found:
            known.append((source, found))
        elif source.members and all(m.name.lower().endswith(LISTS) for m in source.members):
            names = listed([member.name for member in source.members], NAMED, shown)
            said.append(f"A list of students belongs one folder up: move {names} there")
        else:
            why = "no file in it has a name that Canvas, Moodle or Blackboard gives"
            said.append(f"{source.label} is not collected, since {why}: {BY_HAND}")
    platforms = sorted({found for _, found in known})
    if len(platforms) > 1:
        which = ", ".join(f"{source.label} is of {found}" for source, found in known)
        raise ArchiveError(f"Collect the exports of one platform at a time: {which}.")
    reader = _Reader(platforms[0] if platforms else "", hints)
    pieces = [
        piece for order, (source, _) in enumerate(known) for piece in reader.pieces(source, order)
    ]
    remarks = reader.of_exports.sentences() + reader.of_students.sentences()
    return Exported(reader.platform, pieces, said + remarks)


class _Reader:
    """Reads the names of one platform's exports; what cannot be read is said."""

    def __init__(self, platform: str, hints: Hints) -> None:
        self.platform, self._hints = platform, hints
        self.of_exports, self.of_students = Remarks(OF_AN_EXPORT), Remarks(OF_A_STUDENT)
        self._packs: Counter[str] = Counter()
        self._files: Counter[str] = Counter()
        self._shelf = _Shelf()

    def pieces(self, source: Source, order: int) -> Iterator[ExportedFile]:
        """The files of one export."""
        hints = replace(self._hints, usernames=_usernames(source))
        for member in source.members:
            label = f"{source.label}: {shown(member.name) or 'a file'}"
            why = f"{label} is not collected, since"
            try:
                name = self._name(member, hints)
            except Unmapped as error:
                self.of_exports.add(source.label, f"{why} {error}: {BY_HAND}")
                continue
            except ArchiveError as error:
                self.of_exports.add(source.label, f"{why} it {error}")
                continue
            whole = ExportedFile(name, label, order, member.size, partial(source.content, member))
            if name.added or not name.file.lower().endswith(".zip"):
                yield whole
            else:
                yield from self._unpacked(whole)

    def _name(self, member: Member, hints: Hints) -> Name:
        if member.refused:
            raise ArchiveError(member.refused)
        name = read(self.platform, unicodedata.normalize("NFC", member.name), hints)
        if name is None:
            raise Unmapped(f"it has no name that {self.platform} gives")
        return name

    def _unpacked(self, pack: ExportedFile) -> Iterator[ExportedFile]:
        """The files that a student has packed, each under the name it has there."""
        whose = pack.name.student
        self._packs[whose] += 1
        try:
            if self._packs[whose] > PACKS:
                raise ArchiveError(f"is one of more than {PACKS} archives of one student")
            archive = self._shelf.opened(pack)
            if self._files[whose] + len(archive.members) > PACKED_FILES:
                raise ArchiveError(f"holds, with others, more than {PACKED_FILES:,} files")
        except ArchiveError as error:
            self.of_students.add(_who(pack.name), f"{pack.label} {error}: {BY_HAND}")
            yield pack
            return
        self._files[whose] += len(archive.members)
        for member in archive.members:
            name = replace(pack.name, file=member.name)
            label = f"{pack.label}/{shown(member.name)}"
            content = partial(self._shelf.content, pack, member)
            yield ExportedFile(name, label, pack.order, member.size, content)


def _who(name: Name) -> str:
    return f"{name.student} ({shown(name.person)})" if name.person else name.student


class _Shelf:
    """The archive of a student's that was opened last: hundreds of them would not fit into memory.

    So each is read once for the list of its files, and once more for those that count.
    """

    def __init__(self) -> None:
        self._pack: ExportedFile | None = None
        self._archive: Archive | None = None

    def opened(self, pack: ExportedFile) -> Archive:
        """The archive; raises ArchiveError if it is none."""
        if self._archive is None or self._pack is not pack:
            self._pack = self._archive = None
            self._archive = Archive(pack.content(PACKED), pack.label, ENTRIES)
            self._pack = pack
        return self._archive

    def content(self, pack: ExportedFile, member: Member, limit: int) -> bytes:
        """The bytes of a file in it; raises ArchiveError."""
        return self.opened(pack).content(member, limit)


def _usernames(source: Source) -> dict[str, str]:
    """What Blackboard's own notes say: the user name, by what is before the date in names."""
    found = {}
    for member in source.members:
        head = noted_for(unicodedata.normalize("NFC", member.name))
        if head is not None and not member.refused and member.size <= NOTE:
            with contextlib.suppress(ArchiveError):
                name = noted(source.content(member, NOTE).decode("utf-8", "replace"))
                if name and head.endswith(f"_{name}"):
                    found[head] = name
    return found


# Which of the files that were exported count: of each student, each notebook's newest.

AGAIN = re.compile(r"-[0-9]+(?=\.[^.]+$)")
"""What Canvas adds to the name of a file that a student uploads once more."""

AMBIGUOUS = re.compile(r"[0-9]+_")
"""A student's own name for a file that could as well go on with the platform's numbers."""

BY_HAND = "put the notebooks into submitted/ yourself"


@dataclass(frozen=True)
class ExportedFile:
    """One exported file: what its name says, where it is, its bytes, and how to have them.

    `order` is the place of its export among all, by their age. `content` takes a limit, and raises
    ArchiveError.
    """

    name: Name
    label: str
    order: int
    size: int
    content: Callable[[int], bytes]

    @property
    def last_name(self) -> str:
        return self.name.file.rpartition("/")[2]

    @property
    def shown_name(self) -> str:
        return shown(self.last_name)


@dataclass(frozen=True)
class Candidate:
    """A piece that may be a notebook. Of two, the greater one counts.

    `submission` says how new the submission is of which it is a part; within one, the better name
    counts, and of two that are as good, the one that was uploaded last.
    """

    submission: tuple[datetime, int, int]
    certainty: int
    piece: ExportedFile


@dataclass(frozen=True)
class Harvest:
    """The pieces of each notebook of each student, the one that counts first, and what to say."""

    found: Mapping[str, Mapping[str, Sequence[ExportedFile]]]
    said: Sequence[str]


def harvest(pieces: Iterable[ExportedFile], names: Sequence[str]) -> Harvest:
    """Sort all files by student and notebook; nothing of one student depends on another's."""
    students: dict[str, list[ExportedFile]] = defaultdict(list)
    for piece in pieces:
        students[piece.name.student].append(piece)
    folders = Counter(student.casefold() for student in students)
    found, said = {}, Remarks(OF_A_STUDENT)
    for student, theirs in sorted(students.items()):
        who = _who(theirs[0].name)
        if folders[student.casefold()] > 1:
            said.add(who, f"{who} differs from another student in capitals only: {BY_HAND}")
            continue
        sound, doubtful = _sorted_out(theirs)
        meant_by = [(piece, _meant(piece, names)) for piece in sound]
        best = _best(meant_by)
        if best:
            found[student] = {name: [c.piece for c in those] for name, those in best.items()}
        for sentence in _remarks(meant_by, doubtful, best):
            said.add(who, f"{who}: {sentence}")
    return Harvest(found, said.sentences())


def _sorted_out(pieces: Sequence[ExportedFile]) -> tuple[list[ExportedFile], list[ExportedFile]]:
    """Those that are surely the student's, and those that may be somebody else's.

    Where one number has two names, one of them may have ended in somebody else's number.
    """
    is_shared = len({piece.name.person for piece in pieces}) > 1
    sound: list[ExportedFile] = []
    doubtful: list[ExportedFile] = []
    for piece in pieces:
        is_doubtful = is_shared and piece.name.serial and AMBIGUOUS.match(piece.name.file)
        (doubtful if is_doubtful else sound).append(piece)
    return sound, doubtful


def _best(pieces: Sequence[tuple[ExportedFile, Meant | None]]) -> dict[str, list[Candidate]]:
    """The candidates for each notebook, best first."""
    latest: dict[tuple[datetime | None, int], int] = defaultdict(int)
    for piece, _ in pieces:
        part_of = piece.name.time, piece.order
        latest[part_of] = max(latest[part_of], piece.name.serial)
    found: dict[str, list[Candidate]] = defaultdict(list)
    for piece, guess in pieces:
        if guess:
            time, order = piece.name.time, piece.order
            submission = time or datetime.min, latest[time, order], order
            found[guess.name].append(Candidate(submission, guess.certainty, piece))
    return {name: sorted(those, key=_rank, reverse=True) for name, those in found.items()}


def _rank(candidate: Candidate) -> tuple[tuple[datetime, int, int], int, int, str]:
    piece = candidate.piece
    return candidate.submission, candidate.certainty, piece.name.serial, piece.name.file


def _meant(piece: ExportedFile, names: Sequence[str]) -> Meant | None:
    """The notebook that a file is meant to be; Canvas's numbers for uploads do not count."""
    if piece.name.added:
        return None
    spellings = {piece.last_name, *([AGAIN.sub("", piece.last_name)] if piece.name.serial else [])}
    guesses = [guess for spelling in spellings if (guess := meant(spelling, names))]
    return max(guesses, key=lambda guess: guess.certainty, default=None)


def _remarks(
    sound: Sequence[tuple[ExportedFile, Meant | None]],
    doubtful: Sequence[ExportedFile],
    best: Mapping[str, Sequence[Candidate]],
) -> Iterator[str]:
    """What an instructor has to know of a student's files, the most important first."""
    own = [(piece, guess) for piece, guess in sound if not piece.name.added]
    if not best:
        handed_in = listed([piece.last_name for piece, _ in own], NAMED, shown)
        yield f"no notebook was handed in, but {handed_in or 'a text'}"
    for piece in doubtful:
        yield f"{piece.label} may be another student's as well: {BY_HAND}"
    for name, (first, *_) in best.items():
        if first.certainty == SHORT:
            yield f"{first.piece.shown_name} was taken for {name}.ipynb"
    for piece, guess in own:
        if is_notebook(piece.last_name) and not guess:
            yield f"{piece.shown_name} has the name of no notebook of this assignment"
    for first, *others in best.values():
        for other in others:
            if other.submission == first.submission:
                yield f"{other.piece.shown_name} was ignored in favour of {first.piece.shown_name}"


# How what counts of an export is laid out in folders of students.

FREE = 1 << 30
"""Bytes of the disk that are left to others."""

TRIES = 5
"""Files that are tried for one notebook, the best first: each may have to be unpacked."""


@dataclass
class Staged:
    """What has been laid out: files by student and name, what they were made of, what to say."""

    files: dict[Path, tuple[str, str]] = field(default_factory=dict)
    taken: dict[str, list[ExportedFile]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def put(self, target: Path, student: str, name: str, data: bytes) -> None:
        """Write one file, and keep whose it is."""
        path = target / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files[path] = student, name


def stage_submissions(
    laid: Staged,
    found: Mapping[str, Mapping[str, Sequence[ExportedFile]]],
    target: Path,
    submitted: Mapping[str, Path],
    names: Sequence[str],
) -> None:
    """Write each student's notebooks to a folder, under the names that they were handed out with.

    Where the newest cannot be read, the one before it counts. What `submitted` holds already, and
    no export does, is kept. Raises ArchiveError, before anything is written, if there is no room.
    """
    _check_room(found, target)
    for student, notebooks in found.items():
        for name, pieces in notebooks.items():
            _put_first(laid, target, student, name, pieces)
        if student in laid.taken:
            _keep(laid, target, student, submitted[student], names)


def _put_first(
    laid: Staged, target: Path, student: str, name: str, pieces: Sequence[ExportedFile]
) -> None:
    """Write the first of these that can be read, and say why the ones before it cannot."""
    for piece in pieces[:TRIES]:
        try:
            data = piece.content(LARGEST)
        except ArchiveError as error:
            laid.said.append(f"{student}: {piece.label} {error}")
        else:
            laid.put(target, student, f"{name}.ipynb", data)
            laid.taken.setdefault(student, []).append(piece)
            return
    if len(pieces) > TRIES:
        more = f"{len(pieces) - TRIES:,} other files for {name}.ipynb were not tried"
        laid.said.append(f"{student}: {more}: {BY_HAND}")


def _check_room(found: Mapping[str, Mapping[str, Sequence[ExportedFile]]], target: Path) -> None:
    firsts = [pieces[0] for notebooks in found.values() for pieces in notebooks.values()]
    needed = sum(min(piece.size, LARGEST) for piece in firsts)
    free = shutil.disk_usage(target).free
    if 2 * needed + FREE > free:  # nbgrader copies all of it to submitted/
        gigabytes = (2 * needed + FREE) / 1e9
        raise ArchiveError(
            f"The disk has no room for {gigabytes:.1f} GB: make room, and collect again."
        )


def _keep(laid: Staged, target: Path, student: str, folder: Path, names: Sequence[str]) -> None:
    """Lay out what a student has handed in before, unless there is something newer of its name."""
    if not folder.is_dir():
        return
    before = look(folder, names)
    kept = {f"{name}.ipynb": path for name, path in before.notebooks.items()} | before.files
    for name, path in kept.items():
        if name != TIMESTAMP and target / student / name not in laid.files:
            try:
                laid.put(target, student, name, read_file(path, LARGEST))
            except Unreadable as error:
                laid.said.append(f"{student}: {error}")
