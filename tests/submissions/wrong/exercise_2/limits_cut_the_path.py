"""Sets limits of the x axis that fit the visible path only."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the point (-31, 1156) is outside the limits of the axes
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set_xlim(-10, 10)
    ax.set(xlabel="x", ylabel="f(x)", title="Gradient descent")
    ax.legend()
    return ax
