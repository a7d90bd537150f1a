"""Lacks the factor 2 in the gradient, and the start in the path."""


# %% grad_fvec_shifted -> 0: is the factor 2 missing?
def grad_fvec_shifted(x):
    return 1 * (x - torch.tensor([2.0, -1.0], dtype=x.dtype))


# %% descend_vector -> 0: that is the path without its start
def descend_vector(x0, learning_rate, steps):
    x = x0.clone()
    path = []
    for _ in range(steps):
        x = x - learning_rate * grad_fvec_shifted(x)
        path.append(x)
    return torch.stack(path)


# %% plot_path_2d
def plot_path_2d(trajectory):
    fig, ax = plt.subplots()
    ax.plot(trajectory[:, 0], trajectory[:, 1], "o-", label="path")
    ax.plot(2, -1, "r*", label="minimum")
    ax.set(xlabel="x1", ylabel="x2", title="Descent")
    ax.legend()
    return ax
