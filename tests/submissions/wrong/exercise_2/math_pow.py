"""Squares with math.pow, which takes single numbers only."""

# %% fx_shifted -> 0: only 0-dimensional arrays can be converted to Python scalars. Functions of math, and float(), take one number only; NumPy's take arrays
import math


def fx_shifted(x):
    return math.pow(x - 3, 2)


# %% plot_path
def plot_path(trajectory):
    left = min(min(trajectory), 3) - 1
    right = max(max(trajectory), 3) + 1
    xs = np.linspace(left, right, 200)
    fig, ax = plt.subplots()
    ax.plot(xs, [fx_shifted(x) for x in xs], label="f(x)")
    ax.plot(trajectory, [fx_shifted(x) for x in trajectory], "o-", label="path")
    ax.plot(3, 0, "g*", markersize=12, label="minimum")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.set_title("Path on the parabola")
    ax.legend()
    return ax
