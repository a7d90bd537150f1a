"""Draws the path of the notebook, whatever it is given."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 3: that is the path of the example: draw the one that the function is given
def plot_path(path):
    x_path = np.array(trajectory)
    x = np.linspace(x_path.min() - 1, x_path.max() + 1, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(x_path, fx_shifted(x_path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set(xlabel="x", ylabel="f(x)", title="Gradient descent")
    ax.legend()
    return ax
