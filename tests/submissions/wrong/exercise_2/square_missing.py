"""Subtracts 3 and never squares."""


# %% fx_shifted -> 0: is the square missing?
def fx_shifted(x):
    return x - 3


# %% plot_path
def plot_path(trajectory):
    a, b = min(trajectory), max(trajectory)
    x = np.linspace(min(a, 3) - 1, max(b, 3) + 1, 300)
    plt.plot(x, fx_shifted(x), "k", label="function")
    plt.plot(trajectory, [fx_shifted(t) for t in trajectory], "bo--", label="descent")
    plt.scatter(3, 0, c="red", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Descent")
    plt.legend()
    return plt.gca()
