"""Knows what a graded cell may show: outputs that nbformat takes, of bounded size; not whose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Output = dict[str, Any]
"""An output of a cell, as nbformat stores it; or an update of what is there already."""

ERRORS, LINE = 3, 10_000
"""Errors that one cell may show, and characters of each of their lines."""

JSON, DEPTH = 1 << 16, 40
"""Characters and levels of JSON among the outputs: read, it takes a hundred times the room."""

CUT = "\n... Output truncated ...\n"


def error_output(name: str, text: str) -> Output:
    """An error as nbformat stores it, for what no process could say itself."""
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
        self._room = 0
        self._updatable: dict[str, list[Output]] = {}
        self.cell: list[Output] = []
        self.received = 0

    def begin(self) -> None:
        """Start the next cell; `received` counts its bytes, kept or not."""
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
        before, self._room = self._room, self._room - size
        self._all -= size
        if kind == "clear_output":
            self.cell.clear()
        elif kind == "stream":
            self._stream(output, before)
        elif self._room <= 0:
            self.cell.append({"output_type": "stream", "name": "stdout", "text": CUT})
        elif kind == "update_display_data":
            for shown in self._updatable.get(str(output.get("display_id")), []):
                shown["data"] = _bundle(output.get("data"))
        elif kind in ("display_data", "execute_result"):
            self._display(output)

    def _error(self, output: Output) -> None:
        """Take an error, which is short and finds room always: without it a test would pass."""
        if sum(shown["output_type"] == "error" for shown in self.cell) < ERRORS:
            said = {key: _clean(output.get(key))[:LINE] for key in ("ename", "evalue")}
            lines = [_clean(line)[:LINE] for line in _items(output.get("traceback"))]
            lines = [*lines[:40], *lines[40:][-40:]]
            self.cell.append({"output_type": "error", **said, "traceback": lines})

    def _has_result(self) -> bool:
        return any(shown["output_type"] == "execute_result" for shown in self.cell)

    def _stream(self, output: Output, room: int) -> None:
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = _clean(output.get("text"))
        text = text if len(text) <= room else text[:room]
        text += CUT if self._room <= 0 else ""
        last = self.cell[-1] if self.cell else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self.cell.append({"output_type": "stream", "name": name, "text": text})

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
