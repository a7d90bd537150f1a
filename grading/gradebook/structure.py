"""Parts of an assignment: source notebooks beside the gradebook, and a gradebook that follows them.

nbgrader takes no change of cells or notebooks once anybody is graded (`SaveCells`,
`GenerateAssignment`): here it is told beforehand, and can be taken over with the scores that stay.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from grading.core.course import notebooks_in
from grading.core.csvfile import number
from grading.core.errors import UsageError
from grading.core.reference import ReferenceNotebook
from grading.core.text import listed, part_name
from grading.gradebook.nbgrader import (
    NotReleased,
    is_made,
    opened,
    read_with_ids,
    release_of,
    shown,
    source_of,
)
from grading.gradebook.store import tables_of_grades

# What the source notebooks hold, as nbgrader counts their cells.

KINDS: Mapping[str, Any] = {
    "grade": GradeCell,
    "solution": SolutionCell,
    "task": TaskCell,
    "source": SourceCell,
}
"""nbgrader's tables of cells; a cell has a row in each of the kinds that it is of."""

UNREADABLE = (AttributeError, KeyError, OSError, TypeError, ValueError)
"""What nbformat raises for a file that is no notebook."""


def read_source(course: CourseDirectory) -> dict[str, NotebookNode]:
    """The source notebooks by name; raises UsageError with the name of one that is none."""
    found = {}
    for path in notebooks_in(source_of(course)):
        try:
            found[path.stem] = read_with_ids(path)
        except UNREADABLE as error:
            where = shown(course, path)
            raise UsageError(
                f"{where} is no notebook that can be read ({type(error).__name__}): put it right "
                "or take it out of the folder. Nothing was changed."
            ) from error
    return found


def parts_of(notebook: NotebookNode) -> dict[tuple[str, str], NotebookNode | None]:
    """The cells for which nbgrader keeps a row."""
    found: dict[tuple[str, str], NotebookNode | None] = {}
    for cell in notebook.cells:
        kinds = {"grade": utils.is_grade, "solution": utils.is_solution, "task": utils.is_task}
        of = [kind for kind, asked in kinds.items() if asked(cell)]
        if of or utils.is_locked(cell):
            name = str(cell.metadata.nbgrader.get("grade_id", ""))
            found |= {(kind, name): cell for kind in (*of, "source")}
    return found


COPY = re.compile(r"([-_ ]*copy[-_ \d]*|[-_]checkpoint|[-_ ]*\(\d+\))$", re.IGNORECASE)
"""How the name of a copy ends that Jupyter, a file manager or a browser has made."""


def strays(notebooks: Mapping[str, NotebookNode]) -> Iterator[tuple[str, str]]:
    """Source notebooks that look as if nobody meant to hand them out, each with the reason."""
    parts = {name: parts_of(notebook) for name, notebook in notebooks.items()}
    texts = {name: {k: c.source for k, c in held.items() if c} for name, held in parts.items()}
    copies: dict[str, str] = {}
    for name, other in permutations(notebooks, 2):
        is_named = bool(COPY.search(name)) and COPY.sub("", name) == other
        is_like = parts[name].keys() == parts[other].keys() and (
            name.startswith(other)
            or (texts[name] == texts[other] and (len(name), name) > (len(other), other))
        )
        if is_named or (is_like and parts[name]):
            copies.setdefault(name, other)
    for name in notebooks:
        if name in copies:
            yield name, f"looks like a copy of {copies[name]}"
        elif not parts[name]:
            yield name, "has no cell of nbgrader's"


def said_of_strays(course: CourseDirectory) -> Iterator[str]:
    """A sentence for each notebook in source/ that looks as if nobody meant to hand it out."""
    for name, why in strays(read_source(course)):
        place = shown(course, source_of(course) / f"{name}.ipynb")
        yield (
            f"{place} {why}, and is handed out and graded as a notebook of its own: if that is "
            "not meant, delete it, and once the class is graded with it, also run python -m "
            f"grading migrate {course.assignment_id}."
        )


# How they differ from what the gradebook holds.


SHOWN = 6
"""Cells of a notebook that one sentence names; of more it tells the number."""


