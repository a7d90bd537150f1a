"""Draws the path as a line, and no curve."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 3: give each point a marker
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(min(path.min(), 3) - 1, max(path.max(), 3) + 1, 300)
    fig, ax = plt.subplots()
    ax.plot(path, fx_shifted(path), "-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Path")
    ax.legend()
    return ax
