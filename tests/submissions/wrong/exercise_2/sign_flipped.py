"""Adds 3 in place of subtracting it, so the curve and the path lie elsewhere."""


# %% fx_shifted -> 0: is 3 added instead of subtracted?
def fx_shifted(x):
    return (x + 3) ** 2


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(path.min() - 1, path.max() + 1, 100)
    fig, ax = plt.subplots()
    ax.plot(grid, fx_shifted(grid), label="f")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="path")
    ax.legend()
    return ax
