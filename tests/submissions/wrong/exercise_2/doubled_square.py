"""Multiplies the square by 2."""


# %% fx_shifted -> 0: is the 2 there twice? f is the square alone
def fx_shifted(x):
    return 2 * (x - 3) ** 2


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 300)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
