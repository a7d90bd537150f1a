"""Returns the slope 2(x - 3)."""


# %% fx_shifted -> 0: is it doubled instead of squared? 2 (x − 3) is the slope
def fx_shifted(x):
    return 2 * (x - 3)


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    curve = np.linspace(path.min() - 5, path.max() + 5, 400)
    fig, ax = plt.subplots(figsize=(8, 4))
    ax.plot(curve, fx_shifted(curve), label="f")
    ax.scatter(path, fx_shifted(path), color="k", label="steps")
    ax.annotate("minimum", (3, 0), xytext=(3, 10), arrowprops={"arrowstyle": "->"})
    ax.set(xlabel="x", ylabel="f(x)", title="Steps")
    ax.legend()
    return ax
