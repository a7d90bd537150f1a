"""Sorts the path, so that it no longer jumps from wall to wall."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the markers are out of order
def plot_path(trajectory):
    xs = np.array(sorted(trajectory))
    curve = np.linspace(xs[0] - 5, xs[-1] + 5, 200)
    plt.plot(curve, fx_shifted(curve), "b", label="f(x)")
    plt.plot(xs, fx_shifted(xs), "ro-", label="path")
    plt.plot(3, 0, "g*", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Descent path")
    plt.legend()
    return plt.gca()
