"""Knows the outputs of a cell as they come, text joined to streams; not whose cell it is."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable

from grading.outputs import Output


class Screen:
    """Takes outputs in the order in which they come; pieces of text are joined."""

    def __init__(self) -> None:
        self.show: Callable[[Output], None] = lambda _: None
        self._lock = threading.RLock()
        self._name, self._text = "stdout", ""

    def text(self, name: str, text: str) -> None:
        """Add text to the stream of that name."""
        with self._lock:
            if name != self._name:
                self.flush()
            self._name, self._text = name, self._text + text
            if len(self._text) > 1 << 14:
                self.flush()

    def put(self, output: Output) -> None:
        """Add any other output."""
        with self._lock:
            self.flush()
            self.show(output)

    def flush(self) -> None:
        """Show the text that has come so far."""
        with self._lock:
            text, self._text = self._text, ""
            for start in range(0, len(text), 1 << 20):
                piece = text[start : start + (1 << 20)]
                self.show({"output_type": "stream", "name": self._name, "text": piece})


SCREEN = Screen()


class Stream(io.TextIOBase):
    """A standard stream of a notebook: what is written to it is an output of the cell."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, descriptor: int) -> None:
        super().__init__()
        self.name, self._descriptor = name, descriptor

    def write(self, text: str, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        SCREEN.text(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor
