"""Leaves the minimum unmarked."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: nothing marks the point (3, 0)
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(path.min() - 1, path.max() + 1, 100)
    fig, ax = plt.subplots()
    ax.plot(grid, fx_shifted(grid), label="f")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.set(xlabel="x", ylabel="f(x)", title="path")
    ax.legend()
    return ax
