"""Swaps x and y of the path."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: x and y are swapped
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(fx_shifted(path), path, "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
