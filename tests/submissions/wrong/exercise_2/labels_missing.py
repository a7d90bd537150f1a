"""Leaves both axes without a label."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: missing: x label and y label
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 200)
    plt.plot(x, fx_shifted(x), label="f(x)")
    plt.plot(path, fx_shifted(path), "o-", label="path")
    plt.plot(3, 0, "r*", label="minimum")
    plt.title("Gradient descent")
    plt.legend()
    return plt.gca()
