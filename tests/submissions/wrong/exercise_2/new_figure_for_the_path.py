"""Opens a second figure between the curve and the path."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 5: part of the picture is in another figure
def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 200)
    plt.figure()
    plt.plot(x, fx_shifted(x), label="f(x)")
    plt.figure()
    plt.plot(path, fx_shifted(path), "o-", label="path")
    plt.plot(3, 0, "r*", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Gradient descent")
    plt.legend()
    return plt.gca()