@dataclass(frozen=True)
class Changes:
    """What source/ has and the gradebook has not (`new`), and the other way round (`gone`).

    Notebooks by name; parts, of notebooks that both have, by notebook and `grade_id`, those with
    points first.
    """

    new_notebooks: tuple[str, ...] = ()
    gone_notebooks: tuple[str, ...] = ()
    new_parts: tuple[tuple[str, str], ...] = ()
    gone_parts: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return any((self.new_notebooks, self.gone_notebooks, self.new_parts, self.gone_parts))

    def __str__(self) -> str:
        said = [f"the notebook {name} is new" for name in self.new_notebooks]
        said += [f"the notebook {name} is gone" for name in self.gone_notebooks]
        for word, parts in (("new", self.new_parts), ("gone", self.gone_parts)):
            for notebook in dict.fromkeys(notebook for notebook, _ in parts):
                names = [name for where, name in parts if where == notebook]
                said.append(f"{listed(names, SHOWN)} {_is(names)} {word} in {notebook}")
        return "; ".join(said)

    @property
    def renamed(self) -> str:
        """The options of migrate for what may have another name only; empty if nothing has."""
        pairs = [(self.gone_notebooks, self.new_notebooks)]
        for where in dict.fromkeys(notebook for notebook, _ in self.gone_parts):
            sides = (self.gone_parts, self.new_parts)
            gone, new = (tuple({part_name(n): n for w, n in s if w == where}) for s in sides)
            pairs.append((gone, new))
        both = [(gone, new) for gone, new in pairs if gone and new]
        sure = [f"{gone[0]}={new[0]}" for gone, new in both if len(gone) == len(new) == 1]
        named = sure + (["OLD=NEW"] if len(sure) < len(both) else [])
        return " ".join(f"--renamed {each}" for each in named)


def _is(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


class Changed(UsageError):
    """The parts of source/ are not those that a class was graded with; says what to do."""


def check_structure(course: CourseDirectory) -> None:
    """Raise Changed where nbgrader would refuse to release the source, since somebody is graded."""
    if found := _changed(course):
        raise Changed(_advice(course, found, "Nothing was released or graded anew"))


@contextlib.contextmanager
def explained(course: CourseDirectory) -> Iterator[None]:
    """Within it, NotReleased is Changed, where to release would not help."""
    try:
        yield
    except NotReleased:
        check_structure(course)
        raise


def _changed(course: CourseDirectory) -> Changes:
    """The changes since somebody was graded."""
    source = read_source(course)
    if not is_made(course.db_url):
        return Changes()
    with opened(course) as book:
        known = _find(book.db, course.assignment_id)
        graded = known and book.db.scalars(_anybody(known)).first()
        return changes(source, known) if known and graded else Changes()


def _advice(course: CourseDirectory, found: Changes, outcome: str) -> str:
    command = f"python -m grading migrate {course.assignment_id}"
    where = shown(course, source_of(course))
    perhaps = f" (with {found.renamed} for a new name only)" if found.renamed else ""
    return (
        f"Since the class was graded, {where} has changed: {found}. {outcome}. "
        f"Put {where} back as it was, or let the gradebook follow: "
        f"{command}{perhaps}. If gradebook.db is of an earlier term, move it away."
    )


def changes(source: Mapping[str, NotebookNode], known: Assignment) -> Changes:
    """What has changed since the gradebook was told."""
    held = {notebook.name: _held(notebook) for notebook in known.notebooks}
    new: dict[tuple[str, str], None] = {}
    gone: dict[tuple[str, str], None] = {}
    for name in sorted(source.keys() & held.keys()):
        now = parts_of(source[name])
        for found, one, other in ((new, now, held[name]), (gone, held[name], now)):
            odd = sorted((k for k in one if k not in other), key=lambda k: [*KINDS].index(k[0]))
            found |= dict.fromkeys((name, part) for _, part in odd)
    return Changes(
        tuple(sorted(source.keys() - held.keys())),
        tuple(sorted(held.keys() - source.keys())),
        tuple(new),
        tuple(gone),
    )


def _held(notebook: Notebook) -> dict[tuple[str, str], Any]:
    lists = (notebook.grade_cells, notebook.solution_cells, notebook.task_cells)
    rows = zip(KINDS, (*lists, notebook.source_cells), strict=True)
    return {(kind, row.name): row for kind, cells in rows for row in cells}


def _anybody(known: Assignment) -> Select[str]:
    of = SubmittedAssignment.assignment_id == known.id
    return select(SubmittedAssignment.id).where(of).limit(1)


def _find(session: Session, name: str) -> Assignment | None:
    return session.scalars(select(Assignment).where(Assignment.name == name)).first()


# What grading restores in a student's notebook, in the stored release and as source/ makes it now.

Restored = Mapping[str, Mapping[str, str]]
"""The sources of the cells that no student may change, by notebook and `grade_id`."""


def restored_by(folder: Path) -> dict[str, dict[str, str]]:
    """Those of the notebooks of a release; one that cannot be read has none."""
    found = {}
    for path in notebooks_in(folder):
        try:
            cells = read_with_ids(path).cells
        except UNREADABLE:
            continue
        found[path.stem] = {_name(cell): cell.source for cell in cells if _is_restored(cell)}
    return found


def restored_from(masters: Mapping[str, ReferenceNotebook]) -> dict[str, dict[str, str]]:
    """Those with which grading puts submissions right, without hidden tests."""
    return {
        name: {
            _name(cell): master.public.get(cell.id, cell.source)
            for cell in master.notebook.cells
            if _is_restored(cell)
        }
        for name, master in masters.items()
    }


def _is_restored(cell: NotebookNode) -> bool:
    return bool(utils.is_locked(cell) or (utils.is_task(cell) and not utils.is_solution(cell)))


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.nbgrader.get("grade_id", ""))


