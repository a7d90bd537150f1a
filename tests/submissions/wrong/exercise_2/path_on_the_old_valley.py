"""Puts the markers on x squared."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the markers are at other heights: did you forget to subtract 3?
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 300)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, path**2, "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
