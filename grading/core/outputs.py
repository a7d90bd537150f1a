"""Outputs of graded cells: of bounded size, as a verdict with points, and as a student may see
them; the words of a zero where grading broke off (those of a file that cannot be read stand in
`intake/refusals.py`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from nbformat import NotebookNode, from_dict

from grading.core.errors import GradingError

# What a graded cell may show: outputs that nbformat takes, of bounded size.

Output = dict[str, Any]
"""An output of a cell, as nbformat stores it; or an update of what is there already."""

ERRORS, LINE = 3, 10_000
"""Errors that one cell may show, and characters of each of their lines."""

PARTS, ALL_PARTS = 1_000, 10_000
"""Outputs that one cell may show, and a notebook: each costs its readers, however small it is."""

JSON, DEPTH = 1 << 16, 40
"""Characters and levels of JSON among the outputs: read, it takes a hundred times the room."""

CUT = "\n... Output truncated ...\n"


def error_output(name: str, text: str) -> Output:
    """An error as nbformat stores it, for what no process could say itself.

    It is nobody's word yet: the grader speaks by `grader_error`.
    """
    red = f"\x1b[31m{name}\x1b[39m: {text}"
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [red]}


def said(error: BaseException) -> str:
    """The text of an exception, whose class may be a student's and fail at that too."""
    try:
        return str(error)
    except Exception:
        return "<an exception without a text>"


class Outputs:
    """Collects what the cells of a notebook show, from a process that nobody trusts."""

    def __init__(self, each: int, all_cells: int) -> None:
        self._each, self._all = each, all_cells
        self._room, self._parts = 0, 0
        self._updatable: dict[str, list[Output]] = {}
        self.cell: list[Output] = []
        self.received = 0

    def begin(self) -> None:
        """Start the next cell; `received` counts its bytes, kept or not."""
        self._parts += len(self.cell)
        self.cell, self.received = [], 0
        self._room = min(self._each, self._all)

    def add(self, output: object) -> None:
        """Take one output; what is malformed or beyond the bounds is left out, with a remark."""
        if not isinstance(output, dict):
            return
        size, kind = _size(output), output.get("output_type")
        self.received += size
        if kind == "error":
            self._error(output)
        elif kind == "execute_result" and size < LINE and not self._has_result():
            self._display(output)  # a test's score, which finds room always, like an error
            return
        if kind == "error" or self._room <= 0:
            return
        updated = self._updated(output) if kind == "update_display_data" else []
        size *= max(1, len(updated))  # each of them holds it
        before, self._room = self._room, self._room - size
        self._all -= size
        if kind == "clear_output":
            self.cell.clear()
        elif len(self.cell) >= min(PARTS, ALL_PARTS - self._parts):
            self._room = 0
            self.cell.append({"output_type": "stream", "name": "stdout", "text": CUT})
        elif kind == "stream":
            self._stream(output, before)
        elif self._room <= 0:
            self.cell.append({"output_type": "stream", "name": "stdout", "text": CUT})
        elif kind in ("display_data", "execute_result"):
            self._display(output)
        for shown in updated if self._room > 0 else ():
            shown["data"] = _bundle(output.get("data"))

    def _updated(self, output: Output) -> list[Output]:
        """What is there already that an update changes."""
        return self._updatable.get(str(output.get("display_id")), [])

    def _error(self, output: Output) -> None:
        """Take an error, which is short and finds room always: without it a test would pass."""
        if sum(shown["output_type"] == "error" for shown in self.cell) < ERRORS:
            said = {key: _clean(output.get(key))[:LINE] for key in ("ename", "evalue")}
            lines = [_clean(line)[:LINE] for line in _items(output.get("traceback"))]
            lines = [*lines[:40], *lines[40:][-40:]]
            if self._all <= 0:  # hundreds of long ones would fill the memory
                lines = [line[:PARTS] for line in lines[-1:]]
            self._all -= sum(map(len, lines))
            self.cell.append({"output_type": "error", **said, "traceback": lines})

    def _has_result(self) -> bool:
        return any(shown["output_type"] == "execute_result" for shown in self.cell)

    def _stream(self, output: Output, room: int) -> None:
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = _clean(output.get("text"))
        text = text if len(text) <= room else text[:room]
        text += CUT if self._room <= 0 else ""
        theirs = {SPEAKER: STUDENT} if output.get(SPEAKER) == STUDENT else {}
        last = self.cell[-1] if self.cell else {}
        if last.get("name") == name and last.get(SPEAKER) == theirs.get(SPEAKER):
            last["text"] += text
        else:
            self.cell.append({"output_type": "stream", "name": name, "text": text, **theirs})

    def _display(self, output: Output) -> None:
        kind = output["output_type"]
        data, metadata = _bundle(output.get("data")), _json(output.get("metadata"))
        metadata = metadata if isinstance(metadata, dict) else {}
        shown: Output = {"output_type": kind, "data": data, "metadata": metadata}
        if kind == "execute_result":
            count = output.get("execution_count")
            shown["execution_count"] = count if type(count) is int and count >= 0 else None
        elif output.get("display_id") is not None:
            self._updatable.setdefault(str(output["display_id"]), []).append(shown)
        self.cell.append(shown)


