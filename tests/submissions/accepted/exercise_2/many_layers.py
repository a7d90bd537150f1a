"""Shades, guides and a grid behind the path, and the start and the end marked on top."""


# %% fx_shifted
def fx_shifted(x):
    return (3 - x) ** 2


# %% plot_path
def plot_path(trajectory):
    w = np.asarray(trajectory)
    low, high = min(w.min(), 3) - 1.5, max(w.max(), 3) + 1.5
    x = np.linspace(low, high, 600)
    y = fx_shifted(x)
    fig, ax = plt.subplots(figsize=(7, 4.5))
    ax.grid(True, linestyle=":", alpha=0.6)
    ax.axvspan(2.5, 3.5, color="gold", alpha=0.2)
    ax.axvline(3, color="gray", lw=0.8)
    ax.axhline(0, color="gray", lw=0.8)
    ax.fill_between(x, y, color="C0", alpha=0.15)
    ax.plot(x, y, color="C0", label="f")
    ax.vlines(w, 0, fx_shifted(w), color="C1", lw=0.5)
    ax.plot(w, fx_shifted(w), color="C1", marker="o", ms=4, label="path")
    ax.scatter(w[[0, -1]], fx_shifted(w[[0, -1]]), c=["green", "red"], s=60, zorder=3)
    ax.plot(3, 0, "k*", ms=14, label="minimum at x = 3")
    ax.set_xlim(low, high)
    ax.set(xlabel="x", ylabel="f(x)", title="A walk down the parabola")
    ax.legend(framealpha=1)
    return ax
