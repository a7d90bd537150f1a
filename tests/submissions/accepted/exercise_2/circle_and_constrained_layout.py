"""A circle round the minimum, and all the words on the figure, in a constrained layout."""

# %% fx_shifted
fx_shifted = lambda x: (x - 3) ** 2


# %% plot_path
def plot_path(trajectory):
    arr = np.array(trajectory)
    r = max(1, np.abs(arr - 3).max())
    x = np.linspace(3 - 1.2 * r, 3 + 1.2 * r, 200)
    fig, ax = plt.subplots(layout="constrained")
    (curve,) = ax.plot(x, fx_shifted(x), "b")
    (walk,) = ax.plot(arr, fx_shifted(arr), "m-d")
    ring = ax.add_patch(plt.Circle((3, 0), radius=0.4, fill=False, color="red"))
    fig.suptitle("Gradient descent")
    fig.supxlabel("x")
    fig.supylabel("f(x)")
    fig.legend([curve, walk, ring], ["f", "path", "minimum"], loc="outside lower center", ncols=3)
    return ax
