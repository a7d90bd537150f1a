"""Knows what a grade is made from, as a key: equal keys, equal grade; not where keys are kept."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import nbformat

from grading.shard import Terms


class Keys:
    """The keys of notebooks that are graded on these terms."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    @cached_property
    def _masters(self) -> dict[str, bytes]:
        """By notebook: all that its grade depends on, but for what was handed in."""
        terms = self._terms
        steps = [step.__qualname__ for step in terms.steps]
        common = [terms.version, steps, terms.config, dataclasses.asdict(terms.limits)]
        return {
            name: digest(
                json.dumps([*common, terms.isolated], sort_keys=True, default=repr).encode(),
                nbformat.writes(master.notebook).encode(),
                json.dumps(dict(master.public), sort_keys=True).encode(),
                *_flat(master.files),
            ).encode()
            for name, master in terms.masters.items()
        }

    def notebook(self, name: str, handed_in: bytes, files: Mapping[str, bytes]) -> str:
        """The key of a notebook as it was handed in, with the files beside it."""
        return digest(self._masters[name], b"taken", handed_in, *_flat(files))

    def refusal(self, name: str, reason: str) -> str:
        """The key of a notebook that cannot be taken."""
        return digest(self._masters[name], b"refused", reason.encode())


def folder_key(time: str | None, notebooks: Iterable[str], files: Mapping[str, bytes]) -> str:
    """The key of what surrounds a student's notebooks: time of hand-in, names, files."""
    told: Any = [time, sorted(notebooks)]
    return digest(json.dumps(told).encode(), *_flat(files))


def digest(*parts: bytes) -> str:
    """A name for these bytes in this order."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def _flat(files: Mapping[str, bytes]) -> Iterable[bytes]:
    for name in sorted(files):
        yield name.encode(errors="surrogatepass")
        yield files[name]
