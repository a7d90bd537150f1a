"""Closes the figure, and returns the current axes after that."""


# %% fx_shifted
def fx_shifted(x):
    return (x - 3) ** 2


# %% plot_path -> 0: plt.show() and plt.close() end a picture, so leave them out
import io


def plot_path(trajectory):
    path = np.array(trajectory)
    x = np.linspace(path.min() - 4, path.max() + 4, 200)
    plt.plot(x, fx_shifted(x), label="f(x)")
    plt.plot(path, fx_shifted(path), "o-", label="path")
    plt.plot(3, 0, "r*", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Gradient descent")
    plt.legend()
    plt.savefig(io.BytesIO())
    plt.close()
    return plt.gca()
