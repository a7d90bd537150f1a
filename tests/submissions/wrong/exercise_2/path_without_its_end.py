"""Leaves out the last point of the path."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: only the end of the path has no marker: did you leave it out?
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 200)
    fig, ax = plt.subplots()
    ax.plot(grid, fx_shifted(grid), label="f")
    for i in range(len(path) - 1):
        ax.plot(path[i], fx_shifted(path[i]), "ro", label="path" if i == 0 else "")
    ax.plot(3, 0, "k*", label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Path")
    ax.legend()
    return ax
