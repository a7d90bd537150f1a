"""Draws the path one piece at a time, in a loop over the index."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) * (x - 3)


# %% plot_path
def plot_path(trajectory):
    n = len(trajectory)
    lo = min(min(trajectory), 3.0)
    hi = max(max(trajectory), 3.0)
    margin = 0.1 * (hi - lo) + 0.5
    plt.figure()
    xx = np.linspace(lo - margin, hi + margin, 250)
    plt.plot(xx, fx_shifted(xx), color="black", label="parabola")
    plt.plot(trajectory[0], fx_shifted(trajectory[0]), "go", label="start")
    for i in range(n - 1):
        x_pair = [trajectory[i], trajectory[i + 1]]
        y_pair = [fx_shifted(trajectory[i]), fx_shifted(trajectory[i + 1])]
        plt.plot(x_pair, y_pair, "g.-", label="path" if i == 0 else None)
    plt.plot(3, 0, "kx", markersize=12, label="minimum")
    plt.xlabel("x")
    plt.ylabel("y")
    plt.title(f"{n - 1} steps of gradient descent")
    plt.legend()
    return plt.gca()
