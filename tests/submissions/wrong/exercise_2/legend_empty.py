"""Calls legend, but no line has a label."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: give each line a label= before you call legend
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 200)
    plt.plot(x, fx_shifted(x))
    plt.plot(path, fx_shifted(path), "o-")
    plt.plot(3, 0, "r*")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Gradient descent")
    plt.legend()
    return plt.gca()
