"""Takes the root instead of the square."""


# %% fx_shifted -> 0: is it the square root
def fx_shifted(x):
    return np.sqrt(np.abs(x - 3))


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 300)
    fig, ax = plt.subplots()
    ax.plot(x, (x - 3) ** 2, label="f(x)")
    ax.plot(path, (path - 3) ** 2, "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
