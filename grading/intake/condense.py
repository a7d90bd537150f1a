"""Streaming scanner (JSON, RFC 8259) that reads a large notebook without its outputs.

Outputs, widgets and all else that `decode` does not look at are passed over in pieces of the file
and replaced by `null`: no such value is ever held, however large, deep or damaged it is. What is
kept is the student's own bytes, so that `decode` mends or refuses them as in any other file. A
JSON library would hold a long text whole, and refuse the `NaN` that Jupyter writes into outputs.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from grading.intake.refusals import (
    CHARACTERS,
    DECODED,
    LARGEST,
    STILL_TOO_LARGE,
    TOO_MANY_PARTS,
    Unreadable,
    too_large,
)

PIECE = 256 << 10
"""Bytes of a file that are looked at at once."""

STEPS = 500_000
"""The most keys and brackets that are looked at one by one: a second of work, or two."""

SOURCE, ROOM = 4 << 20, 10 << 20
"""Bytes of the longest source, with its escapes, and of all pictures pasted into prose."""

KEPT = {b"cells", b"worksheets", b"content", b"notebook", b"metadata", b"nbgrader"}
KEPT |= {b"cell_type", b"grade_id", b"id"}
SOURCES = {b"source", b"input", b"text"}
"""The keys whose lists, objects and texts `decode` looks at; numbers stay wherever they are."""

LEFT_OUT = "left out"
"""What stands for the pictures of a cell for which there was no room: `decode` says it."""

CONFLICT_MARK = b"\n<<<<<<< "
"""How git marks a place that it could not merge; if there is one, another stands at the end."""

NO_SOURCE = json.dumps(" " * (CHARACTERS + 1)).encode()
"""What stands for a source that is too long: another that is, so that `decode` says it."""


def in_pieces(file: BinaryIO, name: str) -> Iterator[bytes]:
    """What is in a file, from where it stands; raises Unreadable beyond LARGEST bytes."""
    left = LARGEST
    while piece := file.read(PIECE):
        left -= len(piece)
        if left < 0:
            raise Unreadable(too_large(name))
        yield piece


def condense(pieces: Iterable[bytes]) -> bytes:
    """The notebook without its outputs, in at most DECODED bytes and not necessarily whole JSON.

    What is no JSON comes back as its beginning, for `decode` to refuse. Raises Unreadable where too
    much is left, or too many parts.
    """
    rest = iter(pieces)
    first = next(rest, b"")
    encoding = json.detect_encoding(first)
    start = first.decode(encoding, "replace").lstrip("\ufeff\0 \t\r\n")[:1]
    if start not in "{[":
        return first
    every = chain([first], rest)
    return _kept(_Scanner(every if "utf-8" in encoding else _recoded(every, encoding)))


def _recoded(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return (decoder.decode(piece).encode() for piece in pieces)


# Regular expressions see a text whose strings hold no escapes. All of their loops are possessive:
# each takes time in proportion to the text, and no memory.

KEY = re.compile(rb'"([^"]*+)"\s*+:\s*+(?=["\[{])')
UNTIL_KEY = re.compile(rb'[^"]*+(?:"[^"]*+"(?!\s*+(?:\Z|:\s*+(?:\Z|["\[{])))[^"]*+)*+')
"""What comes before the next key of a text, list or object, or before what may be cut from one."""


def _balanced(levels: int) -> bytes:
    """All but brackets outside of strings, and lists and objects of at most so many levels."""
    flat = rb'[^"\[\]{}]*+(?:"[^"]*+"[^"\[\]{}]*+)*+'
    inner = _balanced(levels - 1) if levels else b""
    return flat + rb"(?:[\[{]" + inner + rb"[\]}]" + flat + rb")*+" if levels else flat


BALANCED = re.compile(_balanced(3))


class _Scanner:
    """A place in a text that comes in pieces.

    `raw` is the piece, `plain` the same with its escapes made harmless, `at` the place in both.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._halved, self._steps = iter(pieces), b"", 0
        self.raw, self.plain, self.at = b"", b"", 0
        self._last, self.has_conflict = b"", False

    def more(self) -> bool:
        """Go on to the next piece, with what is left of this one before it; False at the end."""
        piece = next(self._pieces, None)
        if piece is None:
            return False
        seen = self._last + piece
        self.has_conflict |= CONFLICT_MARK in seen
        self._last = seen[-len(CONFLICT_MARK) :]
        raw = self.raw[self.at :] + self._halved + piece
        plain = raw.replace(rb"\\", b"__").replace(rb"\"", b"__")
        whole = len(raw) - plain.endswith(b"\\")  # the escape that this begins is in the next piece
        self.raw, self.plain, self._halved, self.at = raw[:whole], plain[:whole], raw[whole:], 0
        return True

    def step(self) -> None:
        """Count what is looked at by itself; raises Unreadable if that is too much."""
        self._steps += 1
        if self._steps > STEPS:
            raise Unreadable(TOO_MANY_PARTS)

    def copy(self, end: int, to: bytearray, most: int) -> None:
        """Go on to this place, and add what is passed while there are no more bytes than `most`."""
        to += self.raw[self.at : min(end, self.at + most - len(to))]
        self.at = end

    def copy_string(self, to: bytearray, most: int) -> None:
        """Pass over the string that begins here."""
        self.copy(self.at + 1, to, most)
        while (end := self.plain.find(b'"', self.at)) < 0:
            self.copy(len(self.plain), to, most)
            if not self.more():
                return
        self.copy(end + 1, to, most)

    def value(self, most: int) -> bytearray:
        """Pass over the string, list or object that begins here; its bytes, or the first `most`."""
        found, depth = bytearray(), 0
        while True:
            byte = self.plain[self.at]
            if byte == ord('"'):
                self.copy_string(found, most)
            else:
                self.step()
                depth += 1 if byte in b"[{" else -1
                self.copy(self.at + 1, found, most)
            while depth:
                self.copy(_end(BALANCED, self), found, most)
                if self.at < len(self.plain):
                    break
                if not self.more():
                    return found
            if not depth:
                return found