def _clean(text: object) -> str:
    """A text that can be stored as UTF-8."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def _items(value: object) -> Iterator[Any]:
    yield from value if isinstance(value, list) else ()


def _bundle(data: object) -> dict[str, Any]:
    """Texts and pictures by media type; JSON stays JSON where its type says so."""
    found: dict[str, Any] = {}
    for kind, value in data.items() if isinstance(data, dict) else ():
        is_json = kind == "application/json" or kind.endswith("+json")
        found[_clean(kind)] = _json(value) if is_json else _clean(value)
    return found


def _json(value: object) -> Any:
    """JSON that every reader of notebooks takes; None for what is none, too large or too deep."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        fits = len(text) <= JSON and _depth(value) <= DEPTH
        return json.loads(_clean(text)) if fits else None
    except (ValueError, RecursionError):
        return None


def _depth(value: object, so_far: int = 0) -> int:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if so_far > DEPTH:
        return so_far
    return max((_depth(part, so_far + 1) for part in parts), default=so_far)


def _size(output: Output) -> int:
    try:
        return len(json.dumps(output))
    except (ValueError, RecursionError):
        return 1 << 30


# Whose word an output is: a student's exceptions and lines may look like anybody's.

SPEAKER = "speaker"
"""Under which an output says whose word it is, on its way from a checker to the graded cell. What
comes from a student's process is taken apart and made anew (`Outputs`), so nobody forges it."""

GRADER, STUDENT = "grader", "student"
"""Who may speak in a cell where it would be somebody else's place: the grader, in an error of its
own; in a test, a function of the student's that prints."""

FROM_A_STUDENT = "raised_in"
"""An attribute of each exception that a student's process has raised: `wire.exceptions`."""


def grader_error(name: str, text: str) -> Output:
    """An error with which the grader itself speaks."""
    return {**error_output(name, text), SPEAKER: GRADER}


def is_graders(error: BaseException) -> bool:
    """True if the grader raised it: its own errors, or its word that a call took too long.

    A student's exceptions are of built-in classes here, whatever their names, and say so.
    """
    is_late = isinstance(error, TimeoutError) and not hasattr(error, FROM_A_STUDENT)
    return is_late or isinstance(error, GradingError)


def marked(outputs: list[Output], start: int) -> list[Output]:
    """Outputs of which those from `start` on are the grader's own."""
    return [*outputs[:start], *({**output, SPEAKER: GRADER} for output in outputs[start:])]


def ended(outputs: list[Output]) -> bool:
    """True if the grader has ended what it ran, and says so."""
    return any(output.get(SPEAKER) == GRADER for output in outputs)


def unmarked(outputs: list[Output]) -> list[Output]:
    """The outputs as nbformat has them."""
    return [{key: o[key] for key in o if key != SPEAKER} for o in outputs]


# What makes the outputs of a test cell a verdict.

VERDICTS = ("error", "execute_result")
"""Kinds of output by which nbgrader scores; a test cell has one of them at the most."""

INVALID, NOT_GRADED, REFUSED = "InvalidScore", "NotGraded", "AnswerRefused"
WRONG_KIND = "WrongKind"
FOR_A_PERSON = (INVALID, NOT_GRADED, REFUSED)
"""Names of errors in a test cell that an instructor should look at."""

OURS = (*FOR_A_PERSON, "ProcessEnded", "CellTimeoutError", "TooSlow", WRONG_KIND)
"""Names of errors under which the grader itself speaks; in a test no exception of a student's is
shown so. Elsewhere it may be: what is the grader's word says `graders_error`, never a name."""

BROKE_OFF = "the grading of this notebook broke off; your instructor has been told"
KILLED = "the process that graded this notebook died each time; your instructor has been told"
"""What a test cell says where grading could not go on; the next run tries again."""


