"""Draws the path and the minimum, but not the curve."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: no smooth line follows (x − 3)²
def plot_path(trajectory):
    path = np.array(trajectory)
    fig, ax = plt.subplots()
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Descent path")
    ax.legend()
    return ax
