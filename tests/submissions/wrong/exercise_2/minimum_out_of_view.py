"""Chooses a logarithmic y axis, on which the height 0 cannot be seen."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: the point (3, 0) has no place on a logarithmic axis
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 400)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set_yscale("log")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
