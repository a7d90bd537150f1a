"""Marks the lowest point of the path."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: is not the lowest point
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 300)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    lowest = path[np.argmin(fx_shifted(path))]
    ax.plot(lowest, fx_shifted(lowest), "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
