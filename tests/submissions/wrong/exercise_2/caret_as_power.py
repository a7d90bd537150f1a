"""Writes the power with ^."""


# %% fx_shifted -> 0: write ** for it
def fx_shifted(x):
    return (x - 3) ^ 2


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(path.min() - 4, path.max() + 4, 200)
    fig, ax = plt.subplots()
    ax.plot(grid, (grid - 3) ** 2, label="f(x)")
    ax.plot(path, (path - 3) ** 2, "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Descent")
    ax.legend()
    return ax
