"""Puts all markers of the path on the x axis."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the markers lie on the x axis: lift each to its height
def plot_path(trajectory):
    grid = np.linspace(min(trajectory) - 4, max(trajectory) + 4, 200)
    plt.plot(grid, fx_shifted(grid), label="f")
    plt.plot(trajectory, np.zeros(len(trajectory)), "o-", label="path")
    plt.plot(3, 0, "r*", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Descent")
    plt.legend()
    return plt.gca()
