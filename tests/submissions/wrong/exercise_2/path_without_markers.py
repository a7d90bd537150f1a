"""Draws the path as a bare line."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: give each point a marker
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "r-", label="path")
    ax.plot(3, 0, "ko", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Descent")
    ax.legend()
    return ax