def _end(pattern: re.Pattern[bytes], scan: _Scanner) -> int:
    match = pattern.match(scan.plain, scan.at)
    assert match is not None, "these patterns match nothing, too"
    return match.end()


def _name(raw: bytes) -> bytes:
    """A key as it is meant, however it is escaped; none of those that count is long."""
    if b"\\" not in raw or len(raw) > 200:
        return raw
    try:
        return str(json.loads(b'"' + raw + b'"')).encode(errors="replace")
    except ValueError:
        return raw


def _kept(scan: _Scanner) -> bytes:
    kept, room = bytearray(), ROOM
    while True:
        scan.copy(_end(UNTIL_KEY, scan), kept, DECODED + 1)
        key = KEY.match(scan.plain, scan.at)
        if key is not None:
            scan.step()
            name = _name(scan.raw[key.start(1) : key.end(1)])
            scan.copy(key.end(), kept, DECODED + 1)
            if name in SOURCES:
                source = scan.value(SOURCE + 1)
                kept += source if len(source) <= SOURCE else NO_SOURCE
            elif name == b"attachments":
                pictures = scan.value(room + 1)
                fits = len(pictures) <= room
                kept += pictures if fits else json.dumps(LEFT_OUT).encode()
                room -= len(pictures) if fits else 0
            elif name not in KEPT:
                scan.value(0)
                kept += b"null"
        elif len(scan.plain) - scan.at >= PIECE:
            scan.copy_string(kept, DECODED + 1)
        elif not scan.more():
            scan.copy(len(scan.plain), kept, DECODED)
            return bytes(kept) + CONFLICT_MARK * scan.has_conflict
        if len(kept) > DECODED:
            raise Unreadable(STILL_TOO_LARGE)
