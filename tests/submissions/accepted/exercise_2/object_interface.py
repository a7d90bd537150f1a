"""The object interface, with every call spelt out on the axes."""


# %% fx_shifted
def fx_shifted(x):
    difference = x - 3
    return difference**2


# %% plot_path
def plot_path(trajectory: Sequence[float]) -> Axes:
    xs = np.array(trajectory)
    left = min(xs.min(), 3) - 1
    right = max(xs.max(), 3) + 1
    grid = np.linspace(left, right, 500)

    fig = plt.figure(figsize=(8, 5))
    ax = fig.add_subplot(1, 1, 1)
    ax.plot(grid, fx_shifted(grid), linewidth=2, label="$f(x)$")
    ax.plot(xs, fx_shifted(xs), marker="o", linestyle="--", color="tab:red", label="GD path")
    ax.scatter([3], [0], marker="*", s=200, color="gold", zorder=5, label="minimum")
    ax.set_xlabel("$x$")
    ax.set_ylabel("$f(x)$")
    ax.set_title("Gradient descent on $(x-3)^2$")
    ax.legend(loc="best")
    return ax
