"""Draws the path itself as heights, against the number of the step."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the first number is drawn against the step
def plot_path(trajectory):
    fig, ax = plt.subplots()
    x = np.linspace(min(trajectory) - 5, max(trajectory) + 5, 300)
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(trajectory, "o-", label="trajectory")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Trajectory")
    ax.legend()
    return ax
