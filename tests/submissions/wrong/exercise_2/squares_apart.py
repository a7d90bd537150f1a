"""Squares x and 3 apart and subtracts then."""


# %% fx_shifted -> 0: the square of x − 3 is not
def fx_shifted(x):
    return x**2 - 3**2


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(path.min() - 4, path.max() + 4, 300)
    fig, ax = plt.subplots()
    ax.plot(grid, fx_shifted(grid), "--", label="f")
    ax.plot(path, fx_shifted(path), "o", label="path")
    ax.plot(3, 0, "rD", label="minimum")
    ax.set(xlabel="x", ylabel="y", title="Path")
    ax.legend()
    return ax
