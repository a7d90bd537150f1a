"""Files written atomically, names that exclude each other, and digests of bytes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

PART = ".part"
"""How the name of a file ends that is still being written."""


def write_atomic(path: Path, data: bytes) -> None:
    """Put a file in its place in one step; OSError, with nothing left behind, where it cannot be.

    Its folder has to be there.
    """
    with _atomic(path) as part:
        part.write_bytes(data)


def copy_atomic(source: Path, path: Path) -> None:
    """The same with the content and the time of another file; nothing where it is there already."""
    if not _same(source, path):
        with _atomic(path) as part:
            shutil.copyfile(source, part)
            shutil.copystat(source, part)


def _same(source: Path, path: Path) -> bool:
    """True for regular files of one size and one time of change, as rsync compares them."""
    try:
        one, other = source.lstat(), path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(other.st_mode) and (one.st_size, one.st_mtime_ns) == (
        other.st_size,
        other.st_mtime_ns,
    )


@contextlib.contextmanager
def _atomic(path: Path) -> Iterator[Path]:
    part = path.with_name(f".{os.getpid()}{PART}")  # a name may be as long as a name can be
    try:
        part.unlink(missing_ok=True)
        yield part
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def in_the_way(name: str, others: Iterable[str]) -> bool:
    """True for a file that would have to be a folder of another's, or to lie in another."""
    return any(other.startswith(f"{name}/") or name.startswith(f"{other}/") for other in others)


def digest(*parts: bytes) -> str:
    """A name for these bytes in this order."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()