def score_outputs(
    outputs: list[Output], value: Any, error: BaseException | None, points: float
) -> tuple[list[Output], str]:
    """The outputs by which nbgrader scores, and a sentence for the instructor if the test is off.

    Whether the test failed is what its run says, and never what is left of its outputs. Text on
    stderr says nothing about an answer, so it goes. A number at the end is a partial score: finite
    and between 0 and `points`, or else the test itself is wrong and gives nothing. A test that
    shows such a number and fails after it gives that number, as with nbgrader itself: the error
    says what is missing. So does a test with an error that it shows and does not raise, as
    `get_ipython().run_cell` does. (Nothing that a student shows is a result or an error here:
    `Session` sees to it.)
    """
    kept = [o for o in outputs if o.get("name") != "stderr" and o["output_type"] not in VERDICTS]
    errors = [o for o in outputs if o["output_type"] == "error"]
    if error is not None or errors:
        score = [o for o in outputs if o["output_type"] == "execute_result"][:1]
        kept += [o for o in score if _is_score(_number(o), points)]
    if error is not None:
        name, text = type(error).__name__, said(error)[:LINE]
        shown = [o for o in errors if o["ename"] == name]
        last = (shown or [error_output(name, text)])[-1]
        return [*kept, {**last, SPEAKER: GRADER} if is_graders(error) else last], ""
    if errors:
        return [*kept, errors[-1]], ""
    if not isinstance(_plain(value), (int, float)):  # None, the last picture, "all passed"
        return kept, ""
    if _is_score(value, points):
        text = repr(value.item() if hasattr(value, "item") else value)
        result: Output = {"output_type": "execute_result", "execution_count": None, "metadata": {}}
        return [*kept, {**result, "data": {"text/plain": text}}], ""
    fault = f"this test ended in {value!r:.60}, which is no score between 0 and {points:g}"
    return [*kept, grader_error(INVALID, f"{fault}: your instructor has been told")], fault


def score_reported(outputs: list[Output], points: float) -> tuple[list[Output], str]:
    """The outputs of a test that ran in the student's process, as nbgrader scores them, and a
    sentence for the instructor if the test is off.

    As on stock nbgrader, the first error or result decides; a result that is no number gives all
    points. Text on stderr says nothing about an answer, so it goes.
    """
    kept = [o for o in outputs if o.get("name") != "stderr"]
    first = next((o for o in kept if o["output_type"] in VERDICTS), None)
    if first is None or first["output_type"] == "error":
        return kept, ""
    others = [o for o in kept if o is first or o["output_type"] not in VERDICTS]
    number = _number(first)
    if number is None or _is_score(number, points):
        return others, ""
    fault = f"this test ended in {number:g}, which is no score between 0 and {points:g}"
    text = f"{fault}: your instructor has been told"
    return [o for o in others if o is not first] + [grader_error(INVALID, text)], fault


def _number(result: Output) -> float | None:
    """The number that a result shows, as nbgrader reads it; None if it is none."""
    try:
        return float(result["data"]["text/plain"])
    except (KeyError, ValueError):
        return None


def _plain(value: Any) -> Any:
    """Python's own number, for one of NumPy's or PyTorch's; whatever else there is as it is."""
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


def _is_score(value: Any, points: float) -> bool:
    plain = _plain(value)
    if isinstance(plain, bool) or not isinstance(plain, (int, float)):
        return False
    return math.isfinite(plain) and 0 <= plain <= points


# What a graded cell's metadata keep of its run: whose word its outputs are, what a student may see
# of a test, and the slips that it found.

KEY = "grading"
"""Under which a graded cell's metadata hold what is this project's own. No metadata of a file that
was handed in are taken over (`intake.merge`), so whatever stands here is the grader's word."""


def put_outputs(cell: NotebookNode, outputs: list[Output]) -> None:
    """Give a graded cell its outputs, and its metadata whose word they are.

    The error of the grader's own, of which there is one at the most, is always the last. Where a
    student's function has printed in a test, what the test itself has printed is kept apart.
    """
    before = cell.metadata.get(KEY, {})
    kept: dict[str, Any] = {key: before[key] for key in before if key not in ("ours", "printed")}
    if any(output.get(SPEAKER) == GRADER for output in outputs):
        kept["ours"] = True
    if any(output.get(SPEAKER) == STUDENT for output in outputs):
        own = [output for output in outputs if output.get(SPEAKER) != STUDENT]
        kept["printed"] = _printed(own)[:LINE]
    if kept or before:
        cell.metadata[KEY] = kept
    cell.outputs = [from_dict(output) for output in unmarked(outputs)]


def graders_error(metadata: Any, outputs: list[Any]) -> Any:
    """The error with which the grader itself speaks in a graded cell; None if it does not."""
    errors = [output for output in outputs if output.get("output_type") == "error"]
    return errors[-1] if errors and held(metadata).get("ours") is True else None


