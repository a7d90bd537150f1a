"""Takes the absolute value of x - 3 in place of its square."""


# %% fx_shifted -> 0: is this the distance |x − 3|, and not its square?
def fx_shifted(x):
    return abs(x - 3)


# %% plot_path
def plot_path(trajectory):
    xs = np.array(trajectory)
    grid = np.linspace(min(xs.min(), 3) - 1, max(xs.max(), 3) + 1, 500)
    fig, ax = plt.subplots()
    ax.plot(grid, fx_shifted(grid), label="f(x)")
    ax.plot(xs, fx_shifted(xs), "-s", label="path")
    ax.plot([3], [0], "kv", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="The path")
    ax.legend()
    return ax
