"""Marks (0, 0) as the minimum."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: that is the lowest point of another valley
def plot_path(trajectory):
    path = np.array(trajectory)
    r = np.abs(path).max() + 4
    x = np.linspace(-r, r, 300)
    plt.plot(x, fx_shifted(x), label="f(x)")
    plt.plot(path, fx_shifted(path), "o-", label="path")
    plt.plot(0, 0, "r*", markersize=15, label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Path")
    plt.legend()
    return plt.gca()
