"""Draws the path from its end to its start."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: it runs backwards
def plot_path(trajectory):
    path = np.array(trajectory[::-1])
    x = np.linspace(min(path.min(), 3) - 2, max(path.max(), 3) + 2, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "k^", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
