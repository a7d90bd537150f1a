"""Where the tests of an assignment run: as the settings say, or as a rehearsal finds out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import metadata

from sqlalchemy import Engine
from traitlets.config import Config

from grading.checker.rehearsal import Rehearsal, all_beside
from grading.core.files import digest
from grading.core.reference import APART, Placement
from grading.gradebook.rehearsals import keep, kept
from grading.scheduler.plan import Fingerprints
from grading.scheduler.worker import RunConfig

CHOSEN = "as c.IsolatedExporter.tests says"


def rehearsals(
    config: RunConfig, engine: Engine, rehearse: Callable[[str], Rehearsal]
) -> dict[str, Rehearsal]:
    """What holds for each notebook: what is kept, where nothing has changed, or a new rehearsal.

    `rehearse` gives that of the notebook of a name; it is asked for no more than is needed.
    """
    if config.tests != "auto":
        chosen = config.tests == "beside"
        return {
            name: all_beside(master, CHOSEN) if chosen else Rehearsal(APART)
            for name, master in config.masters.items()
        }
    known = kept(engine, config.assignment)
    found: dict[str, Rehearsal] = {}
    keys = Fingerprints(replace(config, steps=(), settings=Config()))
    for name, master in config.masters.items():
        key = digest(keys.master(name), master.solution, _installed().encode())
        before, held = known.get(name, ("", None))
        if held is None or before != key:
            held = rehearse(name)
            keep(engine, config.assignment, name, key, held)
        found[name] = held
    return found


@cache
def _installed() -> str:
    """The packages that are installed, with their versions: any of them may decide a test."""
    return "\n".join(sorted(f"{each.name} {each.version}" for each in metadata.distributions()))


def told(config: RunConfig, found: Mapping[str, Rehearsal]) -> Iterator[str]:
    """Sentences about tests that do not run apart; none where a setting says where they run."""
    if config.tests != "auto":
        return
    name = config.assignment
    every = sum(len(master.tests()) for master in config.masters.values())
    beside = sum(len(each.why) for each in found.values())
    if beside:
        verb = "looks at objects and runs" if beside == 1 else "look at objects and run"
        yield (
            f"{beside} of {every} tests {verb} beside the students' code: `python -m grading why "
            f"{name}` lists them, and what that means."
        )
    for notebook, each in found.items():
        if each.nowhere:
            listed = ", ".join(each.nowhere)
            yield (
                f"{name}/{notebook}: your own solution does not pass {listed}: see `python -m "
                f"grading why {name}`."
            )


def placements(found: Mapping[str, Rehearsal]) -> dict[str, Placement]:
    """Where the tests of each notebook run."""
    return {name: each.placement for name, each in found.items()}
