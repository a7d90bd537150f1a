"""Writes the curve as x squared, beside a right path."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the curve is that of another function: did you forget to subtract 3?
def plot_path(trajectory):
    path = np.array(trajectory)
    r = np.abs(path).max() + 3
    x = np.linspace(-r, r, 200)
    plt.plot(x, x**2, label="f(x)")
    plt.plot(path, fx_shifted(path), "o-", label="path")
    plt.plot(3, 0, "*", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Path")
    plt.legend()
    return plt.gca()
