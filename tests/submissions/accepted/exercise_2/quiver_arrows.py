"""A quiver for the moves, over markers coloured by the step number, with a colour bar."""


# %% fx_shifted
def fx_shifted(x):
    return np.power(x - 3.0, 2)


# %% plot_path
def plot_path(trajectory):
    px = np.asarray(trajectory, dtype=float)
    py = fx_shifted(px)
    span = np.abs(px - 3).max() * 1.1 + 0.5
    fig, ax = plt.subplots(figsize=(7, 5))
    cx = np.linspace(3 - span, 3 + span, 400)
    ax.plot(cx, fx_shifted(cx), "k-", alpha=0.5, label="f(x)")
    ax.quiver(
        px[:-1], py[:-1], np.diff(px), np.diff(py),
        angles="xy", scale_units="xy", scale=1, width=0.004, color="gray",
    )  # fmt: skip
    dots = ax.scatter(px, py, c=np.arange(px.size), cmap="viridis", zorder=3, label="x_k")
    fig.colorbar(dots, ax=ax, label="step")
    ax.scatter(3, 0, marker="P", c="red", s=90, zorder=4, label="min")
    ax.set(xlabel="x", ylabel="f(x)")
    ax.set_title("steps as arrows", loc="right")
    ax.legend()
    return ax