def differing(before: Restored, after: Restored) -> str:
    """In which cells of which notebooks the two differ; empty if in none that both have."""
    said = []
    for name in sorted(before.keys() & after.keys()):
        one, other = before[name], after[name]
        cells = [cell for cell in {**other, **one} if one.get(cell) != other.get(cell)]
        said += [f"{name} in {listed(cells, SHOWN)}"] if cells else []
    return "; ".join(said)


def said_of_source(
    course: CourseDirectory, masters: Mapping[str, ReferenceNotebook]
) -> Iterator[str]:
    """Sentences where source/ has other parts than the class is graded in, or another release."""
    if changed := _changed(course):
        yield _advice(course, changed, "What is new is not graded")
    if found := differing(restored_by(release_of(course)), restored_from(masters)):
        name = course.assignment_id
        release, source = (shown(course, of(course)) for of in (release_of, source_of))
        yield (
            f"{release} is not what {source} makes now: {found}. Work is graded with "
            f"source/. To hand that out: nbgrader generate_assignment {name} --force, then make "
            "handout. To grade what was handed out, put source/ and checks/ back as they were."
        )


# How the gradebook takes a change over: what is new gets its rows, what is gone loses them.


def follow_source(
    course: CourseDirectory, renamed: Sequence[tuple[str, str]] = (), *, force: bool = False
) -> list[str]:
    """Give the gradebook the notebooks and parts of source/; sentences about what was done.

    `renamed` are old and new names of notebooks and parts, whose scores stay. Raises UsageError,
    with nothing changed, for a name that is not among the changes, and, without `force`, where
    scores or comments of a person's would be lost.
    """
    source = read_source(course)
    if not is_made(course.db_url):
        return []
    with opened(course) as book:
        session = book.db
        known = _find(session, course.assignment_id)
        if known is None:
            return []
        said = [_rename(session, known, source, *pair) for pair in renamed]
        found = changes(source, known)
        lost = list(_by_hand(known, source))
        if lost and not force:
            keep = f", or keep them with {found.renamed}" if found.renamed else ""
            raise UsageError(
                f"These scores and comments of a person's would be lost: {'; '.join(lost)}. "
                f"Nothing was changed. Write them down and add --force{keep}."
            )
        _remove(session, known, source)
        _add(session, known, source)
        session.commit()
    said += [f"Lost, as --force allows: {each}." for each in lost]
    return said + ([f"The gradebook has followed: {found}."] if found else [])


def _rename(
    session: Session, known: Assignment, source: Mapping[str, NotebookNode], old: str, new: str
) -> str:
    """Give a notebook, or a part with its answer and its test, another name."""
    found = changes(source, known)
    if old in found.gone_notebooks and new in found.new_notebooks:
        (notebook,) = (each for each in known.notebooks if each.name == old)
        notebook.name = new
        _forget(session, known.name, [old])
        session.flush()
        return f"The notebook {old} is {new} now, with its scores."
    pairs = {(old, new), (f"test_{old}", f"test_{new}")}
    pairs |= {(part_name(old), part_name(new))}
    done = []
    for notebook in known.notebooks:
        here = [(w, n) for w, n in found.gone_parts if w == notebook.name]
        there = [n for w, n in found.new_parts if w == notebook.name]
        for before, after in sorted(pairs):
            if (notebook.name, before) in here and after in there:
                for (_, name), row in _held(notebook).items():
                    row.name = after if name == before else name
                done.append(f"{before} is {after}")
    session.flush()
    if not done:
        told = str(found) or "nothing"
        raise UsageError(
            f"--renamed {old}={new} does not fit what has changed in source/: {told}. Nothing was "
            "changed; name what is gone before the =, and what is new after it."
        )
    return f"{', '.join(dict.fromkeys(done))} now, with the scores."


