"""Files beside the notebooks, where a process sees them: read-only for all, and a copy for each.

Outside, a warm parent's own folder holds them (`core.beside`), each set in a folder of its own. In
the world that the parent is shut in, that folder is at BESIDE and read-only, whenever it is filled.
A copy that can be written to is an overlay (Linux, filesystems/overlayfs.rst): only what a process
changes or adds takes room in its home, and counts as its own. Without isolation it is a copy.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from grading.sandbox.linux import NEWNS, NODEV, NOSUID, REMOUNT, bind, mount, protect, unshare

BESIDE = "/srv"
"""Where every process of the sandbox finds them, one folder for each set of files."""

FILES = "files"
"""The folder, in a warm parent's own one outside, that is shown there."""

HOME = "/home/student"

BLOCK = 4096
"""Bytes that a file may take beyond its size."""


def show_beside(folder: str, root: str) -> None:
    """Show a folder outside, and what will be in it, in a new root that is being made."""
    Path(root + BESIDE).mkdir()
    bind(folder, root + BESIDE)
    protect(root + BESIDE, recursive=True)


def own_copy(files: str, options: str = "") -> None:
    """Go to a home of this process's own, with a copy of the files that it can write to.

    With `options`, those of the file system (tmpfs) that is to hold what is written, it is HOME,
    in a namespace of mounts that is this process's own, too; without, a new folder. Modules in it
    can be imported, as beside a notebook.
    """
    if options:
        unshare(NEWNS)
        mount("tmpfs", HOME, "tmpfs", NOSUID | NODEV, options)
        lay_over(files)
    else:
        fill_folder(files)
    import_from_here()


def import_from_here() -> None:
    """Let modules be imported that lie where this process is, before all others, as in Jupyter."""
    here = os.getcwd()
    sys.path_importer_cache.pop(here, None)  # a parent may have been there, with other files
    if here not in sys.path:
        sys.path.insert(0, here)


def lay_over(files: str) -> None:
    """Show the files in HOME, an empty file system, which takes what is changed, and go there."""
    above = {"upperdir": f"{HOME}/upper", "workdir": f"{HOME}/work"}
    for place in above.values():
        os.mkdir(place)
        os.chmod(place, 0o1777)
    layers = [f"lowerdir={files}", *map("=".join, above.items()), "userxattr"]
    try:
        mount("overlay", HOME, "overlay", NOSUID | NODEV, ",".join(layers))
    except OSError:  # there is none, or not above this disk
        for place in above.values():
            os.rmdir(place)
        _make_room(files)
        shutil.copytree(files, HOME, dirs_exist_ok=True)
    os.chdir(HOME)


def _make_room(files: str) -> None:
    """Let HOME hold a copy of the files, and as much as before."""
    there = [*Path(files).rglob("*")]
    held = os.statvfs(HOME)
    size = held.f_blocks * held.f_frsize + sum(path.stat().st_size + BLOCK for path in there)
    data = f"size={size},nr_inodes={held.f_files + len(there)}"
    mount("tmpfs", HOME, flags=REMOUNT | NOSUID | NODEV, data=data)


def fill_folder(files: str) -> None:
    """Go to a new folder, with a copy of the files, if there are any; `remove_folders` ends it."""
    os.chdir(tempfile.mkdtemp(prefix=f"home-{os.getpid()}-"))
    if files:
        shutil.copytree(files, ".", dirs_exist_ok=True)


def remove_folders(process: int) -> None:
    """Remove the folder of a process that has ended."""
    for path in Path(tempfile.gettempdir()).glob(f"home-{process}-*"):
        shutil.rmtree(path, ignore_errors=True)
