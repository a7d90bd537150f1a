"""Adds up the heights of an array."""


# %% fx_shifted -> 0: give one height for each
def fx_shifted(x):
    return np.sum((x - 3) ** 2)


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(path.min() - 4, path.max() + 4, 200)
    fig, ax = plt.subplots()
    ax.plot(grid, [fx_shifted(x) for x in grid], label="f(x)")
    ax.plot(path, [fx_shifted(x) for x in path], "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Descent")
    ax.legend()
    return ax
