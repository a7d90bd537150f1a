"""Converts x to a float first, so an array raises an error."""


# %% fx_shifted -> 0: only 0-dimensional arrays can be converted to Python scalars. Functions of math, and float(), take one number only; NumPy's take arrays
def fx_shifted(x):
    x = float(x)
    return (x - 3) ** 2


# %% plot_path
def plot_path(trajectory):
    heights = []
    for x in trajectory:
        heights.append(fx_shifted(x))
    x_values = np.linspace(min(trajectory) - 4, max(trajectory) + 4, 250)
    plt.plot(x_values, (x_values - 3) ** 2, label="f")
    plt.plot(trajectory, heights, "r-o", label="gradient descent")
    plt.plot(3, 0, "kx", label="minimum")
    plt.xlabel("x")
    plt.ylabel("f(x)")
    plt.title("Gradient descent")
    plt.legend()
    return plt.gca()
