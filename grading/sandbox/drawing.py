"""A student's figures as pictures for a page, each drawn once.

IPython draws a figure twice, the first time to learn where its labels end. Here it is cut out of
what the first time has drawn.
"""

from __future__ import annotations

import io

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.image import imsave


def draw_once(shell: InteractiveShell) -> None:
    """Have the shell's displays show each figure by `picture`."""
    assert shell.display_formatter is not None
    shell.display_formatter.formatters["image/png"].for_type(Figure, picture)


def picture(figure: Figure) -> bytes | None:
    """A figure as PNG, cut to what is on it and a margin, as IPython's own; None if it is empty.

    Where something reaches beyond the figure, it is drawn again, on a larger one.
    """
    canvas = figure.canvas
    if not (isinstance(canvas, FigureCanvasAgg) and figure.axes):
        return _drawn_by_ipython(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    box = figure.get_tightbbox(canvas.renderer)
    inches = rcParams["savefig.pad_inches"]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    bounds = figure.bbox_inches
    if not (bounds.contains(*box.min) and bounds.contains(*box.max)):
        return _drawn_by_ipython(figure, bbox_inches=box.padded(inches))
    margin = round(inches * figure.dpi)
    page = np.empty(np.add(pixels.shape, (2 * margin, 2 * margin, 0)), np.uint8)
    page[:] = np.multiply(to_rgba(figure.get_facecolor()), 255).round()
    page[margin : -margin or None, margin : -margin or None] = pixels
    (left, low), (right, high) = np.rint(np.multiply(box.get_points(), figure.dpi)).astype(int)
    rows = slice(len(pixels) - high, len(pixels) - low + 2 * margin)
    file = io.BytesIO()
    cut = page[rows, left : right + 2 * margin]
    imsave(file, cut, format="png", origin="upper", dpi=figure.dpi)
    return file.getvalue()


def _drawn_by_ipython(figure: Figure, **how: object) -> bytes | None:
    drawn: bytes | None = print_figure(figure, **how)  # type: ignore[no-untyped-call]
    return drawn
