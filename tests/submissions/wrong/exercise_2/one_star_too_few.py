"""Writes * 2 in place of ** 2."""


# %% fx_shifted -> 0: is it doubled instead of squared? 2 (x − 3) is the slope
def fx_shifted(x):
    return (x - 3) * 2


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(path.min() - 4, path.max() + 4, 200)
    fig, ax = plt.subplots()
    ax.plot(grid, fx_shifted(grid), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Descent")
    ax.legend()
    return ax
