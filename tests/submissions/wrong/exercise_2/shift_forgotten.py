"""Forgets to subtract 3."""


# %% fx_shifted -> 0: did you forget to subtract 3?
def fx_shifted(x):
    return x**2


# %% plot_path
def plot_path(trajectory):
    path = np.array(trajectory)
    r = np.abs(path).max() + 4
    x = np.linspace(-r, r, 200)
    fig, ax = plt.subplots()
    ax.plot(x, fx_shifted(x), label="f(x)")
    ax.plot(path, fx_shifted(path), "o-", label="path")
    ax.plot(3, 0, "r*", label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Gradient descent")
    ax.legend()
    return ax
