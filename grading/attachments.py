"""Knows the pictures that a student has pasted into prose; not which prose counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from nbformat import NotebookNode

KINDS = ("image/png", "image/jpeg", "image/gif")
BASE64 = re.compile(r"[A-Za-z0-9+/=]+")
LINK = re.compile(r"attachment:([^\s()<>\"']+)")
"""How prose asks for a picture: `![a sketch](attachment:sketch.png)`."""

Pictures = Mapping[str, Mapping[str, str]]
"""Pictures by their names, each as nbformat keeps it: its kind, and its bytes in base64."""


def read_pictures(plain: object, source: str) -> Pictures:
    """The pictures among a cell's attachments, as a file holds them, for which its text asks."""
    held = plain if isinstance(plain, dict) else {}
    found = {name: _picture(held.get(name)) for name in _asked_for(source)}
    return {name: picture for name, picture in found.items() if picture}


def keep_pictures(cell: NotebookNode, found: Iterable[Pictures]) -> None:
    """Give a cell of prose the pictures of these that its text asks for; its own come first."""
    every: dict[str, Any] = {}
    for pictures in found:
        every |= pictures
    every |= cell.pop("attachments", {})
    kept = {name: NotebookNode(every[name]) for name in _asked_for(cell.source) if name in every}
    if kept:
        cell.attachments = NotebookNode(kept)


def with_pictures(cell: NotebookNode) -> str:
    """The text of a cell with each picture in the first of its places: it needs no attachments."""
    left = dict(read_pictures(cell.get("attachments"), cell.source))

    def shown(link: re.Match[str]) -> str:
        picture = left.pop(_name(link[1]), {})
        return next((f"data:{kind};base64,{data}" for kind, data in picture.items()), link[0])

    return LINK.sub(shown, cell.source)


def _asked_for(source: str) -> set[str]:
    return {_name(link) for link in LINK.findall(source)}


def _name(link: str) -> str:
    """The attachment's name; in a link, a space is %20."""
    return unquote(link)


def _picture(bundle: Any) -> dict[str, str]:
    """One kind of a picture, the first that pages show; empty if there is none."""
    for kind in KINDS if isinstance(bundle, dict) else ():
        data = bundle.get(kind)
        text = "".join(data) if _is_lines(data) else data
        text = "".join(text.split()) if isinstance(text, str) else ""
        if BASE64.fullmatch(text):
            return {kind: text}
    return {}


def _is_lines(data: object) -> bool:
    return isinstance(data, list) and all(isinstance(line, str) for line in data)
