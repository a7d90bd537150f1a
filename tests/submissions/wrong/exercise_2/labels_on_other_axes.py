"""Labels the second of two axes, and draws on the first."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 6: missing: x label and y label
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 300)
    fig, (ax, other) = plt.subplots(1, 2)
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    other.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