def printed(metadata: Any, outputs: list[Any]) -> str:
    """What the test in a graded cell has printed, without what a student's functions did."""
    own = held(metadata).get("printed")
    return own if isinstance(own, str) else _printed(outputs)


def _printed(outputs: list[Any]) -> str:
    streams = (o for o in outputs if o.get("output_type") == "stream" and o.get("name") == "stdout")
    texts = (output.get("text", "") for output in streams)
    return "\n".join("".join(map(str, t)) if isinstance(t, list) else str(t) for t in texts)


def keep(node: NotebookNode, **what: Any) -> None:
    """Keep something of this project's own in the metadata of a graded cell or notebook."""
    node.metadata[KEY] = {**node.metadata.get(KEY, {}), **what}


def held(metadata: Any) -> dict[str, Any]:
    """What is kept so; nothing where it has another form."""
    held = metadata.get(KEY) if isinstance(metadata, dict) else None
    return held if isinstance(held, dict) else {}


@dataclass(frozen=True)
class Finding:
    """A slip of the course's own checks, as plain data: see `checks.slips.Slip`."""

    about: str
    advice: str
    named: bool
    part: str

    @property
    def reason(self) -> str:
        """What is wrong; of a part of a picture with what is seen, or else in words alone."""
        seen = self.about.removeprefix(self.part).removeprefix(": ") if self.part else ""
        joint = " " if seen.endswith("?") else ": "
        return joint.join(filter(None, [seen, self.advice])) or self.about


LONGEST = 1000
"""Characters of a finding's texts that are kept."""


TEXTS = ("about", "advice", "part")


def findings(error: BaseException | None) -> list[Finding]:
    """What an assertion of a test says, if it says it in the form of the course's checks.

    Exceptions of a student's have texts only, and none of this form.
    """
    said = error.args[0] if isinstance(error, AssertionError) and error.args else None
    slips = [said, *getattr(said, "also", [])]
    if not all(hasattr(slip, "advice") and hasattr(slip, "about") for slip in slips):
        return []
    return [
        Finding(named=bool(s.named), **{k: _clean(getattr(s, k))[:LONGEST] for k in TEXTS})
        for s in slips
    ]


def loses_points(outputs: list[Any], points: float) -> bool:
    """True if a test with these outputs gives less than its points."""
    for output in outputs:
        if output["output_type"] == "error":
            return True
        if output["output_type"] == "execute_result":
            return _points_shown(output["data"].get("text/plain"), points) < points
    return False


def _points_shown(text: object, otherwise: float) -> float:
    try:
        return float(str(text))
    except ValueError:
        return otherwise


def keep_for_students(cell: NotebookNode, outputs: list[Any]) -> None:
    """Keep what a test shows without its hidden part beside what all of it shows."""
    keep(cell, visible=outputs)


def keep_beside(cell: NotebookNode) -> None:
    """Keep that a test ran in the student's process, which may have told anything of it."""
    keep(cell, beside=True)


def ran_beside(metadata: Any) -> bool:
    """True if the test of a graded cell ran in the student's process."""
    return held(metadata).get("beside") is True


def keep_findings(cell: NotebookNode, found: list[Finding]) -> None:
    """Keep what the test of a graded cell found."""
    if found:
        keep(cell, findings=[asdict(finding) for finding in found])


def kept_findings(metadata: Any) -> list[Finding]:
    """What was kept in a cell's metadata; nothing of another form."""
    found = held(metadata).get("findings")
    return [
        Finding(named=bool(each.get("named")), **{k: str(each.get(k, ""))[:LONGEST] for k in TEXTS})
        for each in (found if isinstance(found, list) else ())
        if isinstance(each, dict)
    ]


def shown_to_students(cell: NotebookNode) -> list[Any] | None:
    """What was kept; None where the test was not run without its hidden part."""
    visible: list[Any] | None = cell.metadata.get(KEY, {}).get("visible")
    return visible


def keep_packages(notebook: NotebookNode, missing: list[str]) -> None:
    """Keep which packages a notebook imports that are not installed where it is graded."""
    if missing:
        keep(notebook, not_installed=missing)


def kept_packages(metadata: Any) -> list[str]:
    """What was kept in a notebook's metadata."""
    found = held(metadata).get("not_installed")
    return [str(each)[:LINE] for each in (found if isinstance(found, list) else ())]


def say(cell: NotebookNode, sentence: str) -> None:
    """Put what is wrong in a cell, in a line, where the page's head finds it."""
    keep(cell, said=sentence)
