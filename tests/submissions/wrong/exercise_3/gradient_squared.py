"""Squares each coordinate of the difference in place of doubling it."""


# %% grad_fvec_shifted -> 0: the gradient of a square has no square
def grad_fvec_shifted(x):
    c = torch.tensor([2.0, -1.0], dtype=x.dtype)
    return (x - c) ** 2


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = torch.empty(steps + 1, 2, dtype=x0.dtype)
    a, b = x0.tolist()
    for k in range(steps + 1):
        path[k, 0], path[k, 1] = a, b
        a -= learning_rate * 2 * (a - 2)
        b -= learning_rate * 2 * (b + 1)
    return path


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
