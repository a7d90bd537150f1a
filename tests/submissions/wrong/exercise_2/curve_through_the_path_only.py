"""Takes the points of the path for the curve too, in sorted order."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the path alone is no curve, which needs many x of its own
def plot_path(trajectory):
    path = np.array(trajectory)
    xs = np.sort(path)
    fig, ax = plt.subplots()
    ax.plot(xs, fx_shifted(xs), label="f(x)")
    ax.plot(path, fx_shifted(path), "ko", label="path")
    ax.plot(3, 0, "m*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Descent")
    ax.legend()
    return ax
