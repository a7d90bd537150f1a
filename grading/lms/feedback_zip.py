"""Zips of no more than a size, of folders with feedback."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

ENTRY = 400
"""Bytes that a zip may take for a file beside its content: its name, twice, times and sizes."""


def write_zips(packs: Mapping[str, Sequence[Path]], target: Path, most: int) -> dict[Path, int]:
    """Write folders of files into a zip, or into several of no more than `most` bytes each.

    A single folder that is larger has a zip of its own. Several are numbered: `x-1.zip`, `x-2.zip`.
    Returns the folders in each. Raises OSError, and then no zip is there that was not before.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        left, made = list(packs.items()), dict[Path, int]()
        while left:
            path = Path(scratch, str(len(made)))
            made[path] = _fill(path, left, most)
            del left[: made[path]]
        names = [f"{target.stem}-{number}{target.suffix}" for number in range(1, len(made) + 1)]
        names = names if len(made) > 1 else [target.name]
        for old in _of_this_name(target):  # or one of long ago would be uploaded with these
            old.unlink()
        named = zip(made.items(), names, strict=True)
        return {path.replace(target.with_name(name)): count for (path, count), name in named}


def _of_this_name(target: Path) -> list[Path]:
    """The zips that are there from before, with and without a number."""
    numbered = re.compile(rf"{re.escape(target.stem)}(-[0-9]+)?{re.escape(target.suffix)}")
    return [path for path in target.parent.iterdir() if numbered.fullmatch(path.name)]


def _fill(path: Path, packs: Sequence[tuple[str, Sequence[Path]]], most: int) -> int:
    """Write a zip with the first folders, as many as fit; how many these are, at least one."""
    with path.open("wb") as file, _zip(file) as zipped:
        for done, (folder, files) in enumerate(packs):
            entries = len(zipped.infolist()) + len(files)
            new = sum(page.stat().st_size for page in files) + ENTRY * entries
            if done and file.tell() + new > most:
                return done
            for page in files:
                zipped.write(page, f"{folder}/{page.name}")
    return len(packs)


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    """An empty zip; files from before 1980, which a zip cannot tell, are dated 1980."""
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)
