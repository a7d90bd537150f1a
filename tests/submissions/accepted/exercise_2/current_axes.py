"""The pyplot way: everything on the current axes, one marker at a time."""


# %% fx_shifted
def fx_shifted(x):
    return np.square(np.subtract(x, 3.0))


# %% plot_path
def plot_path(trajectory):
    low, high = min(*trajectory, 0) - 1, max(*trajectory, 5) + 1
    xs = low + (high - low) * np.arange(0, 1.01, 0.01)
    plt.plot(xs, (xs - 3) ** 2, label="f(x)")
    plt.scatter(3, 0, marker="x", s=80, label="minimum")
    for x in trajectory:
        plt.plot(x, (x - 3) ** 2, "ko")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("path", loc="left")
    plt.legend(loc="upper right")
    return plt.gca()
