"""Knows what a graded cell may show: outputs that nbformat takes, of bounded size; not whose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

Output = dict[str, Any]
"""An output of a cell, as nbformat stores it; or an update of what is there already."""

CUT = "\n... Output truncated ...\n"


def error_output(name: str, text: str) -> Output:
    """An error as nbformat stores it, for what no process could say itself."""
    red = f"\x1b[31m{name}\x1b[39m: {text}"
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": [red]}


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
        size = len(json.dumps(output))
        self.received += size
        if self._room <= 0 or not isinstance(output, dict):
            return
        before, self._room = self._room, self._room - size
        self._all -= size
        kind = output.get("output_type")
        if kind == "clear_output":
            self.cell.clear()
        elif kind == "stream":
            self._stream(output, before)
        elif self._room <= 0:
            self.cell.append({"output_type": "stream", "name": "stdout", "text": CUT})
        elif kind == "update_display_data":
            for shown in self._updatable.get(str(output.get("display_id")), []):
                shown["data"] = _bundle(output.get("data"))
        else:
            self._others(output)

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

    def _others(self, output: Output) -> None:
        kind = output.get("output_type")
        if kind == "error":
            said = {key: _clean(output.get(key)) for key in ("ename", "evalue")}
            lines = [_clean(line) for line in _items(output.get("traceback"))]
            self.cell.append({"output_type": kind, **said, "traceback": lines})
        elif kind in ("display_data", "execute_result"):
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
    return json.loads(_clean(json.dumps(value, ensure_ascii=False)))
