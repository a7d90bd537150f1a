"""Forgets the factor 2 of the derivative of a square."""


# %% grad_fvec_shifted -> 0: is the factor 2 missing?
def grad_fvec_shifted(x: torch.Tensor) -> torch.Tensor:
    c = torch.tensor([2, -1], dtype=x.dtype)
    return x - c


# %% descend_vector
def descend_vector(x0, learning_rate, steps):
    path = torch.zeros((steps + 1, 2), dtype=x0.dtype)
    path[0] = x0
    for i in range(steps):
        path[i + 1] = path[i] - learning_rate * grad_fvec_shifted(path[i])
    return path


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="path")
    ax.legend()
    return ax
