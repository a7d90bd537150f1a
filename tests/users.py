"""Knows how an ordinary user reaches this Python and this course, wherever root keeps them."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.copies import COURSE

TREES = sorted({sys.prefix, sys.base_prefix, str(COURSE.root)}, key=len)


def closed_to_others(path: Path) -> Path | None:
    """The outermost folder on the way to `path` that not everybody may enter."""
    ways = [path, *path.parents][::-1]
    return next((way for way in ways if not way.stat().st_mode & 0o001), None)


def opened(aside: Path) -> str:
    """Shell commands that let everybody reach the trees, in a mount namespace of their own."""
    commands = ["set -e"]
    for number, closed in enumerate(sorted({c for t in TREES if (c := closed_to_others(Path(t)))})):
        kept = aside / str(number)
        commands += [
            f"mkdir {kept}",
            f"mount --rbind {closed} {kept}",
            f"mount -t tmpfs -o mode=755 tmpfs {closed}",
        ]
        for tree in (Path(tree) for tree in TREES if Path(tree).is_relative_to(closed)):
            commands += [
                f"mkdir -p {shlex.quote(str(tree))}",
                f"mount --rbind {kept / tree.relative_to(closed)} {shlex.quote(str(tree))}",
            ]
    return "\n".join(commands)
