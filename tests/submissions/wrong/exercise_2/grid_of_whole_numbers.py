"""Draws the curve through whole numbers only, from -10 to 10."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the curve spans -10 to 10, but the path
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.arange(-10, 11)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
