"""Files beside the notebooks of an assignment (data, pictures, modules), as the instructor has
them: copied once for a run, into a folder that nobody changes afterwards.

Their bytes are never held in memory. Where they are shown to students and tests says
`sandbox.beside`.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import shutil
import stat
import tarfile
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grading.core.errors import UsageError
from grading.core.files import digest, in_the_way
from grading.core.limits import MEBI

MOST = 200 * MEBI
"""Bytes of all files beside the notebooks of one assignment."""


@dataclass(frozen=True, eq=False)
class FilesBeside:
    """A folder of this machine that holds the files, and their digests by name.

    Names are relative to the folder, with `/` between their parts. The folder goes with the object
    that has made it; a copy of the object, in another process, only reads it.
    """

    folder: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.digests)

    @property
    def key(self) -> str:
        """A name for all that is in them; empty if there are none."""
        if not self.digests:
            return ""
        told = [each for pair in sorted(self.digests.items()) for each in pair]
        return digest(*map(os.fsencode, told))[:32]

    def path(self, name: str) -> Path:
        """Where the file of that name lies."""
        return Path(self.folder, name)

    def modules(self) -> frozenset[str]:
        """What Python would import from here, by the names on top: modules and folders."""
        return frozenset(name.partition("/")[0].removesuffix(".py") for name in self.digests)

    def keep_out(self, name: str) -> bool:
        """True for a file of somebody else's that one of these stands in the place of."""
        return name in self.digests or in_the_way(name, self.digests)

    def put(self, target: Path) -> None:
        """Show the files in a new folder, in one step; as links to them where that is possible.

        Raises OSError where there is no room.
        """
        made = Path(tempfile.mkdtemp(dir=target.parent))
        try:
            for name in self.digests:
                path = made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(self.path(name), path)
                except OSError:  # another disk, or one without links
                    shutil.copy2(self.path(name), path)
            _open_to_all(made)
            made.rename(target)
        except OSError:
            shutil.rmtree(made, ignore_errors=True)
            raise

    def packed(self) -> bytes:
        """The files as they travel to a machine that has not this disk."""
        with io.BytesIO() as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                for name in self.digests:
                    archive.add(self.path(name), name)
            return file.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes) -> FilesBeside:
        """What `packed` has made, in a folder of this machine."""
        with (
            tempfile.TemporaryDirectory(prefix="beside-") as folder,
            tarfile.open(fileobj=io.BytesIO(packed)) as archive,
        ):
            names = archive.getnames()
            archive.extractall(folder, filter="data")
            return cls.copied(Path(folder), names)

    @classmethod
    def copied(cls, source: Path, names: Iterable[str]) -> FilesBeside:
        """A copy of these files of a folder, which is removed at the end of this process.

        Raises UsageError where one cannot be read, or where they have more than MOST bytes.
        """
        wanted = sorted(names)
        if not wanted:
            return cls()
        _check(source, wanted)
        folder = tempfile.mkdtemp(prefix="beside-")
        try:
            digests = {name: _copied(source / name, Path(folder, name)) for name in wanted}
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise _unreadable(error) from error
        made = cls(folder, digests)
        weakref.finalize(made, _remove, folder, os.getpid())
        return made


def _check(source: Path, names: Iterable[str]) -> None:
    """Raise UsageError for what cannot be copied, before anything is read."""
    total = 0
    for name in names:
        try:
            found = (source / name).stat()
        except OSError as error:
            raise _unreadable(error) from error
        if not stat.S_ISREG(found.st_mode):
            raise UsageError(f"{source / name} is no ordinary file: move it out of {source}.")
        total += found.st_size
    if total > MOST:
        raise UsageError(
            f"The files beside the notebooks in {source} have {total / MEBI:,.1f} MB, and "
            f"{MOST // MEBI} MB is the most: make them smaller, move out what no notebook reads, "
            "or name it in c.CourseDirectory.ignore."
        )


def _unreadable(error: OSError) -> UsageError:
    said = f"{error.filename} cannot be read or copied ({error.strerror})"
    return UsageError(f"{said}: make it readable, or move it out of the assignment's folder.")


def _copied(source: Path, target: Path) -> str:
    """Copy a file, its bits of execution and its time; the digest of what is in it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    total = hashlib.sha256()
    with source.open("rb") as file, target.open("wb") as copy:
        while piece := file.read(MEBI):
            total.update(piece)
            copy.write(piece)
        found = os.fstat(file.fileno())
    target.chmod(0o755 if found.st_mode & 0o100 else 0o644)
    os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))
    return total.hexdigest()


def _open_to_all(folder: Path) -> None:
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        path.chmod(0o755)


def _remove(folder: str, process: int) -> None:
    if os.getpid() == process:  # and no copy that was forked
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
