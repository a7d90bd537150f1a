"""The path as a scatter, the minimum as an annotation, titles on the figure."""


# %% fx_shifted
def fx_shifted(x):
    return x * x - 6 * x + 9


# %% plot_path
def plot_path(trajectory):
    path = np.asarray(trajectory)
    fig, ax = plt.subplots()
    grid = np.linspace(min(path.min(), 3) - 5, max(path.max(), 3) + 5, 50)
    ax.fill_between(grid, fx_shifted(grid), alpha=0.1)
    ax.scatter(path, fx_shifted(path), c=range(len(path)), label="steps")
    ax.plot(grid, fx_shifted(grid), "--", label="f")
    ax.annotate("minimum", xy=(3, 0), xytext=(3, 20), arrowprops={"arrowstyle": "->"})
    fig.supxlabel("position")
    fig.supylabel("height")
    fig.suptitle("The descent")
    fig.legend()
    return ax
