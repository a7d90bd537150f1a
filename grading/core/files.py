"""Files written atomically, and digests of bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

PART = ".part"
"""How the name of a file ends that is still being written."""


def write_atomic(path: Path, data: bytes) -> None:
    """Put a file in its place in one step; OSError, with nothing left behind, where it cannot be.

    Its folder has to be there.
    """
    part = path.with_name(f".{os.getpid()}{PART}")  # a name may be as long as a name can be
    try:
        part.unlink(missing_ok=True)
        part.write_bytes(data)
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def digest(*parts: bytes) -> str:
    """A name for these bytes in this order."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()
