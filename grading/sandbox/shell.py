"""An embedded IPython shell: runs a cell as a notebook does, and gives its outputs."""

from __future__ import annotations

import base64
import builtins
import io
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

import matplotlib_inline.backend_inline  # noqa: F401 - configures the shell for inline figures
from ipykernel.compiler import XCachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from matplotlib_inline.config import InlineBackend
from traitlets import Type
from traitlets.config import Config

from grading.core.outputs import Output, said
from grading.sandbox.drawing import draw_once
from grading.sandbox.lacking import INLINE, Absent, LateImports, absent, keep_inline, say_inline
from grading.sandbox.tracebacks import Tracebacks

# The outputs of a cell as they come, text joined to streams.


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


# How a cell is run as in a notebook, and gives its outputs.


def as_text(data: Any) -> Any:
    """What an object shows, by media type, as nbformat stores it: bytes in base64 (RFC 4648)."""
    if not isinstance(data, dict):
        return data
    return {
        kind: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class _Results(DisplayHook):
    """Sends the value of a cell's last expression to the screen."""

    def write_output_prompt(self) -> None:
        """No prompt: a notebook draws its own."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        assert self.shell is not None
        SCREEN.put(
            {
                "output_type": "execute_result",
                "execution_count": self.shell.execution_count - 1,  # run_cell has counted on
                "data": as_text(format_dict),
                "metadata": md_dict or {},
            }
        )

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Displays(DisplayPublisher):
    """Sends what `display` shows to the screen."""

    def publish(  # type: ignore[override]
        self, data: Any, metadata: Any = None, *, transient: Any = None, **options: Any
    ) -> None:
        kind = "update_display_data" if options.get("update") else "display_data"
        shown = {"output_type": kind, "data": as_text(data), "metadata": metadata or {}}
        SCREEN.put({**shown, "display_id": (transient or {}).get("display_id")})

    def clear_output(self, wait: bool = False) -> None:
        SCREEN.put({"output_type": "clear_output", "wait": wait})


class Shell(InteractiveShell):
    """IPython's shell with a notebook's displays; it keeps no history and never exits."""

    compiler_class = Type(XCachingCompiler)  # a kernel's names of cells, and so its tracebacks
    displayhook_class = Type(_Results)
    display_pub_class = Type(_Displays)

    def init_user_ns(self) -> None:
        super().init_user_ns()  # type: ignore[no-untyped-call]
        # As a kernel's `__main__` has them: multiprocessing and scripts look for some.
        nothing = dict.fromkeys(("__doc__", "__loader__", "__package__", "__spec__"))
        self.user_ns |= nothing | dict.fromkeys(("_", "__", "___"), "")

    def init_traceback_handlers(self, custom_exceptions: Any) -> None:
        super().init_traceback_handlers(custom_exceptions)
        looks = {"mode": self.xmode, "theme_name": self.colors}
        self.InteractiveTB = Tracebacks(**looks, tb_offset=1)  # type: ignore[no-untyped-call]

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        error = {"output_type": "error", "ename": str(etype.__name__), "evalue": said(evalue)}
        SCREEN.put({**error, "traceback": stb})

    def enable_matplotlib(self, gui: Any = None) -> Any:
        """Draw inline, whatever is asked for."""
        if gui not in (None, *INLINE):
            say_inline(str(gui))
        return super().enable_matplotlib("inline")  # type: ignore[no-untyped-call]

    def absent(self, package: str) -> Absent:
        """For cells: what stands for a package that could not be imported."""
        return absent(package)

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: figures are shown inline, and no window has events to wait for."""

    def ask_exit(self) -> None:
        """Nothing: `quit()` in a cell loses no other cell."""


def make_shell() -> Shell:
    """The one shell of this process, made before it forks."""
    config = Config({"HistoryManager": {"enabled": False}})
    shell: Shell = Shell.instance(config=config)
    shell.run_line_magic("matplotlib", "inline")
    shell.ast_transformers.append(LateImports())
    keep_inline()
    # Whatever a notebook asks for, its pictures are drawn here for a page, at the ordinary size:
    # twice the pixels take three times as long.
    InlineBackend.instance(parent=shell).shell = None
    draw_once(shell)
    return shell


def run(shell: Shell, source: str, count: int) -> ExecutionResult:
    """Run a cell as number `count`; what came of it."""
    shell.execution_count = count
    result: ExecutionResult = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
    SCREEN.flush()
    return result


def no_input(*_: object, **__: object) -> NoReturn:
    """What `input()` does where nobody sits at the keyboard, in the words of a kernel."""
    said = "raw_input was called, but this frontend does not support input requests."
    raise StdinNotImplementedError(said)


def attach(show: Callable[[Output], None]) -> None:
    """Send everything that this process shows from now on to `show`."""
    SCREEN.show = show
    sys.stdout, sys.stderr = Stream("stdout", 1), Stream("stderr", 2)
    builtins.input = no_input
