"""Draws the path backwards, over a fixed interval, without labels, title and legend."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 1: it runs backwards
def plot_path(trajectory):
    path = np.array(trajectory)[::-1]
    grid = np.linspace(-8, 8, 100)
    fig, ax = plt.subplots()
    ax.plot(grid, fx_shifted(grid))
    ax.plot(path, fx_shifted(path), "o-")
    ax.plot(3, 0, "*")
    return ax
