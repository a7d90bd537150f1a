"""The course: its folders, its assignments and their notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grading.core.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]

SAMPLE_PREFIX = "sample_"
"""How the names of the sample class's students begin."""


@dataclass(frozen=True)
class Assignment:
    """One nbgrader assignment of the course in `root`."""

    name: str
    root: Path = ROOT

    @property
    def source(self) -> Path:
        return self.root / "source" / self.name

    @property
    def release(self) -> Path:
        return self.root / "release" / self.name

    @property
    def solutions(self) -> Path:
        return self.root / "solutions" / self.name

    @property
    def demos(self) -> Path:
        return self.root / "notebooks"

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def notebooks(self) -> list[str]:
        """The exercises' names, in order and without their ending."""
        return [path.stem for path in notebooks_in(self.source)]

    def students(self) -> list[str]:
        """Who has handed something in for this assignment, in order."""
        return sorted(path.parent.name for path in self.submitted.glob(f"*/{self.name}"))


def notebooks_in(folder: Path) -> list[Path]:
    """The notebooks of a folder, in order; as for nbgrader, what begins with a dot is none."""
    return sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))


def find_assignment(name: str, root: Path = ROOT) -> Assignment:
    """The assignment of that name, or a UsageError that lists the ones there are."""
    folders = (path for path in (root / "source").glob("*") if not path.name.startswith("."))
    names = sorted(path.name for path in folders if notebooks_in(path))
    if name not in names:
        raise UsageError(
            f"There is no assignment '{name}'; there is: {', '.join(names) or 'none'}."
        )
    return Assignment(name, root)
