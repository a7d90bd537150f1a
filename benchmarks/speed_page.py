"""The page of docs/ that tells the figures of a benchmark."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass

from benchmarks.stages import Stages
from benchmarks.timed import Run, table

TURNS = 3
"""How often each way to run notebooks again is timed."""

HOPED = 50
"""How many times as fast as stock nbgrader grading is hoped to be."""

STAGES = {
    "plan": "read the file, digest it, compare it with the record",
    "intake": "find the answers in it",
    "processes": "fork a checker and a student's process, shut it in, end both",
    "cells": "run the cells and their tests, draw the figures",
    "steps": "nbgrader's own steps with the graded notebook, its text",
    "files": "write it to `autograded/`",
    "record": "write the grades to the gradebook",
}

PAGE = """# How fast

`make bench FLAGS="{flags}"` writes this page. Its figures come from one
run on one machine that did nothing else: {cores} cores, Python {python}, {system}. Students' code
was shut in throughout; graded notebooks and gradebook were written. Everybody hands in accepted
answers to all four exercises, in every style of `tests/submissions/accepted`.

## A class

{classes}

Once it has started, the command grades {marginal:.0f} times as many notebooks a second as stock
nbgrader, and does {near:.0%} of what two warm processes could that read, isolate, compare and write
nothing; with its start, a class of {large} is graded {whole:.0f} times as fast. It starts in about
{start:.1f} s, most of which are imports: nbgrader's here, and beside them torch, matplotlib and
IPython in the process that all others are forked from; then the cells that all notebooks of an
exercise begin with are run, once for each exercise.

## Why not {hoped} times

{hoped} times as fast would be {goal:.0f} ms a notebook, on {cores} cores. The cells alone take
{limit:.0f} ms in a warm process on each core, and {undrawn:.0f} ms if no figure is drawn. Between
that and what the command takes stand the two processes of each notebook: they are forked from one
with 200 MB of Python's objects, and copy what they change. The stages, one notebook at a time, in
ms:

{stages}

## Growth

{growth}

## Feedback

A page for each notebook, by nbgrader's own command: with its own pages, and with this project's,
which are cleaned and hold their formulas as well. Both include what it takes to start.

{pages}

## Several machines

The scheduler and its workers are processes of their own on loopback addresses; each worker grades
one notebook at a time, and this machine's {cores} cores are shared by all of them, the command
included. All runs include what it takes to start.

{machines}

The command itself, which plans, sends, receives and writes, takes {own:.1f} ms of a core for a
notebook, and the core of a worker {other:.0f} ms. So one command feeds {fed:.0f} cores.

## Notebooks run again

The demos and the solutions through nbval, each cell compared with what it printed before: with a
kernel for each notebook, and in forks of one process, as `make test` runs them (`python -m pytest
--nbval -p tests.support.warm_nbval`). `tests/notebooks/test_nbval.py` holds the verdicts of both
side by side. Each way had {turns} turns; these are the medians, with what it takes to start.

{reruns}
"""


@dataclass(frozen=True)
class Speed:
    """All that was timed in one run."""

    runs: list[Run]
    undrawn: Run
    pages: list[Run]
    stages: Stages
    machines: list[Run]
    growth: list[Run]
    reruns: list[Run]


def page(speed: Speed) -> str:
    """The page about a run, in Markdown."""
    stock, _, small, large, marginal, _, limit = speed.runs
    few, one, *_ = speed.machines
    own, other = one.beyond(few, "").own / (one.notebooks - few.notebooks), one.beyond(few, "").each
    return PAGE.format(
        flags=" ".join(sys.argv[1:]),
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        system=platform.platform(terse=True),
        classes=table(speed.runs),
        marginal=stock.each / marginal.each,
        near=limit.each / marginal.each,
        large=large.notebooks,
        whole=stock.each / large.each,
        start=small.seconds - small.notebooks * marginal.each,
        hoped=HOPED,
        goal=1000 * stock.each / HOPED,
        limit=1000 * limit.each,
        undrawn=1000 * speed.undrawn.each,
        stages=_stages(speed.stages),
        growth=_growth(speed.growth),
        pages=table(speed.pages),
        machines=table(speed.machines),
        own=1000 * own,
        other=1000 * other,
        fed=other / own,
        turns=TURNS,
        reruns=table(speed.reruns),
    )


def _stages(stages: Stages) -> str:
    lines = ["| stage | ms | share |", "|---|---:|---:|"]
    for name, what in STAGES.items():
        seconds = getattr(stages, name)
        lines.append(f"| {what} | {1000 * seconds:.0f} | {seconds / stages.whole:.0%} |")
    lines.append(f"| all of it | {1000 * stages.whole:.0f} | |")
    return "\n".join(lines)


def _growth(runs: list[Run]) -> str:
    """Each class, and what each notebook took that the class before it did not have."""
    lines = ["| | notebooks | s | a second | a second, beyond the class above | peak MiB |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    *classes, again = runs
    for before, run in zip([None, *classes], classes, strict=False):
        more = run.beyond(before, "") if before else None
        rate = f"{1 / more.each:.2f}" if more and more.notebooks else ""
        numbers = f"{run.notebooks:,} | {run.seconds:.0f} | {1 / run.each:.2f} | {rate}"
        lines.append(f"| {run.what} | {numbers} | {run.memory >> 20} |")
    last = f"{again.notebooks:,} | {again.seconds:.0f} | {1 / again.each:.0f} |"
    lines.append(f"| {again.what} | {last} | {again.memory >> 20} |")
    return "\n".join(lines)
