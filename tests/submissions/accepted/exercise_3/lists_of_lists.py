"""Plain Python floats in a list of lists; the minimum first, a dashed line under the dots."""


# %% grad_fvec_shifted
def grad_fvec_shifted(x):
    c = [2.0, -1.0]
    g = [2 * (float(xi) - ci) for xi, ci in zip(x, c)]
    return torch.tensor(g, dtype=x.dtype)


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    x, y = float(x0[0]), float(x0[1])
    path = [[x, y]]
    for _ in range(steps):
        x, y = x - learning_rate * 2 * (x - 2), y - learning_rate * 2 * (y + 1)
        path += [[x, y]]
    return path


# %% plot_path_2d
def plot_path_2d(trajectory):
    xs = [float(row[0]) for row in trajectory]
    ys = [float(row[1]) for row in trajectory]
    _, ax = plt.subplots()
    ax.plot(2, -1, "P", color="black", markersize=12)
    ax.plot(xs, ys, "--", alpha=0.5)
    ax.plot(xs, ys, ".")
    ax.set_xlabel("x_1")
    ax.set_ylabel("x_2")
    ax.set_title("descent", loc="right")
    ax.legend(("minimum", "path", "steps"))
    ax.grid()
    return ax
