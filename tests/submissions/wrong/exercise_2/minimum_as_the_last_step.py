"""Marks the end of the path as the minimum."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: the end of the path is not the lowest point: mark that
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 300)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(path[-1], fx_shifted(path[-1]), "r*", markersize=15, label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