def _gone(known: Assignment, source: Mapping[str, NotebookNode]) -> Iterator[tuple[str, str, Any]]:
    """The rows of cells that source/ has no longer, in notebooks that it has."""
    for notebook in known.notebooks:
        if notebook.name in source:
            now = parts_of(source[notebook.name])
            for (kind, name), row in _held(notebook).items():
                if (kind, name) not in now:
                    yield notebook.name, kind, row


def _by_hand(known: Assignment, source: Mapping[str, NotebookNode]) -> Iterator[str]:
    """What people have given to cells and notebooks that are gone."""
    cells = [row for _, kind, row in _gone(known, source) if kind != "source"]
    for notebook in known.notebooks:
        if notebook.name not in source:
            cells += [row for (kind, _), row in _held(notebook).items() if kind != "source"]
    for cell in cells:
        yield from given_by_hand(cell.grades, cell.comments)


def given_by_hand(grades: Iterable[Grade], comments: Iterable[Comment]) -> Iterator[str]:
    """Scores, extra credit and comments of a person's, each as student, part and what it is."""
    for grade in grades:
        who = f"{grade.notebook.student.id}, {grade.cell.name}"
        if grade.manual_score is not None:
            yield f"{who}: {number(grade.manual_score)} points"
        if grade.extra_credit:
            yield f"{who}: {number(grade.extra_credit)} points of extra credit"
    for comment in comments:
        if comment.manual_comment:
            text = " ".join(comment.manual_comment.split())
            yield f"{comment.notebook.student.id}, {comment.cell.name}: the comment {text!r}"


def _remove(session: Session, known: Assignment, source: Mapping[str, NotebookNode]) -> None:
    gone = [notebook for notebook in known.notebooks if notebook.name not in source]
    rows = [row for _, _, row in _gone(known, source)]
    rows += [row for notebook in gone for row in _held(notebook).values()]
    for row in rows:
        if isinstance(row, BaseCell):
            for theirs in (*row.grades, *row.comments):
                session.delete(theirs)
        session.delete(row)
    session.flush()
    for notebook in gone:
        for submitted in notebook.submissions:
            session.delete(submitted)
        session.flush()
        session.delete(notebook)
    _forget(session, known.name, [notebook.name for notebook in gone])
    session.flush()
    session.expire_all()


def _forget(session: Session, assignment: str, notebooks: Sequence[str]) -> None:
    """Keep no mark and no remark of notebooks that have gone."""
    for table in tables_of_grades(session.connection()):
        of = (table.c.assignment == assignment) & table.c.notebook.in_(notebooks)
        session.execute(delete(table).where(of))


def _add(session: Session, known: Assignment, source: Mapping[str, NotebookNode]) -> None:
    held = {notebook.name: notebook for notebook in known.notebooks}
    for name, notebook in source.items():
        if name not in held:
            kernel = json.dumps(notebook.metadata.get("kernelspec", {}))
            held[name] = Notebook(name=name, assignment=known, kernelspec=kernel)
            session.add(held[name])
            session.add_all(
                SubmittedNotebook(notebook=held[name], assignment=s) for s in known.submissions
            )
        rows = _held(held[name])
        for (kind, part), cell in parts_of(notebook).items():
            if (kind, part) not in rows:
                session.add(_row(kind, part, held[name], cell))
    session.flush()
    session.expire_all()
    for held_now in known.notebooks:
        _complete(session, held_now)


def _row(kind: str, name: str, notebook: Notebook, cell: NotebookNode | None) -> Any:
    """The row of a new cell; what of it may change, `SaveCells` writes at each release."""
    assert cell is not None
    more: dict[str, Any] = {}
    if kind in ("grade", "task"):
        points = float(cell.metadata.nbgrader.get("points", 0))
        more = {"max_score": points, "cell_type": cell.cell_type}
    elif kind == "source":
        more = {"cell_type": cell.cell_type, "locked": utils.is_locked(cell), "source": cell.source}
    return KINDS[kind](name=name, notebook=notebook, **more)


def _complete(session: Session, notebook: Notebook) -> None:
    """Give who has handed it in the rows that `Gradebook.add_submission` would give them now."""
    theirs = select(SubmittedNotebook.id).where(SubmittedNotebook.notebook_id == notebook.id)
    everybody = session.scalars(theirs).all()
    wanted = [(Grade, cell) for cell in (*notebook.grade_cells, *notebook.task_cells)]
    wanted += [(Comment, cell) for cell in (*notebook.solution_cells, *notebook.task_cells)]
    for table, cell in wanted:
        have = set(session.scalars(select(table.notebook_id).where(table.cell_id == cell.id)))
        session.add_all(
            table(cell_id=cell.id, notebook_id=each) for each in everybody if each not in have
        )
