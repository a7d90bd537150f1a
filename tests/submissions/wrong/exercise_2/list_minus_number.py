"""Computes with the list itself, so the call stops with an error."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 0: 'list' and 'int'
def plot_path(trajectory):
    x = np.linspace(min(trajectory) - 4, max(trajectory) + 4, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(trajectory, fx_shifted(trajectory), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Gradient descent")
    ax.legend()
    return ax
