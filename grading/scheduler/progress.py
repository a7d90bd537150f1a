"""Progress of a class run on the terminal: the bar, the log above it, and the summary."""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from typing import Self

from tqdm import tqdm

from grading.core.outcome import Outcome
from grading.intake.inbox import Handed
from grading.scheduler.worker import GradingTask

LOG = logging.getLogger("grading")
"""What a person should know while this package works; one sentence each, all are warnings."""

SELDOM = 30.0
"""Seconds between two lines of progress where nobody watches a terminal."""

KINDS = {
    "stand": "unchanged, so their grades stand",
    "mended": "damaged or incomplete, and mended (named above)",
    "looked at": "to be looked at (named above, marked in formgrader)",
    "unknown": "not graded, of students who are not on the list (named above)",
}
"""In which ways notebooks end, besides a grade."""


class AboveBar(logging.Handler):
    """Writes what is logged to stderr, and the bar below it again."""

    def emit(self, record: logging.LogRecord) -> None:
        tqdm.write(self.format(record), file=sys.stderr)


class Progress:
    """The bar, a line for each submission that needs a look, and the summary; a context manager.

    Within it, this package's log goes above the bar and nowhere else.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._begun = time.monotonic()
        self._bar: tqdm[None] | None = None
        self._handler = AboveBar()

    def __enter__(self) -> Self:
        LOG.addHandler(self._handler)
        LOG.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        LOG.removeHandler(self._handler)
        LOG.propagate = True
        self._close()

    @property
    def graded(self) -> int:
        """Notebooks that were graded so far."""
        return self._counts["graded"]

    def tally(self) -> tuple[float, dict[str, int]]:
        """The seconds since this has begun, and how many notebooks ended in which way."""
        return time.monotonic() - self._begun, dict(self._counts)

    def begin(self, total: int) -> None:
        """Show the bar, of so many notebooks."""
        self._begun = time.monotonic()
        self._bar = tqdm(
            total=total,
            unit="notebook",
            desc="Grading",
            file=sys.stderr,
            mininterval=0.2 if sys.stderr.isatty() else SELDOM,
            dynamic_ncols=True,
        )

    def stands(self, count: int) -> None:
        """So many notebooks were graded before and stand."""
        self._counts["stand"] += count
        self._step(count)

    def unknown(self, handed: Handed) -> None:
        """A student who is not on the list is not graded."""
        self._counts["unknown"] += len(handed.due)
        self._step(len(handed.due))
        LOG.warning(
            "%s is not on the list of students and was not graded: nbgrader db student add %s",
            *(handed.student, handed.student),
        )

    def done(self, task: GradingTask, outcome: Outcome) -> None:
        """A notebook is graded."""
        self._counts["graded"] += 1
        self._counts["mended"] += bool(outcome.remarks)
        self._counts["looked at"] += bool(outcome.trouble)
        for sentence in (*outcome.remarks, *outcome.trouble):
            LOG.warning("%s: %s", task.label, sentence)
        self._step(1)

    def _step(self, count: int) -> None:
        if self._bar is not None:
            if self._counts["looked at"]:
                self._bar.set_postfix_str(f"{self._counts['looked at']} to look at", refresh=False)
            self._bar.update(min(count, max(0, self._bar.total - self._bar.n)))

    def summarize(self) -> None:
        """Print how many notebooks ended in which way."""
        self._close()
        seconds, counts = self.tally()[0], self._counts
        rate = f", {counts['graded'] / seconds:.1f} a second" if counts["graded"] else ""
        print(f"{counts['graded']} notebooks graded in {seconds:.0f} s{rate}.")
        for kind, words in KINDS.items():
            if counts[kind]:
                print(f"  {words}: {counts[kind]}")
        sys.stdout.flush()

    def _close(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
