"""Joins the markers of a scatter by a LineCollection that changes its colour on the way."""


# %% fx_shifted
def fx_shifted(x):
    return np.square(x - 3)


# %% plot_path
from matplotlib.collections import LineCollection


def plot_path(trajectory):
    x = np.array(trajectory)
    points = np.column_stack([x, fx_shifted(x)])
    segments = np.stack([points[:-1], points[1:]], axis=1)

    fig, ax = plt.subplots()
    wide = np.linspace(min(x.min(), 3) - 2, max(x.max(), 3) + 2, 333)
    ax.plot(wide, fx_shifted(wide), color="0.6", label="f(x)")
    lines = LineCollection(segments, cmap="plasma", linewidths=2)
    lines.set_array(np.arange(len(segments)))
    ax.add_collection(lines)
    ax.scatter(points[:, 0], points[:, 1], color="k", s=20, label="descent")
    ax.scatter([3.0], [0.0], facecolors="none", edgecolors="r", s=150, label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="From dark to bright")
    ax.legend()
    return ax
