"""Begins the path after its first step."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: only the start of the path has no marker: did you leave it out?
def plot_path(trajectory):
    path = np.array(trajectory)
    steps = path[1:]
    x = np.linspace(path.min() - 4, path.max() + 4, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(steps, fx_shifted(steps), "o-", label="steps")
    ax.plot(3, 0, "rs", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="The steps")
    ax.legend()
    return ax
