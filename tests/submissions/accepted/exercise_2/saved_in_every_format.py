"""The picture is saved in each format that a report may want, before it is returned."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path
import tempfile
from pathlib import Path

from matplotlib.backends.backend_pdf import PdfPages


def save(fig):
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("pdf", "svg", "eps", "ps", "png", "jpg"):
            fig.savefig(Path(folder) / f"path.{kind}")
        with PdfPages(Path(folder) / "pages.pdf") as pages:
            pages.savefig(fig)
        assert all(path.stat().st_size > 1000 for path in Path(folder).iterdir())


def plot_path(trajectory):
    path = np.array(trajectory)
    curve = np.linspace(min(path.min(), 2) - 1, max(path.max(), 4) + 1, 200)
    fig, ax = plt.subplots()
    ax.plot(curve, fx_shifted(curve), label="$f(x) = (x - 3)^2$")
    ax.plot(path, fx_shifted(path), "o-", label="descent path")
    ax.plot(3, 0, "*", markersize=16, label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="The steps shorten towards 3")
    ax.legend()
    save(fig)
    return ax
