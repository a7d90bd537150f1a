"""Draws the curve from -7 to 13, whatever the path is."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: the curve spans -7 to 13, but the path
def plot_path(trajectory):
    x = np.linspace(-7, 13, 200)
    path = np.array(trajectory)
    plt.figure()
    plt.plot(x, fx_shifted(x), label="f(x)")
    plt.plot(path, fx_shifted(path), "ro-", label="descent")
    plt.plot(3, 0, "g*", markersize=15, label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Gradient descent")
    plt.legend()
    return plt.gca()
