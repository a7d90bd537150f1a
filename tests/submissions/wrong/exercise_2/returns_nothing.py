"""Squares first and subtracts then; draws the picture and returns nothing."""


# %% fx_shifted -> 0: subtract 3 first, then square
def fx_shifted(x):
    return x**2 - 3


# %% plot_path -> 0: return the axes you drew on; you returned nothing
def plot_path(trajectory):
    path = np.array(trajectory)
    grid = np.linspace(path.min() - 1, path.max() + 1, 100)
    plt.plot(grid, (grid - 3) ** 2, label="f")
    plt.plot(path, (path - 3) ** 2, "o-", label="path")
    plt.plot(3, 0, "*", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("path")
    plt.legend()
    plt.show()
