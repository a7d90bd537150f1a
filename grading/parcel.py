"""Knows how notebooks travel to be graded: each with what it needs, some of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

MOST, BYTES = 24, 8 << 20
"""Notebooks of the largest shard, and bytes after which it takes no other."""


@dataclass(frozen=True)
class Parcel:
    """One notebook as it travels to a worker; with a `refusal`, nothing of it can be taken.

    `key` names what its grade will have been made from.
    """

    student: str
    name: str
    key: str
    handed_in: bytes = b""
    refusal: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.student}/{self.name}"

    @property
    def size(self) -> int:
        """Bytes that travel."""
        return len(self.handed_in) + sum(map(len, self.files.values()))


def shards(parcels: Iterable[Parcel], size: Callable[[], int]) -> Iterator[list[Parcel]]:
    """Parcels in their order, about `size` together, which is asked when there is a first."""
    shard: list[Parcel] = []
    wanted = 0
    for parcel in parcels:
        wanted = wanted or max(1, min(MOST, size()))
        shard.append(parcel)
        if len(shard) >= wanted or sum(each.size for each in shard) > BYTES:
            yield shard
            shard = []
    if shard:
        yield shard
